import type { Client, Scope } from "../client.ts";
import { isApiError, isTimeoutError, QcloudTimeoutError } from "../errors.ts";
import type { Reading } from "../paging.ts";
import { raced } from "../raced.ts";
import { seconds } from "../seconds.ts";
import type { ApiId, VpnConn } from "../types.ts";
import { readVpnConns } from "../vpn-conn.ts";

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
  /** Pages of the last reading. */
  pages?: number;
  /** Ids of tunnels, in both forms, that it has ever shown. */
  readonly listed: Set<string>;
  /** Ids of VPN gateways, in both forms, of which it has ever shown a tunnel. */
  readonly gateways: Set<string>;
  /** Not to be relied on before this time by `performance.now`. */
  notBefore: number;
}

interface Flight {
  readonly sharers: Set<Scope>;
  readonly cancel: AbortController;
  /** Somebody wants it however few share it. */
  isWanted: boolean;
  readonly result: Promise<SharedReading | undefined>;
}

/** Waits for others who ask the same. */
export type Gather = (sharers: () => number) => Promise<void>;

/** After a reading that failed, or that was refused, so many milliseconds pass before the question is shared again. */
const restMs = 2000;
const refusedRestMs = 60_000;

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

  /** Whether an earlier answer to the question held a tunnel, by either form of its id. */
  hasListed(question: Question, id: string): boolean {
    return this.#lanes.get(keyOf(question))?.listed.has(id) === true;
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

  /**
   * Reads the list, with a reading that begins after this call.
   *
   * @param gather Waits for others who ask the same; it is told how to count those who do.
   * @param atAnyCost Whether it is read also where it takes no fewer calls than it has sharers.
   * @returns nothing where it is not worth its calls.
   * @throws what `readVpnConns` throws; a sharer's own deadline and signal end its waiting and nobody else's.
   */
  async read(question: Question, scope: Scope, gather: Gather, atAnyCost: boolean): Promise<SharedReading | undefined> {
    const key = keyOf(question);
    const lane = this.#lanes.get(key) ?? { listed: new Set<string>(), gateways: new Set<string>(), notBefore: 0 };
    this.#lanes.set(key, lane);
    const flight = lane.next ?? this.#prepare(question, lane, gather);
    flight.sharers.add(scope);
    flight.isWanted ||= atAnyCost;
    try {
      return await within(scope, flight.result);
    } finally {
      flight.sharers.delete(scope);
      if (flight.sharers.size === 0) {
        // Whoever asks from now on gets a reading that is not cancelled.
        if (lane.next === flight) delete lane.next;
        flight.cancel.abort(new Error("nobody waits for the list any more"));
      }
    }
  }

  #prepare(question: Question, lane: Lane, gather: Gather): Flight {
    const sharers = new Set<Scope>();
    const cancel = new AbortController();
    const begin = async (): Promise<SharedReading | undefined> => {
      await lane.running;
      await gather(() => sharers.size);
      if (lane.next === flight) delete lane.next;
      if (!flight.isWanted && sharers.size <= (lane.pages ?? 1)) return undefined;
      const reading = this.#readNow(question, lane, sharers, cancel.signal);
      lane.running = reading.catch(() => {});
      return await reading;
    };
    const flight: Flight = { sharers, cancel, isWanted: false, result: Promise.resolve().then(begin) };
    flight.result.catch(() => {});
    lane.next = flight;
    return flight;
  }

  async #readNow(question: Question, lane: Lane, sharers: Set<Scope>, signal: AbortSignal): Promise<SharedReading> {
    const begunAt = performance.now();
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
      const { entries, pages } = reading;
      lane.pages = pages;
      for (const { id, vpnGw } of entries) {
        add(lane.listed, id);
        add(lane.gateways, vpnGw);
      }
      return { ...reading, begunAt };
    } catch (error) {
      const isTheirs = !signal.aborted && !isTimeoutError(error);
      if (isTheirs) lane.notBefore = performance.now() + (isApiError(error) ? refusedRestMs : restMs);
      throw error;
    }
  }
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
