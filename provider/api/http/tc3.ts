import { createHash, createHmac } from "node:crypto";

/**
 * The `Authorization` header of one request of an API 3.0 (TC3-HMAC-SHA256): POST of the path `/` without a query. The headers content-type
 * and host are signed, as the vendor's SDKs do (TencentCloud/tencentcloud-sdk-nodejs, src/common/sign.ts). Example:
 * test/fixtures/signature-vectors.json.
 *
 * @param request `host` and `contentType` as they are sent; `body` is signed as UTF-8; `timestamp` in seconds since 1970, as in `X-TC-Timestamp`.
 */
export function tc3Authorization(
  request: {
    readonly service: string;
    readonly host: string;
    readonly contentType: string;
    readonly body: string;
    readonly timestamp: number;
  },
  key: { readonly secretId: string; readonly secretKey: string },
): string {
  const { service, host, contentType, body, timestamp } = request;
  const signedHeaders = "content-type;host";
  const canonical = ["POST", "/", "", `content-type:${contentType}`, `host:${host}`, "", signedHeaders, sha256(body)];
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const toSign = ["TC3-HMAC-SHA256", String(timestamp), scope, sha256(canonical.join("\n"))].join("\n");
  const signingKey = [date, service, "tc3_request"].reduce<string | Buffer>(hmac, `TC3${key.secretKey}`);
  const signature = hmac(signingKey, toSign).toString("hex");
  return `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text, "utf8").digest();
