/** The request rate limit (docs/api.md 1.8). No number is documented, so there is no limit unless a test sets one. */

/** A token bucket for each account that holds the calls of one second. */
export class RateLimit {
  readonly #buckets = new Map<string, { calls: number; at: number }>();

  /** Takes one call from an account's bucket; false when it is empty. */
  take(account: string, perSecond: number, now: number): boolean {
    const size = Math.max(1, perSecond);
    const bucket = this.#buckets.get(account) ?? { calls: size, at: now };
    this.#buckets.set(account, bucket);
    bucket.calls = Math.min(size, bucket.calls + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    if (bucket.calls < 1) {
      return false;
    }
    bucket.calls -= 1;
    return true;
  }
}
