import assert from "node:assert/strict";
import { describeEngine } from "./support/suite.ts";
import { standing, tunnelProgram, withTunnel } from "./support/tunnels.ts";

/** Under "Diagnostics"; the progress of the resource shows the line too. */
const WARNING =
  /^ +warning: VpnConnection branch: weak settings: .*\(3des-cbc\).* set, at both ends, ikeSet: \{ propoEncryAlgorithm: "aes-cbc-256"/gm;

describeEngine("the warning of weak settings", () => {
  it("is shown once, under the resource, in an update that applies them, and neither in a preview nor without a change", async () => {
    const program = tunnelProgram({ ikeSet: undefined, ipsecSet: undefined });
    await withTunnel({ stack: { program } }, async ({ stack, emulator }) => {
      assert.doesNotMatch(JSON.stringify(await stack.preview()), /weak settings/);
      const { output } = await stack.up({ args: ["--skip-preview=false"] });
      assert.equal(output.match(WARNING)?.length, 1, output);
      assert.doesNotMatch((await stack.up()).output, /weak settings/);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });
});
