/** An error that the user can act on; the command prints its message on one line. */
export class Failure extends Error {
  /** 1: the command refused or could not finish its work. 2: the command line is wrong, or the stack or the cloud cannot be read. */
  readonly exitCode: 1 | 2 = 1;
}

/** The project, the stack, a file or the cloud cannot be read. */
export class ReadFailure extends Failure {
  override readonly exitCode = 2;
}

/** The command line is wrong. */
export class UsageError extends Failure {
  override readonly exitCode = 2;
}
