import { defined } from "../../util/defined.ts";
import { QcloudTransportError } from "../errors.ts";
import { idText } from "../ids.ts";
import type { ApiId } from "../types.ts";
import { type Envelope, MalformedAnswer } from "./answer.ts";

/** Limit of pages, far above every documented quota. */
const MOST_PAGES = 200;

/** Limit of entries: a service may ignore the page size. */
const MOST_ENTRIES = 10_000;

/** Limit of all answers of a list in bytes, enough for 8000 tunnels. */
const MOST_BYTES = 16 * 1024 * 1024;

/** How often an inconsistent list is read from its start. */
const MOST_READS = 3;

/** One page of a list. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** How many entries the service says that the list, or the page, has. */
  readonly total: number | undefined;
  /** Size of the answer. */
  readonly bytes: number;
}

/** A list that is read in pages. */
export interface List<T> {
  readonly action: string;
  /** Largest page of the action. */
  readonly pageSize: number;
  readonly idOf: (entry: T) => ApiId;
  readPage(offset: number): Promise<Page<T>>;
  /** Ends the read at the first match; the entries up to it are returned. */
  readonly until?: ((entry: T) => boolean) | undefined;
}

/** The result of one read of a list. */
interface ListRead<T> {
  readonly entries: readonly T[];
  /** How the answers contradict each other; undefined if the list is complete. */
  readonly contradiction?: string;
  /** The list exceeds a limit, so that another read does not help. */
  readonly isTooLong?: true;
}

/**
 * All entries of a list, in the order of the answers, without duplicates. A list that changes while it is read, or that has fewer entries than its
 * `totalCount`, is read again from the start.
 *
 * @throws QcloudTransportError if the list stays inconsistent.
 */
export async function listAll<T>(list: List<T>): Promise<T[]> {
  for (let reads = 1; ; reads += 1) {
    const { entries, contradiction, isTooLong } = await readOnce(list);
    if (contradiction === undefined) {
      return [...entries];
    }
    if (isTooLong === true || reads >= MOST_READS) {
      throw inconsistent(list.action, reads, contradiction);
    }
  }
}

function inconsistent(action: string, reads: number, contradiction: string): QcloudTransportError {
  return new QcloudTransportError({
    action,
    unsent: false,
    retryable: true,
    reason: "not-an-answer",
    message: `${action}: the list is inconsistent (read ${reads === 1 ? "once" : `${reads} times`}): ${contradiction}`,
  });
}

async function readOnce<T>(list: List<T>): Promise<ListRead<T>> {
  const found = new Map<string, T>();
  let received = 0;
  let bytes = 0;
  let total: number | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await list.readPage(received);
    const ending = (contradiction?: string): ListRead<T> => ({
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
      found.set(idText(list.idOf(entry)), entry);
      if (list.until?.(entry) === true) {
        return ending();
      }
    }
    // A page without new entries ends the list: it is empty, or the service repeats a page.
    const ended = found.size === before;
    // A totalCount above the page size counts the whole list; a smaller one may count only the page.
    const isWhole = answer.entries.length < list.pageSize || (total !== undefined && total > list.pageSize);
    const complete = total !== undefined && found.size >= total && isWhole;
    if (!ended && !complete) {
      continue;
    }
    if (total !== undefined && found.size < total) {
      return ending(`it has ${found.size} entries and a totalCount of ${total}`);
    }
    if (total === undefined && answer.entries.length > 0 && page > 1) {
      return ending("it repeats a page and has no totalCount");
    }
    return ending();
  }
  return tooLong(`${MOST_PAGES} pages`);
}

const tooLong = <T>(what: string): ListRead<T> => ({
  entries: [],
  contradiction: `it has more than ${what}`,
  isTooLong: true,
});

/** Decodes the entries of a page. @throws MalformedAnswer */
export function entriesOfPage<T>(
  given: readonly Envelope[],
  read: (entry: Envelope) => T,
  idOf: (entry: T) => ApiId,
): readonly T[] {
  if (given.length > MOST_ENTRIES) {
    throw new MalformedAnswer(`its list has more than ${MOST_ENTRIES} entries`);
  }
  const entries = given.map(read);
  if (entries.some((entry) => idText(idOf(entry)) === "")) {
    throw new MalformedAnswer("its list contains an entry without an id");
  }
  return entries;
}
