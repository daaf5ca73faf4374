import type { Scope } from "../api/index.ts";
import { defined } from "../util/defined.ts";
import { withTimeout } from "../util/with-timeout.ts";

/** A read is slow after this time, in addition to the queue of the rate limiter. */
const SLOW_MS = 3000;

export const slowMs = ({ api }: Scope): number => SLOW_MS + 2 * api.queueMs;

/** A read that waits to start, or is in progress. */
interface Read<T> {
  readonly entries: Promise<readonly T[]>;
  readonly cancel: AbortController;
  callers: number;
}

/** A list with shared reads. A read starts after the calls that it answers. */
export class SharedList<T> {
  readonly #read: (scope: Scope) => Promise<readonly T[]>;
  #current: Promise<unknown> = Promise.resolve();
  #next: Read<T> | undefined;

  constructor(read: (scope: Scope) => Promise<readonly T[]>) {
    this.#read = read;
  }

  /**
   * Returns the entries of a read that starts after this call; undefined if the read fails or is slow, or if the deadline is too close. The
   * caller then reads without sharing.
   *
   * @param batchMs How long the read waits for further callers.
   * @throws the reason of the caller's signal.
   */
  async get(scope: Scope, batchMs: number): Promise<readonly T[] | undefined> {
    const limitMs = batchMs + slowMs(scope);
    if (scope.deadline.remainingMs() < 2 * limitMs) {
      return undefined;
    }
    this.#next ??= this.#start(scope, batchMs);
    const read = this.#next;
    read.callers += 1;
    try {
      const entries = read.entries.catch(() => undefined);
      return await withTimeout(entries, { signal: scope.signal, ms: limitMs, onTimeout: () => undefined });
    } finally {
      read.callers -= 1;
      if (read.callers === 0) {
        this.#next = this.#next === read ? undefined : this.#next;
        read.cancel.abort(new Error("nobody waits for the list any more"));
      }
    }
  }

  #start(scope: Scope, batchMs: number): Read<T> {
    const { api, region, log, deadline } = scope;
    const previous = this.#current;
    const cancel = new AbortController();
    const start = async (): Promise<readonly T[]> => {
      // A slow read does not delay the next one: two may be in progress.
      await withTimeout(previous, { signal: cancel.signal, ms: slowMs(scope), onTimeout: () => {} });
      await withTimeout(new Promise(() => {}), { signal: cancel.signal, ms: batchMs, onTimeout: () => {} });
      this.#next = undefined;
      return await this.#read({ api, region, deadline, signal: cancel.signal, ...defined({ log }) });
    };
    const entries = start();
    this.#current = entries.catch(() => {});
    return { entries, cancel, callers: 0 };
  }
}
