import type { Client, Scope } from "../client.ts";
import { deadlineIn } from "../deadline.ts";
import { isApiError, isTimeoutError, QcloudTimeoutError } from "../errors.ts";
import type { Reading } from "../paging.ts";
import { raced } from "../raced.ts";
import { seconds } from "../seconds.ts";
import type { ApiId, VpnConn } from "../types.ts";
import { readVpnConns } from "../vpn-conn.ts";
import { aborted } from "./sleep.ts";

/** Which tunnels a list is asked for: those of a gateway, of a VPC, or of the region. */
export interface Question {
  readonly vpcId?: string;
  readonly vpnGwId?: string;
}

/** A list that was read once. */
export interface SharedReading extends Reading<VpnConn> {
  /** When its first request was made, by `performance.now`. */
  readonly begunAt: number;
}

/** What is known of one question. */
interface Lane {
  /** The reading under way. */
  running?: Promise<unknown>;
  /** The one after it, which takes everyone who asks until it begins. */
  next?: Flight;
  /** Pages of the last reading that was whole, or of a longer one since. */
  pages?: number;
  /** The tunnels of the last reading that was whole, each by one id. */
  last?: ReadonlySet<string>;
  /** Ids of VPN gateways, in both forms, of which it has ever shown a tunnel. */
  readonly gateways: Set<string>;
  /** Not to be relied on before this time by `performance.now`. */
  notBefore: number;
}

interface Flight {
  readonly sharers: Set<Scope>;
  readonly cancel: AbortController;
  /** Aborted when one of them has no time to wait for others. */
  readonly hurry: AbortController;
  /** Somebody wants it however few share it. */
  isWanted: boolean;
  readonly result: Promise<SharedReading | undefined>;
}

/** Waits for others who ask the same, until the signal at the latest. */
export type Gather = (sharers: () => number, hurry: AbortSignal) => Promise<void>;

/** How a reading is shared. */
export interface Sharing {
  readonly gather: Gather;
  /** Read also where it takes no fewer calls than it has sharers. */
  readonly atAnyCost?: boolean;
  /** The sharer waits no longer than so many milliseconds; as long as its own deadline allows by default. */
  readonly limitMs?: number;
}

/** Whoever has less than so many milliseconds left waits for nobody. */
const hurriedMs = 30_000;

/** A list that has not come after so many milliseconds is not waited for, beyond what the queue before it explains. */
const slowMs = 3000;

/** After a reading that failed, or that was refused or never came, so many milliseconds pass before the question is shared again. */
const restMs = 2000;
const longRestMs = 60_000;

/** A question as a key. */
export const keyOf = ({ vpcId = "", vpnGwId = "" }: Question): string => `${vpcId} ${vpnGwId}`;

/** Lists of tunnels that several ask for at once: each begins after the question, and answers all who asked before. */
export class Readings {
  readonly #client: Client;
  readonly #region: string;
  readonly #lanes = new Map<string, Lane>();

  /** The lists of one account in one region. */
  constructor(client: Client, region: string) {
    this.#client = client;
    this.#region = region;
  }

  /** How many pages the answer has, as far as it is known. */
  pages(question: Question): number | undefined {
    return this.#lanes.get(keyOf(question))?.pages;
  }

  /** Whether an earlier answer to the question held a tunnel of a VPN gateway, by either form of its id. */
  hasListedOn(question: Question, vpnGwId: string): boolean {
    return this.#lanes.get(keyOf(question))?.gateways.has(vpnGwId) === true;
  }

  /** Whether a reading is about to begin, which others can share. */
  isAwaited(question: Question): boolean {
    return this.#lanes.get(keyOf(question))?.next !== undefined;
  }

  /** Whether the last reading gives no reason to ask otherwise. */
  isUsable(question: Question): boolean {
    return (this.#lanes.get(keyOf(question))?.notBefore ?? 0) <= performance.now();
  }

  /** After so many milliseconds a list that has not come is not waited for. */
  slowMs(question: Question): number {
    const { budget } = this.#client;
    return slowMs + (2000 * (budget.queued + (this.pages(question) ?? 1))) / budget.rate;
  }

  /** It took too long to come: for a while it is not relied on. */
  gaveUp(question: Question): void {
    this.#laneOf(question).notBefore = performance.now() + longRestMs;
  }

  /**
   * Reads the list, with a reading that begins after this call.
   *
   * @returns nothing where it is not worth its calls.
   * @throws what `readVpnConns` throws; a sharer's own deadline and signal end its waiting and nobody else's.
   */
  async read(question: Question, scope: Scope, sharing: Sharing): Promise<SharedReading | undefined> {
    const { gather, atAnyCost = false, limitMs = Number.POSITIVE_INFINITY } = sharing;
    const lane = this.#laneOf(question);
    const flight = lane.next ?? this.#prepare(question, lane, gather);
    const left = scope.deadline.remainingMs();
    const sharer = limitMs < left ? { ...scope, deadline: deadlineIn(limitMs) } : scope;
    flight.sharers.add(sharer);
    flight.isWanted ||= atAnyCost;
    if (left < hurriedMs) flight.hurry.abort();
    try {
      return await within(sharer, flight.result);
    } finally {
      flight.sharers.delete(sharer);
      if (flight.sharers.size === 0) {
        // Whoever asks from now on gets a reading that is not cancelled.
        if (lane.next === flight) delete lane.next;
        flight.hurry.abort();
        flight.cancel.abort(new Error("nobody waits for the list any more"));
      }
    }
  }

  #prepare(question: Question, lane: Lane, gather: Gather): Flight {
    const sharers = new Set<Scope>();
    const [cancel, hurry] = [new AbortController(), new AbortController()];
    const begin = async (): Promise<SharedReading | undefined> => {
      // One that does not come, or one's own haste, is no reason to wait: two may be read at once.
      const before = Promise.race([lane.running, aborted(hurry.signal)]);
      await raced(before, { ms: this.slowMs(question), late: () => undefined });
      await gather(() => sharers.size, hurry.signal);
      if (lane.next === flight) delete lane.next;
      if (sharers.size <= (flight.isWanted ? 0 : (lane.pages ?? 1))) return undefined;
      const reading = this.#readNow(question, lane, sharers, cancel.signal);
      lane.running = reading.catch(() => {});
      return await reading;
    };
    const flight: Flight = { sharers, cancel, hurry, isWanted: false, result: Promise.resolve().then(begin) };
    flight.result.catch(() => {});
    lane.next = flight;
    return flight;
  }

  #laneOf(question: Question): Lane {
    const key = keyOf(question);
    const lane = this.#lanes.get(key) ?? { gateways: new Set<string>(), notBefore: 0 };
    this.#lanes.set(key, lane);
    return lane;
  }

  async #readNow(question: Question, lane: Lane, sharers: Set<Scope>, signal: AbortSignal): Promise<SharedReading> {
    const begunAt = performance.now();
    // As it was then: another reading may come in between.
    const [first] = sharers;
    const scope: Scope = {
      client: this.#client,
      region: this.#region,
      deadline: {
        remainingMs: () => Math.max(0, ...[...sharers].map(({ deadline }) => deadline.remainingMs())),
        elapsedMs: () => performance.now() - begunAt,
      },
      signal,
      ...(first?.log === undefined ? {} : { log: first.log }),
    };
    try {
      const reading = await readVpnConns(scope, question, lane.pages);
      return { ...takeIn(lane, reading), begunAt };
    } catch (error) {
      const isTheirs = !signal.aborted && !isTimeoutError(error);
      if (isTheirs) lane.notBefore = performance.now() + (isApiError(error) ? longRestMs : restMs);
      throw error;
    }
  }
}

/**
 * What a list tells, beside the one before it. Where tunnels came and went since then, an entry may have moved to a page that was read
 * already: a list of several pages counts as contradictory.
 */
function takeIn(lane: Lane, reading: Reading<VpnConn>): Reading<VpnConn> {
  const { entries, pages, contradiction } = reading;
  const ids = new Set(entries.map(({ id }) => id.unified || id.legacy));
  const { last } = lane;
  const cameAndWent =
    last !== undefined && [...ids].some((id) => !last.has(id)) && [...last].some((id) => !ids.has(id));
  for (const { vpnGw } of entries) {
    add(lane.gateways, vpnGw);
  }
  if (contradiction !== undefined) {
    lane.pages = Math.max(lane.pages ?? 1, pages);
    return reading;
  }
  lane.pages = pages;
  lane.last = ids;
  if (pages === 1 || !cameAndWent) return reading;
  return { ...reading, contradiction: "tunnels came and went, so that others may have moved" };
}

function add(ids: Set<string>, { unified, legacy }: ApiId): void {
  if (unified !== "") ids.add(unified);
  if (legacy !== "") ids.add(legacy);
}

/** Waits for what others wait for too, no longer than one's own deadline and signal allow. */
async function within<T>(scope: Scope, shared: Promise<T>): Promise<T> {
  const { signal, deadline } = scope;
  const ms = deadline.remainingMs();
  const late = (): never => {
    throw new QcloudTimeoutError(`DescribeVpnConn: no usable answer in the time allowed (${seconds(ms)})`);
  };
  return await raced(shared, { signal, ms, late });
}
