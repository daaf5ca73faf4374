/** Faults planted by a test: what breaks, for which calls, how often (docs/api.md 6). */

import type { PlantedFault } from "./schema.ts";
import { listActions } from "./stale.ts";

type Kind = PlantedFault["fault"];
type FaultOf<K extends Kind> = Extract<PlantedFault, { fault: K }>;

const callKinds = ["drop-before", "drop-after", "half", "endless", "http", "code", "stale"] as const;
const taskKinds = ["task-fails", "task-stuck", "task-unknown"] as const;

/** A connection, as far as a stale replica is told by it. */
export interface Connection {
  /** Tells when it closes. */
  readonly socket: { once(event: "close", listener: () => void): unknown };
  /** Whether it stays open for further requests. */
  readonly kept: boolean;
}

/** A fault that decides how one call ends. */
export type CallFault = FaultOf<(typeof callKinds)[number]>;
/** A fault that decides how a task ends. */
export type TaskFault = FaultOf<(typeof taskKinds)[number]>;

/** The faults that are planted, in order. Of those that fit a call, the first is met. */
export class FaultPlan {
  #faults: PlantedFault[];
  readonly #changed: () => void;
  /** Connections that lead to a stale replica; null after one has closed. */
  readonly #replicas = new Map<PlantedFault, Connection["socket"] | null>();

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
    this.#replicas.clear();
    this.#changed();
  }

  /** A copy of what is planted and not used up. */
  list(): PlantedFault[] {
    return structuredClone(this.#faults);
  }

  /** The fault that decides how this call ends; it stays until it is used. */
  forCall(action: string, parameters: ReadonlyMap<string, string>, connection: Connection): CallFault | undefined {
    return this.#first(callKinds, action, parameters, connection);
  }

  /** Lets a connection lead to a stale replica until it closes. */
  bind(fault: FaultOf<"stale">, { socket }: Connection): void {
    if (this.#replicas.get(fault) === socket) {
      return;
    }
    this.#replicas.set(fault, socket);
    socket.once("close", () => {
      if (this.#replicas.get(fault) !== socket) {
        return;
      }
      if (fault.rebinds) {
        this.#replicas.set(fault, null);
      } else {
        this.#remove(fault);
      }
    });
  }

  /** The delay of this call; used up at once. */
  takeDelay(action: string, parameters: ReadonlyMap<string, string>): FaultOf<"delay"> | undefined {
    const fault = this.#first(["delay"], action, parameters);
    if (fault !== undefined) {
      this.use(fault);
    }
    return fault;
  }

  /** The fault of a task that this call starts; used up at once. */
  takeTask(action: string, parameters: ReadonlyMap<string, string>): TaskFault | undefined {
    const fault = this.#first(taskKinds, action, parameters);
    if (fault !== undefined) {
      this.use(fault);
    }
    return fault;
  }

  /** Notes that a call met a fault. */
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

  /** Whether a call over this connection can reach the stale replica. */
  #reaches(fault: PlantedFault, action: string, { socket, kept }: Connection): boolean {
    if (!listActions.has(action)) {
      return false;
    }
    const bound = this.#replicas.get(fault);
    return bound === undefined || bound === socket || (bound === null && kept);
  }

  #first<K extends Kind>(
    kinds: readonly K[],
    action: string,
    parameters: ReadonlyMap<string, string>,
    connection?: Connection,
  ): FaultOf<K> | undefined {
    for (const fault of this.#faults) {
      if (!isOf(fault, kinds) || (fault.action !== "*" && fault.action !== action)) {
        continue;
      }
      if (Object.entries(fault.parameters).some(([name, value]) => parameters.get(name) !== value)) {
        continue;
      }
      if (fault.fault === "stale" && (connection === undefined || !this.#reaches(fault, action, connection))) {
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
