/** The HTTP server: routes requests to the API, the control path or the page, and sends the answers. */

import { X509Certificate } from "node:crypto";
import { createServer as createPlainServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { faceOf } from "../actions/run.ts";
import { type Cloud, serverTime } from "../cloud.ts";
import { answerControl, jsonText } from "../control/routes.ts";
import type { TlsFiles } from "../options.ts";
import { createPage, type Page } from "../page/page.ts";
import type { ReceivedRequest } from "../requests/authenticate.ts";
import { faceOf3 } from "../v3/run.ts";
import { dispatch, type Reply } from "./dispatch.ts";
import { originRefusal } from "./origin-check.ts";
import { api3Path, apiPath, controlPath, originOf, pagePath } from "./paths.ts";

const jsonType = "application/json; charset=utf-8";

/** For everything but the page: a browser that shows an answer as a document runs nothing in it and isolates it. */
const isolation = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "X-Content-Type-Options": "nosniff",
};

/** Size limits of API 3.0, those of a form for API 2.0 (docs/api.md 1.1, docs/api-3.md 2.2). */
const maxQuery = 32 * 1024;
const maxBody = 1024 * 1024;
const maxJson = 10 * 1024 * 1024;

/** A listening emulator. */
export interface Listener {
  /** Scheme, host and port, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Closes every connection, ends endless answers and planted delays, and stops listening. */
  readonly close: () => Promise<void>;
}

/** The emulator cannot listen; the message says where and why. */
export class ListenError extends Error {}

/**
 * Listens on a host and port.
 *
 * @param port 0: a free one.
 * @throws ListenError when it cannot listen.
 */
export async function listen(cloud: Cloud, host: string, port: number, tls: TlsFiles | undefined): Promise<Listener> {
  const stop = new AbortController();
  const certificate = tls === undefined ? undefined : new X509Certificate(tls.cert);
  const page = createPage();
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const refused = originRefusal(request, host, certificate, page.token);
    for (const [name, value] of Object.entries(isolation)) {
      response.setHeader(name, value);
    }
    if (refused !== undefined) {
      sendRefusal(request, response, refused);
      return;
    }
    route(cloud, page, request, response, tls !== undefined, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted && !request.destroyed) {
        console.error("A request broke the emulator:", error);
      }
      response.destroy();
    });
  };
  const settings = { maxHeaderSize: 64 * 1024, keepAliveTimeout: 65_000 };
  const server: Server =
    tls === undefined ? createPlainServer(settings, handle) : createTlsServer({ ...settings, ...tls }, handle);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const boundPort = typeof address === "object" && address !== null ? address.port : port;
  return {
    origin: originOf(host, boundPort, tls),
    close: () =>
      new Promise((resolve) => {
        stop.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What is wrong, in words; keeps the code of node:net. */
function listenError(cause: NodeJS.ErrnoException, host: string, port: number): ListenError {
  const error =
    cause.code === "EADDRINUSE"
      ? new ListenError(
          `port ${port} of ${host} is in use (EADDRINUSE): stop the program that listens there, or choose another port`,
        )
      : new ListenError(`cannot listen on port ${port} of ${host}: ${cause.message}`);
  return Object.assign(error, { code: cause.code, cause });
}

/** Refuses a request, as JSON on the control path and as a page elsewhere. */
function sendRefusal(request: IncomingMessage, response: ServerResponse, reason: string): void {
  if (request.url?.startsWith(controlPath) === true) {
    send(response, 403, jsonType, jsonText({ error: reason }));
  } else {
    sendPage(response, 403, {}, `<html><body>${reason}</body></html>\r\n`);
  }
}

async function route(
  cloud: Cloud,
  page: Page,
  request: IncomingMessage,
  response: ServerResponse,
  secure: boolean,
  signal: AbortSignal,
): Promise<void> {
  response.sendDate = false;
  response.setHeader("Date", new Date(serverTime(cloud)).toUTCString());
  const url = request.url ?? "/";
  const [path = "", ...rest] = url.split("?");
  const query = rest.join("?");
  const { method = "" } = request;
  if (path === controlPath || path.startsWith(`${controlPath}/`)) {
    const body = (await readBody(request, maxBody))?.toString("utf8");
    const answer = await answerControl(cloud, method, path.slice(controlPath.length + 1), query, body);
    send(response, answer.status, jsonType, answer.body);
    return;
  }
  if (path === pagePath && method === "GET") {
    send(response, 200, "text/html; charset=utf-8", page.html, page.headers);
    return;
  }
  if (path === api3Path && method === "POST" && request.headers["x-tc-action"] !== undefined) {
    const body = await readBody(request, maxJson);
    const received = { headers: request.headers, query, connection: request.socket, body };
    return sendReply(cloud, response, await dispatch(cloud, faceOf3(cloud, received), signal));
  }
  if (path !== apiPath) {
    return sendPage(response, 404);
  }
  if (method !== "GET" && method !== "POST") {
    return sendPage(response, 405);
  }
  if (query.length > maxQuery) {
    return sendPage(response, 414);
  }
  const text = method === "GET" ? query : (await readBody(request, maxBody))?.toString("utf8");
  if (text === undefined) {
    return sendPage(response, 413);
  }
  const received: ReceivedRequest = {
    method,
    host: request.headers.host ?? "",
    path,
    secure,
    connection: request.socket,
    parameters: parseForm(method, request.headers["content-type"], text),
  };
  sendReply(cloud, response, await dispatch(cloud, faceOf(cloud, received), signal));
}

/** Parameters of a query string or a form body; of a repeated one the last value counts. A body of another type has none. */
function parseForm(method: string, contentType: string | undefined, text: string): Map<string, string> {
  const form =
    method === "GET" || contentType === undefined || contentType.startsWith("application/x-www-form-urlencoded");
  return new Map(form ? new URLSearchParams(text) : []);
}

/** The body; `undefined` when it is too long. */
async function readBody(request: IncomingMessage, max: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and discarded, so that the refusal reaches the client.
    if (size <= max) {
      chunks.push(chunk);
    }
    if (size > 8 * max) {
      break;
    }
  }
  return size > max ? undefined : Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, type: string, body: string, headers = {}): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** An error page as a gateway in front of the API would send it: not JSON (docs/api.md 1.6). */
function sendPage(response: ServerResponse, status: number, headers = {}, text?: string): void {
  const body =
    text ?? `<html>\r\n<head><title>${status}</title></head>\r\n<body><h1>${status}</h1></body>\r\n</html>\r\n`;
  send(response, status, "text/html", body, headers);
}

function sendReply(cloud: Cloud, response: ServerResponse, reply: Reply): void {
  // The client may have closed the connection during a delay.
  if (response.destroyed) {
    return;
  }
  const type = cloud.settings.switches.contentType === "json" ? jsonType : "text/html; charset=utf-8";
  if (reply.kind === "drop") {
    response.destroy();
  } else if (reply.kind === "page") {
    sendPage(response, reply.status, reply.headers, reply.body);
  } else if (reply.kind === "whole") {
    send(response, 200, type, reply.body);
  } else if (reply.kind === "half") {
    const bytes = Buffer.from(reply.body);
    response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length });
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
  } else {
    sendEndless(response, type, reply);
  }
}

/** Sends half the answer, then spaces until the client closes the connection or the emulator stops. */
function sendEndless(response: ServerResponse, type: string, reply: Extract<Reply, { kind: "endless" }>): void {
  response.writeHead(200, { "Content-Type": type });
  response.write(reply.body.slice(0, Math.floor(reply.body.length / 2)));
  const filler = " ".repeat(reply.bytes);
  const timer = setInterval(() => {
    // Do not buffer without limit for a client that reads nothing.
    if (!response.writableNeedDrain) {
      response.write(filler);
    }
  }, reply.ms);
  response.once("close", () => clearInterval(timer));
}
