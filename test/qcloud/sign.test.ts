import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { SignatureMethod } from "../../provider/api/http/client.ts";
import {
  encodeParams,
  flattenParams,
  type SignedTarget,
  signature,
  signParams,
  stringToSign,
} from "../../provider/api/v2/sign.ts";

interface Vector extends SignedTarget {
  readonly id: string;
  readonly secretKey: string;
  readonly variants: readonly {
    readonly signatureMethod: SignatureMethod | null;
    readonly params: Record<string, string>;
    readonly stringToSign: string;
    readonly signature: string;
    readonly signatureUrlEncoded: string;
  }[];
}

const vectors = JSON.parse(readFileSync(new URL("../fixtures/signature-vectors.json", import.meta.url), "utf8")) as {
  readonly legacy: readonly Vector[];
};

const params = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1 }));
const target = fc.record<SignedTarget>({
  method: fc.constantFrom("GET", "POST"),
  host: fc.constantFrom("vpc.api.qcloud.com", "127.0.0.1:8443"),
  path: fc.constant("/v2/index.php"),
});

describe("sign", () => {
  for (const vector of vectors.legacy) {
    for (const variant of vector.variants) {
      it(`reproduces vector ${vector.id} with ${variant.signatureMethod ?? "no method"}`, () => {
        const flat = flattenParams(variant.params);
        assert.deepEqual({ ...flat }, variant.params);
        assert.equal(stringToSign(vector, flat), variant.stringToSign);
        const signed = signParams(vector, flat, vector.secretKey);
        assert.equal(signed["Signature"], variant.signature);
        assert.ok(encodeParams(signed).endsWith(`Signature=${variant.signatureUrlEncoded}`));
      });
    }
  }

  it("holds 21 variants in its vectors", () => {
    assert.equal(vectors.legacy.flatMap((vector) => vector.variants).length, 21);
  });

  it("flattens lists, objects and lists of objects", () => {
    const flat = flattenParams({ a: ["x", "y"], b: { c: 1, d: { e: true } }, f: [{ g: "h" }], i: false, j: 0 });
    assert.deepEqual(
      { ...flat },
      { "a.0": "x", "a.1": "y", "b.c": "1", "b.d.e": "true", "f.0.g": "h", i: "false", j: "0" },
    );
  });

  it("leaves out nothing, empty text and numbers that are none", () => {
    assert.deepEqual(
      { ...flattenParams({ a: null, b: undefined, c: "", d: Number.NaN, e: Number.POSITIVE_INFINITY, f: {}, g: [] }) },
      {},
    );
  });

  it("leaves a value that begins with @ out of the signature of a POST and keeps it in that of a GET", () => {
    const flat = flattenParams({ Action: "A", preSharedKey: "@k", name: "a@b" });
    const at = { host: "h", path: "/" };
    assert.equal(stringToSign({ method: "POST", ...at }, flat), "POSTh/?Action=A&name=a@b");
    assert.equal(stringToSign({ method: "GET", ...at }, flat), "GETh/?Action=A&name=a@b&preSharedKey=@k");
  });

  it("never signs a Signature that is already there", () => {
    const at = { method: "GET", host: "h", path: "/" } as const;
    assert.equal(stringToSign(at, { a: "1", Signature: "old" }), "GETh/?a=1");
  });

  it("gives 44 characters by SHA-256 and 28 by SHA-1", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (text, key) => {
        assert.equal(signature(text, key, "HmacSHA256").length, 44);
        assert.equal(signature(text, key, "HmacSHA1").length, 28);
      }),
    );
  });

  it("does not depend on the order in which parameters are given", () => {
    fc.assert(
      fc.property(params, target, (given, at) => {
        const reversed = Object.fromEntries(Object.entries(given).reverse());
        assert.equal(stringToSign(at, flattenParams(reversed)), stringToSign(at, flattenParams(given)));
      }),
    );
  });

  it("sends what it signs: decoding the query gives the flat parameters back", () => {
    fc.assert(
      fc.property(params, (given) => {
        const flat = flattenParams(given);
        const query = encodeParams(flat);
        assert.match(query, /^[A-Za-z0-9\-_.~%&=]*$/);
        assert.deepEqual(Object.fromEntries(new URLSearchParams(query)), Object.fromEntries(Object.entries(flat)));
      }),
    );
  });

  it("flattens to well-formed text only, however broken the given text is", () => {
    assert.equal(flattenParams({ a: "x\ud800y" })["a"], "x\ufffdy");
  });
});
