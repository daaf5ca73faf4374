import { seconds } from "../../util/seconds.ts";
import { withTimeout } from "../../util/with-timeout.ts";

/** Writes come before reads. */
export type CallKind = "write" | "read";

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

/** Reads and writes alternate from when a read has waited for this long, in milliseconds: neither must starve. */
const PATIENCE_MS = 10_000;

/** A call whose deadline comes within this many milliseconds is urgent: it comes first, and of several the one that waits longest. */
const URGENT_MS = 3000;

/** After a late timer, this many milliseconds' worth of calls may begin at once. */
const CATCH_UP_MS = 100;

/** The share of a ceiling that is used, because the service counts by a clock of its own. */
const HEADROOM = 0.98;

/** The lowest rate, calls a second. */
const LOWEST = 1;

/**
 * Limits how many calls a second this process sends to one endpoint for one account: not at all, or to a ceiling, until the service
 * throttles. Then the rate is what the service accepted in the last second, less a tenth. Each further throttled answer lowers it by three
 * tenths; each accepted call raises it a little (by half a call a second each second, or a twentieth of the rate where that is more),
 * up to the ceiling. Calls of one kind begin in the order in which they came.
 */
export class RateLimiter {
  #ceiling: number;
  #rate: number;
  #waiting: Waiting[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the next call may begin. */
  #freeAt = Number.NEGATIVE_INFINITY;
  #slowedAt = Number.NEGATIVE_INFINITY;
  /** Calls that the service accepted in the current second and in the one before. */
  #taken = { since: 0, now: 0, before: 0 };
  /** Whether the last call that began was a read while writes were waiting. */
  #wasRead = false;

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

  /** The service accepted a call: it answered, and did not throttle. */
  onAccepted(): void {
    const now = performance.now();
    const age = now - this.#taken.since;
    if (age >= 1000) {
      this.#taken = { since: now, now: 0, before: age < 2000 ? this.#taken.now : 0 };
    }
    this.#taken.now += 1;
    if (this.#rate >= this.#ceiling) {
      return;
    }
    this.#rate = Math.min(this.#ceiling, this.#rate + Math.max(0.5 / this.#rate, 0.05));
  }

  /**
   * The service throttled a call.
   *
   * @param sentAt When the call began, by `performance.now`; one that began before the rate was last lowered says nothing new.
   */
  onThrottled(sentAt: number): void {
    if (sentAt <= this.#slowedAt) {
      return;
    }
    const now = performance.now();
    const { since, now: current, before } = this.#taken;
    const seen = now - since < 1000 ? Math.max(current, before) : 0;
    const isFirst = this.#rate === this.#ceiling;
    const next = isFirst ? seen * 0.9 : this.#rate * 0.7;
    this.#rate = Math.min(this.#ceiling, Math.max(LOWEST, next));
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
    const rate = this.#rate === this.#ceiling ? this.#rate * HEADROOM : this.#rate;
    this.#freeAt = Math.max(this.#freeAt, now - CATCH_UP_MS) + 1000 / rate;
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
    const urgent = this.#waiting.find(({ patience }) => patience.deadline.remainingMs() < URGENT_MS);
    if (urgent !== undefined) {
      return urgent;
    }
    const write = this.#waiting.find(({ kind }) => kind === "write");
    const read = this.#waiting.find(({ kind }) => kind === "read");
    if (write === undefined || read === undefined) {
      return first;
    }
    this.#wasRead = !this.#wasRead && performance.now() - read.since > PATIENCE_MS;
    return this.#wasRead ? read : write;
  }
}

/** What a timeout says of the time that a call spent waiting for its turn; "" where that is not worth a word. */
export function describeQueued(queuedMs: number, limiter: RateLimiter): string {
  return queuedMs < 100 ? "" : `, ${seconds(queuedMs)} of it queued by the rate limit (${limiter.describe()})`;
}
