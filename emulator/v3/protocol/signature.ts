/**
 * Request signatures of API 3.0, TC3-HMAC-SHA256 (docs/api-3.md 2.3), computed from the received request. The code
 * shares nothing with the provider's signer, so that a wrong signer cannot agree with itself.
 */

import { createHash, createHmac, timingSafeEqual } from "node:crypto";

const algorithm = "TC3-HMAC-SHA256";

/** What the Authorization header says. */
export interface Authorization {
  /** Names the key pair. */
  readonly secretId: string;
  /** UTC date of the scope, such as `2026-11-27`. */
  readonly date: string;
  /** Product of the scope, such as `vpc`. */
  readonly service: string;
  /** Names of the signed headers, in the order of the header. */
  readonly signedHeaders: readonly string[];
  /** Hex. */
  readonly signature: string;
}

/** What a signature covers. */
export interface SignedRequest3 {
  /** `POST`. */
  readonly method: string;
  /** `/`. */
  readonly path: string;
  /** Query as sent, without the question mark; empty for a POST as the vendor's clients send it. */
  readonly query: string;
  /** The headers by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes of the body. */
  readonly body: Uint8Array;
  /** Unix seconds of X-TC-Timestamp. */
  readonly timestamp: number;
}

/** The parts of an Authorization header; `undefined` for one of another form, or that does not sign the required headers. */
export function parseAuthorization(text: string): Authorization | undefined {
  const form =
    /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
  const [, secretId = "", date = "", service = "", headers = "", signature = ""] = form.exec(text) ?? [];
  const signedHeaders = headers.split(";");
  if (secretId === "" || !signedHeaders.includes("content-type") || !signedHeaders.includes("host")) {
    return undefined;
  }
  return { secretId, date, service, signedHeaders, signature };
}

/** The canonical form of a request; header values as sent, without spaces around them. */
export function canonicalRequest(request: SignedRequest3, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`).join("");
  return [request.method, request.path, request.query, headers, signedHeaders.join(";"), sha256(request.body)].join(
    "\n",
  );
}

/** The text to sign. Its date is that of the timestamp, whatever the scope says. */
export function stringToSign3(request: SignedRequest3, signedHeaders: readonly string[], service: string): string {
  const scope = `${utcDate(request.timestamp)}/${service}/tc3_request`;
  return [algorithm, request.timestamp, scope, sha256(canonicalRequest(request, signedHeaders))].join("\n");
}

/** The signature that a request must carry, in hex. */
export function signatureOf3(
  request: SignedRequest3,
  signedHeaders: readonly string[],
  service: string,
  secretKey: string,
): string {
  const date = hmac(`TC3${secretKey}`, utcDate(request.timestamp));
  const key = hmac(hmac(date, service), "tc3_request");
  return hmac(key, stringToSign3(request, signedHeaders, service)).toString("hex");
}

/** Whether an authorization is valid for this request and key; compared in constant time. */
export function isSigned(request: SignedRequest3, authorization: Authorization, secretKey: string): boolean {
  const { signedHeaders, service, date } = authorization;
  const expected = Buffer.from(signatureOf3(request, signedHeaders, service, secretKey));
  const received = Buffer.from(authorization.signature);
  return date === utcDate(request.timestamp) && timingSafeEqual(expected, received);
}

function utcDate(timestamp: number): string {
  return new Date(timestamp * 1000).toISOString().slice(0, 10);
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text, "utf8").digest();
}
