/** An end that the user can act on: one clear line, and the exit code. */
export class Failure extends Error {
  /** 1: it could not be done; 2: it was asked wrongly, or could not be looked at. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2) {
    super(message);
    this.name = "Failure";
    this.exitCode = exitCode;
  }
}

/** A command line that is not understood. */
export class UsageError extends Failure {
  constructor(message: string) {
    super(message, 2);
    this.name = "UsageError";
  }
}

/** It could not even be looked at: no project, no credentials, no answer. */
export const couldNotLook = (message: string): Failure => new Failure(message, 2);

/** It was refused, or did not come about. */
export const couldNotDo = (message: string): Failure => new Failure(message, 1);
