import type { ApiId } from "./types.ts";

/**
 * Whether what a user or the state gives is this id, in either of the API's forms (docs/api.md 2.2). An empty text
 * is nobody's id.
 */
export function sameId(id: ApiId, given: string): boolean {
  const asked = given.trim();
  return asked !== "" && (asked === id.unified || asked === id.legacy);
}
