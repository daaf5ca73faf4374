/** What every part of one emulator shares: its settings, its records, its clock, its faults and its memory of calls. */

import type { FaultPlan } from "./faults/plan.ts";
import type { CallLog } from "./requests/call-log.ts";
import type { NonceMemory } from "./requests/nonces.ts";
import type { Parameters } from "./requests/parameters.ts";
import type { RateLimit } from "./requests/rate-limit.ts";
import type { Durability } from "./state/autosave.ts";
import type { Permissions } from "./state/permissions.ts";
import type { Store } from "./state/store.ts";
import type { Switches } from "./switches.ts";

/** How an emulator behaves; may be changed while it runs. */
export interface Settings {
  /** How long each task takes, in ms; 0: done by the time of the answer. */
  taskMs: number;
  /** Calls a second that one account may make; `undefined`: no limit. */
  rate: number | undefined;
  /** Whether the limits of docs/api.md 2.13 are enforced. */
  quotas: boolean;
  /** How far the server's clock is ahead of the machine's, in seconds. */
  clockOffset: number;
  /** How far a Timestamp may be from the server's clock, in seconds (docs/api.md 1.5). */
  window: number;
  /** What the sources leave open. */
  switches: Switches;
  /** Overrides of the numeric code that goes with a module code. */
  codes: ReadonlyMap<string, number>;
}

/** One emulated cloud. */
export interface Cloud {
  /** How it behaves. */
  readonly settings: Settings;
  /** What it holds. */
  readonly store: Store;
  /** What breaks. */
  readonly faults: FaultPlan;
  /** What was called. */
  readonly calls: CallLog;
  /** Nonces seen, against replays. */
  readonly nonces: NonceMemory;
  /** Calls left to each account. */
  readonly rates: RateLimit;
  /** What is safe on disk. */
  readonly durability: Durability;
  /** The machine's clock, in ms since 1970; tasks run by it, whatever the server's clock shows. */
  readonly clock: () => number;
}

/** One call, past the checks that every action shares. */
export interface ApiCall {
  /** The cloud that is called. */
  readonly cloud: Cloud;
  /** The action's name. */
  readonly action: string;
  /** The account of the key pair that signed. */
  readonly account: string;
  /** What that key pair may see and change. */
  readonly permissions: Permissions;
  /** Long region code. */
  readonly region: string;
  /** When the call is handled, on the machine's clock. */
  readonly now: number;
  /** Every parameter, the common ones included. */
  readonly parameters: Parameters;
}

/** The fields of an accepted answer beside code, message and codeDesc. */
export type Answer = Readonly<Record<string, unknown>>;

/** An action: changes the store at once, answers, or throws an ApiError having changed nothing. */
export type Action = (call: ApiCall) => Answer;

/** The server's clock in ms: what Timestamps are compared with and what the Date header shows. */
export function serverTime(cloud: Cloud): number {
  return cloud.clock() + cloud.settings.clockOffset * 1000;
}
