import { defined } from "../../util/defined.ts";
import type { Redactor } from "../../util/redact.ts";
import { isApiError, isTransportError, QcloudApiError, QcloudTransportError } from "../errors.ts";
import type { Advice } from "../http/advice.ts";
import { CallRecord } from "../http/call-record.ts";
import type { ClientScope, Credentials } from "../http/client.ts";
import type { CallKind } from "../http/rate-limiter.ts";
import { overTransport, whileBusy, withClock } from "../http/retry.ts";
import { exchange, type Incoming, type Post } from "../http/transport.ts";
import { type Decoded, type Envelope, MalformedAnswer } from "./answer.ts";

/** Connect timeouts in milliseconds: shorter until the endpoint has answered. */
const CONNECT_TIMEOUT_MS = { first: 5000, later: 10_000 };

/** How a call is retried and sent. */
export interface CallOptions {
  /**
   * After a transport error: `freely` for reads and for writes that may be carried out twice, `if-unsent` for other writes. A
   * QcloudTimeoutError of an `if-unsent` call means that the request did not arrive.
   */
  readonly repeat: "freely" | "if-unsent";
  /** After an answer that says "busy" or "too many requests": retry until the deadline, or throw at once. */
  readonly busy: "wait" | "throw";
  /** Whether each attempt uses a new connection. Always true with `if-unsent`. Default: false. */
  readonly ownConnection?: boolean;
}

/** A request with its signature. */
export interface Signed {
  readonly url: string;
  /** Absent for a GET. */
  readonly post?: Post;
  /** Removed from messages. */
  readonly signature: string;
}

/** A call, in the form of one version of the API. */
export interface Outgoing {
  readonly action: string;
  /** Secrets among the parameters; removed from messages. */
  readonly secrets: readonly unknown[];
  /** The request, with a new signature for each attempt. */
  sign(credentials: Credentials): Signed;
  decode(body: Uint8Array): Decoded;
  readonly adviceFor: Advice;
}

/**
 * Sends a call and decodes its answer with `read`. If `read` throws MalformedAnswer, that is a transport error, because the answer cannot be
 * that of the API. `bytes` is the size of the answer.
 *
 * @throws QcloudApiError for an error answer.
 * @throws QcloudTransportError without a usable answer, if the call cannot be retried.
 * @throws QcloudTimeoutError after the deadline.
 */
export function signedCall<T>(
  scope: ClientScope,
  call: Outgoing,
  options: CallOptions,
  read: (envelope: Envelope, bytes: number) => T,
): Promise<T> {
  const record = new CallRecord(call.action, scope);
  for (const secret of call.secrets) {
    if (typeof secret === "string") {
      scope.client.redactor.add(secret);
    }
  }
  return whileBusy(record, options.busy, () =>
    withClock(record, () => overTransport(record, options.repeat, () => attempt(record, call, options, read))),
  );
}

async function attempt<T>(
  record: CallRecord,
  call: Outgoing,
  options: CallOptions,
  read: (envelope: Envelope, bytes: number) => T,
): Promise<T> {
  const { scope } = record;
  const { requestTimeoutMs } = scope.client;
  const limiter = scope.client.limiterOf(record.action);
  await record.queue(kindOf(record.action));
  const credentials = await credentialsFor(record);
  const left = scope.deadline.remainingMs();
  if (left < 1) {
    throw record.timeout();
  }
  record.begin();
  const sentAt = performance.now();
  try {
    const { signature, ...request } = call.sign(credentials);
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
    const value = understand(record, call, redactor, incoming, read);
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

/** The credentials of one attempt. A failed renewal is one of the attempts' results, and nothing was sent. */
async function credentialsFor(record: CallRecord): Promise<Credentials> {
  const { client, deadline, signal } = record.scope;
  try {
    return await client.credentials({ ms: deadline.remainingMs(), signal });
  } catch (error) {
    if (isTransportError(error)) {
      record.saw(error.message, false);
    }
    throw error;
  }
}

/** Every action with another name may change something. */
const kindOf = (action: string): CallKind => (/^(Describe|Download|Get|Inquiry)/.test(action) ? "read" : "write");

/** Decodes an HTTP response into a value or an error. */
function understand<T>(
  record: CallRecord,
  call: Outgoing,
  redactor: Redactor,
  incoming: Incoming,
  read: (envelope: Envelope, bytes: number) => T,
): T {
  const { client, region } = record.scope;
  const decoded = call.decode(incoming.body);
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
      ...call.adviceFor(decoded, client, region),
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
    message: `${record.action}: unexpected response from ${record.scope.client.describeEndpoint()}: ${why}`,
  });
}

/** The error of an HTTP status other than 200, which only a server in front of the API gives (docs/api.md 1.6). */
function wrongStatus(
  record: CallRecord,
  redactor: Redactor,
  { status, contentType, location }: Incoming,
): QcloudTransportError {
  const type = contentType === "" ? "" : ` (${redactor.clean(contentType, 60)})`;
  if (status >= 300 && status < 400) {
    const to = URL.parse(location, record.scope.client.endpoint.url)?.origin;
    const where = to === undefined ? "elsewhere" : `to ${redactor.clean(to, 200)}`;
    return noAnswer(record, "http-status", `HTTP ${status}, which redirects ${where}`, false);
  }
  const mayPass = status < 400 || status >= 500 || status === 408 || status === 429;
  return noAnswer(record, "http-status", `HTTP ${status}${type}`, mayPass);
}
