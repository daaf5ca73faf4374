import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../../tools/toolchain/paths.ts";
import { type CaseId, cases } from "./cases.ts";
import { type Variant, variants } from "./variants.ts";

/** The page with the table that the tests prove. */
const page = join(repository, "docs", "reliability.md");
const marks = { begin: "<!-- cases: begin -->", end: "<!-- cases: end -->" } as const;
const folder = join(repository, "test", "engine", "rows");

/** What one test proves of one case on one variant, and how it came out. */
export interface Proof {
  readonly on: Variant;
  readonly id: CaseId;
  readonly says: string;
  /** The test's file, from the repository's root. */
  readonly file: string;
  outcome: "not run" | "failed" | "passed";
}

/** What cannot exist on a variant, and why not. */
export interface Exception {
  readonly on: Variant;
  readonly id: CaseId;
  readonly says: string;
  readonly why: string;
}

/** What the loaded files prove and except. */
export interface Proofs {
  readonly proofs: readonly Proof[];
  readonly exceptions: readonly Exception[];
}

const columns = [
  "case",
  "what happens",
  "the other provider",
  "this one",
  ...variants.map(({ title }) => title),
  "tests",
];

/** Whether a sentence holds on a variant: "yes", or why it cannot. */
function cellOf({ proofs, exceptions }: Proofs, id: CaseId, says: string, on: Variant): string {
  const is = (one: Proof | Exception): boolean => one.on === on && one.id === id && one.says === says;
  const why = exceptions.find(is)?.why;
  assert.ok(proofs.some(is) !== (why !== undefined), `case ${id}, "${says}": proved or excepted, on ${on.title}`);
  return why ?? "yes";
}

/** The lines of the table: one for each sentence, with the case in the first of its sentences. */
function tableOf(all: Proofs): string[] {
  return cases.flatMap(({ id, what, other }) => {
    const own = all.proofs.filter((proof) => proof.id === id).sort((a, b) => a.file.localeCompare(b.file));
    const files = [...new Set(own.map(({ file }) => file))].map((file) => `[${fileName(file)}](../${file})`);
    return [...new Set(own.map(({ says }) => says))].map((says, index) => {
      const cells = [says, ...variants.map((on) => cellOf(all, id, says, on))];
      return lineOf(index === 0 ? [id, what, other, ...cells, files.join(", ")] : ["", "", "", ...cells, ""]);
    });
  });
}

const lineOf = (cells: readonly string[]): string =>
  `|${cells.map((cell) => ` ${cell} `.replace("  ", " ")).join("|")}|`;

const fileName = (file: string): string => file.split("/").at(-1)?.replace(".test.ts", "") ?? "";

/** The lines of the table on the page, and the text around it. */
function readPage(): { before: string; lines: string[]; after: string } {
  const text = readFileSync(page, "utf8");
  const from = text.indexOf(marks.begin);
  const to = text.indexOf(marks.end);
  assert.ok(from !== -1 && to > from, `docs/reliability.md has no ${marks.begin} … ${marks.end}`);
  const inside = text.slice(from + marks.begin.length, to);
  const lines = inside.split("\n").filter((line) => line.startsWith("|"));
  return { before: text.slice(0, from), lines: lines.slice(2), after: text.slice(to + marks.end.length) };
}

function writePage(all: Proofs): void {
  const { before: head, after: tail } = readPage();
  const table = [lineOf(columns), lineOf(columns.map(() => "---")), ...tableOf(all)];
  writeFileSync(page, `${head}${[marks.begin, "", ...table, "", marks.end].join("\n")}${tail}`);
}

/** Whether every file of the folder was loaded, so that no line of the table is missing because its test was not. */
function isWhole(proofs: readonly Proof[]): boolean {
  const loaded = new Set(proofs.map(({ file }) => file.split("/").at(-1)));
  return readdirSync(folder).every((name) => !name.endsWith(".test.ts") || loaded.has(name));
}

/** The line of the page for a sentence of a case. */
function lineFor(lines: readonly string[], id: CaseId, says: string): string | undefined {
  const first = lines.findIndex((line) => line.startsWith(`| ${id} |`));
  const next = lines.findIndex((line, index) => index > first && !line.startsWith("| |"));
  const own = first === -1 ? [] : lines.slice(first, next === -1 ? undefined : next);
  return own.find((line) => line.includes(`| ${says} |`));
}

/**
 * Compares the page with what the tests of this run prove, or writes it. After a run of some tests, only their lines are compared; after a
 * failure none, because the failure is reported.
 *
 * @param isWriting Writes the table; only after a run of every test.
 * @throws AssertionError that says what to do.
 */
export function holdPage(all: Proofs, isWriting: boolean): void {
  const { proofs } = all;
  const ran = proofs.filter(({ outcome }) => outcome !== "not run");
  if (ran.some(({ outcome }) => outcome === "failed")) {
    return;
  }
  if (ran.length < proofs.length || !isWhole(proofs)) {
    assert.ok(!isWriting, "the table is written only when every test of test/engine/rows has run");
    const { lines } = readPage();
    for (const { id, says } of ran) {
      const cells = variants.map((on) => cellOf(all, id, says, on));
      const line = lineFor(lines, id, says) ?? "";
      assert.ok(
        line.includes(lineOf([says, ...cells])),
        `the table has no line for case ${id}, "${says}": npm run reliability`,
      );
    }
    return;
  }
  const unproved = cases.filter(({ id }) => !proofs.some((proof) => proof.id === id)).map(({ id }) => id);
  assert.deepEqual(unproved, [], "cases without a test");
  if (isWriting) {
    writePage(all);
  }
  assert.deepEqual(readPage().lines, tableOf(all), "the table is not what the tests prove: npm run reliability");
}
