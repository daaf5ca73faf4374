import { raced } from "../raced.ts";

/** Waits for so many milliseconds, no longer than until a signal. */
export function sleep(ms: number, until?: AbortSignal): Promise<void> {
  return raced(until === undefined ? new Promise<void>(() => {}) : aborted(until), { ms, late: () => {} });
}

/** Comes when a signal is given, at once where it was. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
