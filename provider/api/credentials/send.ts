import type { IncomingMessage } from "node:http";
import got, { RequestError, TimeoutError } from "got";
import { defined } from "../../util/defined.ts";
import { formatMs } from "../../util/durations.ts";
import { QcloudTransportError } from "../errors.ts";
import { explainFailure } from "../http/connection-errors.ts";
import type { Agents } from "../http/proxy.ts";

/** Largest response that is read, in bytes. A token has up to 4096 (sts, data type Credentials). */
const LARGEST_RESPONSE = 64 * 1024;

/** One request for credentials. */
export interface Outgoing {
  /** The service, for messages, such as `sts at https://sts.tencentcloudapi.com/`. */
  readonly of: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The body of a POST; absent for a GET. */
  readonly body?: string;
  readonly agents: Agents;
  /** All certificates to trust; absent for those of Node.js. */
  readonly trusted?: readonly string[] | undefined;
  /** Timeout of the whole request in milliseconds. */
  readonly ms: number;
  /** Timeout of each of DNS lookup, connect and TLS handshake, in milliseconds. */
  readonly connectMs: number;
}

/** An HTTP response. */
export interface Incoming {
  readonly status: number;
  /** The header `Date`, if there is one. */
  readonly date: string | undefined;
  /** The address of the server; "" if it is not known. */
  readonly address: string;
  readonly text: string;
}

/**
 * Why there are no credentials. The request of the operation was not sent, because it could not be signed, so a write may be repeated.
 * `retryable` is false if the same request would be refused again.
 */
export const noAnswer = (of: string, why: string, retryable = true): QcloudTransportError =>
  new QcloudTransportError({ action: of, unsent: true, retryable, message: `${of}: ${why}` });

/**
 * Sends a request once and reads the whole response, without redirects and decompression. Errors contain nothing of either.
 *
 * @throws QcloudTransportError without a whole response.
 */
export async function send({ of, url, headers, body, agents, trusted, ms, connectMs }: Outgoing): Promise<Incoming> {
  const stream = got.stream(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { "user-agent": "pulumi-qcloud-vpn", ...headers },
    agent: agents,
    // Also with NODE_TLS_REJECT_UNAUTHORIZED.
    https: { rejectUnauthorized: true, ...defined({ certificateAuthority: trusted && [...trusted] }) },
    retry: { limit: 0 },
    followRedirect: false,
    decompress: false,
    throwHttpErrors: false,
    timeout: { request: ms, lookup: connectMs, connect: connectMs, secureConnect: connectMs },
    ...defined({ body }),
  });
  // Errors after the end of this function have no effect.
  stream.on("error", () => {});
  let response: IncomingMessage | undefined;
  let address = "";
  stream.once("response", (came: IncomingMessage) => {
    response = came;
    address = came.socket.remoteAddress ?? "";
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > LARGEST_RESPONSE) {
        throw noAnswer(of, `the response is larger than ${LARGEST_RESPONSE} bytes`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof QcloudTransportError ? error : transportError(of, url, error, ms);
  } finally {
    stream.destroy();
    agents.http.destroy();
    agents.https.destroy();
  }
  return {
    status: response?.statusCode ?? 0,
    date: response?.headers.date,
    address,
    text: Buffer.concat(chunks).toString("utf8"),
  };
}

function transportError(of: string, url: string, error: unknown, ms: number): QcloudTransportError {
  const code = error instanceof RequestError ? error.code : "error";
  const isSlow = error instanceof TimeoutError;
  const { retryable, advice } = explainFailure({ code, message: "", established: false }, false);
  const what = isSlow ? `no answer within ${formatMs(ms)}` : `no connection (${code})`;
  // The address of the metadata service is not the user's, so there is nothing to check.
  const hasAdvice = !isSlow && advice !== "" && url.startsWith("https:");
  return noAnswer(of, hasAdvice ? `${what}. ${advice}` : what, isSlow || retryable);
}
