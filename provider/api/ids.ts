import type { ApiId } from "./types.ts";

/** An id in the API's form: trimmed, in lower case, and a legacy number without leading zeros. */
export const normalId = (given: string): string =>
  given
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d+$)/, "");

/** An id as it is shown and sent: the unified form if it is known. */
export const idText = ({ unified, legacy }: ApiId): string => unified || legacy;

/** Whether text from a user or a state is this id, in either form (docs/api.md 2.2). Empty text never is. */
export function sameId(id: ApiId, given: string): boolean {
  const normal = normalId(given);
  return normal !== "" && (normal === normalId(id.unified) || normal === normalId(id.legacy));
}

/** Whether a resource has this name. The service shows names as given, or with the legacy id and `_` in front (docs/api.md 2.5). */
export const isNamed = ({ id, name }: { readonly id: ApiId; readonly name: string }, given: string): boolean =>
  name === given || (id.legacy !== "" && name === `${id.legacy}_${given}`);
