import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { ApiVersion, Emulator } from "../../emulator/index.ts";
import { type Distortion, deniesTunnels, distort, type HttpAnswer } from "./answers.ts";

/** Something between the provider and the emulator that distorts answers, in the order of a list. */
export class DistortingProxy {
  readonly #server: Server;
  readonly #emulator: Emulator;
  readonly #distortions: readonly Distortion[];
  readonly #answers: HttpAnswer[] = [];
  /** Requests so far. */
  calls = 0;
  /** Only counted, not distorted, while true. */
  clear = false;

  private constructor(server: Server, emulator: Emulator, distortions: readonly Distortion[]) {
    this.#server = server;
    this.#emulator = emulator;
    this.#distortions = distortions;
  }

  static async start(emulator: Emulator, distortions: readonly Distortion[], port: number): Promise<DistortingProxy> {
    const server = createServer({ keepAliveTimeout: 65_000 });
    const proxy = new DistortingProxy(server, emulator, distortions);
    server.on("request", (incoming, response) => {
      proxy.#handle(incoming, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return proxy;
  }

  /** The URL of a version of the API. */
  urlOf(api: ApiVersion): string {
    const address = this.#server.address();
    const port = typeof address === "object" ? address?.port : "";
    return `http://127.0.0.1:${port}${api === "3.0" ? "/" : "/v2/index.php"}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
    });
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(incoming);
    const answer = await this.#forward(incoming, body);
    const how = this.clear ? undefined : this.#distortions[this.calls % Math.max(1, this.#distortions.length)];
    this.calls += 1;
    const sent = `${incoming.url ?? ""} ${body.toString("utf8")}`;
    const distorted = how === undefined ? answer : distort(answer, how, decodeURIComponent(sent), this.#answers);
    this.#answers.push(answer);
    // A denial that the emulator did not make itself would be a lie that nobody can tell from the truth.
    const given = deniesTunnels(distorted.body) && !distorted.body.equals(answer.body) ? answer : distorted;
    response.sendDate = given.headers["date"] === undefined;
    response.writeHead(given.status, { ...given.headers, "content-length": given.body.length });
    response.end(given.body);
  }

  #forward(incoming: IncomingMessage, body: Buffer): Promise<HttpAnswer> {
    const target = new URL(this.#emulator.url);
    const options = {
      host: target.hostname,
      port: target.port,
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
      agent: false,
    } as const;
    return new Promise((resolve, reject) => {
      const forwarded = request(options, (answer) => {
        bodyOf(answer).then((whole) => {
          const { "content-type": type = "", date = "" } = answer.headers;
          resolve({ status: answer.statusCode ?? 0, headers: { "content-type": type, date }, body: whole });
        }, reject);
      });
      forwarded.once("error", reject);
      forwarded.end(body);
    });
  }
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
