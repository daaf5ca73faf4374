import type { ApiId } from "./types.ts";

/** An id as the API writes it: without spaces around it, in lower case, and a legacy number without leading zeros. */
export const normalId = (given: string): string =>
  given
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d+$)/, "");

/** An id as it is shown and sent: the unified form where it is known. */
export const idText = ({ unified, legacy }: ApiId): string => unified || legacy;

/**
 * Whether what a user or the state gives is this id, in either of the API's forms (docs/api.md 2.2). An empty text
 * is nobody's id.
 */
export function sameId(id: ApiId, given: string): boolean {
  const asked = normalId(given);
  return asked !== "" && (asked === normalId(id.unified) || asked === normalId(id.legacy));
}

/**
 * Whether a thing has this name, as far as its version of the API shows names: as they were given, or behind the thing's own legacy id and
 * an underscore, as in the vendor's example (docs/api.md 2.5).
 */
export const isNamed = ({ id, name }: { readonly id: ApiId; readonly name: string }, given: string): boolean =>
  name === given || (id.legacy !== "" && name === `${id.legacy}_${given}`);
