/** Delay between the first two polls of a task in milliseconds, the share of the time waited that is added to it, and its limit. */
const BASE_MS = 350;
const GROWTH = 0.05;
const MAX_MS = 5000;

/** A poll before this share of the shortest known duration cannot find the task finished. */
const TOO_EARLY = 0.95;

/** How many finished tasks of a kind are remembered. */
const REMEMBERED = 20;

/** How long recent tasks took, by kind ("create", "update", "delete"). */
export class Durations {
  readonly #byKind = new Map<string, number[]>();

  /** Records that a task was found finished so many milliseconds after it started. */
  add(kind: string, ms: number): void {
    const durations = this.#byKind.get(kind) ?? [];
    durations.push(ms);
    if (durations.length > REMEMBERED) {
      durations.shift();
    }
    this.#byKind.set(kind, durations);
  }

  /** The shortest recent duration of a kind; undefined before the first task of it has finished. */
  shortest(kind: string): number | undefined {
    const durations = this.#byKind.get(kind);
    return durations && Math.min(...durations);
  }
}

/**
 * Delay before the next poll. The first comes when the task can have finished, by what earlier tasks of its kind took; later ones
 * at intervals that grow with the time since then. With jitter, so that tasks that start together are not polled together.
 */
export function nextDelay(elapsedMs: number, shortestMs: number | undefined): number {
  const earliestMs = TOO_EARLY * (shortestMs ?? 0);
  const interval = Math.min(MAX_MS, BASE_MS + GROWTH * Math.max(0, elapsedMs - earliestMs));
  return Math.max(earliestMs - elapsedMs, interval * (0.85 + 0.3 * Math.random()));
}
