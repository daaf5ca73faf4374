import pRetry from "p-retry";
import type { Deadline } from "./deadline.ts";

/** How a wait is bounded and watched. */
export interface WaitOptions {
  readonly deadline: Deadline;
  /** Ends the wait at once; the wait then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each read that found nothing yet. */
  readonly onPending?: () => void;
  /**
   * Waits until the next read is worth it, in place of `intervals`, before the first one too. It is told in how many milliseconds the
   * last read is due, and must have ended by then.
   */
  readonly pace?: (lastMs: number) => Promise<void>;
  /** Shortest interval between reads in milliseconds, and the factor of its growth. Default 300 and 1.12. */
  readonly intervals?: { readonly minTimeout: number; readonly factor: number };
}

class Pending extends Error {}

/** Shortest interval between reads in milliseconds, its growth, and the longest; p-retry draws up to twice the interval. */
const INTERVALS = { minTimeout: 300, factor: 1.12, maxTimeout: 5000 };

/**
 * Reads until there is a value: at once, then at intervals of some 0.4 s and 12 percent of the time already waited, 5 s at most. The last
 * read begins just before the deadline (a tenth of the time, at most 2 s), so that it still gets its answer.
 *
 * @param read gives the value, or nothing while there is none. What it throws ends the wait.
 * @returns the value, or undefined when the deadline comes first.
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
