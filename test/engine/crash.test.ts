import assert from "node:assert/strict";
import { describeEngine } from "./support/suite.ts";
import { recorded, standing, withTunnel } from "./support/tunnels.ts";

/** How long a deletion takes here: long enough to be cut off in the middle, short enough to be waited for. */
const taskMs = 4000;

describeEngine("a destroy that is cut off", () => {
  for (const left of ["the provider lives on", "everything ended"] as const) {
    it(`is finished by the next destroy, at once, when the CLI was killed and ${left}`, async () => {
      await withTunnel({ emulator: { taskMs: 100 } }, async ({ stack, emulator }) => {
        await stack.up();
        emulator.configure({ taskMs });
        const destroy = stack.start("destroy");
        await destroy.waitFor(/deleting vpnx-\w+: task/);
        await destroy.kill();
        if (left === "everything ended") {
          await stack.endProcesses();
        }
        assert.equal((await recorded(stack)).length, 1);
        await stack.cancel();
        await stack.destroy();
        assert.deepEqual(standing(emulator), []);
        assert.deepEqual((await stack.exportState()).resources, []);
      });
    });
  }

  it("leaves nothing behind when it was killed after the deletion was done", async () => {
    await withTunnel({ emulator: { taskMs: 100 } }, async ({ stack, emulator }) => {
      await stack.up();
      emulator.configure({ taskMs: 1500 });
      const destroy = stack.start("destroy");
      await destroy.waitFor(/deleting vpnx-\w+: task/);
      await destroy.kill();
      await stack.endProcesses();
      await waitUntil(() => standing(emulator).length === 0);
      await stack.cancel();
      await stack.destroy();
      assert.deepEqual((await stack.exportState()).resources, []);
    });
  });
});

async function waitUntil(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
