/** The interval between polls: a base, a share of the time waited, and a limit. */
const BASE_MS = 350;
const GROWTH = 0.05;
const MAX_MS = 5000;

/** The first poll comes at this share of the shortest known duration. */
const TOO_EARLY = 0.95;

/** How many recent durations of a kind are kept. */
const KEPT = 20;

/** How long recent tasks took, by kind ("create", "update", "delete"). */
export class Durations {
  readonly #byKind = new Map<string, number[]>();

  /** Records the duration of a finished task. */
  add(kind: string, ms: number): void {
    const durations = this.#byKind.get(kind) ?? [];
    durations.push(ms);
    if (durations.length > KEPT) {
      durations.shift();
    }
    this.#byKind.set(kind, durations);
  }

  /** The shortest recent duration of a kind; undefined before its first task has finished. */
  shortest(kind: string): number | undefined {
    const durations = this.#byKind.get(kind);
    return durations && Math.min(...durations);
  }
}

/**
 * Delay before the next poll in milliseconds. The first poll comes when earlier tasks of the kind had finished; later intervals grow with
 * the time since then. Jitter keeps tasks that start together from being polled together.
 */
export function nextDelay(elapsedMs: number, shortestMs: number | undefined): number {
  const earliestMs = TOO_EARLY * (shortestMs ?? 0);
  const interval = Math.min(MAX_MS, BASE_MS + GROWTH * Math.max(0, elapsedMs - earliestMs));
  return Math.max(earliestMs - elapsedMs, interval * (0.85 + 0.3 * Math.random()));
}
