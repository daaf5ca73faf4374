import type { ClientScope } from "../http/client.ts";
import { normalId } from "../ids.ts";
import type { ApiId } from "../types.ts";
import { type Envelope, MalformedAnswer } from "../wire/answer.ts";
import { entriesOfPage, type List } from "../wire/paging.ts";
import { countOf, textOf } from "../wire/values.ts";
import { entriesOf } from "./decode.ts";
import { call, FREELY, type Params } from "./request.ts";

/** Largest page of the list actions (docs/api-3.md 3 and 5). */
const PAGE_SIZE = 100;

/** One list action. */
export interface ListAction<T> {
  readonly action: string;
  /** The field with the entries. */
  readonly set: string;
  /** Ids or filters; the service refuses both together. */
  readonly select: Params;
  readonly read: (entry: Envelope) => T;
  readonly idOf: (entry: T) => ApiId;
  /** Ends the read at the first match; the entries up to it are returned. */
  readonly until?: ((entry: T) => boolean) | undefined;
  /** Whether each request uses a new connection; see `ReadOptions`. */
  readonly ownConnection?: boolean | undefined;
  /** Whether offset and limit are sent as text. Default: false. */
  readonly hasTextPages?: boolean;
}

/** The list of a list action. No order is documented. */
export function listOf<T>(scope: ClientScope, list: ListAction<T>): List<T> {
  const { action, set, select, read, idOf, until, ownConnection, hasTextPages } = list;
  const options = { ...FREELY, ownConnection: ownConnection === true };
  return {
    action,
    pageSize: PAGE_SIZE,
    idOf,
    until,
    readPage: (offset) => {
      const page = hasTextPages
        ? { Offset: String(offset), Limit: String(PAGE_SIZE) }
        : { Offset: offset, Limit: PAGE_SIZE };
      return call(scope, action, { ...select, ...page }, options, (fields, bytes) => ({
        entries: entriesOfPage(entriesOf(fields, set), read, idOf),
        total: countOf(fields["TotalCount"]),
        bytes,
      }));
    },
  };
}

/** Entries by their time, because the list actions have no order. */
export const oldestFirst = <T extends { readonly createTime?: string }>(entries: readonly T[]): T[] =>
  entries.toSorted((a, b) => (a.createTime ?? "").localeCompare(b.createTime ?? ""));

/** The filters that have a value. */
export function filters(values: Readonly<Record<string, string | undefined>>): Params {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.length === 0 ? {} : { Filters: given.map(([Name, value]) => ({ Name, Values: [value] })) };
}

/** An id for a filter; undefined without one. */
export const idFilter = (id: string | undefined): string | undefined =>
  id === undefined || id === "" ? undefined : unified(id);

const UNIFIED = /^[a-z]+-[0-9a-z]+$/;

/** An id, which has only its unified form in API 3.0; "" if the entry has none. @throws MalformedAnswer */
export function idOf(entry: Envelope, field: string): ApiId {
  const unified = textOf(entry[field]);
  if (unified !== "" && !UNIFIED.test(unified)) {
    // Recorded, it could never be sent again.
    throw new MalformedAnswer(`its ${field} is not an id`);
  }
  return { unified, legacy: "" };
}

/** @throws Error for a legacy id, which no action of API 3.0 takes. */
export function unified(id: string): string {
  const normal = normalId(id);
  if (UNIFIED.test(normal)) {
    return normal;
  }
  throw new LegacyIdError(id);
}

/** A legacy id cannot be sent. */
class LegacyIdError extends Error {
  override readonly name = "LegacyIdError";

  constructor(id: string) {
    super(
      `${id} is a legacy id, which API 3.0 does not know. Use the unified id, such as vpnx-ol6bcqp0; ` +
        "for a resource of this stack, run `pulumi refresh` once with QCLOUD_API=2.0 and the endpoint of API 2.0, which records it",
    );
  }
}
