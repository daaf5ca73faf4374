/**
 * Request signatures of API 2.0 (docs/api.md 1.3), computed from the received request. The code shares nothing with
 * the provider's signer, so that a wrong signer cannot agree with itself.
 */

import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signature covers: method, host, path and every parameter, decoded, in any order. */
export interface SignedRequest {
  /** `GET` or `POST`, in upper case. */
  readonly method: string;
  /** The signed host, with its port where the URL has one, such as `127.0.0.1:8443`. */
  readonly host: string;
  /** `/v2/index.php` for every action. */
  readonly path: string;
  /** Parameters by name, decoded. `Signature` may be among them; it is left out. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The text to sign (docs/api.md 1.3): names in ASCII order, `_` in a name as `.`, values raw, and in
 * a POST without the parameters whose value begins with `@`.
 */
export function stringToSign(request: SignedRequest): string {
  const post = request.method === "POST";
  const pairs: string[] = [];
  for (const name of [...request.parameters.keys()].sort()) {
    const value = request.parameters.get(name) ?? "";
    if (name === "Signature" || (post && value.startsWith("@"))) {
      continue;
    }
    pairs.push(`${name.replaceAll("_", ".")}=${value}`);
  }
  return `${request.method}${request.host}${request.path}?${pairs.join("&")}`;
}

/**
 * The signature that a request must carry, in Base64. Only the exact text `HmacSHA256` in the parameter
 * `SignatureMethod` selects SHA-256; anything else, or nothing, means SHA-1 (docs/api.md 1.2).
 */
export function signatureOf(request: SignedRequest, secretKey: string): string {
  const hash = request.parameters.get("SignatureMethod") === "HmacSHA256" ? "sha256" : "sha1";
  return createHmac(hash, secretKey).update(stringToSign(request), "utf8").digest("base64");
}

/** Whether the parameter `Signature` is valid for this key; compared in constant time. */
export function signatureIsValid(request: SignedRequest, secretKey: string): boolean {
  const expected = Buffer.from(signatureOf(request, secretKey));
  const received = Buffer.from(request.parameters.get("Signature") ?? "");
  return expected.length === received.length && timingSafeEqual(expected, received);
}
