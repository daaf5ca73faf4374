/** A failure that the user can act on; its message says what is wrong and how to go on. */
export class LifecycleError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
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
    this.reasons = reasons;
  }
}

/** A text without control characters: names and times that a service gives come from anybody, and go to a terminal. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");

export const messageOf = (error: unknown): string => oneLine(error instanceof Error ? error.message : String(error));
