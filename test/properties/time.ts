import sinon from "sinon";
import { openRequests } from "./processes.ts";

/** Turns of the event loop without anything new after which nothing is thought to be under way. */
const QUIET_TURNS = 4;

/** Milliseconds of real time after which a request without an answer is one that never gets one, where a fault says so. */
const STALL_MS = 5;

/** The same where no fault explains it: then the machine is slow. */
const SLOW_MS = 3000;

/**
 * Milliseconds of real time without a request, a timer and an end after which a promise is one that nothing will ever settle. Long,
 * because modules are loaded meanwhile.
 */
const STUCK_MS = 10_000;

/** Nothing is left that could end what is waited for. */
export class StuckError extends Error {}

const turn = setImmediate;

/**
 * Time that passes only while nothing else can happen: as long as a request is under way or code has something to do, it stands
 * still; then it jumps to the next timer. So waits of minutes take no time, and one order of events follows from one seed.
 */
export class QuietTime {
  readonly #clock: sinon.SinonFakeTimers;
  /** Whether a planted fault keeps answers back, so that time must pass while a request waits. */
  stalling = false;

  constructor(now: number) {
    this.#clock = sinon.useFakeTimers({ now, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  }

  /** Milliseconds of the faked time. */
  get now(): number {
    return this.#clock.now;
  }

  restore(): void {
    this.#clock.restore();
  }

  /**
   * Lets time pass until a promise is settled.
   *
   * @param limitMs of faked time.
   * @throws StuckError when it is not settled by then, or when nothing is left that could settle it.
   */
  async until<T>(promise: Promise<T>, limitMs: number, what: string): Promise<T> {
    const end = this.now + limitMs;
    let settled = false;
    promise.then(
      () => (settled = true),
      () => (settled = true),
    );
    let idleSince: bigint | undefined;
    for (;;) {
      await this.#quiet();
      if (settled) {
        return await promise;
      }
      if (this.now > end) {
        throw new StuckError(`${what} has not ended after ${limitMs} ms`);
      }
      if (this.#clock.countTimers() > 0) {
        idleSince = undefined;
        this.#clock.next();
      } else {
        idleSince ??= process.hrtime.bigint();
        if (Number(process.hrtime.bigint() - idleSince) / 1e6 > STUCK_MS) {
          throw new StuckError(`${what} waits for nothing that could end it`);
        }
      }
    }
  }

  /** Lets milliseconds pass. */
  async pass(ms: number): Promise<void> {
    await this.until(new Promise<void>((resolve) => setTimeout(resolve, ms)), ms + 1, "a pause");
  }

  /** Returns when nothing has happened for a few turns, or when a request gets no answer. */
  async #quiet(): Promise<void> {
    let seen = openRequests.events;
    let since = process.hrtime.bigint();
    for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
      await new Promise<void>((resolve) => turn(resolve));
      if (openRequests.events !== seen) {
        seen = openRequests.events;
        since = process.hrtime.bigint();
        turns = 0;
      }
      if (openRequests.count > 0) {
        const waitedMs = Number(process.hrtime.bigint() - since) / 1e6;
        if (waitedMs > (this.stalling ? STALL_MS : SLOW_MS)) {
          return;
        }
        turns = 0;
      }
    }
  }
}
