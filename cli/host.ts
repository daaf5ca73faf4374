import type { Environment } from "../provider/settings/settings.ts";

/** One of the two streams that a command writes to. */
export interface Output {
  write(text: string): void;
  /** Whether it is a terminal, which shows colours. */
  readonly isTerminal: boolean;
}

/** The surroundings of a command; tests have their own. */
export interface Host {
  readonly env: Environment;
  /** The current folder. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Asks a question on the terminal; undefined without a terminal or an answer. */
  ask(question: string): Promise<string | undefined>;
  /** Cancels waits, requests and child processes. */
  readonly signal: AbortSignal;
}

/** A command of `pulumi-qcloud-vpn`. */
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
