/** A timer cannot hold more milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What ends a wait before the thing that is waited for. */
export interface Limits<T> {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; more than a timer can hold, some 24 days, is no limit. */
  readonly ms: number;
  /** What comes of it when the time is over. */
  readonly onTimeout: () => T;
}

/**
 * What a promise gives, or what `onTimeout` gives when the time is over first.
 *
 * @throws the signal's reason when it is aborted before; what the promise or `onTimeout` throws.
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
