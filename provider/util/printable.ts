/**
 * Control characters, separators of lines, and what a terminal or an editor does not show or uses to reorder other text (bidirectional
 * marks, zero-width characters, fillers, variation selectors). Names and times that a service or a state holds can come from anybody.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

const RUNS = new RegExp(`${INVISIBLE.source}+`, "gu");

const EACH = new RegExp(INVISIBLE.source, "gu");

/** Whether a text holds a character that is not shown, or that changes how others are shown. */
export const hasInvisible = (text: string): boolean => INVISIBLE.test(text);

/** A text on one line as it may be printed: each run of such characters becomes one space. */
export const printable = (text: string): string => text.replaceAll(RUNS, " ");

/** A literal of JSON or JavaScript that shows every character it stands for: each such character becomes an escape of its UTF-16 units. */
export const escaped = (literal: string): string =>
  literal.replaceAll(EACH, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join(""),
  );

/** The same with every such character, and every `%`, `\` and `'`, as `printf` of a POSIX shell writes it, within single quotes. */
export const forPrintf = (text: string): string =>
  text
    .replaceAll("\\", "\\\\")
    .replaceAll("%", "%%")
    .replaceAll("'", "'\\''")
    .replaceAll(EACH, (character) =>
      [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
    );
