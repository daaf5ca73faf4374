import assert from "node:assert/strict";
import { run } from "../../cli/support.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { withStack } from "../support/stack.ts";
import { recorded, standing, withTunnel } from "../support/tunnels.ts";
import type { Variant } from "../support/variants.ts";

/** `remove` on the tunnel of one stack, run in the project of another. */
async function ofAnotherStack(on: Variant) {
  const seen = { refused: "", typed: "", afterRefusals: 0, left: -1, code: -1 };
  await withTunnel({ stack: { on } }, async ({ stack, emulator }) => {
    await stack.up();
    const [id = ""] = standing(emulator);
    await withStack({ on, program: "", emulator }, async (other) => {
      const remove = (answers: string[], ...flags: string[]) =>
        run(["remove", id, "--region", "ap-guangzhou", ...flags], {
          env: other.env,
          cwd: other.folder.project,
          answers,
        });
      const refused = await remove([], "--yes");
      seen.refused = `${refused.stdout}${refused.stderr}`;
      const typed = await remove(["yes"]);
      seen.typed = `${typed.stdout}${typed.stderr}`;
      seen.afterRefusals = standing(emulator).length;
      seen.code = (await remove([], "--yes", "--force-other-stack")).code;
    });
    await stack.destroy();
    assert.deepEqual(await recorded(stack), []);
    seen.left = standing(emulator).length;
  });
  return seen;
}

describeRows("pulumi-qcloud-vpn remove on what another stack made", (on) => {
  const seen = scenario(() => ofAnotherStack(on));

  row(
    on,
    "x5",
    "`--yes` alone and the answer yes delete nothing; with the extra option it is deleted, and a destroy after that succeeds",
    () => {
      const { refused, typed, afterRefusals, code, left } = seen();
      assert.match(refused, /does not prove that this stack created it.*--force-other-stack/);
      assert.match(typed, /was not deleted/);
      assert.equal(afterRefusals, 1);
      assert.equal(code, 0);
      assert.equal(left, 0);
    },
  );
});
