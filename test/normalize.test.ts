import assert from "node:assert/strict";
import fc from "fast-check";
import { normalize } from "../provider/hosts/normalize.ts";
import { cut } from "../provider/util/text.ts";
import { wire } from "./properties/stack.ts";

/** Text with any UTF-16 units, well-formed or not. */
const units = fc.array(fc.nat(0xffff), { maxLength: 30 }).map((codes) => String.fromCharCode(...codes));

/** What the lifecycle might return by mistake. */
const anything = fc.object({
  key: units,
  values: [
    units,
    fc.double(),
    fc.bigInt(),
    fc.boolean(),
    fc.constantFrom(null, undefined, () => 0, Symbol("x"), "\u0000"),
  ],
});

describe("what goes to the engine", () => {
  it("is data that gRPC can carry, whatever it was", () => {
    fc.assert(
      fc.property(anything, (value) => {
        wire(normalize(value));
      }),
    );
  });

  it("is left as it is where it can be carried", () => {
    const value = { "a\u0000": ["\u{1f600}", 1.5, true, null, {}], __proto: {} };
    assert.deepEqual(normalize(value), value);
  });

  it("keeps numbers as text that are none or too large, and leaves out what is no data", () => {
    const value = { a: Number.NaN, b: 10n, c: undefined, d: [undefined, () => 0], "\ud83d": "\ude00x" };
    assert.deepEqual(normalize(value), { a: "NaN", b: "10", d: [], "\ufffd": "\ufffdx" });
  });
});

describe("cut", () => {
  it("leaves whole characters, as many as fit", () => {
    assert.equal(cut("a\u{1f600}\u{1f600}", 2), "a\u{1f600}");
    assert.equal(cut("abc", 5), "abc");
    assert.equal(cut("\u{1f600}".repeat(3), 3), "\u{1f600}".repeat(3));
    fc.assert(
      fc.property(units, fc.nat(40), (text, limit) => {
        assert.equal(cut(text, limit), [...text].slice(0, limit).join("").toWellFormed());
      }),
    );
  });
});
