import assert from "node:assert/strict";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";

/** Deletions whose tasks never end, given up by the argument and by the environment, and finished later. */
async function stuck(fleet: Fleet) {
  const { emulator, stack } = fleet;
  await fleet.program({ argument: { args: { timeouts: { delete: "4s" } } } });
  await stack.up();
  await fleet.plantTwins();
  fleet.setFaults([{ action: "DeleteVpnConn", fault: "task-stuck", times: 0 }]);
  const byArgument = await stack.destroy({ expect: "failure", args: ["--target", fleet.urn("argument")] });
  await fleet.assertAgree(fleet.names);
  const byEnvironment = await stack.destroy({ expect: "failure", env: { QCLOUD_TIMEOUT_DELETE: "3s" } });
  await fleet.assertAgree(fleet.names);
  // The operator of the cloud ends what was stuck: one deletion failed, the other is undone.
  emulator.clearFaults();
  emulator.patchVpnConnection(fleet.id("argument"), { vpcConnStatus: 5 });
  emulator.patchVpnConnection(fleet.id("environment"), { vpcConnStatus: 6 });
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { byArgument, byEnvironment };
}

describeRows("a task that never ends", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: ["argument", "environment"] }, stuck));
  const id = { "2.0": /\d+/, "3.0": /[0-9a-f]{8}-[0-9a-f-]{27}/ }[on.api].source;
  const task = new RegExp(
    String.raw`task ${id} has not finished in the time allowed \(\d+ polls in \d\S* s\); last seen: running`,
  );

  row(
    on,
    "m",
    "fails after `timeouts.delete`; the error says what it waited for, and a later destroy deletes the tunnel",
    () => {
      const { output } = seen().byArgument;
      assert.match(output, task);
      assert.match(output, /The tunnel stays in the state: run the command again/);
    },
  );

  row(on, "m", "fails after `QCLOUD_TIMEOUT_DELETE`, also if the deletion was started by an earlier run", () => {
    const { output } = seen().byEnvironment;
    assert.match(output, task);
    assert.match(output, /timed out waiting for tunnel vpnx-\w+ to be deleted: last seen status deleting/);
  });
});
