import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";
import { type Message, messagesIn } from "./messages.ts";

/** The messages of the rows: each is the code span in the first cell. */
function rowsOf(page: string): string[] {
  const own = page.slice(0, page.indexOf("## From Pulumi itself"));
  const cells = [...own.matchAll(/^\| `([^`]+)` \|/gm)].map(([, cell = ""]) => cell);
  // A single word is an error code of the service.
  return cells.filter((cell) => cell.includes(" "));
}

const plain = (text: string): string => text.replaceAll("`", "").replaceAll(/\s+/g, " ").trim();

/** Whether a row stands for a message: the same text, or its beginning where the row ends in `…`. */
function standsFor(row: string, { text }: Message): boolean {
  const message = plain(text);
  return (
    message === row || (row.endsWith("…") && message.startsWith(row.replace(/\s*…$/, "")) && /\p{L}{3}/u.test(row))
  );
}

describe("the page on troubleshooting", () => {
  const rows = rowsOf(readFileSync(join(repository, "docs", "guides", "troubleshooting.md"), "utf8"));
  const messages = messagesIn(["provider", "emulator", "cli"]);

  it("has a row for every message that the code can give", () => {
    const missing = messages.filter((message) => !rows.some((row) => standsFor(row, message)));
    assert.deepEqual(
      missing.map(({ text, at }) => `${at}: ${text}`),
      [],
    );
  });

  it("has no row for a message that the code does not give", () => {
    assert.deepEqual(
      rows.filter((row) => !messages.some((message) => standsFor(row, message))),
      [],
    );
  });

  it("would miss a message that it does not have", () => {
    const unknown = { text: "the tunnel … was eaten by …", at: "" };
    assert.equal(
      rows.some((row) => standsFor(row, unknown)),
      false,
    );
  });
});
