import type { ClientRequest, IncomingMessage } from "node:http";
import got, { RequestError, TimeoutError } from "got";
import { defined } from "../../util/defined.ts";
import type { Redactor } from "../../util/redact.ts";
import { QcloudTransportError } from "../errors.ts";
import type { Client } from "./client.ts";
import { type ConnectionFault, explainFault, explainProxyFault } from "./connection-errors.ts";

/** Largest answer that is read, bytes; the largest documented one (a page of 50 tunnels) has some 100 kB. */
const LARGEST_ANSWER = 2 * 1024 * 1024;

/** So many pieces of an answer are kept apart: each has a cost of its own, and a service may send one for each byte. */
const MOST_PIECES = 1000;

/** One signed request. */
export interface Outgoing {
  readonly action: string;
  readonly url: string;
  /** The form of a POST; absent with GET. */
  readonly form?: string;
  /** A new connection instead of a kept one; see `Client.single`. */
  readonly singleConnection: boolean;
  /** Limit of the whole attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Limit of each of name look-up, connecting and TLS, milliseconds. */
  readonly connectTimeoutMs: number;
  readonly signal?: AbortSignal;
  /** Keeps this request's secrets out of what is said of it. */
  readonly redactor: Redactor;
}

/** What came back over HTTP, whatever it is. */
export interface Incoming {
  readonly status: number;
  readonly contentType: string;
  readonly location: string;
  readonly date: string | undefined;
  readonly body: Uint8Array;
}

/**
 * Sends one request once and reads the whole answer. Redirects are not followed, encodings not asked for.
 *
 * @throws QcloudTransportError when no whole answer came; its cause is a plain object without anything of the request.
 * @throws the signal's reason when it was cancelled.
 */
export async function exchange(client: Client, request: Outgoing): Promise<Incoming> {
  const { signal } = request;
  signal?.throwIfAborted();
  const post = request.form === undefined ? {} : { body: request.form };
  const stream = got.stream(request.url, {
    method: request.form === undefined ? "GET" : "POST",
    headers: {
      "user-agent": "pulumi-qcloud-vpn",
      accept: "application/json",
      ...(request.form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...post,
    agent: request.singleConnection ? client.single : client.pooled,
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
    https: {
      rejectUnauthorized: true,
      ...defined({ certificateAuthority: client.trusted }),
    },
    retry: { limit: 0 },
    followRedirect: false,
    decompress: false,
    throwHttpErrors: false,
    timeout: {
      request: request.timeoutMs,
      lookup: request.connectTimeoutMs,
      connect: request.connectTimeoutMs,
      secureConnect: request.connectTimeoutMs,
    },
    ...defined({ signal }),
  });
  // What goes wrong after the answer is whole, or after this function has given up, is nobody's concern.
  stream.on("error", () => {});
  const connection = watchConnection(stream, client.endpoint.https);
  let response: IncomingMessage | undefined;
  stream.once("response", (came: IncomingMessage) => {
    response = came;
    client.heardHttp = true;
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > LARGEST_ANSWER) {
        break;
      }
      chunks.push(chunk);
      if (chunks.length >= MOST_PIECES) {
        chunks.splice(0, chunks.length, Buffer.concat(chunks));
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    const fault = faultOf(error, connection.established);
    throw transportError(client, request, fault);
  } finally {
    stream.destroy();
  }
  if (size > LARGEST_ANSWER) {
    throw new QcloudTransportError({
      action: request.action,
      unsent: false,
      retryable: true,
      reason: "not-an-answer",
      message: `${request.action}: the answer of ${client.describeEndpoint()} is larger than ${LARGEST_ANSWER} bytes`,
    });
  }
  const header = (name: "content-type" | "location" | "date"): string | undefined => response?.headers[name];
  return {
    status: response?.statusCode ?? 0,
    contentType: header("content-type") ?? "",
    location: header("location") ?? "",
    date: header("date"),
    body: Buffer.concat(chunks),
  };
}

/** Learns whether the connection came about; only then can anything of a request have been sent. */
function watchConnection(stream: NodeJS.EventEmitter, https: boolean): { readonly established: boolean } {
  const connection = { established: false };
  stream.once("request", (request: ClientRequest) => {
    request.once("socket", (socket) => {
      // A proxy's connection comes about before the request gets it; its TLS does not.
      if (request.reusedSocket || (!https && !socket.connecting)) {
        connection.established = true;
      } else {
        socket.once(https ? "secureConnect" : "connect", () => (connection.established = true));
      }
    });
  });
  return connection;
}

function faultOf(error: unknown, established: boolean): ConnectionFault {
  const code = error instanceof RequestError ? error.code : "";
  const message = error instanceof Error ? error.message : "";
  const phase = error instanceof TimeoutError ? error.event : undefined;
  return { code, message, established, ...defined({ phase }) };
}

function transportError(client: Client, request: Outgoing, fault: ConnectionFault): QcloudTransportError {
  const via = client.proxy === undefined ? "" : ` through ${client.proxy.describe()}`;
  const { reason, retryable, advice } =
    (client.proxy === undefined ? undefined : explainProxyFault(fault)) ?? explainFault(fault, client.heardHttp);
  // OpenSSL's own text is a line of internals; its code says as much.
  const plain = fault.message === "" || fault.code === "EPROTO" || fault.code.startsWith("ERR_SSL_");
  const detail = request.redactor.clean(plain ? fault.code : fault.message, 200);
  const what =
    reason === "too-slow"
      ? `no whole answer within ${request.timeoutMs / 1000} s`
      : `${reason === "broken" ? "the connection broke" : "no connection"} (${detail})`;
  return new QcloudTransportError({
    action: request.action,
    unsent: !fault.established,
    retryable,
    reason,
    message: `${request.action}: ${what}, endpoint ${client.describeEndpoint()}${via}${advice === "" ? "" : `. ${advice}`}`,
    cause: { name: "ConnectionFault", code: fault.code, message: detail },
  });
}
