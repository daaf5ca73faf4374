import assert from "node:assert/strict";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { testKey } from "../support/tunnels.ts";

const names = ["failsOnce", "failsAlways", "lost", "slow"];

/** What the tunnels are to be after the n-th change: name, networks and key. */
const change = (name: string, round: number) => ({
  vpnConnName: `${name}-${round}`,
  preSharedKey: `${testKey}-${round}`,
  userGwCidrBlock: [`172.16.${20 + round}.0/24`],
});

const program = (fleet: Fleet, round: number): Promise<void> =>
  fleet.program(Object.fromEntries(names.map((name) => [name, { args: change(name, round) }])));

/** Every tunnel is what the round asks for, and a preview finds nothing to do. */
async function assertDone(fleet: Fleet, round: number, keys: ReadonlySet<string>): Promise<void> {
  await fleet.assertAgree(names);
  for (const name of names) {
    const tunnel = fleet.tunnel(name);
    const { vpnConnName, userGwCidrBlock } = change(name, round);
    assert.deepEqual([tunnel?.vpnConnName, tunnel?.destinationCidr], [vpnConnName, userGwCidrBlock]);
    assert.ok(!keys.has(tunnel?.preSharedKeySha256 ?? ""), "another key");
  }
  assert.deepEqual((await fleet.stack.preview()).changeSummary, { same: 1 + names.length });
}

const keysOf = (fleet: Fleet): Set<string> =>
  new Set(fleet.standing().map(({ preSharedKeySha256 }) => preSharedKeySha256));

async function run(fleet: Fleet) {
  const { emulator, stack } = fleet;
  // Where a change has no task, nothing can say that it failed.
  emulator.configure({ set: { modifyTask: "known" } });
  await stack.up();
  await fleet.plantTwins();
  const ids = names.map((name) => fleet.id(name));
  const on = (name: string) => ({ action: "ModifyVpnConnEx", parameters: { vpnConnId: fleet.id(name) } }) as const;
  const keys = keysOf(fleet);
  fleet.setFaults([
    { ...on("failsOnce"), fault: "task-fails" },
    { ...on("failsAlways"), fault: "task-fails", times: 0, message: "the peer refuses the proposal" },
    { ...on("lost"), fault: "drop-after" },
  ]);
  await program(fleet, 1);
  const failed = await stack.up({ expect: "failure" });
  await fleet.assertAgree(names);
  const truth = { state: (await fleet.recorded()).get("failsAlways"), cloud: fleet.tunnel("failsAlways") };
  const done = names.filter((name) => fleet.tunnel(name)?.vpnConnName === `${name}-1`);
  emulator.clearFaults();
  await stack.up();
  await assertDone(fleet, 1, keys);
  emulator.configure({ set: { modifyTask: "unknown" } });

  // Killed with one request not arrived yet, and the others' tasks running.
  for (const [index, target] of ["the CLI alone", "the CLI and the provider"].entries()) {
    const round = 2 + index;
    const before = keysOf(fleet);
    emulator.clearCalls();
    emulator.configure({ taskMs: 3000 });
    fleet.setFaults([{ ...on("slow"), fault: "delay", ms: 2500, when: "before" }]);
    await program(fleet, round);
    const up = stack.start("up");
    await fleet.until(() => {
      const actions = fleet.calls().map(({ action }) => action);
      return actions.filter((action) => action === "ModifyVpnConnEx").length === names.length;
    });
    await up.kill();
    if (target === "the CLI and the provider") {
      await stack.endProcesses();
    }
    await fleet.assertAgree(names);
    await stack.cancel();
    await stack.up();
    await assertDone(fleet, round, before);
    emulator.configure({ taskMs: 200 });
    await stack.endProcesses();
  }
  const idsAfter = names.map((name) => fleet.id(name));
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { failed, truth, done, ids, idsAfter };
}

describeRows("a change that goes wrong", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: names }, run));

  row(on, "s", "the task fails once: the change is requested again, and succeeds", () => {
    assert.ok(seen().done.includes("failsOnce"));
  });

  row(
    on,
    "s",
    "the task fails always: the state has the actual values, and the error has the reason; the next up finishes the change",
    () => {
      const { failed, truth, done } = seen();
      assert.ok(!done.includes("failsAlways"));
      assert.match(failed.output, /failed 3 times, last with: the peer refuses the proposal/);
      const { vpnConnName, userGwCidrBlock, status } = truth.state?.outputs ?? {};
      assert.deepEqual(
        { vpnConnName, userGwCidrBlock, status },
        {
          vpnConnName: truth.cloud?.vpnConnName,
          userGwCidrBlock: truth.cloud?.destinationCidr,
          status: on.api === "2.0" ? "modify-failed" : "running",
        },
      );
      assert.equal(truth.cloud?.vpcConnStatus, 3);
    },
  );

  row(on, "s", "the answer is lost: the change succeeds", () => {
    assert.ok(seen().done.includes("lost"));
  });

  for (const target of ["the CLI alone", "the CLI and the provider"]) {
    row(
      on,
      "s",
      `kill -9 of ${target} during it: the next up finishes the change, and the preview after it shows no changes`,
      () => {
        assert.deepEqual(seen().idsAfter, seen().ids);
      },
    );
  }
});
