import type { ClientScope } from "../http/client.ts";
import type { ApiId } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { entriesOfPage, type List } from "../wire/paging.ts";
import { countOf } from "../wire/values.ts";
import { entriesOf } from "./decode.ts";
import { callAndRead } from "./request.ts";
import type { Params } from "./sign.ts";

/** Largest page of the list actions (docs/api.md 2.5, 2.9, 2.10). */
const PAGE_SIZE = 50;

/** One list action. */
export interface ListAction<T> {
  readonly action: string;
  /** Filter, with wire names. */
  readonly filter: Params;
  /** Decodes one entry. @throws MalformedAnswer */
  readonly read: (entry: Envelope) => T;
  readonly idOf: (entry: T) => ApiId;
  /** Ends the read at the first match; the entries up to it are returned. */
  readonly until?: ((entry: T) => boolean) | undefined;
  /** Whether each request uses a new connection; see `ReadOptions`. */
  readonly ownConnection?: boolean;
}

/** The list of a list action, oldest first. */
export function listOf<T>(
  scope: ClientScope,
  { action, filter, read, idOf, until, ownConnection }: ListAction<T>,
): List<T> {
  const options = { repeat: "freely", busy: "wait", ownConnection: ownConnection === true } as const;
  return {
    action,
    pageSize: PAGE_SIZE,
    idOf,
    until,
    readPage: (offset) => {
      const page = { offset, limit: PAGE_SIZE, orderField: "createTime", orderDirection: "asc" };
      return callAndRead(scope, action, { ...filter, ...page }, options, (envelope, bytes) => ({
        entries: entriesOfPage(entriesOf(envelope), read, idOf),
        total: countOf(envelope["totalCount"]),
        bytes,
      }));
    },
  };
}
