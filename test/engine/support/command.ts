import { type ChildProcess, spawn } from "node:child_process";
import { signalProcess } from "../../../tools/processes.ts";

/** How a command ended and what it printed. */
export interface CommandResult {
  /** The exit code, `undefined` if a signal ended it. */
  code: number | undefined;
  /** The signal that ended it. */
  signal: NodeJS.Signals | undefined;
  stdout: string;
  stderr: string;
  /** Both, in the order in which they came. */
  output: string;
}

/** What {@link EngineCommand} needs to start. */
export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Milliseconds after which `onTimeout` is called. */
  timeoutMs: number;
  /** Ends everything that the command started. */
  onTimeout: () => Promise<unknown>;
}

/** A running command of the CLI, in a process group of its own as a shell would put it. */
export class EngineCommand {
  /** The id of the CLI's process. */
  readonly pid: number;
  /** Settles when the CLI has ended, however it ended; rejects with what was printed if it took too long. */
  readonly ended: Promise<CommandResult>;
  readonly #child: ChildProcess;
  /** The command line, for messages. */
  readonly title: string;
  readonly #chunks: { from: "stdout" | "stderr"; text: string }[] = [];
  #listeners: (() => void)[] = [];
  #isOver = false;

  /**
   * @param file The program.
   * @param args Its arguments.
   * @param options Where and for how long it runs.
   */
  constructor(file: string, args: readonly string[], options: CommandOptions) {
    const { cwd, env } = options;
    this.title = `pulumi ${args.join(" ")}`;
    this.#child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#collect("stdout");
    this.#collect("stderr");
    this.ended = this.#end(options);
    // Who started the command and never looks at its end gets no unhandled rejection for it.
    this.ended.catch(() => {});
    if (this.#child.pid === undefined) {
      throw new Error(`${file} does not start`);
    }
    this.pid = this.#child.pid;
  }

  /** What the command has printed so far, stdout and stderr in the order in which they came. */
  get output(): string {
    return this.#chunks.map(({ text }) => text).join("");
  }

  /** Whether the CLI still runs. */
  get isRunning(): boolean {
    return !this.#isOver;
  }

  /**
   * Waits until the output holds something.
   *
   * @param pattern What to wait for.
   * @param timeoutMs Milliseconds to wait at most, 60,000 by default.
   * @throws Error with the output so far if the command ends or the time is over before.
   */
  async waitFor(pattern: string | RegExp, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(typeof pattern === "string" ? this.output.includes(pattern) : pattern.test(this.output))) {
      if (this.#isOver || Date.now() >= deadline) {
        const why = this.#isOver ? "ended" : `ran for ${timeoutMs} ms`;
        throw new Error(`${this.title} ${why} without printing ${pattern}:\n${this.output}`);
      }
      await this.#nextChange(deadline - Date.now());
    }
  }

  /** Sends SIGINT as Ctrl-C in a terminal does: to the CLI's process group, which its plugins are not part of. */
  interrupt(): void {
    signalProcess(-this.pid, "SIGINT");
  }

  /** Ends the CLI with SIGKILL, and nothing else: its provider processes live on. */
  async kill(): Promise<CommandResult> {
    signalProcess(this.pid, "SIGKILL");
    return this.ended;
  }

  #collect(from: "stdout" | "stderr"): void {
    this.#child[from]?.setEncoding("utf8").on("data", (text: string) => {
      this.#chunks.push({ from, text });
      this.#announce();
    });
  }

  #end({ timeoutMs, onTimeout }: CommandOptions): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        onTimeout().catch(reject);
      }, timeoutMs);
      this.#child.on("error", reject);
      this.#child.on("close", (code, signal) => {
        clearTimeout(timer);
        this.#isOver = true;
        this.#announce();
        if (isLate) {
          reject(new Error(`${this.title} took more than ${timeoutMs} ms and was ended:\n${this.output}`));
        } else {
          resolve({
            code: code ?? undefined,
            signal: signal ?? undefined,
            stdout: this.#textOf("stdout"),
            stderr: this.#textOf("stderr"),
            output: this.output,
          });
        }
      });
    });
  }

  #textOf(wanted: "stdout" | "stderr"): string {
    return this.#chunks
      .filter(({ from }) => from === wanted)
      .map(({ text }) => text)
      .join("");
  }

  #announce(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) {
      listener();
    }
  }

  #nextChange(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#listeners.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
