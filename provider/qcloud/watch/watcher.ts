import type { Client, Scope } from "../client.ts";
import { sameId } from "../ids.ts";
import { unreliable } from "../paging.ts";
import type { Look, VpnConn, VpnConnRef } from "../types.ts";
import { lookVpnConn } from "../vpn-conn.ts";
import { Crowd, covers, worthAPage } from "./crowd.ts";
import { keyOf, type Question, Readings, type SharedReading } from "./readings.ts";
import { Durations, nextLook } from "./rhythm.ts";
import { Seat, type Watched } from "./seat.ts";

/**
 * So long, in milliseconds, a question waits for others who are about to ask the same, where several are under way; a look, this part of
 * the time that a task takes, since those that began together end together, and as much again for each page of the list.
 */
const gatherMs = { least: 60, most: 500 };
const gatherPart = 0.01;

/** Between two readings of one question lie at least so many milliseconds, and so many of its calls' turns at the present rate. */
const breathMs = 200;
const breathTurns = 3;

/** A list that changes while it is read is read so often, from the third time on after this many milliseconds for each time before. */
const readingsAtMost = 9;
const restMs = 50;

/** However often a list shows a task running, it is asked itself after so many milliseconds, or half of the time it has taken. */
const askItselfMs = 15_000;

/** A list that has not come after so many milliseconds is not waited for. */
const slowMs = 3000;

/** States in which a task is under way. */
const underWay: ReadonlySet<string> = new Set(["creating", "modifying", "deleting"]);

/**
 * What the waits and looks of one account in one region know of each other. A few ask for themselves. Where more than three would each
 * ask, one list of tunnels is read for all of them: it tells which tasks may be over, and only those are asked how they ended. A list
 * is never a verdict on a task; where it misleads, as one that lags behind does, the task is asked itself from then on.
 */
export class Watcher {
  readonly #client: Client;
  readonly #readings: Readings;
  readonly #durations = new Durations();
  readonly #seats = new Set<Seat>();
  readonly #crowd: Crowd;
  /** When each question was last read to its end, and since when those are read that are being read. */
  readonly #readAt = new Map<string, number>();
  readonly #reading = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The waits of one account in one region. */
  constructor(client: Client, region: string) {
    this.#client = client;
    this.#readings = new Readings(client, region);
    this.#crowd = new Crowd(this.#readings);
  }

  /** Begins to watch a task. */
  sit(scope: Scope, watched: Watched): Seat {
    const seat = new Seat(scope, watched);
    this.#seats.add(seat);
    this.#crowd.count(watched.tunnel, 1);
    return seat;
  }

  /** Ends watching a task, whatever came of it. */
  leave(seat: Seat): void {
    this.#seats.delete(seat);
    this.#crowd.count(seat.watched.tunnel, -1);
    seat.wake();
    if (this.#seats.size === 0) clearTimeout(this.#timer);
  }

  /**
   * Waits until the task is worth a question of its own.
   *
   * @param lastMs The latest time for that, milliseconds from now; Infinity for none.
   * @throws the signal's reason when the wait is cancelled.
   */
  async turn(seat: Seat, lastMs: number): Promise<void> {
    seat.dueAt = this.#next(seat);
    const turn = seat.sleep(lastMs);
    this.#arm();
    await turn;
  }

  /** The task itself was asked at a time and runs. */
  runs(seat: Seat, askedAt: number): void {
    seat.runs(askedAt);
    this.#durations.runs(seat.watched.kind, seat.runningFor);
  }

  /** The task itself was asked and is over; the others of its kind are looked at accordingly. */
  over(seat: Seat): void {
    const { kind } = seat.watched;
    this.#durations.add(kind, { atLeast: seat.runningFor, atMost: performance.now() - seat.start });
    for (const other of this.#seats) {
      if (other.isAsleep && !other.isDue && other.watched.kind === kind)
        other.dueAt = Math.min(other.dueAt, this.#next(other));
    }
    this.#arm();
  }

  /**
   * The tunnels that a question names, all of them, from a reading that begins after this call and may be shared with others. A list
   * that changes while it is read is read again.
   *
   * @throws QcloudTransportError when it still contradicts itself after that, since such a list proves nothing.
   */
  async list(scope: Scope, question: Question): Promise<readonly VpnConn[]> {
    this.#crowd.count(question, 1);
    try {
      const isAlone = this.#crowd.activeOn(question) <= worthAPage;
      for (let readings = 1; ; readings += 1) {
        const reading = await this.#readings.read(question, scope, isAlone ? 0 : gatherMs.least, true);
        if (reading === undefined) continue;
        const { entries, contradiction } = reading;
        if (contradiction === undefined) return entries;
        if (readings >= readingsAtMost) throw unreliable("DescribeVpnConn", readings, contradiction);
        if (readings >= 2) await new Promise((resolve) => setTimeout(resolve, restMs * readings));
      }
    } finally {
      this.#crowd.count(question, -1);
    }
  }

  /**
   * Looks for one tunnel; by its id, or in a list that is read after this call for several.
   *
   * @param absenceCounts Whether absence from such a list is an answer: from a complete one, which the tunnel was in before.
   *   Otherwise a tunnel that is not in the list is looked for by its id.
   */
  async look(scope: Scope, tunnel: VpnConnRef, absenceCounts: boolean): Promise<Look<VpnConn>> {
    this.#crowd.count(tunnel, 1);
    try {
      const question = this.#crowd.questionFor(tunnel);
      const reading = question && (await this.#tryReading(question, scope, this.#gatherMs(question), false));
      const found = reading?.entries.find(({ id }) => sameId(id, tunnel.vpnConnId));
      if (found !== undefined) return { found };
      const isComplete = reading !== undefined && reading.contradiction === undefined;
      if (isComplete && question !== undefined && absenceCounts) {
        if (this.#readings.hasListed(question, tunnel.vpnConnId)) return { absent: "empty-list" };
      }
      return await lookVpnConn(scope, tunnel.vpnConnId);
    } finally {
      this.#crowd.count(tunnel, -1);
    }
  }

  /** A reading that failed is nobody's failure: whoever needs an answer asks for itself then. */
  #tryReading(
    question: Question,
    scope: Scope,
    gather: number,
    atAnyCost: boolean,
  ): Promise<SharedReading | undefined> {
    return this.#readings.read(question, scope, gather, atAnyCost).catch(() => {
      scope.signal?.throwIfAborted();
      return undefined;
    });
  }

  #gatherMs(question: Question): number {
    const [seat] = this.#seats;
    const takes = seat === undefined ? 0 : (this.#durations.expect(seat.watched.kind)?.earliest ?? 0);
    const pages = this.#readings.pages(question) ?? 1;
    return Math.min(gatherMs.most, Math.max(gatherMs.least, gatherPart * takes * (1 + pages)));
  }

  /** When the task is to be looked at next, by `performance.now`. */
  #next(seat: Seat): number {
    seat.isDue = false;
    const { kind } = seat.watched;
    const expected = this.#durations.expect(kind);
    const question = seat.asksItself ? undefined : this.#crowd.questionFor(seat.watched.tunnel);
    const toBeSeen = question !== undefined && !seat.isListed;
    const haste = question === undefined ? 1 : this.#haste(question);
    const elapsed = performance.now() - seat.start;
    return seat.start + nextLook(expected, { elapsed, othersRan: this.#durations.ran(kind), toBeSeen, haste });
  }

  /** One page that serves many is read more often, up to a third less apart; several pages are not. */
  #haste(question: Question): number {
    const pages = this.#readings.pages(question) ?? 1;
    return Math.min(1, Math.max(0.6, pages * Math.sqrt(8 * this.#crowd.callsEach(question))));
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const dueAt = Math.min(...[...this.#seats].filter(({ isAsleep }) => isAsleep).map((seat) => seat.dueAt));
    if (dueAt === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#lookRound(), Math.max(0, dueAt - performance.now()));
  }

  /** Wakes those whose tasks are best asked themselves, and reads lists for the others that are due. */
  #lookRound(): void {
    const now = performance.now();
    for (const seat of [...this.#seats]) {
      if (!seat.isAsleep || seat.dueAt > now) continue;
      const question =
        seat.asksItself || this.#isOver(seat, now) ? undefined : this.#crowd.questionFor(seat.watched.tunnel);
      if (question === undefined) seat.wake();
      else this.#readSoon(seat, question, now);
    }
    this.#arm();
  }

  /** Whether the task is over by all that is known, and was not asked since: a list would tell nothing new. */
  #isOver(seat: Seat, now: number): boolean {
    const expected = this.#durations.expect(seat.watched.kind);
    return expected !== undefined && seat.start + expected.over <= now && seat.askedAt < seat.start + expected.over;
  }

  #readSoon(seat: Seat, question: Question, now: number): void {
    const key = keyOf(question);
    const { budget } = this.#client;
    const pages = this.#readings.pages(question) ?? 1;
    const since = this.#reading.get(key);
    if (since !== undefined) {
      // It will tell of this tunnel too, unless it takes much longer than the queue before it explains.
      seat.isDue = true;
      seat.dueAt = since + slowMs + (2000 * (budget.queued + pages)) / budget.rate;
      if (seat.dueAt <= now) seat.wake();
      return;
    }
    const breath = Math.max(breathMs, (breathTurns * pages * 1000) / budget.rate);
    seat.dueAt = (this.#readAt.get(key) ?? Number.NEGATIVE_INFINITY) + breath;
    if (seat.dueAt > now) return;
    seat.isDue = true;
    seat.dueAt = now + slowMs;
    this.#reading.set(key, now);
    this.#read(question)
      .then((reading) => this.#takeIn(question, reading))
      .finally(() => {
        this.#reading.delete(key);
        this.#readAt.set(key, performance.now());
        this.#arm();
      });
  }

  #read(question: Question): Promise<SharedReading | undefined> {
    const seats = [...this.#seats].filter((seat) => covers(question, seat.watched.tunnel));
    const [first] = seats;
    if (first === undefined) return Promise.resolve(undefined);
    const left = (): number =>
      Math.max(0, ...seats.map((one) => (one.isAsleep ? one.scope.deadline.remainingMs() : 0)));
    const { signal: _signal, ...scope } = first.scope;
    const shared = { ...scope, deadline: { remainingMs: left, elapsedMs: first.scope.deadline.elapsedMs } };
    return this.#tryReading(question, shared, 0, true);
  }

  /** Tells each task's wait what a list says of it; one that nobody could read leaves each to itself. */
  #takeIn(question: Question, reading: SharedReading | undefined): void {
    const tunnels = new Map<string, VpnConn>();
    for (const entry of reading?.entries ?? []) {
      tunnels.set(entry.id.unified, entry);
      tunnels.set(entry.id.legacy, entry);
    }
    for (const seat of this.#seats) {
      const { tunnel } = seat.watched;
      if (!seat.isAsleep || seat.asksItself || tunnel === undefined || !covers(question, tunnel)) continue;
      if (reading !== undefined && reading.begunAt < seat.start) {
        if (seat.isDue) seat.dueAt = this.#next(seat);
        continue;
      }
      const seen = tunnels.get(tunnel.vpnConnId);
      const now = performance.now();
      const isSilent = now - Math.max(seat.askedAt, seat.start) > Math.max(askItselfMs, (now - seat.start) / 2);
      const isMissed = seen === undefined && reading?.contradiction !== undefined;
      if (reading === undefined || isMissed) {
        // Nothing was learned. It is looked at again; the second time without a list that speaks of it, it is asked itself.
        if (seat.isDue && seat.misses > 0) seat.wake();
        else if (seat.isDue) seat.dueAt = this.#next(seat);
        seat.misses += 1;
      } else if (seen === undefined || !underWay.has(seen.status)) {
        seat.wake(true);
      } else if (isSilent) {
        seat.wake();
      } else {
        seat.listed(reading.begunAt);
        this.#durations.runs(seat.watched.kind, seat.runningFor);
        seat.dueAt = this.#next(seat);
      }
    }
  }
}

const watchers = new WeakMap<Client, Map<string, Watcher>>();

/** The watcher that all operations of one account in one region share. */
export function watcherOf({ client, region }: Scope): Watcher {
  const ofClient = watchers.get(client) ?? new Map<string, Watcher>();
  watchers.set(client, ofClient);
  const watcher = ofClient.get(region) ?? new Watcher(client, region);
  ofClient.set(region, watcher);
  return watcher;
}
