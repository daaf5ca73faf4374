import type { Scope } from "../client.ts";
import { raced } from "../raced.ts";
import type { VpnConnRef } from "../types.ts";
import type { Aim } from "./rhythm.ts";

/** What is known of a task that is watched. */
export interface Watched {
  /** What it does, such as "delete": tasks of one kind are expected to take equally long. */
  readonly kind: string;
  /** The tunnel that it works on: lists show whether it may be over. */
  readonly tunnel: VpnConnRef;
  /** When it began, by `performance.now`; when it is waited for by default. */
  readonly begunAt?: number | undefined;
  /** Called after each look that found it running. */
  readonly onRunning?: (() => void) | undefined;
}

/** The place of one waiting task among those that are watched together. Times are those of `performance.now`. */
export class Seat {
  readonly scope: Scope;
  readonly watched: Watched;
  /** When the task began, as far as it is known. */
  readonly start: number;
  /** When it is to be looked at next. */
  dueAt = Number.POSITIVE_INFINITY;
  /** What that look is for, where it comes at a time of its own, which only tasks of the same age share. */
  aim: Aim | undefined;
  /** Whether no list is read to see it running: too few others would be looked at with it. */
  goesUnseen = false;
  /** Whether it is due, and a list is read that will tell of it. */
  isDue = false;
  /** When the task itself was last asked. */
  askedAt = Number.NEGATIVE_INFINITY;
  /** Whether a list has shown it. */
  isListed = false;
  /** A list said that it may be over, and it was not: lists tell nothing of it. */
  asksItself = false;
  /** How often it was passed over since the task itself was last asked. */
  passed = 0;
  /** How many lists told nothing of it since it was last seen or asked: they failed, or contradicted themselves and left it out. */
  misses = 0;
  /** How often it was looked at, by itself or in a list. */
  looks = 0;
  /** When it was last known to run. */
  #ranAt: number;
  #hinted = false;
  #wake: (() => void) | undefined;
  #fail: (error: unknown) => void = () => {};

  /** Tasks get their seat from the watcher. */
  constructor(scope: Scope, watched: Watched) {
    this.scope = scope;
    this.watched = watched;
    this.start = watched.begunAt ?? performance.now();
    this.#ranAt = this.start;
  }

  /** Whether it waits for its turn. */
  get isAsleep(): boolean {
    return this.#wake !== undefined;
  }

  /** For how many milliseconds the task is known to have run. */
  get runningFor(): number {
    return this.#ranAt - this.start;
  }

  /** Waits until it is woken, at the latest after so many milliseconds. */
  async sleep(lastMs: number): Promise<void> {
    const woken = new Promise<void>((resolve, reject) => {
      this.#wake = resolve;
      this.#fail = reject;
    });
    try {
      await raced(woken, { signal: this.scope.signal, ms: Math.ceil(lastMs) + 1, late: () => {} });
    } finally {
      this.#wake = undefined;
    }
  }

  /**
   * Ends its sleep: the task is to be asked now.
   *
   * @param isHinted Whether that is because a list does not show it running any more.
   */
  wake(isHinted = false): void {
    this.#hinted = isHinted;
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The task itself was asked at a time, and runs. */
  runs(askedAt: number): void {
    this.asksItself ||= this.#hinted;
    this.#hinted = false;
    this.askedAt = askedAt;
    this.passed = 0;
    this.misses = 0;
    this.#ran(askedAt);
  }

  /** A list that was begun at a time shows it running. */
  listed(at: number): void {
    this.isListed = true;
    this.misses = 0;
    this.looks += 1;
    this.#ran(at);
    try {
      this.watched.onRunning?.();
    } catch (error) {
      this.#fail(error);
    }
  }

  #ran(at: number): void {
    this.#ranAt = Math.max(this.#ranAt, at);
  }
}
