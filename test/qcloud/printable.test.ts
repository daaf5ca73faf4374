import assert from "node:assert/strict";
import fc from "fast-check";
import { QcloudApiError, QcloudTimeoutError, QcloudTransportError } from "../../provider/api/errors.ts";
import { CreateFailedError, LifecycleError, messageOf, PartialFailure } from "../../provider/lifecycle/errors.ts";
import { LookupError } from "../../provider/lookups/search.ts";
import { escaped, hasInvisible, printable } from "../../provider/util/printable.ts";

/** One of each kind that commands a terminal, reorders other text, or is not shown. */
const NOT_SHOWN = [
  "\u0000", // NUL
  "\u001b", // ESC
  "\r",
  "\n",
  "\u007f", // DEL
  "\u009b", // CSI in one character
  "\u00ad", // soft hyphen
  "\u034f", // combining grapheme joiner
  "\u061c", // Arabic letter mark
  "\u115f", // Hangul filler
  "\u200b", // zero width space
  "\u200f", // right-to-left mark
  "\u2028",
  "\u202e", // right-to-left override
  "\u2066", // left-to-right isolate
  "\u2800", // Braille blank
  "\u3164", // Hangul filler
  "\ufe0f", // variation selector
  "\ufeff", // byte order mark
  "\u{e0041}", // tag
  "\u{e0100}", // variation selector
];

const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(...NOT_SHOWN), fc.string({ unit: "grapheme", maxLength: 3 })),
});

describe("text that is printed", () => {
  it("holds no character that is not shown or reorders others", () => {
    for (const character of NOT_SHOWN) {
      assert.equal(printable(`a${character}${character}b`), "a b", `U+${character.codePointAt(0)?.toString(16)}`);
      assert.ok(hasInvisible(character));
    }
    assert.equal(printable("Büro 杭州 한국 e\u0301 😀 (x)"), "Büro 杭州 한국 e\u0301 😀 (x)");
  });

  it("is what every error of this package says", () => {
    const text = `there is no "${NOT_SHOWN.join("")}"`;
    const fields = { action: "AnyAction", message: text, apiMessage: text };
    const errors = [
      new LifecycleError(text),
      new CreateFailedError(text),
      new PartialFailure("vpnx-ol6bcqp0", {}, [text]),
      new LookupError(text),
      new QcloudApiError({ ...fields, kind: "refused", apiCode: "4000", codeDesc: "", advice: text }),
      new QcloudTransportError({ ...fields, unsent: false, retryable: false }),
      new QcloudTimeoutError(text),
    ];
    for (const error of errors) {
      assert.ok(!hasInvisible(error.message), error.name);
      assert.ok(!hasInvisible(String(error)), error.name);
      const reasons = error instanceof PartialFailure ? error.reasons : [];
      assert.ok(!reasons.some(hasInvisible));
    }
    assert.ok(!hasInvisible(messageOf(new TypeError(text))));
  });

  it("as a literal means the same and shows every character", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const literal = escaped(JSON.stringify(text));
        assert.equal(JSON.parse(literal), text);
        assert.ok(!hasInvisible(literal), literal);
      }),
    );
    assert.equal(escaped(JSON.stringify("a\u202eb\u{e0041}")), '"a\\u202eb\\udb40\\udc41"');
  });
});
