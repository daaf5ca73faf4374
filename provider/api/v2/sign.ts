import { createHmac } from "node:crypto";
import type { SignatureMethod } from "../http/client.ts";

/**
 * The request signature of API 2.0 (docs/api.md 1.3; the vendor's page "Signature method" of VPC, 215/4772): pure
 * functions, one for each step. Worked examples: test/fixtures/signature-vectors.json.
 */

/** What a request parameter may hold before it is flattened. */
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

/** Parameters as they are sent: flat names, text values, none empty. */
export type FlatParams = Readonly<Record<string, string>>;

/** Where and how a request is sent, as far as it is signed. */
export interface SignedTarget {
  readonly method: "GET" | "POST";
  /** `host` or `host:port`, as configured. */
  readonly host: string;
  /** Begins with `/`. */
  readonly path: string;
}

/**
 * Flat names and text values: `a: [x, y]` becomes `a.0`, `a.1`; `a: {b: x}` becomes `a.b`; booleans become `true` and
 * `false`. Nothing, empty text and numbers that are none are left out, since clients disagree on how they are signed.
 * Half surrogate pairs become U+FFFD, because UTF-8 cannot carry them.
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
 * The text that is signed: method, host and path, then every parameter as `name=value`, sorted by the bytes of its
 * name, with the value raw. In names `_` becomes `.`. A POST leaves out parameters whose value begins with `@`,
 * although they are sent (all clients of the vendor do; vectors v4 and v5).
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

/** HMAC over the UTF-8 bytes of a string to sign, in Base64 with padding: 44 characters by SHA-256, 28 by SHA-1. */
export function signature(text: string, secretKey: string, method: SignatureMethod): string {
  const hash = method === "HmacSHA256" ? "sha256" : "sha1";
  return createHmac(hash, secretKey).update(text, "utf8").digest("base64");
}

/** The parameters with `Signature` added; the method is the one that `SignatureMethod` among them names. */
export function signParams(
  target: SignedTarget,
  params: FlatParams,
  secretKey: string,
): FlatParams & { readonly Signature: string } {
  const method = params["SignatureMethod"] === "HmacSHA256" ? "HmacSHA256" : "HmacSHA1";
  return { ...params, Signature: signature(stringToSign(target, params), secretKey, method) };
}

/** Parameters as a query or form: every byte outside A-Z a-z 0-9 - _ . ~ percent-encoded, a space as `%20`. */
export function encodeParams(params: FlatParams): string {
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return Object.entries(params)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}
