import type { ClientScope, Credentials } from "../http/client.ts";
import { tc3Authorization } from "../http/tc3.ts";
import { canonicalRegion } from "../regions.ts";
import type { Envelope } from "../wire/answer.ts";
import { type CallOptions, type Signed, signedCall } from "../wire/signed-call.ts";
import { decode } from "./decode.ts";
import { adviceFor } from "./error-codes.ts";

/** Version of the VPC product in API 3.0 (docs/api-3.md 2). */
const VERSION = "2017-03-12";

const CONTENT_TYPE = "application/json";

/** A value of a request. Undefined ones are left out: a cloud refuses fields that it does not know (docs/api-3.md 7). */
export type Json = string | number | boolean | undefined | readonly Json[] | { readonly [name: string]: Json };

export type Params = { readonly [name: string]: Json };

/** Options of a read, and of a write that may be carried out twice. */
export const FREELY: CallOptions = { repeat: "freely", busy: "wait" };

/** Options of a write that must not be carried out twice: no VPN action has a client token (docs/api-3.md 2.2). */
export const ONCE: CallOptions = { repeat: "if-unsent", busy: "throw" };

/**
 * Calls an action of API 3.0 and decodes the fields of its answer with `read`. Each attempt has its own timestamp and signature.
 *
 * @throws what `signedCall` throws.
 */
export function call<T>(
  scope: ClientScope,
  action: string,
  params: Params,
  options: CallOptions,
  read: (fields: Envelope, bytes: number) => T,
): Promise<T> {
  const body = JSON.stringify(params, (_key, value: unknown) =>
    typeof value === "string" ? value.toWellFormed() : value,
  );
  const sign = (credentials: Credentials): Signed => signedRequest(scope, credentials, action, body);
  return signedCall(scope, { action, secrets: [params["PreShareKey"]], sign, decode, adviceFor }, options, read);
}

/** One attempt, with a new signature (docs/api-3.md 2.2 and 2.3). */
function signedRequest({ client, region }: ClientScope, credentials: Credentials, action: string, body: string): Signed {
  const timestamp = client.timestamp();
  const authorization = tc3Authorization(
    { service: "vpc", host: client.signedHost, contentType: CONTENT_TYPE, body, timestamp },
    credentials,
  );
  const headers = {
    "content-type": CONTENT_TYPE,
    authorization,
    "x-tc-action": action,
    "x-tc-version": VERSION,
    "x-tc-region": canonicalRegion(region),
    "x-tc-timestamp": String(timestamp),
    "x-tc-language": "en-US",
    "x-tc-requestclient": "pulumi-qcloud-vpn",
    ...(credentials.token === undefined ? {} : { "x-tc-token": credentials.token }),
  };
  const signature = authorization.slice(authorization.lastIndexOf("=") + 1);
  return { url: client.endpoint.url, post: { headers, body }, signature };
}
