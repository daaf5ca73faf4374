import assert from "node:assert/strict";
import type { Fault } from "../../../emulator/index.ts";
import { ANSWERS } from "../../support/api-words.ts";
import { answersTo, type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";

type Kind = Pick<Fault, "fault" | "times">;

/** What breaks, by the tunnel that it happens to. */
const broken: Readonly<Record<string, Kind>> = {
  html: { fault: "http", times: 2, status: 502 } as Kind,
  reset: { fault: "drop-before", times: 2 },
  half: { fault: "half" },
  // Eight megabytes, which no answer has, come before the time for one answer is over.
  flood: { fault: "endless", bytes: 1_000_000, ms: 10 } as Kind,
};
const drip: Kind = { fault: "endless" };
const throttled: Kind = { fault: "code", code: 4400, times: 3 } as Kind;
const lost: Kind = { fault: "drop-after" };

const names = [...Object.keys(broken), "drip", "throttled", "lost", "lostAtOnce"];

/** A fault of each kind on one action, for the calls that name the tunnel in one parameter. */
const plant = (
  action: string,
  kinds: Readonly<Record<string, Kind>>,
  parameter: string,
  idOf: (name: string) => string | undefined,
): Fault[] =>
  Object.entries(kinds).map(
    ([name, kind]) => ({ action, ...kind, parameters: { [parameter]: idOf(name) ?? "" } }) as Fault,
  );

const { html, reset, half, flood } = broken as Readonly<Record<"html" | "reset" | "half" | "flood", Kind>>;

/** Kinds one after the other, for whichever look at the tunnels and at the tasks comes: these are shared, or name no tunnel. */
const plantForLooks = (...kinds: Kind[]): Fault[] =>
  ["DescribeVpnConn", "DescribeVpcTaskResult"].flatMap((action) => kinds.map((kind) => ({ action, ...kind }) as Fault));

/** All tunnels through a create, a change and a deletion, each with its own fault on every call. */
async function run(fleet: Fleet) {
  const { emulator, stack } = fleet;
  fleet.setFaults([
    ...plant("AddVpnConnEx", { ...broken, drip, lost }, "userGwId", (name) => fleet.peers.get(name)),
    ...plantForLooks(html, half),
  ]);
  await stack.up({ args: ["--parallel", "32"] });
  await fleet.assertAgree(names);
  const created = { calls: fleet.calls(), unmet: emulator.faults() };

  const id = (name: string): string => fleet.id(name);
  emulator.clearCalls();
  fleet.setFaults([...plant("ModifyVpnConnEx", { ...broken, lost }, "vpnConnId", id), ...plantForLooks(reset, flood)]);
  await fleet.program(Object.fromEntries(names.map((name) => [name, { args: { vpnConnName: `${name}-changed` } }])));
  await stack.up({ args: ["--parallel", "32"] });
  await fleet.assertAgree(names);
  const changed = { names: names.map((name) => fleet.tunnel(name)?.vpnConnName), unmet: emulator.faults() };

  const ids = new Map(names.map((name) => [name, id(name)]));
  for (const name of names) {
    await fleet.plantOther(name);
  }
  emulator.clearCalls();
  emulator.configure({ taskMs: 0 });
  fleet.setFaults(plant("DeleteVpnConn", { lostAtOnce: lost }, "vpnConnId", id));
  await stack.destroy({ args: ["--target", fleet.urn("lostAtOnce")] });
  const others = names.filter((name) => name !== "lostAtOnce");
  await fleet.assertAgree(others);
  const unmetAtOnce = emulator.faults();

  emulator.configure({ taskMs: 2000 });
  fleet.setFaults([
    ...plant("DeleteVpnConn", { ...broken, drip, throttled, lost }, "vpnConnId", id),
    ...plantForLooks(throttled),
  ]);
  await stack.destroy({ args: ["--parallel", "32"] });
  await fleet.assertNothingLeft();
  const deleted = { calls: fleet.calls(), unmet: [...unmetAtOnce, ...emulator.faults()] };
  return { created, changed, deleted, ids, peers: fleet.peers };
}

describeRows("every answer broken in every way, in all of a tunnel's life", (on) => {
  const seen = scenario(() =>
    withFleet({ on, tunnels: names, emulator: { set: { onePerPair: "allow", describeLagMs: 700 } } }, run),
  );

  const { accepted, gone, state, throttled } = ANSWERS[on.api];

  /** How often the service carried out a create for the tunnel; it allows more than one. */
  const creates = (name: string): number =>
    answersTo(seen().created.calls, "AddVpnConnEx", { userGwId: seen().peers.get(name) }).filter(
      (answer) => answer === accepted,
    ).length;
  /** What the requests for its deletion were answered with. */
  const deletions = (name: string) =>
    answersTo(seen().deleted.calls, "DeleteVpnConn", { vpnConnId: seen().ids.get(name) });

  it("meets every planted fault", () => {
    const { created, changed, deleted } = seen();
    assert.deepEqual([created.unmet, changed.unmet, deleted.unmet], [[], [], []]);
  });

  const spoken = {
    html: "HTTP 502 with HTML twice",
    reset: "the connection reset twice",
    half: "half an answer",
    flood: "an answer of megabytes that never ends",
    drip: "an answer that never ends, a few bytes at a time",
  };
  for (const [name, what] of Object.entries(spoken)) {
    row(on, "e", `${what}: the tunnel is created once, changed and deleted`, () => {
      assert.equal(creates(name), 1);
      assert.ok(seen().changed.names.includes(`${name}-changed`));
      const { length } = deletions(name);
      assert.ok(length >= 2, `DeleteVpnConn is asked for ${length} times`);
    });
  }

  row(on, "d", "retries at growing intervals, and deletes the tunnel", () => {
    assert.deepEqual(deletions("throttled"), [throttled, throttled, throttled, accepted]);
  });

  row(on, "f", "tasks of 2 s: requests the deletion again, which is in progress, and waits for it", () => {
    const [first, second] = deletions("lost");
    assert.equal(first, accepted);
    // On a machine that is slow enough it is gone by then.
    assert.ok(second === state || second === gone, `${second}`);
  });

  row(on, "f", "tasks of 0 s: requests the deletion again, and verifies that the tunnel is gone", () => {
    assert.deepEqual(deletions("lostAtOnce"), [accepted, gone]);
  });

  row(on, "i1", "finds the tunnel that the request created, and does not create a second one", () => {
    assert.equal(creates("lost"), 1);
  });
});
