import type { ApiId } from "./types.ts";

/** An id as the API writes it: without spaces around it, in lower case, and a legacy number without leading zeros. */
export const normalId = (given: string): string =>
  given
    .trim()
    .toLowerCase()
    .replace(/^0+(?=\d+$)/, "");

/**
 * Whether what a user or the state gives is this id, in either of the API's forms (docs/api.md 2.2). An empty text
 * is nobody's id.
 */
export function sameId(id: ApiId, given: string): boolean {
  const asked = normalId(given);
  return asked !== "" && (asked === normalId(id.unified) || asked === normalId(id.legacy));
}
