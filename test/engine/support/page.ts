import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../../tools/toolchain/paths.ts";
import { type CaseId, cases } from "./cases.ts";

/** The page with the table that the tests prove. */
const page = join(repository, "docs", "reliability.md");
const marks = { begin: "<!-- cases: begin -->", end: "<!-- cases: end -->" } as const;
const folder = join(repository, "test", "engine", "rows");

/** What one test proves of one case, and how it came out. */
export interface Proof {
  readonly id: CaseId;
  readonly says: string;
  /** The test's file, from the repository's root. */
  readonly file: string;
  outcome: "not run" | "failed" | "passed";
}

/** The lines of the table for these proofs. */
function tableOf(list: readonly Proof[]): string[] {
  return cases.map(({ id, what, other }) => {
    const own = list.filter((proof) => proof.id === id).sort((a, b) => a.file.localeCompare(b.file));
    const files = [...new Set(own.map(({ file }) => file))].map((file) => `[${fileName(file)}](../${file})`);
    return `| ${id} | ${what} | ${other} | ${own.map(({ says }) => says).join("<br>")} | ${files.join(", ")} |`;
  });
}

const fileName = (file: string): string => file.split("/").at(-1)?.replace(".test.ts", "") ?? "";

/** The lines of the table on the page, and the text around it. */
function readPage(): { before: string; lines: string[]; after: string } {
  const text = readFileSync(page, "utf8");
  const from = text.indexOf(marks.begin);
  const to = text.indexOf(marks.end);
  assert.ok(from !== -1 && to > from, `docs/reliability.md has no ${marks.begin} … ${marks.end}`);
  const inside = text.slice(from + marks.begin.length, to);
  const lines = inside.split("\n").filter((line) => /^\| \w+ \|/.test(line) && !line.startsWith("| case |"));
  return { before: text.slice(0, from), lines, after: text.slice(to + marks.end.length) };
}

function writePage(proofs: readonly Proof[]): void {
  const { before: head, after: tail } = readPage();
  const table = ["| case | what happens | the other provider | this one | tests |", "| --- | --- | --- | --- | --- |"];
  const body = [marks.begin, "", ...table, ...tableOf(proofs), "", marks.end].join("\n");
  writeFileSync(page, `${head}${body}${tail}`);
}

/** Whether every file of the folder was loaded, so that no line of the table is missing because its test was not. */
function isWhole(proofs: readonly Proof[]): boolean {
  const loaded = new Set(proofs.map(({ file }) => file.split("/").at(-1)));
  return readdirSync(folder).every((name) => !name.endsWith(".test.ts") || loaded.has(name));
}

/**
 * Compares the page with what the tests of this run prove, or writes it. After a run of some tests, only their lines are compared; after a
 * failure none, because the failure is reported.
 *
 * @param isWriting Writes the table; only after a run of every test.
 * @throws AssertionError that says what to do.
 */
export function holdPage(proofs: readonly Proof[], isWriting: boolean): void {
  const ran = proofs.filter(({ outcome }) => outcome !== "not run");
  if (ran.some(({ outcome }) => outcome === "failed")) {
    return;
  }
  if (ran.length < proofs.length || !isWhole(proofs)) {
    assert.ok(!isWriting, "the table is written only when every test of test/engine/rows has run");
    const { lines } = readPage();
    for (const { id, says } of ran) {
      const line = lines.find((each) => each.startsWith(`| ${id} |`)) ?? "";
      assert.ok(line.includes(says), `the line of case ${id} does not say "${says}": npm run reliability`);
    }
    return;
  }
  const unproved = cases.filter(({ id }) => !proofs.some((proof) => proof.id === id)).map(({ id }) => id);
  assert.deepEqual(unproved, [], "cases without a test");
  if (isWriting) {
    writePage(proofs);
  }
  assert.deepEqual(readPage().lines, tableOf(proofs), "the table is not what the tests prove: npm run reliability");
}
