/**
 * Cache of used nonces, against replays (docs/api.md 1.5). The sources do not state the scope; here a nonce is unique
 * per SecretId and Timestamp, and is kept for as long as that Timestamp is accepted.
 */

/** Nonces grouped by Timestamp, so that a second expires as a whole. */
export class NonceCache {
  readonly #seconds = new Map<number, Map<string, Set<string | number>>>();
  #sweptAt = Number.NEGATIVE_INFINITY;

  /** Whether this nonce was used before with this SecretId and Timestamp (Unix seconds). */
  has(secretId: string, timestamp: number, nonce: string): boolean {
    return this.#seconds.get(timestamp)?.get(secretId)?.has(compact(nonce)) ?? false;
  }

  /** Adds a nonce, and drops those whose Timestamp is older than `oldest` (Unix seconds). */
  add(secretId: string, timestamp: number, nonce: string, oldest: number): void {
    this.#sweep(oldest);
    const second = this.#seconds.get(timestamp) ?? new Map<string, Set<string | number>>();
    this.#seconds.set(timestamp, second);
    const nonces = second.get(secretId) ?? new Set<string | number>();
    second.set(secretId, nonces);
    nonces.add(compact(nonce));
  }

  #sweep(oldest: number): void {
    if (oldest === this.#sweptAt) {
      return;
    }
    this.#sweptAt = oldest;
    for (const timestamp of this.#seconds.keys()) {
      if (timestamp < oldest) {
        this.#seconds.delete(timestamp);
      }
    }
  }
}

/** The nonce as a number where that is lossless: a set of numbers takes a fraction of the memory of a set of texts. */
function compact(nonce: string): string | number {
  const number = Number(nonce);
  return Number.isSafeInteger(number) && String(number) === nonce ? number : nonce;
}
