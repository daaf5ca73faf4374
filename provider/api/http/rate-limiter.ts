import { seconds } from "../../util/seconds.ts";
import { withTimeout } from "../../util/with-timeout.ts";

/** What a call is to the limiter: writes go before looks. */
export type CallKind = "write" | "look";

/** How long a call can wait for its turn. */
export interface Patience {
  readonly deadline: { remainingMs(): number };
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly kind: CallKind;
  readonly since: number;
  readonly patience: Patience;
  readonly start: () => void;
}

/** From a look that has waited for so long, milliseconds, on, looks and writes take turns: neither must starve. */
const patienceMs = 10_000;

/** A turn is so many calls: between single writes, no list of several pages would be read before it changes. */
const turnOf = 50;

/** A call whose time ends within so many milliseconds goes before everything else; among several such, the first to come. */
const urgentMs = 3000;

/** So many milliseconds' worth of calls may follow at once where a timer was late. */
const catchUpMs = 100;

/** A ceiling is kept to with this much room, because the service counts by a clock of its own. */
const room = 0.98;

/** The slowest rate, calls a second; the slowest after a first 4400; and the one from which on nothing is slowed down any more. */
const slowest = 0.5;
const slowestAtFirst = 2;
const unlimited = 500;

/**
 * How many calls a second this process sends to one endpoint for one account: as many as there are, or as the ceiling allows, until
 * the service says 4400. Then their number is what it took in the last second, less a tenth; each further 4400 takes off three tenths
 * of it, and each accepted call adds a little (half a call a second each second, or a twentieth of the rate where that is more), until
 * nothing is slowed down any more. Calls of one kind begin in the order in which they came; none but a list of several pages has more
 * than one waiting, so that all get the same share.
 */
export class RateLimiter {
  #ceiling: number;
  #rate: number;
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the next call may begin. */
  #freeAt = Number.NEGATIVE_INFINITY;
  #slowedAt = Number.NEGATIVE_INFINITY;
  /** Calls that the service took in the second that runs and in the one before. */
  #taken = { since: 0, now: 0, before: 0 };
  /** Calls of the turn of looks and of the turn of writes that have begun. */
  #turns = -1;

  /** @param ceiling calls a second at most; none by default. */
  constructor(ceiling = Number.POSITIVE_INFINITY) {
    this.#ceiling = ceiling;
    this.#rate = ceiling;
  }

  /** Sets a ceiling, calls a second; of several the lowest counts. */
  limit(ceiling: number): void {
    this.#ceiling = Math.min(this.#ceiling, ceiling);
    this.#rate = Math.min(this.#rate, this.#ceiling);
  }

  /** Calls a second at this moment; Infinity while nothing slows them down. */
  get rate(): number {
    return this.#rate;
  }

  /** How many calls wait for their turn. */
  get queued(): number {
    return this.#waiting.length;
  }

  /** In words, for messages. */
  describe(): string {
    const rate = Number.isFinite(this.#rate) ? `${Number(this.#rate.toFixed(1))} requests a second` : "no limit";
    return this.#rate === this.#ceiling && Number.isFinite(this.#ceiling)
      ? `${rate}, the ceiling that requestsPerSecond sets`
      : rate;
  }

  /**
   * Waits until a call may begin.
   *
   * @returns false when its time ended before.
   * @throws the signal's reason when it was cancelled.
   */
  async turn(kind: CallKind, patience: Patience): Promise<boolean> {
    const { signal, deadline } = patience;
    signal?.throwIfAborted();
    if (this.#waiting.length === 0 && this.#begin()) {
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = {
      kind,
      patience,
      since: performance.now(),
      start: () => {
        this.#leave(waiting);
        resolve(true);
      },
    };
    this.#waiting.push(waiting);
    this.#arm();
    try {
      return await withTimeout(promise, { signal, ms: deadline.remainingMs(), onTimeout: () => false });
    } finally {
      this.#leave(waiting);
    }
  }

  /** The service took a call: it was answered, with whatever but 4400. */
  took(): void {
    const now = performance.now();
    const age = now - this.#taken.since;
    if (age >= 1000) {
      this.#taken = { since: now, now: 0, before: age < 2000 ? this.#taken.now : 0 };
    }
    this.#taken.now += 1;
    if (this.#rate >= this.#ceiling) {
      return;
    }
    const next = this.#rate + Math.max(0.5 / this.#rate, 0.05);
    this.#rate = Math.min(this.#ceiling, next > unlimited ? Number.POSITIVE_INFINITY : next);
  }

  /**
   * The service answered 4400.
   *
   * @param sentAt When the call began, by `performance.now`; one from before the last slowing down says nothing new.
   */
  refused(sentAt: number): void {
    if (sentAt <= this.#slowedAt) {
      return;
    }
    const now = performance.now();
    const { since, now: current, before } = this.#taken;
    const seen = now - since < 1000 ? Math.max(current, before) : 0;
    const isFirst = this.#rate === this.#ceiling;
    const next = isFirst ? Math.max(slowestAtFirst, seen * 0.9) : this.#rate * 0.7;
    this.#rate = Math.min(this.#ceiling, Math.max(slowest, next));
    this.#slowedAt = now;
    this.#freeAt = now + 1000 / this.#rate;
  }

  #leave(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
  }

  /** Begins a call if that is possible now. */
  #begin(): boolean {
    const now = performance.now();
    if (this.#freeAt > now) {
      return false;
    }
    const rate = this.#rate === this.#ceiling ? this.#rate * room : this.#rate;
    this.#freeAt = Math.max(this.#freeAt, now - catchUpMs) + 1000 / rate;
    return true;
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#waiting.length === 0) {
      return;
    }
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        while (this.#waiting.length > 0 && this.#begin()) {
          this.#next().start();
        }
        this.#arm();
      },
      Math.max(0, this.#freeAt - performance.now()),
    );
  }

  #next(): Waiting {
    const [first] = this.#waiting as [Waiting];
    const urgent = this.#waiting.find(({ patience }) => patience.deadline.remainingMs() < urgentMs);
    if (urgent !== undefined) {
      return urgent;
    }
    const write = this.#waiting.find(({ kind }) => kind === "write");
    const look = this.#waiting.find(({ kind }) => kind === "look");
    if (write === undefined || look === undefined) {
      return first;
    }
    if (performance.now() - look.since <= patienceMs) {
      return write;
    }
    this.#turns = (this.#turns + 1) % (2 * turnOf);
    return this.#turns < turnOf ? look : write;
  }
}

/** What a timeout says of the time that a call spent waiting for its turn; "" where that is not worth a word. */
export function describeQueued(queuedMs: number, limiter: RateLimiter): string {
  return queuedMs < 100 ? "" : `, ${seconds(queuedMs)} of it queued by the rate limit (${limiter.describe()})`;
}
