/** One call as both APIs present it to the part that plants faults, records calls and sends answers. */

import type { Connection, FaultableCall } from "../faults/plan.ts";
import type { PlantedFault } from "../faults/schema.ts";

/** A complete answer. */
export interface Envelope {
  /** The number answered. API 3.0 has no numbers: 0 when the call was accepted, otherwise -1. */
  readonly code: number;
  /** Empty when the answer has none. */
  readonly codeDesc: string;
  /** The JSON text. */
  readonly body: string;
}

/** A fault that takes the place of an answer once the caller is known. */
export type AnswerFault = Extract<PlantedFault, { fault: "code" | "stale" }>;

/** A call of one of the two APIs. */
export interface Face extends FaultableCall {
  /** The HTTP method. */
  readonly method: string;
  /** The connection that it arrived on. */
  readonly connection: Connection;
  /**
   * Runs the checks and the action synchronously, so that calls never interleave.
   *
   * @param fault the fault that takes the place of the answer.
   * @param authenticated called once the key pair is known, when a planted fault counts as applied.
   */
  readonly run: (fault: AnswerFault | undefined, authenticated: () => void) => Envelope;
  /** The answer for a defect of the emulator. */
  readonly broken: (message: string) => Envelope;
}
