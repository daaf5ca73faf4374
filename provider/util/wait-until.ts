import pRetry from "p-retry";
import type { Deadline } from "./deadline.ts";

/** How a wait is bounded and watched. */
export interface WaitOptions {
  readonly deadline: Deadline;
  /** Ends the wait at once; the wait then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each look that found nothing yet. */
  readonly onPending?: () => void;
  /** When the first look comes: after the first wait, or at once. Default `later`. */
  readonly firstLook?: "later" | "now";
  /**
   * Waits until the next look is worth it, in place of `rhythm`; it is told in how many milliseconds the last look is due, and must have
   * ended by then.
   */
  readonly pace?: (lastMs: number) => Promise<void>;
  /** Shortest wait between looks in milliseconds, and the factor of its growth. Default 300 and 1.12. */
  readonly rhythm?: { readonly minTimeout: number; readonly factor: number };
}

/** What a wait came to: a value, or the deadline. */
export type WaitOutcome<T> = { readonly value: T } | { readonly timedOut: true };

class Pending extends Error {}

/** The usual rhythm: shortest wait between looks in milliseconds, its growth, and the longest; p-retry draws up to twice the wait. */
const rhythm = { minTimeout: 300, factor: 1.12, maxTimeout: 5000 };

/**
 * Looks again and again until there is a value: for the first time after some 0.4 s, then after waits that grow by 12
 * percent each, which comes to some 0.4 s and 12 percent of the time already waited, 5 s at most. The last look
 * begins just before the deadline (a tenth of the time, at most 2 s), so that it still gets its answer.
 *
 * @param look Gives the value, or nothing while there is none. What it throws ends the wait.
 * @returns Never a value that no look gave.
 */
export async function waitUntil<T>(look: () => Promise<T | undefined>, options: WaitOptions): Promise<WaitOutcome<T>> {
  const { deadline, signal, onPending, pace, firstLook = "later" } = options;
  const start = performance.now();
  const left = deadline.remainingMs();
  const lastMs = left - Math.min(2000, left / 10);
  try {
    const value = await pRetry(
      async (attempt) => {
        if (pace !== undefined) {
          await pace(Math.max(0, lastMs - (performance.now() - start)));
        }
        // Where the first look is to come later, the first attempt only brings about the first wait.
        else if (attempt === 1 && firstLook === "later") {
          throw new Pending();
        }
        const seen = await look();
        if (seen !== undefined) {
          return seen;
        }
        onPending?.();
        throw new Pending();
      },
      {
        ...rhythm,
        ...options.rhythm,
        ...(pace === undefined ? {} : { minTimeout: 0 }),
        randomize: true,
        retries: Number.POSITIVE_INFINITY,
        maxRetryTime: lastMs,
        signal,
        shouldRetry: ({ error }) => error instanceof Pending,
      },
    );
    return { value };
  } catch (error) {
    if (!(error instanceof Pending)) {
      throw error;
    }
    return { timedOut: true };
  }
}
