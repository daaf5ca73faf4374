/**
 * Control characters, line separators, and characters that are invisible or reorder other text (bidirectional marks, zero-width
 * characters, fillers, variation selectors). Anybody can put them into the name of a resource.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

const RUNS = new RegExp(`${INVISIBLE.source}+`, "gu");

const EACH = new RegExp(INVISIBLE.source, "gu");

/** Whether a text contains such a character. */
export const hasInvisible = (text: string): boolean => INVISIBLE.test(text);

/** Replaces each run of such characters by one space. The result is one line. */
export const printable = (text: string): string => text.replaceAll(RUNS, " ");

/** Replaces each such character in a JSON or JavaScript literal by `\u` escapes. */
export const escaped = (literal: string): string =>
  literal.replaceAll(EACH, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join(""),
  );

/** Escapes such characters, `%`, `\` and `'` for a single-quoted argument of the POSIX shell's `printf`. */
export const forPrintf = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("%", "%%")
    .replaceAll("'", "'\\''")
    .replaceAll(EACH, (character) =>
      [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
    );
