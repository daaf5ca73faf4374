import assert from "node:assert/strict";
import { blocksOf } from "./blocks.ts";

/** Commands of a page, and the output that the page shows for them. */
export interface Step {
  /** `docs/guides/first-tunnel.md:27`. */
  readonly at: string;
  readonly commands: string;
  /** The block in `text` that is the next one, if it is. */
  readonly shown: string | undefined;
}

/** The blocks of commands of a page, each with the output after it. */
export function stepsOf(page: string): Step[] {
  const blocks = blocksOf(page);
  return blocks.flatMap(({ language, source, at }, index) => {
    const next = blocks[index + 1];
    return language === "sh"
      ? [{ at, commands: source, shown: next?.language === "text" ? next.source : undefined }]
      : [];
  });
}

/** Replaces what differs between two runs: ids, numbers of tasks, times, ports and the widths of columns. */
const normal = (line: string): string =>
  line
    .replaceAll(/\b(vpnx|cgw)-[0-9a-z]{8}\b/g, "$1-ID")
    .replaceAll(/\btask \d+/g, "task NUMBER")
    .replaceAll(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/g, "DATE")
    .replaceAll(/\b\d+(?:\.\d+)? ?(?:ms|s|m)\b/g, "TIME")
    .replaceAll(/\b127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replaceAll(/\S {2,}/g, (end) => `${end[0]}  `)
    .trim();

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map(normal)
    .filter((line) => line !== "");

/** Whether the parts are among the lines, in this order: the first at the beginning, the last at the end. */
function areAmong(lines: readonly string[], parts: readonly (readonly string[])[]): boolean {
  let next = 0;
  for (const [index, part] of parts.entries()) {
    const matches = (from: number): boolean => part.every((line, offset) => lines[from + offset] === line);
    const isLast = index === parts.length - 1;
    const middle = (): number => lines.findIndex((_, from) => from >= next && matches(from));
    const from = index === 0 ? 0 : isLast ? lines.length - part.length : middle();
    if (from < next || !matches(from)) {
      return false;
    }
    next = from + part.length;
  }
  return next === lines.length;
}

/**
 * Compares the output that a page shows with the one that was printed. A line `...` stands for lines that the page leaves out.
 *
 * @param at Where the page shows it, for the error.
 * @throws AssertionError with both outputs.
 */
export function assertShown(shown: string, printed: string, at: string): void {
  const parts: string[][] = [[]];
  for (const line of linesOf(shown)) {
    if (line === "...") {
      parts.push([]);
    } else {
      parts.at(-1)?.push(line);
    }
  }
  assert.ok(areAmong(linesOf(printed), parts), `${at} shows\n\n${shown}\nand the commands printed\n\n${printed}`);
}
