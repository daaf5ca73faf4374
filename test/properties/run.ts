import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { VpnConnectionState } from "../../emulator/index.ts";
import { argumentsOf, lacking, pairOf } from "./args.ts";
import type { Harness } from "./harness.ts";
import {
  assertClearError,
  assertNoneUnknown,
  assertNoSecretsShown,
  assertOnePerPair,
  assertOthersUntouched,
} from "./invariants.ts";
import { isLight } from "./light.ts";
import { type Host, ProviderProcess } from "./processes.ts";
import type { OperationStep, Program, Step, TunnelArgs } from "./program.ts";
import { ModelStack, type Outcome, type Session } from "./stack.ts";
import { timed } from "./timed.ts";
import { World } from "./world.ts";

/** No operation on a whole stack takes longer, in faked milliseconds: three operations of 15 minutes on one resource. */
const LONGEST_MS = 46 * 60_000;

/** How often `up` may be needed until all is as declared, once nothing breaks any more. */
const UPS = 4;

/** Milliseconds of real time after which a planted delay is over; the emulator's delays are real. */
const DELAY_OVER_MS = 20;

/** A process of the provider that outlived its CLI. */
interface Left {
  readonly process: ProviderProcess;
  readonly end: Promise<unknown>;
}

/** Runs one case from its first step to the last destroy, and checks the invariants after each step. */
export async function runProgram(harness: Harness, program: Program): Promise<void> {
  harness.seed(program.seed);
  harness.lines.length = 0;
  const world = await World.start(program, harness);
  const run = new Run(harness, program, world);
  try {
    for (const [index, step] of program.steps.entries()) {
      await run.step(step).catch((error: unknown) => {
        throw new Error(`step ${index + 1} of ${program.steps.length}, ${JSON.stringify(step)}`, { cause: error });
      });
    }
    await run.conclude();
  } finally {
    run.end();
    await world.stop();
  }
}

class Run {
  readonly #harness: Harness;
  readonly #program: Program;
  readonly #world: World;
  readonly #stack = new ModelStack();
  readonly #free: Host[];
  readonly #left = new Set<Left>();
  #args: TunnelArgs[];
  readonly #declared: boolean[];
  /** Tunnels to adopt, as an error said, by index. */
  readonly #adopted = new Map<number, string>();
  /** Indexes of the tunnels whose last create was cut off or ended without an id. */
  readonly #pending = new Set<number>();
  /** Pairs of gateways that no `up` looks at any more: the program moved away from them when a create had been cut off there. */
  readonly #abandoned = new Set<string>();
  /** A task of ours does not end by itself. */
  #jammed = false;
  #calm = true;
  /** Only a refresh shows how the tunnels stand. */
  #drifted = false;
  /** Changes in the console that nobody can see through the API. */
  readonly #invisible = new Set<string>();

  constructor(harness: Harness, program: Program, world: World) {
    this.#harness = harness;
    this.#program = program;
    this.#world = world;
    this.#free = [...harness.hosts];
    this.#args = [...program.tunnels];
    this.#declared = program.tunnels.map(() => true);
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case "wait":
        await this.#harness.time.pass(step.ms);
        break;
      case "change":
        this.#change(step.tunnel % this.#args.length, step.args);
        break;
      case "toggle": {
        const index = step.tunnel % this.#args.length;
        this.#declared[index] = !this.#declared[index];
        break;
      }
      case "console":
        await this.#console(step);
        break;
      default:
        await this.#operation(step);
    }
    this.#check();
  }

  /** Ends what is left, mends what is stuck, and brings everything to its end without faults. */
  async conclude(): Promise<void> {
    await this.#settleLeft();
    await this.#heal();
    this.#declared.fill(true);
    await this.#realise();
    await this.#assertRealised("after up");
    this.#assertEach(await this.#operation({ do: "refresh" }), "refresh");
    await this.#assertRealised("after refresh");
    if (this.#program.lost !== undefined) {
      this.#world.lose(this.#program.lost);
    }
    this.#assertEach(await this.#operation({ do: "destroy" }), "destroy");
    assert.equal(this.#stack.resources.size, 0);
    const standing = this.#world.ours().filter((tunnel) => !this.#isAbandoned(tunnel));
    assert.deepEqual(
      standing.map(({ unVpnConnId }) => unVpnConnId),
      [],
      "tunnels of ours stand after the last destroy",
    );
    this.#check();
  }

  end(): void {
    for (const { process } of this.#left) {
      process.kill();
    }
  }

  async #operation(step: OperationStep): Promise<Outcome[]> {
    const { emulator } = this.#world;
    const { time } = this.#harness;
    const { faults = [], cut, as = "maker" } = step;
    const host = await this.#takeHost();
    emulator.setFaults(faults);
    time.stalling ||= faults.some(({ fault }) => fault === "endless" || fault === "delay");
    const process = new ProviderProcess(host, cut);
    const session: Session = {
      host: timed(host, time),
      config: this.#world.config(as),
      isCutOff: () => process.isCutOff,
    };
    const light = isLight(step, this.#args, {
      jammed: this.#jammed,
      contested: this.#world.intruders.size + this.#pending.size + this.#adopted.size > 0,
      drifted: this.#drifted,
      unnamed: this.#program.set.errorCodeDesc === "absent",
    });
    this.#calm &&= faults.length === 0 && cut === undefined && ["maker", "rotated"].includes(as);
    // What a process does that outlives its CLI, or did just before it was killed, no state tells of.
    this.#drifted ||= cut !== undefined;
    if (cut !== undefined && step.do === "up" && this.#stack.resources.size > 0) {
      // A change that was cut off, and then taken back in the program.
      this.#invisible.add("pairings");
      if (this.#program.set.preSharedKey === "hidden") {
        this.#invisible.add("preSharedKey");
      }
    }
    this.#jammed ||= faults.some(({ fault }) => fault === "task-stuck");
    const before = new Map(this.#stack.resources);
    const work = process.run(() => this.#run(step, session));
    const ended = await time.until(
      Promise.race([work, process.cutOff.then(() => undefined)]),
      LONGEST_MS,
      `${step.do} (${process.calls} calls)`,
    );
    if (ended === undefined) {
      this.#leave(host, process, work);
    } else {
      this.#free.push(host);
    }
    if (faults.some(({ fault }) => fault === "delay")) {
      // What is under way arrives before anything else begins: later, nobody can promise what it does.
      await sleep(DELAY_OVER_MS);
    }
    emulator.clearFaults();
    this.#drifted ||= ended?.some(({ error }) => error !== undefined) === true;
    this.#afterOperation(step, ended);
    this.#assertNothingDeniedThatStands(before);
    for (const outcome of ended ?? []) {
      if (outcome.error !== undefined) {
        assertClearError(outcome.error);
        if (light !== undefined) light(outcome);
      }
    }
    return ended ?? [];
  }

  async #run(step: OperationStep, session: Session): Promise<Outcome[]> {
    if (step.do === "refresh" || (step.do === "up" && step.as === "elsewhere")) {
      return await this.#stack.refresh(session);
    }
    if (step.do === "destroy") {
      return await this.#stack.destroy(session);
    }
    if (step.refresh === true) {
      const seen = await this.#stack.refresh(session);
      if (seen.some(({ error }) => error !== undefined)) {
        return seen;
      }
    }
    return await this.#stack.up(session, this.#declaration());
  }

  /** What the program declares now. */
  #declaration(): Map<string, Record<string, unknown>> {
    const declared = this.#args.flatMap((args, index) => {
      const id = this.#adopted.get(index);
      return this.#declared[index]
        ? [
            [
              nameOf(index),
              { ...argumentsOf(this.#world.places, index, args), ...(id === undefined ? {} : { vpnConnId: id }) },
            ] as const,
          ]
        : [];
    });
    return new Map(declared);
  }

  #change(index: number, change: Partial<TunnelArgs>): void {
    const moves = (["gateway", "peer"] as const).some(
      (key) => change[key] !== undefined && change[key] !== this.#args[index]?.[key],
    );
    if (moves) {
      if (this.#pending.has(index)) {
        this.#abandoned.add(this.#pairOf(index));
      }
      this.#adopted.delete(index);
    }
    this.#args = this.#args.map((args, at) => (at === index ? { ...args, ...change } : args));
    this.#abandoned.delete(this.#pairOf(index));
  }

  #pairOf(index: number): string {
    const { gateway, peer } = pairOf(this.#world.places, index, this.#args[index] as TunnelArgs);
    return `${gateway.unified} ${peer.unified}`;
  }

  async #console(step: Extract<Step, { do: "console" }>): Promise<void> {
    const index = step.tunnel % this.#args.length;
    const { change } = step;
    const id = await this.#world.change(index, this.#args[index] as TunnelArgs, change);
    this.#calm = false;
    this.#drifted = true;
    if (id === undefined) {
      return;
    }
    const known = this.#stack.resources.get(nameOf(index))?.id === id;
    if (change.kind === "key" && this.#program.set.preSharedKey === "hidden") {
      this.#invisible.add("preSharedKey");
    }
    if (change.kind === "rules" || change.kind === "peers") {
      this.#invisible.add("pairings");
      if (!known) {
        // Which networks of the VPC plain peer networks stand for is the service's choice, known only from before.
        this.#invisible.add("networks");
      }
    }
  }

  /** Takes a copy of the modules that no process uses; where all are used, the processes that live on come to their ends. */
  async #takeHost(): Promise<Host> {
    if (this.#free.length === 0) {
      await this.#settleLeft();
    }
    return this.#free.shift() as Host;
  }

  /** Keeps watch over a process whose CLI is gone; a killed one never ends. */
  #leave(host: Host, process: ProviderProcess, work: Promise<unknown>): void {
    const left: Left = {
      process,
      end: work
        .catch(() => {})
        .then(() => {
          this.#left.delete(left);
          this.#free.push(host);
        }),
    };
    if (!process.isDead) {
      this.#left.add(left);
    }
  }

  async #settleLeft(): Promise<void> {
    for (const { end } of [...this.#left]) {
      await this.#harness.time.until(end, LONGEST_MS, "a process whose CLI was killed");
    }
  }

  #afterOperation(step: OperationStep, ended: readonly Outcome[] | undefined): void {
    if (step.do !== "up") {
      return;
    }
    for (const index of this.#args.keys()) {
      const name = nameOf(index);
      const id = this.#stack.resources.get(name)?.id;
      const outcome = ended?.find((one) => one.name === name);
      if (this.#declared[index] && (ended === undefined || id === undefined)) {
        this.#pending.add(index);
      } else if (outcome?.error === undefined && this.#left.size === 0 && this.#world.find(id ?? "") !== undefined) {
        this.#pending.delete(index);
      }
    }
  }

  /** What the state no longer holds is gone. */
  #assertNothingDeniedThatStands(before: ReadonlyMap<string, { readonly id: string }>): void {
    for (const [name, { id }] of before) {
      if (this.#stack.resources.get(name)?.id !== id) {
        assert.equal(this.#world.find(id), undefined, `the state denies tunnel ${id}, which stands`);
      }
    }
  }

  #check(): void {
    assertOthersUntouched(this.#world);
    assertOnePerPair(this.#world);
    assertNoneUnknown(this.#world, this.#stack, (tunnel) => {
      const index = this.#indexOf(tunnel);
      return this.#pending.has(index) || this.#left.size > 0 || this.#isAbandoned(tunnel);
    });
    assertNoSecretsShown(this.#world, this.#stack, this.#harness.lines);
  }

  #isAbandoned({ unVpnGwId, unUserGwId }: VpnConnectionState): boolean {
    return this.#abandoned.has(`${unVpnGwId} ${unUserGwId}`);
  }

  #indexOf({ unUserGwId }: VpnConnectionState): number {
    return Math.floor(this.#world.places.peers.findIndex(({ unified }) => unified === unUserGwId) / 2);
  }

  /** The operator of the cloud ends what hangs. */
  async #heal(): Promise<void> {
    const { emulator } = this.#world;
    this.#harness.time.stalling = false;
    await this.#harness.time.pass(this.#program.taskMs + 5000);
    for (const { unVpnConnId, vpcConnStatus } of this.#world.ours()) {
      const mended = { 0: [1, 6], 2: [3, 6], 4: [5, 6] }[vpcConnStatus];
      if (mended !== undefined) {
        emulator.patchVpnConnection(unVpnConnId, { vpcConnStatus: mended[Math.random() < 0.5 ? 0 : 1] as number });
      }
    }
    this.#jammed = false;
  }

  /** `up` without faults until it is done, following what its errors advise. */
  async #realise(): Promise<void> {
    let refresh = this.#drifted;
    const said: string[] = [];
    for (let ups = 1; ups <= UPS; ups += 1) {
      const outcomes = await this.#operation({ do: "up", refresh });
      const errors = outcomes.filter(({ error }) => error !== undefined);
      said.push(...errors.map(({ error }) => (error as Error).message));
      for (const { name, error } of errors) {
        refresh ||= /up --refresh/.test((error as Error).message);
        this.#follow(Number(name.slice(6)), (error as Error).message);
      }
      if (errors.length === 0 && (await this.#previews()).every(([, step]) => step === "same")) {
        assert.ok(ups === 1 || !this.#calm, `one up is not enough although nothing was broken: ${said.join(" | ")}`);
        return;
      }
    }
    assert.fail(`after ${UPS} ups: ${JSON.stringify(await this.#previews())}; ${said.join(" | ")}`);
  }

  /** Somebody else's tunnel in the way is removed; our own is adopted where the error names it. */
  #follow(index: number, message: string): void {
    if (/leave out vpnConnId/.test(message)) {
      this.#adopted.delete(index);
      return;
    }
    const named = /set the argument vpnConnId to "([^"]+)"/.exec(message)?.[1];
    if (named === undefined && !/stand \d+ tunnels/.test(message)) {
      return;
    }
    const isOurs = named !== undefined && this.#world.ours().some(({ unVpnConnId }) => unVpnConnId === named);
    if (isOurs) {
      this.#adopted.set(index, named);
    } else {
      this.#world.removeIntruders();
    }
  }

  #previews(): Promise<(readonly [string, string])[]> {
    const host = this.#free[0] as Host;
    const session = { host, config: this.#world.config("maker"), isCutOff: () => false };
    return Promise.all(
      [...this.#declaration()].map(
        async ([name, args]) => [name, await this.#stack.preview(session, name, args)] as const,
      ),
    );
  }

  async #assertRealised(when: string): Promise<void> {
    for (const [name, step] of await this.#previews()) {
      assert.equal(step, "same", `the preview of ${name} ${when}`);
    }
    for (const [index, args] of this.#args.entries()) {
      const resource = this.#stack.resources.get(nameOf(index));
      const tunnel = this.#world.find(resource?.id ?? "");
      assert.ok(tunnel !== undefined, `the state holds ${resource?.id}, which does not stand, ${when}`);
      const missing = lacking(tunnel, this.#world.places, index, args, resource?.inputs["vpnConnName"]).filter(
        (what) => !this.#invisible.has(what),
      );
      assert.deepEqual(missing, [], `${nameOf(index)} is not as declared ${when}: ${JSON.stringify(tunnel)}`);
    }
  }

  #assertEach(outcomes: readonly Outcome[], what: string): void {
    for (const { name: of, error } of outcomes) {
      assert.equal(error, undefined, `${what} of ${of} without faults fails: ${(error as Error | undefined)?.message}`);
    }
  }
}

const nameOf = (index: number): string => `tunnel${index}`;
