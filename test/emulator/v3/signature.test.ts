import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  canonicalRequest,
  isSigned,
  parseAuthorization,
  signatureOf3,
  stringToSign3,
} from "../../../emulator/v3/protocol/signature.ts";

interface Vector {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly service: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signature: string;
  readonly authorization: string;
}

const { tc3 } = JSON.parse(readFileSync(new URL("../../fixtures/signature-vectors.json", import.meta.url), "utf8")) as {
  tc3: Vector;
};

const request = {
  method: tc3.method,
  path: tc3.path,
  query: "",
  headers: Object.fromEntries(Object.entries(tc3.headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(tc3.payload),
  timestamp: Number(tc3.headers["X-TC-Timestamp"]),
};
const names = ["content-type", "host"];

describe("emulator signatures of API 3.0", () => {
  it("agree with the vendor's SDK", () => {
    assert.equal(canonicalRequest(request, names), tc3.canonicalRequest);
    assert.equal(stringToSign3(request, names, tc3.service), tc3.stringToSign);
    assert.equal(signatureOf3(request, names, tc3.service, tc3.secretKey), tc3.signature);
  });

  it("are read from the header Authorization", () => {
    assert.deepEqual(parseAuthorization(tc3.authorization), {
      secretId: tc3.secretId,
      date: "2017-11-23",
      service: "vpc",
      signedHeaders: names,
      signature: tc3.signature,
    });
    for (const [from, to] of [
      ["TC3-HMAC-SHA256", "TC3-HMAC-SHA512"],
      ["tc3_request", "tc2_request"],
      ["content-type;host", "content-type"],
      ["content-type;host", "host"],
      ["Signature=35", "Signature=XX"],
    ] as const) {
      assert.equal(parseAuthorization(tc3.authorization.replace(from, to)), undefined, to);
    }
  });

  it("cover every part of the request, the key and the scope", () => {
    const authorization = parseAuthorization(tc3.authorization);
    assert.ok(authorization !== undefined);
    assert.equal(isSigned(request, authorization, tc3.secretKey), true);
    assert.equal(isSigned(request, authorization, `${tc3.secretKey}x`), false);
    const headers = { ...request.headers, host: "other.tencentcloudapi.com" };
    for (const changed of [
      { method: "GET" },
      { query: "a=b" },
      { headers },
      { body: Buffer.from("{}") },
      { timestamp: request.timestamp + 1 },
      { timestamp: request.timestamp + 86_400 },
    ]) {
      assert.equal(isSigned({ ...request, ...changed }, authorization, tc3.secretKey), false, Object.keys(changed)[0]);
    }
    for (const changed of [{ service: "cvm" }, { date: "2017-11-24" }, { signedHeaders: ["host", "content-type"] }]) {
      assert.equal(isSigned(request, { ...authorization, ...changed }, tc3.secretKey), false);
    }
  });
});
