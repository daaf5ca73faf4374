import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { paintFor, plain, quoted, shellLine, shellWord, table, widthOf } from "../../cli/text.ts";
import { hasInvisible } from "../../provider/util/printable.ts";

const unpainted = paintFor({ write: () => {}, isTerminal: false }, {});

describe("the text of a command", () => {
  it("has one width for each character that a terminal shows", () => {
    const cases: readonly (readonly [string, number])[] = [
      ["", 0],
      ["office", 6],
      ["杭州办公室", 10],
      ["ｶﾅ", 2],
      ["한국", 4],
      ["e\u0301", 1],
    ];
    for (const [text, width] of cases) {
      assert.equal(widthOf(text), width, text);
    }
  });

  it("aligns the columns of a table under each other, wide characters too", () => {
    const text = table(
      ["NAME", "ID"],
      [
        ["杭州", "vpnx-a"],
        ["office", { text: "vpnx-b", tone: "bad" }],
      ],
      unpainted,
    );
    assert.equal(text, "NAME    ID\n杭州    vpnx-a\noffice  vpnx-b\n");
  });

  it("has colours on a terminal alone, and none where NO_COLOR is set or the terminal is dumb", () => {
    const isPainted = (isTerminal: boolean, env: Record<string, string>): boolean =>
      paintFor({ write: () => {}, isTerminal }, env)("bad", "x") !== "x";
    assert.equal(isPainted(true, {}), true);
    assert.equal(isPainted(true, { NO_COLOR: "" }), true);
    assert.equal(isPainted(false, {}), false);
    assert.equal(isPainted(true, { NO_COLOR: "1" }), false);
    assert.equal(isPainted(true, { TERM: "dumb" }), false);
  });

  it("keeps what names of others hold from commanding the terminal", () => {
    assert.equal(plain("a\u001b[2Jb\r\nc\u202ed\u2028e"), "a [2Jb c d e");
    assert.match(table(["NAME"], [["x\u001b]0;title\u0007\ny"]], unpainted), /^NAME\nx \]0;title y\n$/);
  });

  it("shortens what would make every row of a table as long", () => {
    const text = table(["NAME", "ID", ""], [["😀".repeat(50_000), "vpnx-a", "x".repeat(50_000)]], unpainted);
    assert.ok(text.length < 6000, String(text.length));
    assert.ok(text.isWellFormed());
  });

  it("writes any word so that a shell reads the same word", () => {
    const word = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const line = `printf '%s\\n' ${shellLine(...words)}`;
        assert.equal(execFileSync("sh", ["-c", line], { encoding: "utf8" }), `${words.join("\n")}\n`);
      }),
      { numRuns: 40 },
    );
    const hostile = fc
      .string({
        unit: fc.constantFrom(
          ..."a'\\%$`\"",
          "\u001b[2K",
          "\r",
          "\n",
          "\u202e",
          "\u200b",
          "\ufeff",
          "\u3164",
          "\u{e0041}",
          "é",
        ),
      })
      .filter((text) => !text.endsWith("\n"));
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (words) => {
        const line = shellLine(...words);
        assert.ok(!hasInvisible(line), line);
        const printed = execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" });
        assert.equal(printed, `${words.join("\n")}\n`);
      }),
      { numRuns: 40 },
    );
    assert.equal(execFileSync("sh", ["-c", `printf %s ${quoted("-n it's\n")}`], { encoding: "utf8" }), "-n it's\n");
    assert.equal(shellWord("urn:pulumi:dev::net::a$b::c"), "'urn:pulumi:dev::net::a$b::c'");
    assert.equal(shellWord(""), "''");
  });
});
