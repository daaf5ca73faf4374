/** Faults planted by a test: what breaks, for which calls, how often (docs/api.md 6). */

import type { PlantedFault } from "./fault-schema.ts";

type Kind = PlantedFault["fault"];
type FaultOf<K extends Kind> = Extract<PlantedFault, { fault: K }>;

const callKinds = ["drop-before", "drop-after", "half", "endless", "http", "code"] as const;
const taskKinds = ["task-fails", "task-stuck", "task-unknown"] as const;

/** A fault that decides how one call ends. */
export type CallFault = FaultOf<(typeof callKinds)[number]>;
/** A fault that decides how a task ends. */
export type TaskFault = FaultOf<(typeof taskKinds)[number]>;

/** The faults that are planted, in order. Of those that fit a call, the first is met. */
export class FaultPlan {
  #faults: PlantedFault[];
  readonly #changed: () => void;

  /** `changed` is called whenever something was planted or used up. */
  constructor(faults: readonly PlantedFault[], changed: () => void) {
    this.#faults = [...faults];
    this.#changed = changed;
  }

  /** Plants further faults, after those already there. */
  add(faults: readonly PlantedFault[]): void {
    this.#faults.push(...structuredClone(faults));
    this.#changed();
  }

  /** Takes every fault away. */
  clear(): void {
    this.#faults = [];
    this.#changed();
  }

  /** A copy of what is planted and not used up. */
  list(): PlantedFault[] {
    return structuredClone(this.#faults);
  }

  /** The fault that decides how this call ends; it stays until it is used. */
  forCall(action: string, parameters: ReadonlyMap<string, string>): CallFault | undefined {
    return this.#first(callKinds, action, parameters);
  }

  /** The delay of this call; used up at once. */
  takeDelay(action: string, parameters: ReadonlyMap<string, string>): FaultOf<"delay"> | undefined {
    const fault = this.#first(["delay"], action, parameters);
    if (fault !== undefined) this.use(fault);
    return fault;
  }

  /** The fault of a task that this call starts; used up at once. */
  takeTask(action: string, parameters: ReadonlyMap<string, string>): TaskFault | undefined {
    const fault = this.#first(taskKinds, action, parameters);
    if (fault !== undefined) this.use(fault);
    return fault;
  }

  /** Notes that a call met a fault. */
  use(fault: PlantedFault): void {
    if (fault.times === 0) return;
    fault.times -= 1;
    if (fault.times === 0) this.#faults = this.#faults.filter((other) => other !== fault);
    this.#changed();
  }

  #first<K extends Kind>(
    kinds: readonly K[],
    action: string,
    parameters: ReadonlyMap<string, string>,
  ): FaultOf<K> | undefined {
    for (const fault of this.#faults) {
      if (!isOf(fault, kinds) || (fault.action !== "*" && fault.action !== action)) continue;
      if (Object.entries(fault.parameters).some(([name, value]) => parameters.get(name) !== value)) continue;
      if (fault.skip === 0) return fault;
      fault.skip -= 1;
      this.#changed();
    }
    return undefined;
  }
}

function isOf<K extends Kind>(fault: PlantedFault, kinds: readonly K[]): fault is FaultOf<K> {
  return kinds.some((kind) => kind === fault.fault);
}
