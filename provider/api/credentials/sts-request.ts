// A named import could not be resolved by a Node.js that is too old, before `node-version.ts` can say so.
import tls from "node:tls";
import { isRecord } from "../../util/is-record.ts";
import { Redactor } from "../../util/redact.ts";
import type { Credentials } from "../http/client.ts";
import { isLoopback } from "../http/endpoint.ts";
import { directAgents, ProxyRoute } from "../http/proxy.ts";
import { tc3Authorization } from "../http/tc3.ts";
import { type Incoming, noAnswer, send } from "./send.ts";
import type { StsSettings } from "./sts-settings.ts";
import { readObject } from "./temporary.ts";

/** Version of the API (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/role_arn_provider.go). */
const VERSION = "2018-08-13";

/** The region that the vendor's SDKs always send (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/role_arn_provider.go). */
export const STS_REGION = "ap-guangzhou";

const CONTENT_TYPE = "application/json";

/** Timeout of one request and of connecting, in milliseconds. */
const REQUEST_MS = 10_000;
const CONNECT_MS = 5000;

/** A larger difference of the clocks is not corrected, as by the client of the VPC API: seven days. */
const LARGEST_CLOCK_OFFSET_S = 7 * 24 * 3600;

/** One request to sts. */
export interface StsRequest {
  readonly action: string;
  readonly region: string;
  readonly params: Readonly<Record<string, string>>;
  /** The key pair that signs it; absent for a request that is not signed. */
  readonly by?: Credentials;
  /** What the response must not repeat in a message. */
  readonly secrets: readonly (string | undefined)[];
}

/**
 * Sends one request to sts, and reads the object `Response` of its answer with `read`.
 *
 * @throws QcloudTransportError without a usable answer.
 */
export async function requestSts<T>(
  sts: StsSettings,
  { action, region, params, by, secrets }: StsRequest,
  read: (of: string, response: Readonly<Record<string, unknown>>, incoming: Incoming) => T,
): Promise<T> {
  const url = new URL(sts.endpoint);
  const of = `${action} at ${url.origin}`;
  const redactor = new Redactor();
  for (const secret of secrets) {
    redactor.add(secret);
  }
  const body = JSON.stringify(params);
  const attempt = (timestamp: number): Promise<Incoming> => {
    const proxy = sts.proxy === undefined || isLoopback(url.hostname) ? undefined : new ProxyRoute(sts.proxy, redactor);
    const trusted = sts.ca === undefined ? undefined : [...tls.getCACertificates("default"), sts.ca];
    const signed = { service: "sts", host: url.host, contentType: CONTENT_TYPE, body, timestamp };
    return send({
      of: proxy === undefined ? of : `${of} through ${proxy.describe()}`,
      url: `${url.origin}/`,
      headers: {
        "content-type": CONTENT_TYPE,
        "x-tc-action": action,
        "x-tc-version": VERSION,
        "x-tc-region": region,
        "x-tc-timestamp": String(timestamp),
        ...(by?.token === undefined ? {} : { "x-tc-token": by.token }),
        authorization: by === undefined ? "SKIP" : tc3Authorization(signed, by),
      },
      body,
      agents: proxy?.agents(false, trusted, REQUEST_MS) ?? directAgents(false),
      trusted,
      ms: REQUEST_MS,
      connectMs: CONNECT_MS,
    });
  };
  const now = Math.floor(Date.now() / 1000);
  let incoming = await attempt(now);
  const theirs = Math.floor(Date.parse(incoming.date ?? "") / 1000);
  if (codeOf(incoming) === "AuthFailure.SignatureExpire" && Math.abs(theirs - now) <= LARGEST_CLOCK_OFFSET_S) {
    // The clock of this machine is wrong: sign once more with the time of the service.
    incoming = await attempt(theirs);
  }
  return read(of, understand(of, redactor, incoming), incoming);
}

/** The object `Response` of a response of an API 3.0; undefined if it is none. */
function responseOf({ text }: Incoming): Readonly<Record<string, unknown>> | undefined {
  const response = readObject(text)?.["Response"];
  return isRecord(response) ? response : undefined;
}

/** The error code of a response; undefined without one. */
function codeOf(incoming: Incoming): string | undefined {
  const failure = responseOf(incoming)?.["Error"];
  return isRecord(failure) ? String(failure["Code"] ?? "") : undefined;
}

function understand(of: string, redactor: Redactor, incoming: Incoming): Readonly<Record<string, unknown>> {
  if (incoming.status !== 200) {
    throw noAnswer(of, `unexpected response with HTTP ${incoming.status}`);
  }
  const response = responseOf(incoming);
  if (response === undefined) {
    throw noAnswer(of, "the response is not one of an API 3.0");
  }
  const code = codeOf(incoming);
  if (code !== undefined) {
    const { Message: message } = response["Error"] as Readonly<Record<string, unknown>>;
    const said = typeof message === "string" ? `: ${redactor.clean(message, 300)}` : "";
    // These say nothing about the request (common error codes of the APIs 3.0).
    const mayPass = /^(InternalError|RequestLimitExceeded|ResourceUnavailable|ServiceUnavailable)/.test(code);
    throw noAnswer(of, `the service refused the request with ${redactor.clean(code, 100)}${said}`, mayPass);
  }
  return response;
}
