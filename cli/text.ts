import { styleText } from "node:util";
import { eastAsianWidth } from "get-east-asian-width";
import type { Environment } from "../provider/settings/settings.ts";
import { forPrintf, hasInvisible, printable } from "../provider/util/printable.ts";
import type { Output } from "./host.ts";

/** Colours and weights, by their meaning. */
export type Tone = "good" | "bad" | "dim" | "bold";

const STYLES = { good: "green", bad: "red", dim: "dim", bold: "bold" } as const;

/** Applies a tone to a text, or returns it unchanged. */
export type Paint = (tone: Tone, text: string) => string;

/** Colours for a terminal, unless NO_COLOR is set (https://no-color.org) or the terminal has none. */
export function paintFor(output: Output, env: Environment): Paint {
  const isOn = output.isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return isOn ? (tone, text) => styleText(STYLES[tone], text, { validateStream: false }) : (_tone, text) => text;
}

/** A text on one line, without characters that control a terminal or hide other text. */
export const plain = (text: string): string => printable(text).trim();

/** A text in quotes for a POSIX shell, character by character. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * One word for a POSIX shell, to be printed and copied: every character is visible. A line break at its end is lost; no id, name or URL
 * ends in one.
 */
export const shellWord = (text: string): string => {
  if (hasInvisible(text)) {
    return `"$(printf '${forPrintf(text)}')"`;
  }
  return /^[\w@%+=:,./-]+$/.test(text) ? text : quoted(text);
};

/** A command line for a POSIX shell, to be printed and copied. */
export const shellLine = (...words: readonly string[]): string => words.map(shellWord).join(" ");

/** The width of a text on a terminal: two columns for a wide character, none for a combining mark. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += /\p{M}/u.test(character) ? 0 : eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}

/** One cell of a table. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

/** Rows in aligned columns, each with its line break. */
export function table(head: readonly string[], rows: readonly (readonly (Cell | string)[])[], paint: Paint): string {
  const cells = [head.map((text): Cell => ({ text, tone: "dim" })), ...rows.map((row) => row.map(cellOf))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column]?.text ?? ""))));
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, column) => padded(cell, widths[column] ?? 0, column < row.length - 1, paint))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

const cellOf = (cell: Cell | string, column: number, { length }: readonly unknown[]): Cell => {
  const { text, ...tone } = typeof cell === "string" ? { text: cell } : cell;
  return { text: shortened(plain(text), column < length - 1 ? LONGEST_CELL : LONGEST_LAST_CELL), ...tone };
};

/** Columns are as wide as their longest cell, and a name can have any length. */
const LONGEST_CELL = 200;

/** The last column is not padded. */
const LONGEST_LAST_CELL = 4000;

function shortened(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 3).join("")}...`;
}

function padded({ text, tone }: Cell, width: number, isPadded: boolean, paint: Paint): string {
  const shown = tone === undefined ? text : paint(tone, text);
  return isPadded ? shown + " ".repeat(Math.max(0, width - widthOf(text))) : shown;
}

/** `1 tunnel`, `2 tunnels`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
