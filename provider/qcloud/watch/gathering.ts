import type { Crowd } from "./crowd.ts";
import type { Gather, Question, Readings } from "./readings.ts";

/** A list is read as soon as each of its pages serves so many. */
const enoughAPage = 8;

/** Nobody came in the time of so many gaps between those before: no more come soon. */
const gaps = 3;

/** That time lies between so many milliseconds. */
const lullMs = { least: 20, most: 1000 };

/** Where it did not pay to wait for others, nobody does for so many times as long, at most so many milliseconds. */
const rest = { factor: 40, mostMs: 60_000 };

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
   * Waits while others join, for `leastMs` at most, and beyond that as long as ever more are under way. Where Pulumi hands over no more
   * than so many at once, all of them soon wait and nobody else can come: it ends then. Otherwise those that wait hold nobody up, and
   * Pulumi goes on handing over more.
   */
  for(question: Question, leastMs: number): Gather {
    return async (sharers) => {
      if (leastMs === 0) return;
      const begun = performance.now();
      const patience = this.#crowd.patienceMs(question);
      const pages = this.#readings.pages(question) ?? 1;
      let isPatient = false;
      for (;;) {
        const elapsed = performance.now() - begun;
        const isEarly = elapsed < leastMs;
        if (!isEarly && (this.#crowd.rests(question) || sharers() >= enoughAPage * pages)) break;
        const lull = Math.max(lullMs.least, gaps * this.#crowd.gapMs(question));
        if (lull > lullMs.most && !isEarly) break;
        if (elapsed >= patience) break;
        isPatient ||= !isEarly;
        const came = this.#crowd.totalOn(question);
        const cameAnywhere = this.#crowd.totalOn({});
        const step = isEarly ? Math.min(leastMs, lull) : lull;
        await new Promise((resolve) => setTimeout(resolve, step));
        if (this.#crowd.totalOn(question) > came) continue;
        if (step === lull && this.#crowd.isFull && this.#crowd.totalOn({}) === cameAnywhere) {
          this.#crowd.rest({}, Math.min(rest.mostMs, rest.factor * (performance.now() - begun)));
        }
        break;
      }
      if (isPatient && sharers() <= pages)
        this.#crowd.rest(question, Math.min(rest.mostMs, rest.factor * (performance.now() - begun)));
    };
  }
}
