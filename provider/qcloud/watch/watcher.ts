import type { Client, Scope } from "../client.ts";
import type { Look, VpnConn, VpnConnRef } from "../types.ts";
import { Crowd, covers, worthAPage } from "./crowd.ts";
import { Looks } from "./looks.ts";
import { keyOf, type Question, Readings, type SharedReading } from "./readings.ts";
import { Durations, type NextLook, nextLook } from "./rhythm.ts";
import { Seat, type Watched } from "./seat.ts";

/** Between two readings of one question lie at least so many milliseconds, and so many of its calls' turns at the present rate. */
const breathMs = 200;
const breathTurns = 3;

/** However often a list shows a task running, it is asked itself after so many milliseconds, or half of the time it has taken. */
const askItselfMs = 15_000;

/** While nothing is known of a kind of task, one that is younger than another ran for is passed over so often before it is asked. */
const passedAtMost = 3;

/** Where few are under way, the time between two looks at a task is this part of the usual. */
const fewHaste = 0.65;

/** States in which a task is under way. */
const underWay: ReadonlySet<string> = new Set(["creating", "modifying", "deleting"]);

/**
 * What the waits and looks of one account in one region know of each other. A few ask for themselves. Where more than three would each
 * ask, one list of tunnels is read for all of them: it tells which tasks may be over, and only those are asked how they ended. A list
 * is never a verdict on a task; where it misleads, as one that lags behind does, the task is asked itself from then on.
 */
export class Watcher {
  readonly #client: Client;
  /** Aborted when nobody waits any more, and then another. */
  #idle = new AbortController();
  readonly #readings: Readings;
  readonly #durations = new Durations();
  readonly #seats = new Set<Seat>();
  readonly #crowd: Crowd;
  readonly #looks: Looks;
  /** Of each kind, the one that looks before the end, to learn when tasks end. */
  readonly #probers = new Map<string, Seat>();
  /** When each question was last read to its end, and since when those are read that are being read. */
  readonly #readAt = new Map<string, number>();
  readonly #reading = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The waits of one account in one region. */
  constructor(client: Client, region: string) {
    this.#client = client;
    this.#readings = new Readings(client, region);
    this.#crowd = new Crowd(this.#readings);
    this.#looks = new Looks(this.#readings, this.#crowd, () => {
      const [seat] = this.#seats;
      return seat === undefined ? 0 : (this.#durations.expect(seat.watched.kind)?.earliest ?? 0);
    });
  }

  /** As `Looks.list`. */
  list(scope: Scope, question: Question): Promise<readonly VpnConn[]> {
    return this.#looks.list(scope, question);
  }

  /** As `Looks.look`. */
  look(scope: Scope, tunnel: VpnConnRef): Promise<Look<VpnConn>> {
    return this.#looks.look(scope, tunnel);
  }

  /** Begins to watch a task. */
  sit(scope: Scope, watched: Watched): Seat {
    const seat = new Seat(scope, watched);
    this.#seats.add(seat);
    this.#crowd.wait(scope, watched.tunnel);
    return seat;
  }

  /** Ends watching a task, whatever came of it. */
  leave(seat: Seat): void {
    this.#seats.delete(seat);
    this.#crowd.leave(seat.watched.tunnel);
    seat.wake();
    if (this.#seats.size > 0) return;
    clearTimeout(this.#timer);
    this.#idle.abort();
    this.#idle = new AbortController();
  }

  /**
   * Waits until the task is worth a question of its own.
   *
   * @param lastMs The latest time for that, milliseconds from now; Infinity for none.
   * @throws the signal's reason when the wait is cancelled.
   */
  async turn(seat: Seat, lastMs: number): Promise<void> {
    this.#schedule(seat, this.#next(seat));
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
      if (!other.isAsleep || other.isDue || other.watched.kind !== kind) continue;
      const next = this.#next(other);
      if (other.start + next.at < other.dueAt) this.#schedule(other, next);
    }
    this.#arm();
  }

  /** When the task is to be looked at next. */
  #next(seat: Seat): NextLook {
    const { kind } = seat.watched;
    const question = seat.asksItself ? undefined : this.#crowd.questionForWait(seat.watched.tunnel);
    const prober = this.#probers.get(kind);
    return nextLook(this.#durations.expect(kind), {
      elapsed: performance.now() - seat.start,
      othersRan: this.#durations.ran(kind),
      toBeSeen: question !== undefined && !seat.isListed && !seat.goesUnseen,
      haste: this.#haste(question),
      mayProbe: prober === undefined || prober === seat || !this.#seats.has(prober),
    });
  }

  #schedule(seat: Seat, { at, aim }: NextLook): void {
    const { kind } = seat.watched;
    seat.isDue = false;
    seat.dueAt = seat.start + at;
    seat.aim = aim;
    if (aim === "probe") this.#probers.set(kind, seat);
    else if (this.#probers.get(kind) === seat) this.#probers.delete(kind);
  }

  /**
   * A task is asked itself more often where only few are under way, and a list that serves many is read more often, up to twice as
   * often, the less so the more pages it has.
   */
  #haste(question: Question | undefined): number {
    if (question === undefined) return this.#crowd.isSmall ? fewHaste : 1;
    const pages = this.#readings.pages(question) ?? 1;
    return Math.min(1, Math.max(0.5, pages * Math.sqrt(8 / this.#crowd.waitingOn(question))));
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
      if (seat.asksItself || this.#isOver(seat, now)) {
        seat.wake();
        continue;
      }
      const question = this.#crowd.questionForWait(seat.watched.tunnel);
      const isShared = question !== undefined && (seat.aim === undefined || this.#isWorthAList(question, now));
      if (isShared) this.#readSoon(seat, question, now);
      else this.#goAlone(seat, now);
    }
    this.#arm();
  }

  /** Whether enough others are due together with one that has a time of its own. */
  #isWorthAList(question: Question, now: number): boolean {
    let due = 0;
    for (const seat of this.#seats) {
      if (seat.isAsleep && seat.dueAt <= now + breathMs && covers(question, seat.watched.tunnel)) due += 1;
    }
    return due > worthAPage * (this.#readings.pages(question) ?? 1);
  }

  /** No list is read for this task: it is asked itself, if that is not too early. */
  #goAlone(seat: Seat, now: number): void {
    if (seat.aim === "sight") {
      seat.goesUnseen = true;
      this.#schedule(seat, this.#next(seat));
      if (seat.dueAt > now + 25) return;
    } else if (this.#tellsLittle(seat, now)) {
      seat.passed += 1;
      this.#schedule(seat, this.#next(seat));
      return;
    }
    seat.wake();
  }

  /** Whether others say it sooner when tasks of its kind end: nothing is known of that yet, and an older one still ran at its age. */
  #tellsLittle(seat: Seat, now: number): boolean {
    const { kind } = seat.watched;
    if (seat.aim !== undefined || seat.passed >= passedAtMost || this.#crowd.isSmall) return false;
    return this.#durations.expect(kind) === undefined && now - seat.start < this.#durations.ran(kind);
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
      seat.dueAt = since + this.#readings.slowMs(question);
      if (seat.dueAt <= now) seat.wake();
      return;
    }
    const breath = Math.max(breathMs, (breathTurns * pages * 1000) / budget.rate);
    seat.dueAt = (this.#readAt.get(key) ?? Number.NEGATIVE_INFINITY) + breath;
    if (seat.dueAt > now) return;
    seat.isDue = true;
    seat.dueAt = now + this.#readings.slowMs(question);
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
      Math.max(0, ...seats.map((one) => (this.#seats.has(one) ? one.scope.deadline.remainingMs() : 0)));
    const deadline = { remainingMs: left, elapsedMs: first.scope.deadline.elapsedMs };
    const shared = { ...first.scope, deadline, signal: this.#idle.signal };
    return this.#readings.read(question, shared, { gather: async () => {}, atAnyCost: true }).catch(() => undefined);
  }

  /** Tells each task's wait what a list says of it. One that could not be read tells nothing; the second time, each asks its own task. */
  #takeIn(question: Question, reading: SharedReading | undefined): void {
    const tunnels = new Map<string, VpnConn>();
    for (const entry of reading?.entries ?? []) {
      tunnels.set(entry.id.unified, entry);
      tunnels.set(entry.id.legacy, entry);
    }
    for (const seat of this.#seats) {
      const { tunnel } = seat.watched;
      if (!seat.isAsleep || seat.asksItself || !covers(question, tunnel)) continue;
      if (reading !== undefined && reading.begunAt < seat.start) {
        if (seat.isDue) this.#schedule(seat, this.#next(seat));
        continue;
      }
      const seen = tunnels.get(tunnel.vpnConnId);
      const now = performance.now();
      const isLongUnasked = now - Math.max(seat.askedAt, seat.start) > Math.max(askItselfMs, (now - seat.start) / 2);
      const isMissed = seen === undefined && reading?.contradiction !== undefined;
      if (reading === undefined || isMissed) {
        // Nothing was learned. It is looked at again; the second time without a list that speaks of it, it is asked itself.
        if (seat.isDue && seat.misses > 0) seat.wake();
        else if (seat.isDue) this.#schedule(seat, this.#next(seat));
        seat.misses += 1;
      } else if (seen === undefined || !underWay.has(seen.status)) {
        seat.wake(true);
      } else if (isLongUnasked) {
        seat.wake();
      } else {
        seat.listed(reading.begunAt);
        this.#durations.runs(seat.watched.kind, seat.runningFor);
        this.#schedule(seat, this.#next(seat));
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
