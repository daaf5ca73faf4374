import assert from "node:assert/strict";
import { isOfficeAddress, lacking, officeName } from "./args.ts";
import type { Asker } from "./program.ts";
import type { Run } from "./run.ts";
import type { Outcome } from "./stack.ts";

/** How often `up` may be needed until all is as declared, once nothing breaks any more. */
const UPS = 4;

/** Ends what is left of a case, mends what is stuck, and brings everything up and down without faults. */
export async function conclude(run: Run): Promise<void> {
  await run.crew.settle();
  await heal(run);
  run.draft.declareAll();
  await realise(run);
  if (run.api === "3.0" && run.ledger.leavesOut) {
    // An update of what no answer shows may end before the service has made it.
    await run.harness.time.pass(run.program.taskMs);
  }
  await assertRealised(run, "after up");
  assertEach(await run.operation({ do: "refresh" }), "refresh");
  await assertRealised(run, "after refresh");
  if (run.program.lost !== undefined) {
    run.world.lose(run.program.lost);
  }
  assertEach(await run.operation({ do: "destroy" }), "destroy");
  assert.equal(run.stack.resources.size, 0);
  const standing = run.world.ours().filter((tunnel) => !run.ledger.isAbandoned(tunnel));
  assert.deepEqual(
    standing.map(({ unVpnConnId }) => unVpnConnId),
    [],
    "tunnels of ours stand after the last destroy",
  );
  const offices = run.world.offices().filter(({ userGwAddr }) => !run.ledger.abandonedOffices.has(userGwAddr));
  assert.deepEqual(
    offices.map(({ unUserGwId }) => unUserGwId),
    [],
    "peer gateways of ours stand after the last destroy",
  );
  run.check();
}

/** The operator of the cloud ends what hangs. */
async function heal({ harness, program, world, ledger, stack, api }: Run): Promise<void> {
  harness.time.stalling = false;
  await harness.time.pass(program.taskMs + 5000);
  const known = new Set(
    [...stack.resources.values()].filter(({ outputs }) => outputs["status"] === "create-failed").map(({ id }) => id),
  );
  for (const { unVpnConnId, vpcConnStatus } of world.ours()) {
    // API 3.0 shows what failed as in progress, for ever; only the run that asked for it knows.
    const mended =
      api === "2.0"
        ? { 0: [1, 6], 2: [3, 6], 4: [5, 6] }[vpcConnStatus]
        : { 0: [6, 6], 1: known.has(unVpnConnId) ? undefined : [6, 6], 2: [3, 6], 4: [6, 6], 5: [6, 6] }[vpcConnStatus];
    if (mended !== undefined) {
      world.emulator.patchVpnConnection(unVpnConnId, {
        vpcConnStatus: mended[Math.random() < 0.5 ? 0 : 1] as number,
      });
    }
  }
  // A tunnel that the program moved away from would keep its peer gateway from being deleted.
  for (const tunnel of world.ours().filter((one) => ledger.isAbandoned(one) && isOfficeAddress(one.userGwAddress))) {
    world.emulator.remove("vpnConnections", tunnel.unVpnConnId);
  }
  ledger.jammed = false;
}

/** `up` without faults until it is done, following what its errors advise. */
async function realise(run: Run): Promise<void> {
  let refresh = run.ledger.drifted;
  let as: Asker = "maker";
  const said: string[] = [];
  for (let ups = 1; ups <= UPS; ups += 1) {
    const outcomes = await run.operation({ do: "up", refresh, as });
    const errors = outcomes.filter(({ error }) => error !== undefined);
    for (const { name, error } of errors) {
      const { message } = error as Error;
      said.push(message);
      refresh ||= /up --refresh/.test(message);
      follow(run, name, message);
    }
    // Nothing else may show that what is gone was not hidden.
    const wantsOther = errors.some(({ error }) => /use the key pair of the last run/.test((error as Error).message));
    as = wantsOther && as === "maker" ? "rotated" : "maker";
    if (errors.length === 0 && (await previews(run)).every(([, step]) => step === "same")) {
      assert.ok(ups === 1 || !run.ledger.calm, `one up is not enough although nothing broke: ${said.join(" | ")}`);
      return;
    }
  }
  assert.fail(`after ${UPS} ups: ${JSON.stringify(await previews(run))}; ${said.join(" | ")}`);
}

/** Somebody else's tunnel in the way is removed; our own is adopted where the error names it. */
function follow({ draft, world }: Run, name: string, message: string): void {
  const named = /set the argument (?:vpnConnId|userGwId) to "([^"]+)"/.exec(message)?.[1];
  const ours = [...world.ours().map(({ unVpnConnId }) => unVpnConnId), ...world.offices().map((one) => one.unUserGwId)];
  if (/leave out (?:vpnConnId|userGwId)/.test(message)) {
    draft.adopt(name, undefined);
  } else if (named !== undefined && ours.includes(named)) {
    draft.adopt(name, named);
  } else if (named !== undefined || /there are \d+ /.test(message)) {
    world.removeIntruders();
  }
}

function previews({ crew, world, stack, draft, api }: Run): Promise<(readonly [string, string])[]> {
  const session = { host: crew.idleHost, config: world.config("maker", api), isCutOff: () => false };
  return Promise.all(
    [...draft.declaration(api)].map(async ([name, args]) => [name, await stack.preview(session, name, args)] as const),
  );
}

/** The tunnels are as declared, and the preview says so. */
async function assertRealised(run: Run, when: string): Promise<void> {
  const { draft, stack, world, ledger } = run;
  for (const [name, step] of await previews(run)) {
    assert.equal(step, "same", `the preview of ${name} ${when}`);
  }
  for (const [index, args] of draft.args.entries()) {
    const name = draft.nameOf(index);
    const resource = stack.resources.get(name);
    const tunnel = world.find(resource?.id ?? "");
    assert.ok(tunnel !== undefined, `the state holds ${resource?.id}, which does not stand, ${when}`);
    const missing = lacking(tunnel, world.places, index, args, resource?.inputs["vpnConnName"], run.api);
    const told = missing.filter((what) => !ledger.invisible.has(what));
    assert.deepEqual(told, [], `${name} is not as declared ${when}: ${JSON.stringify(tunnel)}`);
    if (draft.officeOf(index) !== undefined) {
      const { id, inputs } = stack.resources.get(officeName(index)) ?? {};
      const office = world.offices().find(({ unUserGwId }) => unUserGwId === id);
      const { userGwAddr, userGwName } = inputs ?? {};
      assert.ok(
        office !== undefined &&
          [userGwAddr, draft.officeOf(index)].every((address) => office.userGwAddr === address) &&
          (userGwName === undefined || office.userGwName === userGwName),
        `${officeName(index)} is not as declared ${when}: ${JSON.stringify(office)}`,
      );
    }
  }
  assert.equal(stack.resources.size, draft.declaration(run.api).size, `the state holds more than is declared ${when}`);
}

function assertEach(outcomes: readonly Outcome[], what: string): void {
  for (const { name, error } of outcomes) {
    assert.equal(error, undefined, `${what} of ${name} without faults fails: ${(error as Error | undefined)?.message}`);
  }
}
