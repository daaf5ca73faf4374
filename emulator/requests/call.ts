/** What an action is given and what it gives back. */

import type { Cloud } from "../cloud.ts";
import type { ApiVersion } from "../faults/types.ts";
import type { Permissions } from "../state/permissions.ts";
import type { Parameters } from "./parameters.ts";

/** Who calls what, on either API. */
export interface Caller {
  /** The cloud that is called. */
  readonly cloud: Cloud;
  /** The API that is called. */
  readonly api: ApiVersion;
  /** The action's name. */
  readonly action: string;
  /** The account of the key pair that signed. */
  readonly account: string;
  /** What that key pair may see and change. */
  readonly permissions: Permissions;
  /** Long region code. */
  readonly region: string;
  /** When the call is handled, by the machine's clock. */
  readonly now: number;
}

/** One call of API 2.0 that has passed the checks that every action shares. */
export interface ApiCall extends Caller {
  /** Every parameter, the common ones included. */
  readonly parameters: Parameters;
}

/** The fields of an accepted answer apart from code, message and codeDesc. */
export type Answer = Readonly<Record<string, unknown>>;

/** An action: changes the store at once and answers, or changes nothing and throws an ApiError. */
export type Action = (call: ApiCall) => Answer;
