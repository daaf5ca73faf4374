import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fleet, fleetProgram, withFleet } from "../support/fleet.ts";
import { describeRows, notOn, row, scenario } from "../support/reliability.ts";
import type { EngineStack } from "../support/stack.ts";
import { type Usage, usageOf } from "../support/usage.ts";

/** What a provider process used between the kill of its CLI and its own end. */
interface Rest {
  readonly seconds: number;
  readonly grownBy: number;
}

/** Waits until the stack's only provider process has ended, three minutes at most, and says what it used meanwhile. */
async function watchToTheEnd(stack: EngineStack): Promise<Rest> {
  const process = /cmd[\\/]dynamic-provider|pulumi-resource-qcloud/;
  const pid = (await stack.providerProcesses()).find(({ command }) => process.test(command))?.pid;
  const first = pid === undefined ? undefined : await usageOf(pid);
  assert.ok(pid !== undefined && first !== undefined, "no provider process is left");
  let last: Usage = first;
  let largest = first.megabytes;
  for (const deadline = Date.now() + 180_000; ; await sleep(100)) {
    const now = await usageOf(pid);
    const rest: Rest = { seconds: last.seconds - first.seconds, grownBy: largest - first.megabytes };
    if (now === undefined) {
      return rest;
    }
    last = now;
    largest = Math.max(largest, now.megabytes);
    if (Date.now() > deadline) {
      assert.fail(`the provider process does not end by itself: ${JSON.stringify(rest)}`);
    }
  }
}

/** An operation takes a fraction of a second of processor time; a process that spins takes minutes. */
function assertIdle({ seconds, grownBy }: Rest): void {
  assert.ok(seconds < 5, `${seconds} s of processor time after the kill`);
  assert.ok(grownBy < 100, `grown by ${grownBy} MB after the kill`);
}

const polls = (fleet: Fleet) => (): boolean => fleet.calls().some(({ action }) => action === "DescribeVpcTaskResult");

/** A destroy whose CLI is killed while the task runs. */
async function killedDestroy(fleet: Fleet): Promise<Rest> {
  const { emulator, stack } = fleet;
  await stack.up();
  emulator.clearCalls();
  emulator.configure({ taskMs: 5000 });
  const destroy = stack.start("destroy");
  await fleet.until(polls(fleet));
  await destroy.kill();
  const rest = await watchToTheEnd(stack);
  assert.deepEqual(fleet.standing(), [], "the deletion under way ends as it would have");
  await stack.cancel();
  await stack.destroy();
  await fleet.assertNothingLeft();
  return rest;
}

/** An up whose CLI is killed while the tunnel is being created. */
async function killedUp(fleet: Fleet): Promise<Rest> {
  const { emulator, stack } = fleet;
  emulator.configure({ taskMs: 5000 });
  const up = stack.start("up");
  await fleet.until(polls(fleet));
  await up.kill();
  const rest = await watchToTheEnd(stack);
  await stack.cancel();
  await stack.up();
  await fleet.assertAgree(fleet.names);
  return rest;
}

/** A destroy whose CLI is killed while the task runs, and whose endpoint ends with it. */
async function killedWithTheEndpoint(fleet: Fleet): Promise<Rest> {
  const { emulator, stack } = fleet;
  await fleet.program({ t0: { args: { timeouts: { delete: "20s" } } } });
  await stack.up();
  emulator.clearCalls();
  emulator.configure({ taskMs: 60_000 });
  const destroy = stack.start("destroy");
  await fleet.until(polls(fleet));
  await Promise.all([destroy.kill(), emulator.stop()]);
  return await watchToTheEnd(stack);
}

/** A resource of another package that takes its time to delete, and writes a file when it is done. */
const slowResource = (file: string): string => `
import { dynamic } from "@pulumi/pulumi";
const provider = {
  create: async () => ({ id: "slow", outs: {} }),
  delete: async () => {
    const { writeFileSync } = await import("node:fs");
    await new Promise((resolve) => setTimeout(resolve, 40000));
    console.log("done");
    writeFileSync(${JSON.stringify(file)}, "done");
  },
};
class Slow extends dynamic.Resource {}
new Slow(provider, "slow", {});
`;

/** A destroy whose CLI is killed while another package's resource in the same process deletes for much longer than ours. */
async function killedBesideAnother(fleet: Fleet): Promise<{ rest: Rest; isDone: boolean }> {
  const { emulator, stack } = fleet;
  const file = join(stack.folder.temporary, "slow-is-done");
  await stack.setProgram(fleetProgram(fleet.peers, {}) + slowResource(file));
  await stack.up();
  emulator.clearCalls();
  emulator.configure({ taskMs: 1000 });
  const destroy = stack.start("destroy");
  await fleet.until(polls(fleet));
  await destroy.kill();
  const rest = await watchToTheEnd(stack);
  return { rest, isDone: existsSync(file) };
}

describeRows("a provider process whose CLI was killed", (on) => {
  const tunnels = ["t0"];
  for (const [what, run] of Object.entries({
    "during a destroy": killedDestroy,
    "during an up": killedUp,
    "during a destroy, and the endpoint is no longer reachable": killedWithTheEndpoint,
  })) {
    const rest = scenario(() => withFleet({ on, tunnels }, run));
    row(
      on,
      "v1",
      `${what}: the operation ends within its timeout; the process uses little processor time and no more memory, and ends by itself`,
      () => {
        assertIdle(rest());
      },
    );
  }

  const says = "while another package's resource deletes in the same process: that deletion is finished first";
  if (on.host === "plugin") {
    notOn(on, "v1", says, "no: the plugin has a process of its own");
    return;
  }
  const seen = scenario(() => withFleet({ on, tunnels }, killedBesideAnother));
  row(on, "v1", says, () => {
    assert.ok(seen().isDone, "the other package's deletion was cut off");
    assertIdle(seen().rest);
  });
});
