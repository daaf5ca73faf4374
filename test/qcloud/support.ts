import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import sinon from "sinon";
import { Client, type ClientScope, type ClientSettings } from "../../provider/api/http/client.ts";
import type { Scope } from "../../provider/api/index.ts";
import { vpcApiV2 } from "../../provider/api/v2/index.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";

/** One request as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Parameters of query and form together, decoded. */
  readonly params: Record<string, string>;
}

/** How the server treats one request: an answer as JSON, or whatever the function does with it. */
export type Step = object | ((response: ServerResponse, request: Arrived, socket: Socket) => void);

export interface TestServer {
  readonly url: string;
  readonly requests: Arrived[];
  /** Actions asked for so far, in order. */
  actions(): string[];
  close(): Promise<void>;
}

/**
 * A real HTTP server on loopback that treats each request by the next step of its script. A request beyond the script
 * is answered with a code that no client takes for anything good.
 */
export async function serve(
  steps: readonly Step[] | ((request: Arrived, index: number) => Step),
  listenOn = 0,
): Promise<TestServer> {
  const requests: Arrived[] = [];
  const server = createServer((incoming, response) => {
    const parts: Uint8Array[] = [];
    incoming.on("error", () => {});
    incoming.on("data", (part: Uint8Array) => parts.push(part));
    incoming.on("end", () => {
      const url = incoming.url ?? "";
      const body = Buffer.concat(parts).toString();
      const params = Object.fromEntries([
        ...new URL(url, "http://server").searchParams,
        ...(incoming.method === "POST" ? new URLSearchParams(body) : []),
      ]);
      const request = { method: incoming.method ?? "", url, headers: incoming.headers, body, params };
      const index = requests.push(request) - 1;
      const step = typeof steps === "function" ? steps(request, index) : steps[index];
      if (typeof step === "function") {
        step(response, request, incoming.socket);
      } else {
        json(response, step ?? { code: 4300, codeDesc: "TestScriptEnded", message: "no step for this request" });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(listenOn, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v2/index.php`,
    requests,
    actions: () => requests.map((request) => request.params["Action"] ?? ""),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON and HTTP 200. */
export function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
}

/** A step that answers with these bytes, this status and these headers. */
export function raw(body: string | Uint8Array, status = 200, headers: Record<string, string> = {}): Step {
  return (response) => void response.writeHead(status, headers).end(body);
}

/** A step that resets the connection. */
export const reset: Step = (_response, _request, socket) => void socket.resetAndDestroy();

export const secretKey = "canary-secret-key-8d1f";

export function settingsFor(endpoint: string, more: Partial<ClientSettings> = {}): ClientSettings {
  return {
    endpoint,
    endpointSource: "the test",
    allowHttp: false,
    credentials: { secretId: "example-secret-id-0001", secretKey, source: "the test's account" },
    signatureMethod: "HmacSHA256",
    encryptAlgorithmGroup: "IKESet",
    ...more,
  };
}

export interface ScopeOptions {
  readonly settings?: Partial<ClientSettings>;
  /** Milliseconds; ten minutes by default, which mocha's own limit never lets pass. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  readonly log?: (line: string) => void;
  readonly status?: (line: string) => boolean;
  readonly client?: Client;
}

/** Both for the actions of one version of the API and for what only knows that there is one. */
export type TestScope = ClientScope & Scope;

/** A scope for this endpoint with a new client, or the given one. */
export function scopeFor(endpoint: string, options: ScopeOptions = {}): TestScope {
  const client = options.client ?? new Client(settingsFor(endpoint, options.settings));
  return {
    client,
    api: vpcApiV2(client),
    region: "gz",
    deadline: deadlineIn(options.deadlineMs ?? 600_000),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.status === undefined ? {} : { status: options.status }),
  };
}

/** Runs a test body against a server and closes it, whatever happens. */
export async function withServer<T>(
  steps: Parameters<typeof serve>[0],
  body: (server: TestServer) => Promise<T>,
): Promise<T> {
  const server = await serve(steps);
  try {
    return await body(server);
  } finally {
    await server.close();
  }
}

/** The error that a promise ends with. */
export async function failure<E extends Error>(promise: Promise<unknown>): Promise<E> {
  return promise.then(
    () => assert.fail("it succeeds"),
    (error: E) => error,
  );
}

/** Everything that an error shows of itself: message, stack, causes and fields. */
export function everythingIn(error: unknown, depth = 0): string {
  if (depth > 5 || typeof error !== "object" || error === null) {
    return String(error);
  }
  const names = Object.getOwnPropertyNames(error);
  return names.map((name) => `${name}=${everythingIn(Reflect.get(error, name), depth + 1)}`).join("\n");
}

/**
 * Makes the waits between attempts a hundred times shorter and free of chance, and collects how long they are meant to
 * be, in milliseconds. The time limits of requests stay as they are.
 */
export function hurry(sandbox: sinon.SinonSandbox): number[] {
  const waits: number[] = [];
  const real = globalThis.setTimeout;
  const hurried = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): NodeJS.Timeout => {
    const from = new Error().stack ?? "";
    const isWait = ms !== undefined && from.includes("p-retry");
    if (!isWait) {
      return real(callback, ms, ...args);
    }
    // The turns of the rate limiter come quickly too, and are nobody's waits between attempts.
    if (from.includes("rate-limiter.ts")) {
      return real(callback, ms / 100);
    }
    waits.push(ms);
    return real(callback, ms / 100);
  };
  sandbox.stub(Math, "random").returns(0);
  sandbox.stub(globalThis, "setTimeout").callsFake(hurried as typeof setTimeout);
  return waits;
}

/** A new sandbox for stubs; the caller restores it after each test. */
export const newSandbox = (): sinon.SinonSandbox => sinon.createSandbox();
