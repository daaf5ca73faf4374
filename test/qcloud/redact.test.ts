import assert from "node:assert/strict";
import fc from "fast-check";
import { Redactor, shortSecretId } from "../../provider/qcloud/redact.ts";

const cleaned = (secret: string, text: string): string => {
  const redactor = new Redactor();
  redactor.add(secret);
  return redactor.clean(text);
};

describe("redact", () => {
  it("cuts a secret out in each spelling in which it may come back", () => {
    const secret = 'p+s/k=1&2%3 "x"\\y 一';
    const json = JSON.stringify(secret).slice(1, -1);
    for (const spelling of [
      secret,
      json,
      json.replaceAll("/", "\\/"),
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll("%20", "+"),
    ]) {
      assert.equal(cleaned(secret, `bad key ${spelling}!`), "bad key [redacted]!");
    }
  });

  it("cuts before it shortens, so that no part of a secret is left at the edge", () => {
    const text = cleaned("canary-canary-canary", `${"x".repeat(490)}canary-canary-canary`);
    assert.ok(!text.includes("canary"));
    assert.ok(text.length <= 500);
  });

  it("withholds a text that is too long to be searched", () => {
    assert.equal(cleaned("canary", "x".repeat(20_001)), "(withheld, because it has 20001 characters)");
    assert.equal(cleaned("canary", "x".repeat(20_000)).length, 500);
  });

  it("withholds a text that repeats a very short secret", () => {
    assert.equal(cleaned("ab", "the key ab is bad"), "(withheld, because it repeats a secret)");
    assert.equal(cleaned("zz", "the key is bad"), "the key is bad");
  });

  it("puts text on one line without control characters", () => {
    assert.equal(cleaned("", "a\r\nb\u001b[31mc\u202ed\u0000"), "a b [31mc d");
  });

  it("cuts a secret that holds another one as a whole", () => {
    const redactor = new Redactor();
    redactor.add("inner");
    redactor.add("an inner key");
    assert.equal(redactor.clean("it is an inner key"), "it is [redacted]");
  });

  it("shows what it was told to in place of a value", () => {
    const redactor = new Redactor();
    redactor.add("example-secret-id-0001", shortSecretId("example-secret-id-0001"));
    assert.equal(redactor.clean("no example-secret-id-0001"), "no exam...0001");
  });

  it("shows a SecretId only in part, however short it is", () => {
    assert.equal(shortSecretId("example-secret-id-0001"), "exam...0001");
    assert.equal(shortSecretId("short-id"), "sh...");
  });

  it("lets no secret through, wherever it stands", () => {
    const secret = fc.string({ unit: "binary", minLength: 4, maxLength: 40 }).filter((text) => text.trim().length > 3);
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!"[redacted]".includes(value) && !`${before}${after}`.includes(value));
        const text = cleaned(value, `${before}${value}${after}`);
        assert.ok(!text.includes(value) || `${before}[redacted]${after}`.includes(value));
      }),
    );
  });
});
