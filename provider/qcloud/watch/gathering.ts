import type { Crowd } from "./crowd.ts";
import type { Gather, Question, Readings } from "./readings.ts";
import { sleep } from "./sleep.ts";

/** A list is read as soon as each of its pages serves so many. */
const enoughAPage = 8;

/** When nobody came in the time of so many gaps between those before, for each page of the list, no more come soon. */
const gaps = 3;

/** That time lies between so many milliseconds. */
const lullMs = { least: 20, most: 1000 };

/** Where it did not pay to wait for others, nobody does for so many times as long, at most so many milliseconds. */
const restMs = (heldMs: number): number => Math.min(60_000, 40 * heldMs);

/** Waits for others who ask the same, so that one list serves more of them. */
export class Gathering {
  readonly #readings: Readings;
  readonly #crowd: Crowd;

  /** @param readings What is known of the lists. */
  constructor(readings: Readings, crowd: Crowd) {
    this.#readings = readings;
    this.#crowd = crowd;
  }

  /**
   * Waits while others join, for `leastMs` at most, and beyond that as long as ever more come. Where Pulumi hands over no more than so
   * many at once, all of them soon wait and nobody else can come: it ends then, and is not tried again for a while. Otherwise those that
   * wait hold nobody up, and Pulumi goes on handing over more.
   */
  for(question: Question, leastMs: number): Gather {
    return async (sharers, hurry) => {
      const begun = performance.now();
      const heldMs = (): number => performance.now() - begun;
      while (heldMs() < leastMs && !hurry.aborted) {
        const isLongEnough = this.#lullMs(question) <= leastMs;
        if (await this.#somebodyComes(question, leastMs, heldMs, hurry)) continue;
        if (isLongEnough) return;
        break;
      }
      if (leastMs === 0 || this.#crowd.rests(question)) return;
      const pages = this.#readings.pages(question) ?? 1;
      const patienceMs = this.#crowd.patienceMs(question);
      const isWorthMore = (): boolean => sharers() < enoughAPage * pages && this.#lullMs(question) <= lullMs.most;
      while (heldMs() < patienceMs && !hurry.aborted && isWorthMore()) {
        if (await this.#somebodyComes(question, lullMs.most, heldMs, hurry)) continue;
        if (sharers() <= pages) this.#crowd.rest(question, restMs(heldMs()));
        return;
      }
    };
  }

  /** Where others still come, one comes within so many milliseconds; Infinity where too few come. */
  #lullMs(question: Question): number {
    const gapMs = gaps * this.#crowd.gapMs(question);
    if (gapMs > lullMs.most) return Number.POSITIVE_INFINITY;
    return Math.min(lullMs.most, Math.max(lullMs.least, gapMs * (this.#readings.pages(question) ?? 1)));
  }

  /** Waits for so long that somebody should have come, at most as long as is said, and tells whether somebody did, or is in a hurry. */
  async #somebodyComes(question: Question, mostMs: number, heldMs: () => number, hurry: AbortSignal): Promise<boolean> {
    const lull = this.#lullMs(question);
    const came = this.#crowd.totalOn(question);
    const cameAnywhere = this.#crowd.totalOn({});
    const nobodyCame = (): boolean => this.#crowd.totalOn({}) === cameAnywhere;
    await sleep(Math.min(mostMs, lull), hurry);
    if (hurry.aborted) return true;
    if (lull <= mostMs && this.#crowd.isFull && nobodyCame()) {
      await sleep(Math.max(0, Math.min(lullMs.most, gaps * this.#crowd.beginGapMs) - lull), hurry);
      if (hurry.aborted) return true;
      if (nobodyCame()) this.#crowd.restAll(restMs(heldMs()));
    }
    return this.#crowd.totalOn(question) > came;
  }
}
