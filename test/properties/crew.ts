import type { Harness } from "./harness.ts";
import { type Cut, type Host, ProviderProcess } from "./processes.ts";

/** No operation on a whole stack takes longer, in faked milliseconds: three operations of 15 minutes on one resource. */
export const LONGEST_MS = 46 * 60_000;

/** A process that outlived its CLI, and its end. */
interface Left {
  readonly process: ProviderProcess;
  readonly end: Promise<void>;
}

/** The provider's processes of one case: each operation has its own, and those that outlive their CLI go on beside the next. */
export class Crew {
  readonly #harness: Harness;
  readonly #unused: Host[];
  readonly #left = new Set<Left>();
  /** Functions for what calls nothing. */
  readonly idleHost: Host;

  constructor(harness: Harness) {
    this.#harness = harness;
    const [idle, ...unused] = harness.hosts as readonly [Host, ...Host[]];
    this.idleHost = idle;
    this.#unused = unused;
  }

  /** True while a process lives on whose CLI is gone. */
  get isHaunted(): boolean {
    return this.#left.size > 0;
  }

  /**
   * Runs something in a process of its own until it ends or is cut off.
   *
   * @returns what it came to; nothing when nobody learned that.
   */
  async run<T>(
    what: string,
    cut: Cut | undefined,
    work: (process: ProviderProcess) => Promise<T>,
  ): Promise<T | undefined> {
    const host = this.#unused.shift();
    if (host === undefined) {
      throw new Error("a case has more steps than there are copies of the provider's modules");
    }
    const process = new ProviderProcess(host, cut);
    const end = process.run(() => work(process));
    const cutOff = process.cutOff.then(() => undefined);
    const result = await this.#harness.time.until(Promise.race([end, cutOff]), LONGEST_MS, what);
    if (process.isCutOff && !process.isDead) {
      this.#leave(process, end);
    }
    return result;
  }

  #leave(process: ProviderProcess, work: Promise<unknown>): void {
    const left: Left = {
      process,
      end: work
        .catch(() => {})
        .then(() => {
          this.#left.delete(left);
        }),
    };
    this.#left.add(left);
  }

  /** Lets every process that lives on come to its end. */
  async settle(): Promise<void> {
    for (const { end } of [...this.#left]) {
      await this.#harness.time.until(end, LONGEST_MS, "a process whose CLI was killed");
    }
  }

  killAll(): void {
    for (const { process } of this.#left) {
      process.kill();
    }
    this.#left.clear();
  }
}
