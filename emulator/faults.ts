/** Faults planted by a test: what breaks, for which calls, how often (docs/api.md 6). */

import { z } from "zod";

const whole = z.int().min(0);

const target = {
  action: z.string().min(1),
  times: whole.default(1),
  skip: whole.default(0),
  parameters: z.record(z.string(), z.string()).default({}),
};

const faultSchema = z.discriminatedUnion("fault", [
  z.strictObject({ ...target, fault: z.literal("drop-before") }),
  z.strictObject({ ...target, fault: z.literal("drop-after") }),
  z.strictObject({ ...target, fault: z.literal("half") }),
  z.strictObject({
    ...target,
    fault: z.literal("endless"),
    ms: z.int().min(1).default(50),
    bytes: z.int().min(1).default(64),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("http"),
    status: z.int().min(200).max(599),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string()).default({}),
    body: z.string().optional(),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("code"),
    code: z.int().min(1),
    codeDesc: z.string().default(""),
    message: z.string().default("planted fault"),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("delay"),
    ms: whole,
    when: z.enum(["before", "after"]).default("after"),
  }),
  z.strictObject({
    ...target,
    fault: z.literal("task-fails"),
    message: z.string().default("planted task failure"),
    errorCode: z.int().default(6000),
  }),
  z.strictObject({ ...target, fault: z.literal("task-stuck") }),
  z.strictObject({ ...target, fault: z.literal("task-unknown") }),
]);

/** What a list of faults in a control request or a data file looks like. */
export const faultListSchema = z.array(faultSchema);

/**
 * A fault to plant. For all: `action` is an action's name or `*`; `times` how many calls it meets (default 1; 0: until
 * cleared); `skip` how many calls it lets pass first (default 0); `parameters` narrows it to calls with these values.
 *
 * - `drop-before`: the connection breaks, nothing is applied. `drop-after`: applied, the answer is lost.
 * - `half`: applied, half the answer arrives. `endless`: applied, the answer never ends (`bytes`, default 64, every `ms`,
 *   default 50).
 * - `http`: this `status` with an HTML body, or with this `body` and these `headers`; nothing applied.
 * - `code`: this `code`, `codeDesc` (default none) and `message`, nothing applied.
 * - `delay`: the answer is held back for `ms`; applied at once, or with `when: "before"` only afterwards.
 * - `task-fails` with `message` (and `errorCode`, default 6000), `task-stuck`, `task-unknown`: planted on the action that
 *   starts the task, and used up by a call that starts one.
 */
export type Fault = z.input<typeof faultSchema>;

/** A planted fault with its defaults filled in; `times` and `skip` say what is left of it. */
export type PlantedFault = z.output<typeof faultSchema>;

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
