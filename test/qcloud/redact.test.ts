import assert from "node:assert/strict";
import fc from "fast-check";
import { Redactor, shortSecretId, WITHHELD } from "../../provider/util/redact.ts";

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

  const sent = 'p+s(s)!/k=1&2%3 "x"\\y 一';
  const url = (text: string): string =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const units = (text: string, write: (hex: string) => string): string =>
    [...text].map((c) => write((c.codePointAt(0) ?? 0).toString(16).padStart(4, "0"))).join("");
  const forms: Record<string, string> = {
    "as our form sends it": url(sent),
    "with escapes in lower case": url(sent).replaceAll(/%../g, (code) => code.toLowerCase()),
    "with escapes of mixed case": url(sent).replace("%2B", "%2b"),
    "with each character percent-encoded": Buffer.from(sent).toString("hex").replaceAll(/../g, "%$&"),
    "encoded twice": url(url(sent)),
    "encoded three times": url(url(url(sent))),
    "in HTML with names": sent
      .replaceAll("&", "&amp;")
      .replaceAll("(", "&lpar;")
      .replaceAll(")", "&rpar;")
      .replaceAll('"', "&quot;"),
    "in HTML with numbers": units(sent, (hex) => `&#${Number.parseInt(hex, 16)};`),
    "in HTML with hexadecimal numbers": units(sent, (hex) => `&#x${hex};`),
    "in HTML, in a URL": url(sent.replaceAll("&", "&amp;").replaceAll('"', "&#34;")),
    "with JSON's escapes": units(sent, (hex) => `\\u${hex}`),
    "with JSON's escapes, twice": units(sent, (hex) => `\\\\u${hex.toUpperCase()}`),
    "with escapes of other languages": units(sent, (hex) => `\\u{${hex}}`),
    "in Base64": base64(sent),
    "in Base64 for URLs": Buffer.from(sent).toString("base64url"),
    "in Base64 of something larger": base64(`a=1&preSharedKey=${sent}&b=2`),
    "in Base64 of a form": base64(`a=1&preSharedKey=${url(sent)}`),
    "in Base64 twice": base64(base64(sent)),
    "in Base64 in a URL": url(base64(sent)),
    "in Base64 after other letters": `key/${base64(sent)}`,
    "in hexadecimal": Buffer.from(sent).toString("hex"),
    "quoted printable": Buffer.from(sent).toString("hex").toUpperCase().replaceAll(/../g, "=$&"),
    "in capitals": sent.toUpperCase(),
    "with other spaces": sent.replaceAll(" ", " \u00a0\n "),
  };
  for (const [how, form] of Object.entries(forms)) {
    it(`shows nothing of a secret that comes back ${how}`, () => {
      for (const text of [form, `bad key ${form}!`, `the key "${form}" of vpnx-1 is weak`]) {
        const shown = cleaned(sent, text);
        assert.ok(shown === WITHHELD || shown === text.replace(form, "[redacted]"), shown);
      }
    });
  }

  it("withholds nothing that repeats no secret", () => {
    const harmless = [
      "The tunnel vpnx-ol6bcqp0 is in use, see https://example.com/a%20b?c=d&amp;e=%3F and try again in 5 minutes",
      "dGhpcyBpcyBub3Qgb25l \\u0041 &lt;b&gt; 7b226b6579223a2276616c7565227d",
    ];
    for (const text of harmless) {
      for (const key of ["test-only-pre-shared-key-0001", "gone", "true"]) {
        assert.equal(cleaned(key, text), text);
      }
    }
  });

  it("takes no notable time for a hostile answer, with many secrets", () => {
    const redactor = new Redactor();
    for (let n = 0; n < 500; n += 1) {
      redactor.add(`test-only-key-${n}`);
    }
    const parts = ["%25%32%35", "\\u0025", "&#37;", "QUJDREVGR0hJSktM", "abcdef0123", "=3D", "+"];
    const text = Array.from({ length: 200_000 }, (_, n) => parts[(n * n) % parts.length]).join("");
    const before = process.cpuUsage();
    for (let n = 0; n < 5; n += 1) {
      assert.ok(redactor.clean(text).length <= 500);
    }
    const { user } = process.cpuUsage(before);
    assert.ok(user < 5_000_000, `${user / 1000} ms of processor time`);
  });

  it("shows no part of a secret at the edge of what it reads", () => {
    const key = "canary-canary-canary";
    for (let at = 4060; at <= 4100; at += 1) {
      const hidden = key.repeat(Math.floor(at / key.length));
      const shown = cleaned(key, `${hidden}${"x".repeat(at - hidden.length)}${key}${"y".repeat(5000)}`);
      assert.ok(!/canary|cana/.test(shown), shown);
    }
  });

  it("cuts a secret out of a message of our own, and a short one where it stands alone", () => {
    const redactor = new Redactor();
    redactor.add("gz");
    redactor.add("canary-key");
    assert.equal(
      redactor.own("region gz of gzip: bad key canary-key"),
      "region [redacted] of gzip: bad key [redacted]",
    );
    assert.equal(redactor.own(`bad key ${base64("canary-key")}`), WITHHELD);
  });

  it("cuts before it shortens, so that no part of a secret is left at the edge", () => {
    const text = cleaned("canary-canary-canary", `${"x".repeat(490)}canary-canary-canary`);
    assert.ok(!text.includes("canary"));
    assert.ok(text.length <= 500);
  });

  it("shortens between characters, not between halves of one", () => {
    const line = "\u{1f600}".repeat(300);
    assert.equal(cleaned("", line), line);
    assert.equal(new Redactor().clean(line, 100), `${"\u{1f600}".repeat(97)}...`);
    assert.equal(shortSecretId("\u{1f600}".repeat(3)), "\u{1f600}\u{1f600}...");
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
