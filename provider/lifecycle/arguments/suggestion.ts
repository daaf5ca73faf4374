/**
 * Suggests the allowed word that a refused value probably misspells. The value is not repeated, because it may be a secret.
 *
 * @returns `; did you mean …?`, or "" if no word is similar.
 */
export function suggestion(words: readonly string[], value: unknown): string {
  if (typeof value !== "string" || value.length > 40) {
    return "";
  }
  const [nearest] = words
    .map((word) => ({ word, distance: distance(plain(value), plain(word)) }))
    .filter(({ word, distance: far }) => far <= (word.length < 6 ? 1 : 2))
    .sort((a, b) => a.distance - b.distance);
  return nearest === undefined ? "" : `; did you mean ${nearest.word}?`;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
