import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiVersion } from "../../emulator/index.ts";
import { defaultName } from "../../provider/lifecycle/names.ts";
import { faultsIn } from "../support/api-words.ts";
import { officeName, tunnelAt } from "./args.ts";
import { conclude } from "./conclusion.ts";
import { Crew } from "./crew.ts";
import { Draft } from "./draft.ts";
import type { Harness } from "./harness.ts";
import {
  assertClearError,
  assertListIsShared,
  assertNoneUnknown,
  assertNoOfficeUnknown,
  assertNoSecretsShown,
  assertOnePerPair,
  assertOthersUntouched,
} from "./invariants.ts";
import { Ledger } from "./ledger.ts";
import { isLight } from "./light.ts";
import { type OperationStep, onlyRefreshes, type Program, type Step } from "./program.ts";
import { ModelStack, type Outcome, type Session } from "./stack.ts";
import { timed } from "./timed.ts";
import { World } from "./world.ts";

/** Milliseconds of real time after which a planted delay is over; the emulator's delays are real. */
const DELAY_OVER_MS = 20;

/**
 * Runs one case from its first step to the last destroy, and checks the invariants after each step.
 * @returns how many operations read a list for several deletions.
 */
export async function runProgram(harness: Harness, program: Program): Promise<number> {
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
    await conclude(run);
    return run.sharedLists;
  } finally {
    run.crew.killAll();
    harness.time.stalling = false;
    await world.stop();
  }
}

/** One case under way. */
export class Run {
  readonly harness: Harness;
  readonly program: Program;
  readonly world: World;
  readonly stack = new ModelStack();
  readonly crew: Crew;
  readonly draft: Draft;
  readonly ledger: Ledger;
  /** The version of the API that the stack's setting says. */
  api: ApiVersion;
  /** How many operations read a list for several deletions. */
  sharedLists = 0;

  constructor(harness: Harness, program: Program, world: World) {
    this.harness = harness;
    this.program = program;
    this.api = program.api ?? "2.0";
    this.world = world;
    this.crew = new Crew(harness);
    this.draft = new Draft(program, world.places);
    this.ledger = new Ledger(program);
  }

  async step(step: Step): Promise<void> {
    switch (step.do) {
      case "wait":
        await this.harness.time.pass(step.ms);
        break;
      case "change": {
        const index = this.#indexFor(step.tunnel);
        const before = this.draft.pairOf(index);
        const office = this.draft.officeOf(index);
        this.draft.change(index, step.args);
        const nowOffice = this.draft.officeOf(index);
        if (office !== undefined && office !== nowOffice && this.ledger.pendingOffices.has(index)) {
          this.ledger.abandonedOffices.add(office);
        }
        if (nowOffice !== undefined) {
          this.ledger.abandonedOffices.delete(nowOffice);
        }
        if (this.draft.pairOf(index) !== before && this.ledger.pending.has(index)) {
          this.ledger.abandoned.add(before);
        }
        this.ledger.abandoned.delete(this.draft.pairOf(index));
        break;
      }
      case "toggle":
        this.draft.toggle(this.#indexFor(step.tunnel));
        break;
      case "rename":
        this.draft.rename(this.#indexFor(step.tunnel));
        this.ledger.calm = false;
        break;
      case "console":
        await this.#console(step);
        break;
      case "move":
        this.api = this.api === "2.0" ? "3.0" : "2.0";
        break;
      default:
        await this.operation(step);
    }
    this.check();
  }

  #indexFor(tunnel: number): number {
    return tunnel % this.draft.args.length;
  }

  /** Runs `up`, `refresh` or `destroy`. */
  async operation(step: OperationStep): Promise<Outcome[]> {
    const { emulator } = this.world;
    const { faults = [] } = step;
    emulator.setFaults(faultsIn(this.api, faults));
    emulator.clearCalls();
    this.harness.time.stalling ||= faults.some(({ fault }) => fault === "endless" || fault === "delay");
    this.ledger.begin(step, this.stack.resources.size > 0, this.api);
    const explain = isLight(step, this.draft.args, {
      jammed: this.ledger.jammed,
      contested: this.world.intruders.size + this.ledger.unknown > 0 || this.draft.adoptsAny || this.#isRenamed(),
      drifted: this.ledger.drifted,
      unnamed: this.api === "2.0" && this.program.set.errorCodeDesc === "absent",
    });
    const before = new Map(this.stack.resources);
    const deleted = this.#tunnelsByGateway();
    const ended = await this.crew.run(step.do, step.cut, (process) =>
      this.#perform(step, {
        host: timed(process.host, this.harness.time),
        config: this.world.config(step.as ?? "maker", this.api),
        isCutOff: () => process.isCutOff,
      }),
    );
    if (faults.some(({ fault }) => fault === "delay")) {
      // What is under way arrives before anything else begins: later, nobody can promise what it does.
      await sleep(DELAY_OVER_MS);
    }
    emulator.clearFaults();
    this.ledger.drifted ||= ended?.some(({ error }) => error !== undefined) === true;
    if (step.do === "up") {
      this.#notePending(ended, explain !== undefined);
    }
    this.#assertNothingDeniedThatStands(before);
    if (this.#mustShareLists(step) && assertListIsShared(emulator.calls(), deleted)) {
      this.sharedLists += 1;
    }
    for (const outcome of ended ?? []) {
      if (outcome.error !== undefined) {
        assertClearError(outcome.error);
        explain?.(outcome);
      }
    }
    return ended ?? [];
  }

  /** Whether all deletions of an operation begin at once, take some time, and are the only thing that happens. */
  #mustShareLists({ do: what, faults = [], cut, as = "maker" }: OperationStep): boolean {
    const { taskMs, rate = 0 } = this.program;
    const isPlain = faults.length === 0 && cut === undefined && as === "maker" && rate === 0;
    return what === "destroy" && isPlain && taskMs >= 1000 && !this.crew.isHaunted;
  }

  /** How many running tunnels the state holds of each VPN gateway; of those that it names with the long and the short region, the more. */
  #tunnelsByGateway(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    const byRegion = Map.groupBy(this.stack.resources.values(), ({ outputs }) => outputs["region"]);
    for (const resources of byRegion.values()) {
      const running = resources
        .flatMap(({ id }) => this.world.find(id) ?? [])
        .filter(({ vpcConnStatus }) => vpcConnStatus === 6);
      for (const [gateway, { length }] of Map.groupBy(running, ({ unVpnGwId }) => unVpnGwId)) {
        counts.set(gateway, Math.max(length, counts.get(gateway) ?? 0));
      }
    }
    return counts;
  }

  /** A resource stands under an earlier name, and perhaps nothing shows that it is the same one. */
  #isRenamed(): boolean {
    return [...this.stack.resources].some(
      ([name, { type }]) => type === "VpnConnection" && this.draft.nameOf(this.draft.indexOf(name)) !== name,
    );
  }

  async #perform(step: OperationStep, session: Session): Promise<Outcome[]> {
    if (step.do === "destroy") {
      return await this.stack.destroy(session);
    }
    if (step.do === "refresh" || onlyRefreshes(step.as) || step.refresh === true) {
      const seen = await this.stack.refresh(session);
      if (step.do === "refresh" || onlyRefreshes(step.as) || seen.some(({ error }) => error !== undefined)) {
        return seen;
      }
    }
    const declaration = this.draft.declaration(this.api);
    if (step.as === "stranger" && [...declaration.values()].some((args) => "userGwAddr" in args)) {
      // It would make the peer gateways in the other account.
      return await this.stack.refresh(session);
    }
    return await this.stack.up(session, declaration);
  }

  async #console(step: Extract<Step, { do: "console" }>): Promise<void> {
    const index = this.#indexFor(step.tunnel);
    const args = this.draft.argsOf(index);
    // Where keys are hidden, our default name is all that there is to know a tunnel by.
    const { set } = this.program;
    const byDefault =
      set.preSharedKey === "hidden" ? "intruder" : defaultName(this.stack.urn(this.draft.nameOf(index)), "");
    const id = await this.world.change(index, args, step.change, args.name === "" ? byDefault : args.name);
    this.ledger.calm = false;
    this.ledger.drifted = true;
    if (id !== undefined) {
      this.ledger.changed(step.change, this.#holds(id));
    }
  }

  #holds(id: string): boolean {
    return [...this.stack.resources.values()].some((resource) => resource.id === id);
  }

  /** Which tunnels may stand without being in the state, after an `up`. */
  #notePending(ended: readonly Outcome[] | undefined, light: boolean): void {
    for (const index of this.draft.args.keys()) {
      const name = this.draft.nameOf(index);
      this.#notePendingOffice(index, ended, light);
      const id = this.stack.resources.get(name)?.id;
      const outcome = ended?.find((one) => one.name === name);
      // Where faults pass, a create that fails says what it made.
      const unclear = ended === undefined || (id === undefined && !light);
      if (this.draft.isDeclared(index) && unclear) {
        this.ledger.pending.add(index);
      } else if (outcome?.error === undefined && !this.crew.isHaunted && this.world.find(id ?? "") !== undefined) {
        this.ledger.pending.delete(index);
      }
    }
  }

  #notePendingOffice(index: number, ended: readonly Outcome[] | undefined, light: boolean): void {
    const name = officeName(index);
    const id = this.stack.resources.get(name)?.id;
    const unclear = ended === undefined || (id === undefined && !light);
    if (this.draft.isDeclared(index) && this.draft.officeOf(index) !== undefined && unclear) {
      this.ledger.pendingOffices.add(index);
    } else if (!this.crew.isHaunted && id !== undefined && this.world.stands(id)) {
      this.ledger.pendingOffices.delete(index);
    }
  }

  /** What the state no longer holds is gone, or another resource holds it. */
  #assertNothingDeniedThatStands(before: ReadonlyMap<string, { readonly id: string }>): void {
    for (const { id } of before.values()) {
      if (!this.#holds(id)) {
        assert.ok(!this.world.stands(id), `the state denies ${id}, which stands`);
      }
    }
  }

  check(): void {
    assertOthersUntouched(this.world);
    assertOnePerPair(this.world);
    assertNoneUnknown(this.world, this.stack, (tunnel) => {
      const isPending = this.ledger.pending.has(tunnelAt(this.world.places, tunnel.userGwAddress));
      return isPending || this.crew.isHaunted || this.ledger.isAbandoned(tunnel);
    });
    assertNoOfficeUnknown(this.world, this.stack, ({ userGwAddr }) => {
      const isPending = this.ledger.pendingOffices.has(tunnelAt(this.world.places, userGwAddr));
      return isPending || this.crew.isHaunted || this.ledger.abandonedOffices.has(userGwAddr);
    });
    assertNoSecretsShown(this.world, this.stack, this.harness.lines);
  }
}
