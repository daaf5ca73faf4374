import { formatMs } from "../../util/durations.ts";
import { withTimeout } from "../../util/with-timeout.ts";

/** Writes take precedence over reads. */
export type CallKind = "write" | "read";

/** How long a call can wait. */
export interface WaitLimits {
  readonly deadline: { remainingMs(): number };
  readonly signal?: AbortSignal;
}

interface Waiting {
  readonly kind: CallKind;
  readonly since: number;
  readonly limits: WaitLimits;
  readonly start: () => void;
}

/** Reads and writes alternate once a read has waited this long, so that neither starves. */
const STARVATION_MS = 10_000;

/** A call whose deadline is this close is urgent and takes precedence; of several, the one that waits longest. */
const URGENT_MS = 3000;

/** The share of a ceiling that is used, because the service has its own clock. */
const HEADROOM = 0.98;

/**
 * After a late timer or a rest, the calls of at most this time may begin at once. The headroom is 20 ms in a second; half of it keeps the
 * ceiling in every second.
 */
const CATCH_UP_MS = 10;

/** The lowest rate, calls a second. */
const LOWEST = 1;

/**
 * Limits the calls a second of this process to one endpoint with one SecretId. Only the ceiling applies until the service throttles. Then
 * the rate is 90 percent of what the service accepted in the last second. Each further throttled answer lowers the rate by 30 percent; each
 * accepted call raises it (by half a call a second each second, or by 5 percent of the rate if that is more), up to the ceiling. Calls of
 * one kind begin in order.
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

  /** @param ceiling Calls a second; none by default. */
  constructor(ceiling = Number.POSITIVE_INFINITY) {
    this.#ceiling = ceiling;
    this.#rate = ceiling;
  }

  /** Sets a ceiling in calls a second. The lowest of several applies. */
  limit(ceiling: number): void {
    this.#ceiling = Math.min(this.#ceiling, ceiling);
    this.#rate = Math.min(this.#rate, this.#ceiling);
  }

  /** The current limit in calls a second; Infinity if there is none. */
  get rate(): number {
    return this.#rate;
  }

  /** The number of calls that wait. */
  get queued(): number {
    return this.#waiting.length;
  }

  /** The current limit, for messages. */
  describe(): string {
    const rate = Number.isFinite(this.#rate) ? `${Number(this.#rate.toFixed(1))} requests a second` : "no limit";
    return this.#rate === this.#ceiling && Number.isFinite(this.#ceiling)
      ? `${rate}, the ceiling that requestsPerSecond sets`
      : rate;
  }

  /**
   * Waits until a call may begin.
   *
   * @returns false if the deadline comes first.
   * @throws the signal's reason if the call is cancelled.
   */
  async turn(kind: CallKind, limits: WaitLimits): Promise<boolean> {
    const { signal, deadline } = limits;
    signal?.throwIfAborted();
    if (this.#waiting.length === 0 && this.#begin()) {
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting: Waiting = {
      kind,
      limits,
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

  /** The service answered a call and did not throttle it. */
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
   * @param sentAt When the call began, by `performance.now`. A call from before the last change of the rate has no effect.
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

  /** Begins a call if the rate allows it now. */
  #begin(): boolean {
    if (!Number.isFinite(this.#rate)) {
      return true;
    }
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
    const urgent = this.#waiting.find(({ limits }) => limits.deadline.remainingMs() < URGENT_MS);
    if (urgent !== undefined) {
      return urgent;
    }
    const write = this.#waiting.find(({ kind }) => kind === "write");
    const read = this.#waiting.find(({ kind }) => kind === "read");
    if (write === undefined || read === undefined) {
      return first;
    }
    this.#wasRead = !this.#wasRead && performance.now() - read.since > STARVATION_MS;
    return this.#wasRead ? read : write;
  }
}

/** The part of a timeout message on the time that a call waited for the rate limit; "" below 0.1 s. */
export function describeQueued(queuedMs: number, limiter: RateLimiter): string {
  return queuedMs < 100 ? "" : `, ${formatMs(queuedMs)} of it queued by the rate limit (${limiter.describe()})`;
}
