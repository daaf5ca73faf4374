/** What the parts of one emulator share: its settings, records, clock, faults and the log of calls. */

import type { FaultPlan } from "./faults/plan.ts";
import type { ActionRates } from "./requests/action-rates.ts";
import type { CallLog } from "./requests/call-log.ts";
import type { NonceCache } from "./requests/nonces.ts";
import type { RateLimit } from "./requests/rate-limit.ts";
import type { Autosave } from "./state/autosave.ts";
import type { Store } from "./state/store.ts";
import type { Switches } from "./switches.ts";

/** How an emulator behaves; may be changed while it runs. */
export interface Settings {
  /** How long each task takes, in ms; 0: done by the time of the answer. */
  taskMs: number;
  /** Calls per second that one account may make; `undefined`: no limit. */
  rate: number | undefined;
  /** Calls per second of an action of API 3.0 that one key pair may make; an action that is not in it has no limit. */
  rates: Readonly<Record<string, number>>;
  /** Whether the limits of docs/api.md 2.13 are enforced. */
  quotas: boolean;
  /** How far the server's clock is ahead of the machine's, in seconds. */
  clockOffset: number;
  /** How far a Timestamp may be from the server's clock, in seconds (docs/api.md 1.5). */
  window: number;
  /** Choices where the sources are silent or disagree. */
  switches: Switches;
  /** Overrides of the numeric code that goes with a module code. */
  codes: ReadonlyMap<string, number>;
}

/** One emulated cloud. */
export interface Cloud {
  /** How it behaves. */
  readonly settings: Settings;
  /** Its records. */
  readonly store: Store;
  /** The planted faults. */
  readonly faults: FaultPlan;
  /** The calls that it received. */
  readonly calls: CallLog;
  /** Nonces that were used, against replays. */
  readonly nonces: NonceCache;
  /** The request rate of each account. */
  readonly rates: RateLimit;
  /** The calls of each action of API 3.0 in the present second. */
  readonly actionRates: ActionRates;
  /** Writes changes to the data file. */
  readonly autosave: Autosave;
  /** The machine's clock, in ms since 1970. Tasks run by it, whatever the server's clock shows. */
  readonly clock: () => number;
  /** Gets one line for each call. */
  readonly log: ((line: string) => void) | undefined;
}

/** The server's clock in ms: what Timestamps are compared with and what the Date header shows. */
export function serverTime(cloud: Cloud): number {
  return cloud.clock() + cloud.settings.clockOffset * 1000;
}
