import type { Scope } from "../client.ts";

/** Looks and lists of the last so many milliseconds tell how fast they come, or the latest so many of them. */
const lately = { ms: 4000, most: 200 };

/** So many operations in a row tell how fast they begin. */
const beginsKept = 12;

/** When looks and lists came lately. Times are those of `performance.now`. */
export class Arrivals {
  readonly #at: number[] = [];

  /** One comes now. */
  add(): void {
    this.#at.push(performance.now());
    if (this.#at.length > lately.most) this.#at.shift();
  }

  /** How many came lately. */
  get count(): number {
    const now = performance.now();
    const since = this.#at.findIndex((at) => at > now - lately.ms);
    this.#at.splice(0, since < 0 ? this.#at.length : since);
    return this.#at.length;
  }

  /** Milliseconds between two of them, 1 at least; Infinity where fewer than two came. */
  get gapMs(): number {
    const { count } = this;
    const [first] = this.#at;
    return first === undefined || count < 2
      ? Number.POSITIVE_INFINITY
      : Math.max(1, (performance.now() - first) / (count - 1));
  }
}

/** When operations began, each of which has a scope of its own and may look several times. */
export class Begins {
  readonly #seen = new WeakSet<Scope>();
  readonly #at: number[] = [];

  /** An operation looks or waits; it begins if it is seen for the first time. */
  note(scope: Scope): void {
    if (this.#seen.has(scope)) return;
    this.#seen.add(scope);
    this.#at.push(performance.now());
    if (this.#at.length > beginsKept) this.#at.shift();
  }

  /** Milliseconds that usually lie between two of them; Infinity where few began. */
  get gapMs(): number {
    if (this.#at.length < beginsKept) return Number.POSITIVE_INFINITY;
    const gaps = this.#at.slice(1).map((at, index) => at - (this.#at[index] ?? at));
    return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? Number.POSITIVE_INFINITY;
  }
}
