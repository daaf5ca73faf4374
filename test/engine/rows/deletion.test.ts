import assert from "node:assert/strict";
import { call, seed } from "../../emulator/support.ts";
import { ANSWERS } from "../../support/api-words.ts";
import { answersTo, type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";

const names = [
  "goneBefore",
  "goneBetween",
  "creating",
  "modifying",
  "stateCodes",
  "deletedByOther",
  "internal",
  "failsOnce",
  "failsAlways",
  "unknownTask",
  "expiredTask",
  "lostTask",
];

/** One stack of many tunnels, each with a trouble of its own, through one refresh and two destroys. */
async function run(fleet: Fleet) {
  const { emulator, stack } = fleet;
  await stack.up();
  const ids = new Map(names.map((name) => [name, fleet.id(name)]));
  const id = (name: string): string => ids.get(name) ?? "";
  await fleet.plantOther("failsAlways");

  emulator.remove("vpnConnections", id("goneBefore"));
  await stack.refresh();
  const afterRefresh = await fleet.recorded();

  emulator.remove("vpnConnections", id("goneBetween"));
  emulator.patchVpnConnection(id("creating"), { vpcConnStatus: 0 });
  emulator.patchVpnConnection(id("modifying"), { vpcConnStatus: 2 });
  const refused = { action: "DeleteVpnConn", fault: "code", times: 2 } as const;
  fleet.setFaults([
    { ...refused, code: 5100, codeDesc: "InvalidVpnConnState", parameters: { vpnConnId: id("stateCodes") } },
    { ...refused, code: 6000, parameters: { vpnConnId: id("internal") } },
    { action: "DeleteVpnConn", fault: "task-fails", parameters: { vpnConnId: id("failsOnce") } },
    {
      action: "DeleteVpnConn",
      fault: "task-fails",
      times: 0,
      message: "the peer does not answer",
      parameters: { vpnConnId: id("failsAlways") },
    },
    { action: "DeleteVpnConn", fault: "task-unknown", parameters: { vpnConnId: id("unknownTask") } },
    { action: "DeleteVpnConn", fault: "task-stuck", parameters: { vpnConnId: id("lostTask") } },
  ]);
  // Somebody else's deletion, which ends when the test says so.
  emulator.addFaults([
    { action: "DeleteVpnConn", fault: "task-stuck", parameters: { vpnConnId: id("deletedByOther") } },
  ]);
  const asked = await call(emulator, "DeleteVpnConn", { ...seed, vpnConnId: id("deletedByOther") });
  assert.equal(asked.json?.code, 0);
  emulator.clearCalls();
  emulator.configure({ taskMs: 1000 });
  const destroy = stack.start("destroy", { args: ["--parallel", "32"] });
  // A task whose result is forgotten while it runs, and one that is forgotten without having done anything.
  for (const name of ["expiredTask", "lostTask"]) {
    await fleet.until(() => taskOf(id(name)) !== undefined);
    fleet.addFaults([
      {
        action: "DescribeVpcTaskResult",
        fault: "code",
        code: 5000,
        times: 0,
        parameters: { taskId: taskOf(id(name)) ?? "" },
      },
    ]);
  }
  emulator.patchVpnConnection(id("lostTask"), { vpcConnStatus: 6 });
  // Each refused twice by the state that it is in, and then free.
  for (const [name, status] of [
    ["creating", 2],
    ["modifying", 0],
  ] as const) {
    await fleet.until(() => looksAt(id(name)) >= 2);
    emulator.patchVpnConnection(id(name), { vpcConnStatus: status });
    await fleet.until(() => looksAt(id(name)) >= 4);
    emulator.patchVpnConnection(id(name), { vpcConnStatus: 6 });
  }
  await fleet.until(() => looksAt(id("deletedByOther")) >= 2);
  emulator.remove("vpnConnections", id("deletedByOther"));
  const first = await destroy.ended;
  const afterFirst = { recorded: await fleet.recorded(), standing: fleet.standing(), calls: fleet.calls() };
  const unmet = emulator.faults().filter(({ times }) => times !== 0);

  emulator.clearFaults();
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { afterRefresh, first, afterFirst, unmet, id };

  function looksAt(vpnConnId: string): number {
    return answersTo(fleet.calls(), "DescribeVpnConn", { vpnConnId }).length;
  }
  /** The id by which the provider polls the task of the last deletion of a tunnel. */
  function taskOf(tunnel: string): string | undefined {
    const task = emulator.state().tasks.find(({ kind, unVpnConnId }) => kind === "delete" && unVpnConnId === tunnel);
    return fleet.on.api === "3.0" ? (task?.requestId ?? undefined) : task?.taskId.toString();
  }
}

describeRows("a destroy that meets every answer of the service", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: names, emulator: { set: { onePerPair: "allow" } } }, run));

  const { accepted, gone, state, internal } = ANSWERS[on.api];

  /** Neither stands nor is in the state after the first destroy; what its deletion was answered with, each time. */
  const deleted = (name: string) => {
    const { afterFirst, id } = seen();
    assert.ok(!afterFirst.recorded.has(name), `${name} is in the state:\n${seen().first.output}`);
    assert.ok(!afterFirst.standing.some(({ unVpnConnId }) => unVpnConnId === id(name)), `${name} stands`);
    return answersTo(afterFirst.calls, "DeleteVpnConn", { vpnConnId: id(name) });
  };

  it("meets every planted fault", () => {
    assert.deepEqual(seen().unmet, []);
  });

  row(on, "a", "refresh removes the tunnel from the state", () => {
    assert.deepEqual([...seen().afterRefresh.keys()].sort(), names.filter((name) => name !== "goneBefore").sort());
  });

  row(on, "a", "destroy after the refresh succeeds", () => {
    assert.deepEqual(deleted("goneBetween"), [gone]);
  });

  for (const name of ["creating", "modifying"]) {
    row(on, "b1", `status ${name}: waits until it ends, and deletes the tunnel`, () => {
      const answers = deleted(name);
      // API 3.0 shows a tunnel that is being changed as one that runs, so that the deletion is requested until it is accepted.
      const refusals = on.api === "2.0" ? 1 : Math.max(1, answers.length - 1);
      assert.deepEqual(answers, [...Array.from({ length: refusals }, () => state), accepted]);
    });
  }

  row(on, "b1", "the request is refused twice: retries it, and deletes the tunnel", () => {
    assert.deepEqual(deleted("stateCodes"), [state, state, accepted]);
  });

  row(on, "b2", "waits for the other deletion", () => {
    assert.deepEqual(deleted("deletedByOther"), [state]);
  });

  row(on, "b3", "retries the request, and deletes the tunnel", () => {
    assert.deepEqual(deleted("internal"), [internal, internal, accepted]);
  });

  row(on, "c1", "reads the tunnel, requests the deletion again, and deletes the tunnel", () => {
    assert.deepEqual(deleted("failsOnce"), [accepted, accepted]);
  });

  row(
    on,
    "c2",
    "fails after three attempts with the reason of the task; the tunnel stays in the state, and a later destroy deletes it",
    () => {
      const { first, afterFirst, id } = seen();
      assert.notEqual(first.code, 0);
      assert.match(
        first.output,
        /still exists: its deletion was accepted and failed 3 times.*the peer does not answer/,
      );
      assert.deepEqual([...afterFirst.recorded.keys()], ["failsAlways"]);
      assert.deepEqual(
        afterFirst.standing.map(({ unVpnConnId }) => unVpnConnId),
        [id("failsAlways")],
      );
      const asked = answersTo(afterFirst.calls, "DeleteVpnConn", { vpnConnId: id("failsAlways") });
      assert.equal(asked.length, 3);
    },
  );

  row(on, "n", "a task that the service does not know: reads the tunnel until it is gone", () => {
    assert.deepEqual(deleted("unknownTask"), [accepted]);
  });

  row(on, "n", "a task whose result expires during the wait: reads the tunnel until it is gone", () => {
    assert.deepEqual(deleted("expiredTask"), [accepted]);
  });

  row(on, "n", "an expired task that changed nothing: the tunnel still exists, and is deleted", () => {
    assert.deepEqual(deleted("lostTask"), [accepted, accepted]);
  });
});
