import { type ApiErrorKind, isApiError } from "../errors.ts";
import type { Scope } from "../http/client.ts";
import { sameId } from "../ids.ts";
import type { Look } from "../types.ts";
import { type ListAction, listAll } from "./paging.ts";

/**
 * Looks for one thing by its id alone, with a list action that is asked for this id. A list without the id means that
 * the filter was ignored: it is read to its end, and if the id is nowhere in it, the look is `unclear`.
 *
 * @param id Either form.
 * @param notFound Error answers that say that there is no such thing; 5000 without a codeDesc says so always.
 */
export async function lookFor<T>(
  scope: Scope,
  list: ListAction<T>,
  id: string,
  ...notFound: ApiErrorKind[]
): Promise<Look<T>> {
  const isIt = (entry: T): boolean => sameId(list.idOf(entry), id);
  let entries: readonly T[];
  try {
    entries = await listAll(scope, { ...list, until: isIt });
  } catch (error) {
    if (!isApiError(error, ...notFound, "resource-not-found")) {
      throw error;
    }
    return { absent: "not-found-code" };
  }
  const found = entries.find(isIt);
  if (found !== undefined) {
    return { found };
  }
  if (entries.length === 0) {
    return { absent: "empty-list" };
  }
  return { unclear: `${list.action} was asked for ${id} and listed ${entries.length} others` };
}
