import { createHmac } from "node:crypto";
import type { SignatureMethod } from "../http/client.ts";

/**
 * The request signature (docs/api.md 1.3; the vendor's page "Signature method" of VPC, 215/4772): a pure function for each step.
 * Examples: test/fixtures/signature-vectors.json.
 */

/** The value of a parameter before it is flattened. */
export type ParamValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly ParamValue[]
  | { readonly [name: string]: ParamValue };

/** Parameters by name. */
export type Params = Readonly<Record<string, ParamValue>>;

/** Parameters as they are sent: flat names, and text values that are not empty. */
export type FlatParams = Readonly<Record<string, string>>;

/** The signed parts of the request line. */
export interface SignedTarget {
  readonly method: "GET" | "POST";
  /** `host` or `host:port`, as configured. */
  readonly host: string;
  /** Begins with `/`. */
  readonly path: string;
}

/**
 * Flattens parameters: `a: [x, y]` becomes `a.0` and `a.1`; `a: {b: x}` becomes `a.b`. Absent and empty values, NaN and infinities are left
 * out, because clients sign them differently. Lone surrogates become U+FFFD, because UTF-8 cannot encode them.
 */
export function flattenParams(params: Params): FlatParams {
  const flat: Record<string, string> = Object.create(null);
  const add = (name: string, value: ParamValue): void => {
    if (value === null || value === undefined) {
      return;
    }
    if (typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        add(`${name}.${key}`, inner);
      }
      return;
    }
    if (typeof value === "number" && !Number.isFinite(value)) {
      return;
    }
    const text = String(value).toWellFormed();
    if (text !== "") {
      flat[name.toWellFormed()] = text;
    }
  };
  for (const [name, value] of Object.entries(params)) {
    add(name, value);
  }
  return flat;
}

/**
 * The text to sign: method, host and path, then every parameter as `name=value` with the raw value, sorted by the bytes of the name. In
 * names, `_` becomes `.`. The signature of a POST does not include values that begin with `@` (as in all clients of the vendor; vectors
 * v4 and v5).
 */
export function stringToSign(target: SignedTarget, params: FlatParams): string {
  const pairs = Object.entries(params)
    .filter(([name]) => name !== "Signature")
    .filter(([, value]) => target.method !== "POST" || !value.startsWith("@"))
    .map(([name, value]) => ({ bytes: Buffer.from(name), pair: `${name.replaceAll("_", ".")}=${value}` }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ pair }) => pair);
  return `${target.method}${target.host}${target.path}?${pairs.join("&")}`;
}

/** The HMAC of a text to sign, in Base64 with padding. */
export function signature(text: string, secretKey: string, method: SignatureMethod): string {
  const hash = method === "HmacSHA256" ? "sha256" : "sha1";
  return createHmac(hash, secretKey).update(text, "utf8").digest("base64");
}

/** Adds `Signature`, by the method that the parameter `SignatureMethod` names. */
export function signParams(
  target: SignedTarget,
  params: FlatParams,
  secretKey: string,
): FlatParams & { readonly Signature: string } {
  const method = params["SignatureMethod"] === "HmacSHA256" ? "HmacSHA256" : "HmacSHA1";
  return { ...params, Signature: signature(stringToSign(target, params), secretKey, method) };
}

/** Encodes a query or form: every byte except A-Z a-z 0-9 - _ . ~ is percent-encoded. */
export function encodeParams(params: FlatParams): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return Object.entries(params)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}
