import type { ClientRequest, IncomingMessage } from "node:http";
import got, { RequestError, TimeoutError } from "got";
import { defined } from "../../util/defined.ts";
import { formatMs } from "../../util/durations.ts";
import type { Redactor } from "../../util/redact.ts";
import { QcloudTransportError } from "../errors.ts";
import type { Client } from "./client.ts";
import { type ConnectionFailure, explainFailure, explainProxyFailure } from "./connection-errors.ts";

/** Largest answer that is read, in bytes. The largest documented one, a page of 50 tunnels, has about 100 kB. */
const LARGEST_ANSWER = 2 * 1024 * 1024;

/** Chunks are joined at this number, because a service may send one for each byte. */
const MOST_CHUNKS = 1000;

/** Headers and body of a POST. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One signed request. */
export interface Outgoing {
  readonly action: string;
  readonly url: string;
  /** Absent for a GET. */
  readonly post?: Post;
  /** Whether to use a new connection; see `Client.single`. */
  readonly singleConnection: boolean;
  /** Timeout of the attempt in milliseconds. */
  readonly timeoutMs: number;
  /** Timeout of each of DNS lookup, connect and TLS handshake, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly signal?: AbortSignal;
  /** Removes secrets from error messages. */
  readonly redactor: Redactor;
}

/** An HTTP response. */
export interface Incoming {
  readonly status: number;
  readonly contentType: string;
  readonly location: string;
  readonly date: string | undefined;
  readonly body: Uint8Array;
}

/**
 * Sends a request once and reads the whole answer, without redirects and decompression.
 *
 * @throws QcloudTransportError if no whole answer arrives; its cause contains nothing of the request.
 * @throws the signal's reason if the call is cancelled.
 */
export async function exchange(client: Client, request: Outgoing): Promise<Incoming> {
  const { signal } = request;
  signal?.throwIfAborted();
  const stream = got.stream(request.url, {
    method: request.post === undefined ? "GET" : "POST",
    headers: {
      "user-agent": "pulumi-qcloud-vpn",
      accept: "application/json",
      ...request.post?.headers,
    },
    agent: request.singleConnection ? client.single : client.pooled,
    // Also with NODE_TLS_REJECT_UNAUTHORIZED.
    https: { rejectUnauthorized: true, ...defined({ certificateAuthority: client.trusted }) },
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
    ...defined({ body: request.post?.body, signal }),
  });
  // Errors after the end of this function have no effect.
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
      if (chunks.length >= MOST_CHUNKS) {
        chunks.splice(0, chunks.length, Buffer.concat(chunks));
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw transportError(client, request, failureOf(error, connection.established));
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

/** Observes whether the connection is established; before, nothing of the request can have been sent. */
function watchConnection(stream: NodeJS.EventEmitter, https: boolean): { readonly established: boolean } {
  const connection = { established: false };
  stream.once("request", (request: ClientRequest) => {
    request.once("socket", (socket) => {
      // A proxy's connection is established before the request gets it; the TLS inside it is not.
      if (request.reusedSocket || (!https && !socket.connecting)) {
        connection.established = true;
      } else {
        socket.once(https ? "secureConnect" : "connect", () => (connection.established = true));
      }
    });
  });
  return connection;
}

function failureOf(error: unknown, established: boolean): ConnectionFailure {
  const code = error instanceof RequestError ? error.code : "";
  const message = error instanceof Error ? error.message : "";
  const phase = error instanceof TimeoutError ? error.event : undefined;
  return { code, message, established, ...defined({ phase }) };
}

function transportError(client: Client, request: Outgoing, failure: ConnectionFailure): QcloudTransportError {
  const via = client.proxy === undefined ? "" : ` through ${client.proxy.describe()}`;
  const { reason, retryable, advice } =
    (client.proxy === undefined ? undefined : explainProxyFailure(failure)) ??
    explainFailure(failure, client.heardHttp);
  // The text of OpenSSL consists of internals; the code is enough.
  const plain = failure.message === "" || failure.code === "EPROTO" || failure.code.startsWith("ERR_SSL_");
  const detail = request.redactor.clean(plain ? failure.code : failure.message, 200);
  const what =
    reason === "too-slow"
      ? `no whole answer within ${formatMs(request.timeoutMs)}`
      : `${reason === "broken" ? "the connection broke" : "no connection"} (${detail})`;
  return new QcloudTransportError({
    action: request.action,
    unsent: !failure.established,
    retryable,
    reason,
    message: `${request.action}: ${what}, endpoint ${client.describeEndpoint()}${via}${advice === "" ? "" : `. ${advice}`}`,
    cause: { name: "ConnectionFailure", code: failure.code, message: detail },
  });
}
