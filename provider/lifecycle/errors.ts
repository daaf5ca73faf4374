import { printable } from "../util/printable.ts";

/** A failure that the user can act on; its message says what is wrong and how to go on. */
export class LifecycleError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(printable(message), options);
    this.name = "LifecycleError";
  }
}

/** The service gave up on making the tunnel, or it did not last: only another one can take its place. */
export class CreateFailedError extends LifecycleError {}

/** The tunnel exists, but not as it was asked for. Carries what the state must keep, so that it is never lost. */
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

/** What an error says, on one line. */
export const messageOf = (error: unknown): string => printable(error instanceof Error ? error.message : String(error));
