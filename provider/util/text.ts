/**
 * Truncates a text to that many code points, so that no surrogate pair is split. Lone surrogates become U+FFFD, because gRPC cannot
 * send them.
 */
export function cut(text: string, limit: number): string {
  // Sliced first: a text may be megabytes long.
  return [...text.slice(0, 2 * limit)].slice(0, limit).join("").toWellFormed();
}
