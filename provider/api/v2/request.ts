import { randomInt } from "node:crypto";
import { defined } from "../../util/defined.ts";
import type { Redactor } from "../../util/redact.ts";
import { isApiError, isTransportError, QcloudApiError, QcloudTransportError } from "../errors.ts";
import { CallRecord } from "../http/call-record.ts";
import type { ClientScope } from "../http/client.ts";
import type { CallKind } from "../http/rate-limiter.ts";
import { overTransport, whileBusy, withClock } from "../http/retry.ts";
import { exchange, type Incoming } from "../http/transport.ts";
import { decode, type Envelope, MalformedAnswer } from "./decode.ts";
import { adviceFor } from "./error-codes.ts";
import { encodeParams, flattenParams, type Params, signParams } from "./sign.ts";

/** Limits of connecting, milliseconds: short while it is open whether the endpoint exists at all. */
const CONNECT_TIMEOUT_MS = { first: 5000, later: 10_000 };

/** How a call may be repeated, and how it travels. */
export interface CallOptions {
  /**
   * After a broken transport: `freely` for reads and for writes that may be done twice, `if-unsent` for writes that
   * must not. A QcloudTimeoutError of an `if-unsent` call means that it never arrived.
   */
  readonly repeat: "freely" | "if-unsent";
  /** After 4400, 6000 and 6200: wait until the deadline, or throw at once. */
  readonly busy: "wait" | "throw";
  /** POST with a form instead of GET with a query; for what carries the pre-shared key. */
  readonly post?: boolean;
  /** Whether each attempt takes a new connection. Default: only where `repeat` is `if-unsent`. */
  readonly ownConnection?: boolean;
}

/**
 * Asks the API for one action and decodes the envelope. Each attempt has a Timestamp, Nonce and Signature of its own.
 *
 * @param params Parameters of the action; the common ones are added here.
 * @throws QcloudApiError when the API answers with an error.
 * @throws QcloudTransportError when no usable answer came and the call may not be repeated, or repeating cannot help.
 * @throws QcloudTimeoutError when the scope's deadline ended the repeating.
 */
export function call(scope: ClientScope, action: string, params: Params, options: CallOptions): Promise<Envelope> {
  return callAndRead(scope, action, params, options, (envelope) => envelope);
}

/**
 * As `call`, for answers of which a certain shape is needed: `read` throws MalformedAnswer where it is missing, which
 * counts as a transport error, since such an answer cannot be the API's. It also gets the size of the answer, bytes.
 */
export function callAndRead<T>(
  scope: ClientScope,
  action: string,
  params: Params,
  options: CallOptions,
  read: (envelope: Envelope, bytes: number) => T,
): Promise<T> {
  const record = new CallRecord(action, scope);
  const secrets = [params["preSharedKey"]].filter((value) => typeof value === "string");
  for (const secret of secrets) {
    scope.client.redactor.add(secret);
  }
  return whileBusy(record, options.busy, () =>
    withClock(record, () => overTransport(record, options.repeat, () => attempt(record, params, options, read))),
  );
}

async function attempt<T>(
  record: CallRecord,
  params: Params,
  options: CallOptions,
  read: (envelope: Envelope, bytes: number) => T,
): Promise<T> {
  const { scope } = record;
  const { requestTimeoutMs, limiter } = scope.client;
  await record.queue(kindOf(record.action));
  const left = scope.deadline.remainingMs();
  if (left < 1) {
    throw record.timeout();
  }
  record.begin();
  const sentAt = performance.now();
  try {
    const { signature, ...request } = signedRequest(record, params, options.post === true);
    const redactor = scope.client.redactor.with(signature);
    const incoming = await exchange(scope.client, {
      ...request,
      redactor,
      action: record.action,
      singleConnection: options.repeat === "if-unsent" || options.ownConnection === true,
      timeoutMs: Math.ceil(Math.min(requestTimeoutMs, left)),
      connectTimeoutMs: scope.client.heardHttp ? CONNECT_TIMEOUT_MS.later : CONNECT_TIMEOUT_MS.first,
      ...defined({ signal: scope.signal }),
    });
    const value = understand(record, redactor, incoming, read);
    limiter.onAccepted();
    return value;
  } catch (error) {
    if (isApiError(error)) {
      if (error.kind === "throttled") {
        limiter.onThrottled(sentAt);
      } else {
        limiter.onAccepted();
      }
      record.saw(error.message, false);
    }
    if (isTransportError(error)) {
      record.saw(error.message, error.reason === "too-slow" && left < requestTimeoutMs);
    }
    throw error;
  }
}

/** What only reads has such a name; everything else may change something. */
const kindOf = (action: string): CallKind => (/^(Describe|Get|Inquiry)/.test(action) ? "read" : "write");

/** URL and form of one attempt, newly signed (docs/api.md 1.2 and 1.5). */
function signedRequest(
  record: CallRecord,
  params: Params,
  post: boolean,
): { readonly url: string; readonly form?: string; readonly signature: string } {
  const { client, region } = record.scope;
  const { credentials, signatureMethod } = client.settings;
  const flat = flattenParams({
    ...params,
    Action: record.action,
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
  const at = post ? { url: client.endpoint.url, form: encoded } : { url: `${client.endpoint.url}?${encoded}` };
  return { ...at, signature: signed.Signature };
}

/** Turns what came over HTTP into the value asked for, or into the error that it is. */
function understand<T>(
  record: CallRecord,
  redactor: Redactor,
  incoming: Incoming,
  read: (envelope: Envelope, bytes: number) => T,
): T {
  const { client, region } = record.scope;
  const decoded = decode(incoming.body);
  if (decoded.kind === "error") {
    client.heardApi = true;
    if (decoded.errorKind === "replay") {
      client.learnClock(incoming.date);
    }
    throw new QcloudApiError({
      action: record.action,
      kind: decoded.errorKind,
      apiCode: decoded.apiCode,
      codeDesc: redactor.clean(decoded.codeDesc, 100),
      apiMessage: redactor.clean(decoded.message),
      ...adviceFor(decoded.errorKind, client, region),
    });
  }
  if (incoming.status !== 200) {
    throw wrongStatus(record, redactor, incoming);
  }
  if (decoded.kind === "malformed") {
    throw noAnswer(record, "not-an-answer", decoded.why);
  }
  client.heardApi = true;
  try {
    return read(decoded.envelope, incoming.body.length);
  } catch (error) {
    if (error instanceof MalformedAnswer) {
      throw noAnswer(record, "not-an-answer", error.message);
    }
    throw error;
  }
}

function noAnswer(
  record: CallRecord,
  reason: "not-an-answer" | "http-status",
  why: string,
  retryable = true,
): QcloudTransportError {
  return new QcloudTransportError({
    action: record.action,
    unsent: false,
    retryable,
    reason,
    message: `${record.action}: what came from ${record.scope.client.describeEndpoint()} is no answer of this API: ${why}`,
  });
}

/** The error of an HTTP status other than 200 (docs/api.md 1.6): gateways give them, the API itself does not. */
function wrongStatus(
  record: CallRecord,
  redactor: Redactor,
  { status, contentType, location }: Incoming,
): QcloudTransportError {
  const type = contentType === "" ? "" : ` (${redactor.clean(contentType, 60)})`;
  if (status >= 300 && status < 400) {
    const to = URL.parse(location, record.scope.client.endpoint.url)?.origin;
    const where = to === undefined ? "" : ` to ${redactor.clean(to, 200)}`;
    return noAnswer(record, "http-status", `HTTP ${status}, which points${where === "" ? " elsewhere" : where}`, false);
  }
  const passing = status < 400 || status >= 500 || status === 408 || status === 429;
  return noAnswer(record, "http-status", `HTTP ${status}${type}`, passing);
}
