import type { Environment } from "../provider/settings/settings.ts";

/** One of the two streams that a command writes to. */
export interface Output {
  write(text: string): void;
  /** Whether a person looks at it: colours are for them alone. */
  readonly isTerminal: boolean;
}

/** What surrounds a command; a test brings its own. */
export interface Host {
  readonly env: Environment;
  /** The folder that the command was called in. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Asks a question on the terminal; undefined where nobody can answer, or nobody does. */
  ask(question: string): Promise<string | undefined>;
  /** Ends waits, requests and child processes early. */
  readonly signal: AbortSignal;
}

/** One of the commands behind `pulumi-qcloud-vpn`. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** The text of --help. */
  readonly help: string;
  /**
   * Runs it.
   * @returns the exit code.
   * @throws Failure, or what the provider throws.
   */
  run(args: readonly string[], host: Host): Promise<number>;
}
