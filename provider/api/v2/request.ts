import { randomInt } from "node:crypto";
import type { ClientScope, Credentials } from "../http/client.ts";
import type { Envelope } from "../wire/answer.ts";
import { type CallOptions, type Signed, signedCall } from "../wire/signed-call.ts";
import { decode } from "./decode.ts";
import { adviceFor } from "./error-codes.ts";
import { encodeParams, flattenParams, type Params, signParams } from "./sign.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** How a call is retried and sent. */
export interface CallOptionsV2 extends CallOptions {
  /** POST with a form instead of GET, for requests with the pre-shared key. Default: false. */
  readonly post?: boolean;
}

/**
 * Calls an action and decodes the envelope. Each attempt has its own Timestamp, Nonce and Signature.
 *
 * @param params Parameters of the action, without the common ones.
 * @throws what `signedCall` throws.
 */
export function call(scope: ClientScope, action: string, params: Params, options: CallOptionsV2): Promise<Envelope> {
  return callAndRead(scope, action, params, options, (envelope) => envelope);
}

/** As `call`, and decodes the answer with `read`, as `signedCall`. */
export function callAndRead<T>(
  scope: ClientScope,
  action: string,
  params: Params,
  options: CallOptionsV2,
  read: (envelope: Envelope, bytes: number) => T,
): Promise<T> {
  const sign = (credentials: Credentials): Signed =>
    signedRequest(scope, credentials, action, params, options.post === true);
  return signedCall(scope, { action, secrets: [params["preSharedKey"]], sign, decode, adviceFor }, options, read);
}

/** URL and form of one attempt, with a new signature (docs/api.md 1.2 and 1.5). */
function signedRequest(
  { client, region }: ClientScope,
  credentials: Credentials,
  action: string,
  params: Params,
  post: boolean,
): Signed {
  const { signatureMethod } = client.settings;
  const flat = flattenParams({
    ...params,
    Action: action,
    Region: region,
    Timestamp: client.timestamp(),
    Nonce: randomInt(1, 2 ** 31),
    SecretId: credentials.secretId,
    SignatureMethod: signatureMethod,
    Token: credentials.token,
  });
  const target = { method: post ? "POST" : "GET", host: client.signedHost, path: client.endpoint.path } as const;
  const signed = signParams(target, flat, credentials.secretKey);
  const encoded = encodeParams(signed);
  const { url } = client.endpoint;
  return {
    ...(post ? { url, post: { headers: FORM, body: encoded } } : { url: `${url}?${encoded}` }),
    signature: signed.Signature,
  };
}
