/** How much time an operation has, by a monotonic clock (`performance.now`). */
export interface Deadline {
  /** Milliseconds left, never below 0. */
  remainingMs(): number;
  /** Milliseconds since the deadline was set. */
  elapsedMs(): number;
}

/**
 * Returns a deadline that many milliseconds from now.
 *
 * @param ms `Infinity` for no deadline.
 * @throws RangeError if `ms` is negative or NaN.
 */
export function deadlineIn(ms: number): Deadline {
  if (Number.isNaN(ms) || ms < 0) {
    throw new RangeError(`a deadline needs milliseconds of 0 or more, got ${ms}`);
  }
  const start = performance.now();
  const elapsedMs = (): number => performance.now() - start;
  return { elapsedMs, remainingMs: () => Math.max(0, ms - elapsedMs()) };
}
