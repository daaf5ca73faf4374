/**
 * A text cut to so many characters, counted as code points, so that no character is cut in two. Halves that were there
 * already become U+FFFD: they are no Unicode, and gRPC cannot send them.
 */
export function cut(text: string, limit: number): string {
  // No more is taken apart than can be needed: a text may be megabytes long.
  return [...text.slice(0, 2 * limit)].slice(0, limit).join("").toWellFormed();
}
