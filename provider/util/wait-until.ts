import pRetry from "p-retry";
import type { Deadline } from "./deadline.ts";

/** Limits and callbacks of a wait. */
export interface WaitOptions {
  readonly deadline: Deadline;
  /** Ends the wait at once with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each read without a value. */
  readonly onPending?: () => void;
  /**
   * Replaces `intervals`: resolves when the next read, including the first, should begin. `lastMs` is the time until the last read,
   * in milliseconds; the promise must resolve by then.
   */
  readonly pace?: (lastMs: number) => Promise<void>;
  /** Minimum interval between reads in milliseconds, and its growth factor. Default: 300 and 1.12. */
  readonly intervals?: { readonly minTimeout: number; readonly factor: number };
}

class Pending extends Error {}

/** In milliseconds; with jitter, p-retry waits up to twice the interval. */
const INTERVALS = { minTimeout: 300, factor: 1.12, maxTimeout: 5000 };

/**
 * Reads until there is a value: at once, then at growing intervals of about 0.4 s to 5 s. The last read begins shortly before the
 * deadline (a tenth of the time, at most 2 s), so that it has time for its answer.
 *
 * @param read returns undefined while there is no value. An error ends the wait.
 * @returns the value, or undefined after the deadline.
 */
export async function waitUntil<T>(read: () => Promise<T | undefined>, options: WaitOptions): Promise<T | undefined> {
  const { deadline, signal, onPending, pace } = options;
  const start = performance.now();
  const left = deadline.remainingMs();
  const lastMs = left - Math.min(2000, left / 10);
  try {
    return await pRetry(
      async () => {
        await pace?.(Math.max(0, lastMs - (performance.now() - start)));
        const seen = await read();
        if (seen !== undefined) {
          return seen;
        }
        onPending?.();
        throw new Pending();
      },
      {
        ...INTERVALS,
        ...options.intervals,
        ...(pace === undefined ? {} : { minTimeout: 0 }),
        randomize: true,
        retries: Number.POSITIVE_INFINITY,
        maxRetryTime: lastMs,
        signal,
        shouldRetry: ({ error }) => error instanceof Pending,
      },
    );
  } catch (error) {
    if (!(error instanceof Pending)) {
      throw error;
    }
    return undefined;
  }
}
