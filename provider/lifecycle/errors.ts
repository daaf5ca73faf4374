import { printable } from "../util/printable.ts";

/** A failure whose message says what is wrong and what to do. */
export class LifecycleError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.name = "LifecycleError";
  }
}

/** The creation of the tunnel failed; only a replacement helps. */
export class CreateFailedError extends LifecycleError {}

/** The resource exists, but not as requested. Contains what the state must keep. */
export class PartialFailure extends LifecycleError {
  readonly id: string;
  readonly properties: object;
  readonly reasons: readonly string[];

  constructor(id: string, properties: object, reasons: readonly string[], options?: { cause?: unknown }) {
    super(reasons.join("; "), options);
    this.name = "PartialFailure";
    this.id = id;
    this.properties = properties;
    this.reasons = reasons.map(printable);
  }
}

/** The message of an error on one line. */
export const messageOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));
