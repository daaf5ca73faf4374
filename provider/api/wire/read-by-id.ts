import { type ApiErrorKind, isApiError } from "../errors.ts";
import { sameId } from "../ids.ts";
import type { ReadById } from "../types.ts";
import { type List, listAll } from "./paging.ts";

/**
 * Reads one resource by its id, with a list action and its filter. If the service ignores the filter, the list is read to its end; without
 * the id in it, the result is `unclear`.
 *
 * @param id Either form.
 * @param notFound Error answers that mean "not found", in addition to `resource-not-found`.
 */
export async function readById<T>(list: List<T>, id: string, ...notFound: ApiErrorKind[]): Promise<ReadById<T>> {
  const isIt = (entry: T): boolean => sameId(list.idOf(entry), id);
  let entries: readonly T[];
  try {
    entries = await listAll({ ...list, until: isIt });
  } catch (error) {
    if (!isApiError(error, ...notFound, "resource-not-found")) {
      throw error;
    }
    return { kind: "absent", because: "not-found-code" };
  }
  const found = entries.find(isIt);
  if (found !== undefined) {
    return { kind: "found", value: found };
  }
  if (entries.length === 0) {
    return { kind: "absent", because: "empty-list" };
  }
  return { kind: "unclear", detail: `${list.action} was asked for ${id} and listed ${entries.length} others` };
}
