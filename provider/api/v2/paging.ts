import { defined } from "../../util/defined.ts";
import { QcloudTransportError } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import type { ApiId } from "../types.ts";
import type { Envelope } from "./decode.ts";
import { MalformedAnswer } from "./decode.ts";
import { callAndRead } from "./request.ts";
import type { Params } from "./sign.ts";
import { countOf, entriesOf } from "./wire-values.ts";

/** Largest page that the list actions give (docs/api.md 2.5, 2.9, 2.10). */
const PAGE_SIZE = 50;

/** More pages than this are no list any more; far beyond every documented quota. */
const MOST_PAGES = 200;

/** More entries than this are no list either: a service may give more of them than a page was asked for. */
const MOST_ENTRIES = MOST_PAGES * PAGE_SIZE;

/** Bytes of all answers of one list; that of 8000 tunnels has as many. */
const MOST_BYTES = 16 * 1024 * 1024;

/** How often a list is read from its start, because it changed or contradicted itself meanwhile. */
const MOST_READINGS = 3;

/** One list action. */
export interface ListAction<T> {
  readonly action: string;
  /** Filters, with their wire names. */
  readonly filter: Params;
  /** Reads one entry. @throws MalformedAnswer when it is none. */
  readonly read: (entry: Envelope) => T;
  readonly idOf: (entry: T) => ApiId;
  /** Ends the reading at the first entry that fits; what was read up to it is returned. */
  readonly until?: (entry: T) => boolean;
  /** Whether each request takes a new connection, since a kept one may always lead to the same, outdated replica. Default: false. */
  readonly ownConnection?: boolean;
}

/** A list that was read from its start to its end. */
interface Reading<T> {
  readonly entries: readonly T[];
  /** What the answers contradict each other in, or nothing: then the list is complete. */
  readonly contradiction?: string;
  /** Set where the list was left because it is longer than any: to read it again leads to the same. */
  readonly isTooLong?: true;
}

/**
 * All entries of a list, oldest first, each once. A list that changes while it is read, or that holds fewer entries
 * than its `totalCount` says, is read again from the start.
 *
 * @throws QcloudTransportError when it still contradicts itself after that, since such a list proves nothing.
 */
export async function listAll<T>(scope: ClientScope, list: ListAction<T>): Promise<T[]> {
  for (let reading = 1; ; reading += 1) {
    const { entries, contradiction, isTooLong } = await readOnce(scope, list);
    if (contradiction === undefined) {
      return [...entries];
    }
    if (isTooLong === true || reading >= MOST_READINGS) {
      throw unreliable(list.action, reading, contradiction);
    }
  }
}

function unreliable(action: string, readings: number, contradiction: string): QcloudTransportError {
  return new QcloudTransportError({
    action,
    unsent: false,
    retryable: true,
    reason: "not-an-answer",
    message: `${action}: the list cannot be relied on, after ${readings} readings ${contradiction}`,
  });
}

async function readOnce<T>(scope: ClientScope, list: ListAction<T>): Promise<Reading<T>> {
  const found = new Map<string, T>();
  let received = 0;
  let bytes = 0;
  let total: number | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await readPage(scope, list, received);
    const ending = (contradiction?: string): Reading<T> => ({
      entries: [...found.values()],
      ...defined({ contradiction }),
    });
    if (page > 1 && answer.total !== total) {
      return ending(`its totalCount went from ${total ?? "none"} to ${answer.total ?? "none"}`);
    }
    total = answer.total;
    received += answer.entries.length;
    bytes += answer.bytes;
    if (received > MOST_ENTRIES) {
      return tooLong(`${MOST_ENTRIES} entries`);
    }
    if (bytes > MOST_BYTES) {
      return tooLong(`${MOST_BYTES} bytes`);
    }
    const before = found.size;
    for (const entry of answer.entries) {
      const id = list.idOf(entry);
      found.set(id.unified === "" ? id.legacy : id.unified, entry);
      if (list.until?.(entry) === true) {
        return ending();
      }
    }
    // A page that brings nothing new ends the list: it is empty, or the service repeats itself.
    const ended = found.size === before;
    // A totalCount that exceeds a page counts the whole list; one that does not may count the page alone.
    const isWhole = answer.entries.length < PAGE_SIZE || (total !== undefined && total > PAGE_SIZE);
    const complete = total !== undefined && found.size >= total && isWhole;
    if (!ended && !complete) {
      continue;
    }
    if (total !== undefined && found.size < total) {
      return ending(`it holds ${found.size} entries where its totalCount says ${total}`);
    }
    if (total === undefined && answer.entries.length > 0 && page > 1) {
      return ending("it repeats a page and has no totalCount");
    }
    return ending();
  }
  return tooLong(`${MOST_PAGES} pages`);
}

const tooLong = <T>(what: string): Reading<T> => ({
  entries: [],
  contradiction: `it has more than ${what}`,
  isTooLong: true,
});

interface Page<T> {
  readonly entries: readonly T[];
  readonly total: number | undefined;
  /** Size of the answer. */
  readonly bytes: number;
}

function readPage<T>(scope: ClientScope, list: ListAction<T>, offset: number): Promise<Page<T>> {
  const params = { ...list.filter, offset, limit: PAGE_SIZE, orderField: "createTime", orderDirection: "asc" };
  const options = { repeat: "freely", busy: "wait", ownConnection: list.ownConnection === true } as const;
  return callAndRead(scope, list.action, params, options, (envelope, bytes) => {
    const given = entriesOf(envelope);
    if (given.length > MOST_ENTRIES) {
      throw new MalformedAnswer(`its list holds more than ${MOST_ENTRIES} entries`);
    }
    const entries = given.map(list.read);
    for (const entry of entries) {
      const id = list.idOf(entry);
      if (id.unified === "" && id.legacy === "") {
        throw new MalformedAnswer("its list holds an entry without an id");
      }
    }
    return { entries, total: countOf(envelope["totalCount"]), bytes };
  });
}
