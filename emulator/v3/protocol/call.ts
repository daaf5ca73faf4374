/** What an action of API 3.0 is given and what it gives back. */

import type { z } from "zod";
import type { Answer, Caller } from "../../requests/call.ts";
import type { Credential } from "../../state/model.ts";
import { checkInput } from "./input.ts";

/** One call of API 3.0 that has passed the checks that every action shares. */
export interface Call3 extends Caller {
  /** The key pair that signed. */
  readonly credential: Credential;
  /** The RequestId of the answer; a task that the call starts is known by it. */
  readonly requestId: string;
  /** Every parameter by name, for the faults of tasks. */
  readonly parameters: { readonly all: ReadonlyMap<string, string> };
}

/** The products of which the emulator has actions, with their version. */
export const versions = { vpc: "2017-03-12", sts: "2018-08-13", tag: "2018-08-13" } as const;

/** An action of API 3.0. */
export interface Action3 {
  /** The product that it belongs to. */
  readonly service: keyof typeof versions;
  /**
   * Checks the input, changes the store at once and answers with the fields of Response; or changes nothing.
   *
   * @throws Api3Error for invalid input or a refusal.
   */
  readonly run: (call: Call3, input: unknown) => Answer;
}

/** An action whose input fits a schema. */
export function action3<T>(
  schema: z.ZodType<T>,
  handle: (call: Call3, input: T) => Answer,
  service: Action3["service"] = "vpc",
): Action3 {
  return { service, run: (call, input) => handle(call, checkInput(schema, input)) };
}
