/** The faults that a test has planted (docs/api.md 6). */

import type { PlantedFault } from "./schema.ts";
import { listActions } from "./stale.ts";
import type { ApiVersion } from "./types.ts";

type Kind = PlantedFault["fault"];
type FaultOf<K extends Kind> = Extract<PlantedFault, { fault: K }>;

const callKinds = ["drop-before", "drop-after", "half", "endless", "http", "code", "stale"] as const;
const taskKinds = ["task-fails", "task-stuck", "task-unknown"] as const;

/** A connection, as far as the fault `stale` needs it. */
export interface Connection {
  /** Listens to the end of the connection. */
  once(event: "close", listener: () => void): unknown;
}

/** A call, as far as faults are planted for some calls and not for others. */
export interface FaultableCall {
  /** The API that is called. */
  readonly api: ApiVersion;
  /** The action's name. */
  readonly action: string;
  /** Its parameters; those of nested objects by names such as `Filters.0.Name`. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A fault that changes how one call ends. */
export type CallFault = FaultOf<(typeof callKinds)[number]>;
/** A fault that changes how a task ends. */
export type TaskFault = FaultOf<(typeof taskKinds)[number]>;

/** The planted faults, in order. The first one that matches a call applies. */
export class FaultPlan {
  #faults: PlantedFault[];
  readonly #changed: () => void;
  /** The connection that each stale replica is bound to. */
  readonly #replicas = new Map<PlantedFault, Connection>();

  /** `changed` is called whenever a fault is planted or used up. */
  constructor(faults: readonly PlantedFault[], changed: () => void) {
    this.#faults = [...faults];
    this.#changed = changed;
  }

  /** Plants faults after those that are planted. */
  add(faults: readonly PlantedFault[]): void {
    this.#faults.push(...structuredClone(faults));
    this.#changed();
  }

  /** Removes every fault. */
  clear(): void {
    this.#faults = [];
    this.#replicas.clear();
    this.#changed();
  }

  /** A copy of what is planted and not used up. */
  list(): PlantedFault[] {
    return structuredClone(this.#faults);
  }

  /** The fault that applies to this call; `use` uses it up. */
  forCall(call: FaultableCall, connection: Connection): CallFault | undefined {
    return this.#first(callKinds, call, connection);
  }

  /** Binds a stale replica to a connection until that closes. */
  bind(fault: FaultOf<"stale">, connection: Connection): void {
    if (!this.#replicas.has(fault)) {
      this.#replicas.set(fault, connection);
      connection.once("close", () => this.#remove(fault));
    }
  }

  /** The delay that applies to this call; used up at once. */
  takeDelay(call: FaultableCall): FaultOf<"delay"> | undefined {
    const fault = this.#first(["delay"], call);
    if (fault !== undefined) {
      this.use(fault);
    }
    return fault;
  }

  /** The fault that applies to the task that this call starts; used up at once. */
  takeTask(call: FaultableCall): TaskFault | undefined {
    const fault = this.#first(taskKinds, call);
    if (fault !== undefined) {
      this.use(fault);
    }
    return fault;
  }

  /** Counts one application of a fault. */
  use(fault: PlantedFault): void {
    if (fault.times === 0) {
      return;
    }
    fault.times -= 1;
    if (fault.times === 0) {
      this.#remove(fault);
    }
    this.#changed();
  }

  #remove(fault: PlantedFault): void {
    this.#replicas.delete(fault);
    const left = this.#faults.filter((other) => other !== fault);
    if (left.length === this.#faults.length) {
      return;
    }
    this.#faults = left;
    this.#changed();
  }

  /** Whether the stale replica answers a call over this connection. */
  #answers(fault: PlantedFault, action: string, connection: Connection | undefined): boolean {
    const bound = this.#replicas.get(fault) ?? connection;
    return listActions.has(action) && bound !== undefined && bound === connection;
  }

  #first<K extends Kind>(
    kinds: readonly K[],
    { api, action, parameters }: FaultableCall,
    connection?: Connection,
  ): FaultOf<K> | undefined {
    for (const fault of this.#faults) {
      if (!isOf(fault, kinds) || (fault.action !== "*" && fault.action !== action)) {
        continue;
      }
      if (fault.api !== undefined && fault.api !== api) {
        continue;
      }
      if (Object.entries(fault.parameters).some(([name, value]) => parameters.get(name) !== value)) {
        continue;
      }
      if (fault.fault === "stale" && !this.#answers(fault, action, connection)) {
        continue;
      }
      if (fault.skip === 0) {
        return fault;
      }
      fault.skip -= 1;
      this.#changed();
    }
    return undefined;
  }
}

function isOf<K extends Kind>(fault: PlantedFault, kinds: readonly K[]): fault is FaultOf<K> {
  return kinds.some((kind) => kind === fault.fault);
}
