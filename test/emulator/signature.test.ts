import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { signatureIsValid, signatureOf, stringToSign } from "../../emulator/requests/signature.ts";

interface Vector {
  readonly id: string;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly secretKey: string;
  readonly variants: readonly {
    readonly signatureMethod: string | null;
    readonly params: Readonly<Record<string, string>>;
    readonly stringToSign: string;
    readonly signature: string;
  }[];
}

const vectors = JSON.parse(readFileSync(new URL("../fixtures/signature-vectors.json", import.meta.url), "utf8")) as {
  legacy: Vector[];
};

describe("emulator signatures", () => {
  for (const { id, method, host, path, secretKey, variants } of vectors.legacy) {
    for (const { signatureMethod, params, ...expected } of variants) {
      it(`agrees with vector ${id}, ${signatureMethod ?? "no SignatureMethod"}`, () => {
        const parameters = new Map(Object.entries(params));
        const request = { method, host, path, parameters };
        assert.equal(stringToSign(request), expected.stringToSign);
        assert.equal(signatureOf(request, secretKey), expected.signature);
        parameters.set("Signature", expected.signature);
        assert.equal(signatureIsValid(request, secretKey), true);
        assert.equal(signatureIsValid(request, `${secretKey}x`), false);
        parameters.set("Nonce", "1");
        parameters.set("Timestamp", "1");
        assert.equal(signatureIsValid(request, secretKey), false);
      });
    }
  }
});
