import assert from "node:assert/strict";
import { truncate } from "node:fs/promises";
import { answersTo, type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";

/** What `kill -9` ends: the CLI, whose provider process lives on and goes on calling, or every process of the command. */
const targets = ["the CLI alone", "the CLI and the provider"] as const;
type Target = (typeof targets)[number];

/** A destroy killed while deletions are asked for, under way and not begun; then cancel and destroy, at once. */
async function killedDestroy(fleet: Fleet, target: Target): Promise<void> {
  const { emulator, stack } = fleet;
  await stack.up({ args: ["--parallel", "16"] });
  await fleet.plantTwins();
  emulator.clearCalls();
  emulator.configure({ taskMs: 4000 });
  const held = fleet.names.length > 1 ? 3 : 0;
  fleet.setFaults([
    { action: "DeleteVpnConn", fault: "delay", ms: 3000, when: "before", times: Math.max(1, held), skip: 2 },
  ]);
  const destroy = stack.start("destroy", { args: ["--parallel", "6"] });
  const asked = (action: string): number => fleet.calls(action).length;
  await fleet.until(
    () => asked("DescribeVpcTaskResult") >= 1 && asked("DeleteVpnConn") >= Math.min(5, fleet.names.length),
  );
  await destroy.kill();
  const left = await stack.providerProcesses();
  assert.notDeepEqual(left, []);
  if (target === "the CLI and the provider") {
    await stack.endProcesses();
  }
  const recorded = new Set([...(await fleet.recorded()).values()].map(({ id }) => id));
  for (const { unVpnConnId } of fleet.standing()) {
    assert.ok(recorded.has(unVpnConnId), `the stack does not know ${unVpnConnId}`);
  }
  await stack.cancel();
  await stack.destroy({ args: ["--parallel", "16"] });
  await fleet.assertNothingLeft();
}

/** Kills a destroy, with everything, while the service deletes. */
async function killWhileDeleting(fleet: Fleet): Promise<void> {
  const { emulator, stack } = fleet;
  emulator.clearCalls();
  emulator.configure({ taskMs: 1500 });
  const destroy = stack.start("destroy");
  await fleet.until(() => fleet.calls().some(({ action }) => action === "DescribeVpcTaskResult"));
  await destroy.kill();
  await stack.endProcesses();
}

/** A destroy killed, with everything, while the service deletes; the next one comes when the service has done so. */
async function killedBeforeTheEnd(fleet: Fleet): Promise<void> {
  const { stack } = fleet;
  await stack.up();
  await fleet.plantTwins();
  await killWhileDeleting(fleet);
  await fleet.until(() => fleet.standing().length === 0);
  await stack.cancel();
  await stack.destroy();
  await fleet.assertNothingLeft();
}

/** A destroy killed, with everything, while the CLI writes the attributes beside the state's file. */
async function killedInAttributes(fleet: Fleet): Promise<void> {
  const { stack } = fleet;
  await stack.up();
  await killWhileDeleting(fleet);
  // What such a kill leaves: no test hits the microseconds between the two calls that write such a file.
  const files = await stack.attributeFiles();
  const empty = (name: string) =>
    Promise.all(files.filter((file) => file.includes(name)).map((file) => truncate(file)));
  await empty("/locks/");
  assert.match((await stack.destroy({ expect: "failure" })).output, /error: EOF$/m);
  await stack.run("cancel", { args: [stack.name, "--yes"] });
  await empty("/stacks/");
  assert.match((await stack.destroy({ expect: "failure" })).output, /error: failed to load checkpoint: EOF$/m);
  await stack.cancel();
  await stack.destroy();
  await fleet.assertNothingLeft();
}

/** Names of the moments of a create at which it is killed. */
const creating = {
  held: "the request has arrived and is carried out later",
  unanswered: "the request was carried out and its answer has not arrived",
  running: "the tunnel is being created",
} as const;

/** An up killed in the middle of three creates; then cancel, up and destroy. */
async function killedUp(fleet: Fleet, target: Target) {
  const { emulator, stack } = fleet;
  const slow = (name: string, when: "before" | "after") =>
    ({
      action: "AddVpnConnEx",
      fault: "delay",
      ms: 5000,
      when,
      parameters: { userGwId: fleet.peers.get(name) ?? "" },
    }) as const;
  fleet.setFaults([slow("held", "before"), slow("unanswered", "after")]);
  emulator.configure({ taskMs: 3000 });
  const up = stack.start("up");
  await fleet.until(() => fleet.calls("AddVpnConnEx").length === 3 && fleet.calls("DescribeVpcTaskResult").length > 0);
  await up.kill();
  if (target === "the CLI and the provider") {
    await stack.endProcesses();
  }
  const pending = (await fleet.see()).state.pending_operations.map(({ type }) => type);
  await stack.cancel();
  emulator.clearFaults();
  await stack.up();
  await fleet.until(() => fleet.calls().every(({ answer }) => answer !== null));
  await fleet.assertAgree(fleet.names);
  await stack.refresh({ args: ["--clear-pending-creates"] });
  await fleet.assertAgree(fleet.names);
  const cleared = (await fleet.see()).state.pending_operations.length === 0;
  const creates = Object.fromEntries(
    [...fleet.peers].map(([name, peer]) => [name, answersTo(fleet.calls(), "AddVpnConnEx", { userGwId: peer })]),
  );
  emulator.configure({ taskMs: 200 });
  await stack.endProcesses();
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { pending, cleared, creates };
}

describeRows("kill -9", (on) => {
  for (const target of targets) {
    for (const count of [1, 10]) {
      const tunnels = Array.from({ length: count }, (_, index) => `t${index}`);
      const done = scenario(() => withFleet({ on, tunnels }, (fleet) => killedDestroy(fleet, target)));
      row(
        on,
        "h",
        `${target}, ${count === 1 ? "1 tunnel" : `${count} tunnels`}: the next destroy deletes all of them`,
        () => {
          done();
        },
      );
    }
  }

  const done = scenario(() => withFleet({ on, tunnels: ["t0"] }, killedBeforeTheEnd));
  row(
    on,
    "h",
    "the CLI and the provider, and then the service finishes the deletion: the next destroy succeeds",
    () => {
      done();
    },
  );

  const mended = scenario(() => withFleet({ on, tunnels: ["t0"] }, killedInAttributes));
  row(
    on,
    "h",
    "while the CLI writes the attributes of a file backend: removed as described, the next destroy succeeds",
    () => {
      mended();
    },
  );

  for (const target of targets) {
    const seen = scenario(() => withFleet({ on, tunnels: Object.keys(creating) }, (fleet) => killedUp(fleet, target)));

    it(`leaves a pending operation for each create, which a refresh clears when it is told to (${target})`, () => {
      assert.deepEqual(seen().pending, ["creating", "creating", "creating"]);
      assert.ok(seen().cleared);
    });

    for (const [name, moment] of Object.entries(creating)) {
      row(on, "i2", `${target} while ${moment}: one tunnel after up, none after destroy`, () => {
        const answers = seen().creates[name] ?? [];
        assert.equal(answers.filter((answer) => answer === 0).length, 1, answers.join());
        assert.ok(name === "held" || answers.length === 1, "no second request");
      });
    }
  }
});
