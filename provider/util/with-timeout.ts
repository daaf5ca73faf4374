/** The limit of `setTimeout`. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What can end a wait early. */
export interface Limits<T> {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; no limit above about 24 days, the limit of `setTimeout`. */
  readonly ms: number;
  /** Provides the result after the timeout. */
  readonly onTimeout: () => T;
}

/**
 * Resolves to the result of the promise, or to that of `onTimeout` after the timeout.
 *
 * @throws the signal's reason if it is aborted first; what the promise or `onTimeout` throws.
 */
export async function withTimeout<T>(promise: Promise<T>, { signal, ms, onTimeout }: Limits<T>): Promise<T> {
  signal?.throwIfAborted();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: (() => void) | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    if (ms <= LONGEST_TIMER_MS) {
      timer = setTimeout(() => resolve(), Math.max(0, ms));
    }
  });
  try {
    return await Promise.race([promise, ended.then(onTimeout)]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) {
      signal?.removeEventListener("abort", onAbort);
    }
  }
}
