import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tc3Authorization } from "../../provider/api/http/tc3.ts";

const { tc3: vector } = JSON.parse(
  readFileSync(new URL("../fixtures/signature-vectors.json", import.meta.url), "utf8"),
) as {
  readonly tc3: {
    readonly host: string;
    readonly headers: Readonly<Record<"Content-Type" | "X-TC-Timestamp", string>>;
    readonly payload: string;
    readonly secretId: string;
    readonly secretKey: string;
    readonly service: string;
    readonly authorization: string;
  };
};

const request = {
  service: vector.service,
  host: vector.host,
  contentType: vector.headers["Content-Type"],
  body: vector.payload,
  timestamp: Number(vector.headers["X-TC-Timestamp"]),
};

const signatureOf = (authorization: string): string | undefined => /Signature=([0-9a-f]{64})$/.exec(authorization)?.[1];

describe("tc3Authorization", () => {
  it("reproduces the vector", () => {
    assert.equal(tc3Authorization(request, vector), vector.authorization);
  });

  for (const change of [
    { service: "sts" },
    { host: "vpc.tencentcloudapi.com:8443" },
    { contentType: "application/json; charset=utf-8" },
    { body: `${vector.payload} ` },
    { timestamp: request.timestamp + 1 },
  ]) {
    it(`signs ${Object.keys(change).join()}`, () => {
      const changed = tc3Authorization({ ...request, ...change }, vector);
      assert.notEqual(signatureOf(changed), signatureOf(vector.authorization));
    });
  }

  it("signs a body that is not ASCII as UTF-8, and takes the date in UTC", () => {
    const midnight = Date.UTC(2026, 0, 1) / 1000;
    const authorization = tc3Authorization({ ...request, body: '{"a":"一"}', timestamp: midnight - 1 }, vector);
    assert.match(authorization, /Credential=example-secret-id-0001\/2025-12-31\/vpc\/tc3_request, /);
  });
});
