import type { Scope } from "../client.ts";
import type { VpnConnRef } from "../types.ts";
import { Arrivals, Begins } from "./arrivals.ts";
import { keyOf, type Question, type Readings } from "./readings.ts";

/** One page that serves more than so many is cheaper than asking for each. */
export const worthAPage = 3;

/**
 * So long, in milliseconds for each page of a list and on the whole, those that ask for it wait for others at most while ever more come:
 * until its list is read, a tunnel that was just made is known by its gateways alone.
 */
const patienceMs = { aPage: 1000, most: 10_000 };

/** This part of as many as ever were under way at once is nearly all that Pulumi hands over at once, if there is such a number. */
const nearlyAll = 0.8;

/** How fast looks and lists come is known where so many came that the question covers, and so many on the whole. */
const enoughCame = { covered: 3, inAll: 12 };

/** Whether the answer to a question tells of a tunnel. */
export function covers(question: Question, tunnel: VpnConnRef): boolean {
  return question.vpnGwId === undefined || (question.vpnGwId === tunnel.vpnGwId && question.vpcId === tunnel.vpcId);
}

/** What is known of those that a question covers. */
interface Group {
  /** How many waits, looks and lists are under way. */
  active: number;
  /** How many of them are waits. */
  waiting: number;
  /** How many there have been so far. */
  total: number;
  /** The latest looks and lists. */
  readonly came: Arrivals;
  /** As `rest` has set it, by `performance.now`. */
  restsUntil: number;
}

/** How many waits, looks and lists of one account in one region are under way and how fast they come, and which list serves them best. */
export class Crowd {
  readonly #readings: Readings;
  readonly #groups = new Map<string, Group>();
  /** How many were under way at once at most, and how many there had been in all when that was so for the first time. */
  #peak = { active: 0, total: 0 };
  readonly #begins = new Begins();
  /** As `restAll` has set it, by `performance.now`. */
  #restsUntil = 0;

  /** @param readings What is known of the lists. */
  constructor(readings: Readings) {
    this.#readings = readings;
  }

  /** Whether so few are under way that each asks for itself. */
  get isSmall(): boolean {
    return this.activeOn({}) <= worthAPage;
  }

  /** An operation begins to wait for a task on a tunnel. */
  wait(scope: Scope, tunnel: VpnConnRef): void {
    this.#begins.note(scope);
    for (const group of this.#groupsOf(tunnel)) {
      group.active += 1;
      group.waiting += 1;
      group.total += 1;
    }
    this.#notePeak();
  }

  /** Its wait is over. */
  leave(tunnel: VpnConnRef): void {
    for (const group of this.#groupsOf(tunnel)) {
      group.active -= 1;
      group.waiting -= 1;
    }
  }

  /** A look or a list of an operation begins. */
  come(scope: Scope, question: Question): void {
    this.#begins.note(scope);
    for (const group of this.#groupsOf(question)) {
      group.active += 1;
      group.total += 1;
      group.came.add();
    }
    this.#notePeak();
  }

  /** A look or a list is over. */
  go(question: Question): void {
    for (const group of this.#groupsOf(question)) group.active -= 1;
  }

  /** How many are under way that a question covers. */
  activeOn(question: Question): number {
    return this.#groupOf(question).active;
  }

  /** How many there have been so far that a question covers. */
  totalOn(question: Question): number {
    return this.#groupOf(question).total;
  }

  /** How many tasks are waited for that a question covers. */
  waitingOn(question: Question): number {
    return this.#groupOf(question).waiting;
  }

  /** Milliseconds between two looks or lists that a question covers, 1 at least; Infinity where few came. */
  gapMs(question: Question): number {
    const { came } = this.#groupOf(question);
    const isKnown = came.count >= enoughCame.covered && this.#groupOf({}).came.count >= enoughCame.inAll;
    return isKnown ? came.gapMs : Number.POSITIVE_INFINITY;
  }

  /** Milliseconds that usually lie between the beginnings of two operations; Infinity where few began. */
  get beginGapMs(): number {
    return this.#begins.gapMs;
  }

  /** How long, in milliseconds, others are waited for at most. */
  patienceMs(question: Question): number {
    return Math.min(patienceMs.most, patienceMs.aPage * (this.#readings.pages(question) ?? 1));
  }

  /** Whether nearly as many are under way as ever were at once, and many have come since without making it more. */
  get isFull(): boolean {
    const { active, total } = this.#peak;
    return this.activeOn({}) >= nearlyAll * active && this.totalOn({}) - total >= 2 * active;
  }

  /** Nobody who asks this question waits for others who may still come, for so many milliseconds: it did not pay. */
  rest(question: Question, ms: number): void {
    const group = this.#groupOf(question);
    group.restsUntil = Math.max(group.restsUntil, performance.now() + ms);
  }

  /** As `rest`, whatever the question, unless more than ever are under way before that. */
  restAll(ms: number): void {
    this.#restsUntil = Math.max(this.#restsUntil, performance.now() + ms);
  }

  /** Whether that is so now. */
  rests(question: Question): boolean {
    return performance.now() < Math.max(this.#restsUntil, this.#groupOf(question).restsUntil);
  }

  /** The list that serves the waits for tasks for the fewest calls each, or none where asking for this one alone is no dearer. */
  questionForWait(tunnel: VpnConnRef): Question | undefined {
    if (this.isSmall) return undefined;
    return this.#cheapest(tunnel, (question) => this.waitingOn(question));
  }

  /** The list that serves looks and lists for the fewest calls each: those under way, and those that are likely to come. */
  questionForLook({ vpcId, vpnGwId }: Required<Question>): Question | undefined {
    return this.#cheapest({ vpcId, vpnGwId }, (question) => this.#expectedOn(question));
  }

  #cheapest({ vpcId, vpnGwId }: Required<Question>, served: (question: Question) => number): Question | undefined {
    const priced = [{ vpcId, vpnGwId }, {}].flatMap((question) => {
      const count = served(question);
      const each = this.#pages(question, count) / count;
      return each < 1 / worthAPage && this.#readings.isUsable(question) ? [{ question, each }] : [];
    });
    const begun = priced.filter(({ question }) => this.#readings.isAwaited(question));
    return (begun.length > 0 ? begun : priced).sort((a, b) => a.each - b.each)[0]?.question;
  }

  /** Pages of the answer; where it was never read, of one that holds just those. */
  #pages(question: Question, count: number): number {
    return this.#readings.pages(question) ?? Math.ceil(count / 50);
  }

  /** How many would share a list that is waited for as long as it can be. */
  #expectedOn(question: Question): number {
    const active = this.activeOn(question);
    if (this.rests(question)) return active;
    return Math.max(active, Math.floor(this.patienceMs(question) / this.gapMs(question)));
  }

  #notePeak(): void {
    const { active, total } = this.#groupOf({});
    if (active <= this.#peak.active) return;
    this.#peak = { active, total };
    this.#restsUntil = 0;
  }

  *#groupsOf(question: Question): Iterable<Group> {
    yield this.#groupOf(question);
    if (question.vpnGwId !== undefined) yield this.#groupOf({});
  }

  #groupOf(question: Question): Group {
    const key = keyOf(question);
    const group = this.#groups.get(key) ?? { active: 0, waiting: 0, total: 0, came: new Arrivals(), restsUntil: 0 };
    this.#groups.set(key, group);
    return group;
  }
}
