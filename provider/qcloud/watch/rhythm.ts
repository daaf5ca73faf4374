/**
 * When to look at a task: what the tasks of this run took so far says when the next one will be over. All times are milliseconds
 * since the task began, as far as that is known, and otherwise since its wait began.
 */

/** How long one task took: it was seen running after `atLeast`, and over after `atMost`. */
export interface Duration {
  readonly atLeast: number;
  readonly atMost: number;
}

/** What tasks of one kind are expected to take. */
export interface Expectation {
  /** So long after their begin some were still seen running; where they take different times, nearly all were last seen running before. */
  readonly latest: number;
  /** The first were seen to be over so long after their begin; after `latest` where all take the same time. */
  readonly earliest: number;
  /** Nearly all were seen to be over by then. */
  readonly over: number;
}

/** So many durations of one kind are kept; older ones say less of what comes. */
const kept = 80;

/** An end that is known as closely as this, in milliseconds and as a part of the whole, is looked at once. */
const closeMs = 60;
const closePart = 0.03;

/**
 * Tasks that take the same time end some milliseconds apart: so long after the expected end, nearly all are over. One look in ten does
 * without, or what is expected would grow by as much with every window of durations.
 */
const spare = (end: number): number => (Math.random() < 0.1 ? 0 : Math.min(60, 0.02 * end));

/** Learns how long tasks take, each kind on its own. */
export class Durations {
  readonly #byKind = new Map<string, Duration[]>();
  readonly #expected = new Map<string, Expectation>();
  readonly #ran = new Map<string, number>();

  /** Takes in how long a task took. */
  add(kind: string, duration: Duration): void {
    const durations = this.#byKind.get(kind) ?? [];
    durations.push(duration);
    if (durations.length > kept) durations.shift();
    this.#byKind.set(kind, durations);
    const atMost = durations.map((one) => one.atMost).sort((a, b) => a - b);
    const atLeast = durations.map((one) => one.atLeast).sort((a, b) => a - b);
    const tenth = Math.floor(durations.length / 10);
    // Of ten that begin together one is sent ahead: what it finds is to count for the others, so fewer than a tenth are left out here.
    const earliest = atMost.at(Math.floor(durations.length / 20)) ?? 0;
    const nearlyAll = atLeast.at(-1 - tenth) ?? 0;
    // Where all take the same time, one that was seen running says it of all.
    const latest = nearlyAll >= earliest ? nearlyAll : Math.max(0, ...atLeast.filter((one) => one < earliest));
    this.#expected.set(kind, { latest, earliest, over: atMost.at(-1 - tenth) ?? 0 });
  }

  /** Takes in that a task has run for so long and goes on. */
  runs(kind: string, ms: number): void {
    this.#ran.set(kind, Math.max(this.#ran.get(kind) ?? 0, ms));
  }

  /** How long a task of this kind is known to have run. */
  ran(kind: string): number {
    return this.#ran.get(kind) ?? 0;
  }

  /** What is known of a kind of task; nothing before the first of them is over. */
  expect(kind: string): Expectation | undefined {
    return this.#expected.get(kind);
  }
}

/** Time to the next look where nothing is known: 6 percent of the time already waited, and a third of a second; less in haste. */
const coldStep = (waited: number, haste: number): number => haste * ((waited < 1 ? 300 : 350) + 0.06 * waited);

/** Others that run for longer than this, milliseconds, make nobody's steps longer. */
const othersAtMost = 20_000;

/** The same step for all would make them all come at once: each is up to 15 percent shorter or longer. */
const jittered = (step: number): number => step * (0.85 + 0.3 * Math.random());

/** What the next look depends on. */
export interface Looker {
  /** Time since the task began. */
  readonly elapsed: number;
  /** How long another task of the kind is known to have run: this one is likely to take as long. */
  readonly othersRan: number;
  /** Whether one look before the expected end is wanted, to see it running. */
  readonly toBeSeen: boolean;
  /** Part of the usual time between two looks, below 1 where a look serves many, or nobody else asks. */
  readonly haste: number;
  /** Whether it may look when the task most likely still runs, to learn when tasks of its kind end; one at a time is enough. */
  readonly mayProbe: boolean;
}

/**
 * What a look is for that comes at a time of the task's own, so that only others of the same age have theirs together with it: to see
 * the task running in a list, to learn when tasks of its kind end, or to see that it is over.
 */
export type Aim = "sight" | "probe" | "end";

/** When the next look at a task is due. */
export interface NextLook {
  /** Time since the task began, always later than `elapsed`. */
  readonly at: number;
  /** None where it is just one of several, as long as nothing is known. */
  readonly aim?: Aim;
}

/** When to look at a task next. */
export function nextLook(expected: Expectation | undefined, looker: Looker): NextLook {
  const { elapsed, othersRan, toBeSeen, haste, mayProbe } = looker;
  const waited = Math.max(elapsed, Math.min(othersRan, othersAtMost));
  const cold = elapsed + jittered(coldStep(waited, haste));
  if (expected === undefined) return { at: cold };
  const { latest, earliest } = expected;
  const shortly = (at: number, aim: Aim): NextLook => ({ at: at + 25 * Math.random(), aim });
  const afterwards = (end: number): NextLook => ({
    at: Math.min(cold, elapsed + jittered(200 + 0.25 * (elapsed - end))),
    aim: "end",
  });
  if (earliest <= latest) {
    // They take different times: from the first end on in even steps, which lie ever further apart after the last.
    if (elapsed < earliest - 60) {
      return toBeSeen ? shortly(Math.max(elapsed, earliest - 50), "sight") : shortly(earliest, "end");
    }
    return elapsed < latest
      ? { at: Math.min(cold, elapsed + jittered(Math.max(250, (latest - earliest) / 8))) }
      : afterwards(latest);
  }
  // They all take about the same: each once when it is over, and one of them before that in the middle, until the end is known closely.
  const close = earliest - latest <= Math.max(closeMs, closePart * earliest);
  if (toBeSeen && elapsed < latest - 60) return shortly(latest - 50, "sight");
  const middle = latest + (earliest - latest) / 2;
  if (mayProbe && !close && elapsed < middle - 20) return shortly(middle, "probe");
  const end = earliest + spare(earliest);
  return elapsed < end ? shortly(end, "end") : afterwards(end);
}
