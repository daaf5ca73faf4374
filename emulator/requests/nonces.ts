/**
 * Memory of the nonces seen, against replays (docs/api.md 1.5). The API's own scope is not stated; here a nonce is
 * remembered with its SecretId and Timestamp for as long as that Timestamp would be accepted.
 */

/** Nonces by Timestamp, so that a whole second is forgotten at once and a check costs one look-up. */
export class NonceMemory {
  readonly #seconds = new Map<number, Map<string, Set<string | number>>>();
  #sweptAt = Number.NEGATIVE_INFINITY;

  /** Whether this nonce came before with this SecretId and Timestamp (Unix seconds). */
  has(secretId: string, timestamp: number, nonce: string): boolean {
    return this.#seconds.get(timestamp)?.get(secretId)?.has(compact(nonce)) ?? false;
  }

  /** Remembers a nonce; forgets those whose Timestamp is older than `oldest` (Unix seconds). */
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

/** A number where that is the same thing: a set of numbers takes a fraction of the memory of one of texts. */
function compact(nonce: string): string | number {
  const number = Number(nonce);
  return Number.isSafeInteger(number) && String(number) === nonce ? number : nonce;
}
