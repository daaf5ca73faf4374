import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import type { QcloudTransportError } from "../../provider/api/errors.ts";
import { call } from "../../provider/api/v2/request.ts";
import { hurry, json, newSandbox, scopeFor, withServer } from "./support.ts";

const read = { repeat: "freely", busy: "wait" } as const;
const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");

/** Runs a body against a server that is not one of the API's tests' own, and closes it. */
async function withPort(server: Server, body: (port: number) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await body((server.address() as AddressInfo).port);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const tlsServer = (): Server =>
  createHttpsServer({ key: pem("key"), cert: pem("cert") }, (_request, response) => {
    response.setHeader("connection", "close");
    json(response, { code: 0 });
  });

describe("over TLS", () => {
  const sandbox = newSandbox();
  let waits: number[];
  beforeEach(() => {
    waits = hurry(sandbox);
  });
  afterEach(() => sandbox.restore());

  it("a call refuses a certificate that nobody vouches for, at once and with advice", () =>
    withPort(tlsServer(), async (port) => {
      await assert.rejects(call(scopeFor(`https://localhost:${port}`), "AnyAction", {}, read), (error) => {
        const { name, reason, retryable, unsent, message } = error as QcloudTransportError;
        assert.deepEqual([name, reason, retryable, unsent], ["QcloudTransportError", "untrusted", false, true]);
        assert.match(message, /self-signed certificate.*QCLOUD_CA_FILE, qcloud:caFile or NODE_EXTRA_CA_CERTS/);
        return true;
      });
      assert.deepEqual(waits, []);
    }));

  it("a call refuses such a certificate, whatever NODE_TLS_REJECT_UNAUTHORIZED says", () =>
    withPort(tlsServer(), async (port) => {
      const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
      try {
        await assert.rejects(call(scopeFor(`https://localhost:${port}`), "AnyAction", {}, read), {
          reason: "untrusted",
        });
      } finally {
        if (before === undefined) {
          delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
        } else {
          process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
        }
      }
    }));

  it("a call takes a certificate that the ca setting vouches for", () =>
    withPort(tlsServer(), async (port) => {
      const scope = scopeFor(`https://localhost:${port}`, { settings: { ca: pem("cert") } });
      assert.deepEqual(await call(scope, "AnyAction", {}, read), { code: 0 });
    }));

  it("a call refuses a certificate of another host", () =>
    withPort(tlsServer(), async (port) => {
      const scope = scopeFor(`https://127.0.0.1:${port}`, { settings: { ca: pem("cert") } });
      await assert.rejects(call(scope, "AnyAction", {}, read), { reason: "untrusted", retryable: false });
    }));

  it("a call that meets plain http says that the scheme may be wrong", () =>
    withServer([], async (server) => {
      const scope = scopeFor(server.url.replace("http:", "https:"));
      await assert.rejects(call(scope, "AnyAction", {}, read), { reason: "untrusted", message: /scheme \(https\)/ });
      assert.deepEqual(waits, []);
    }));

  it("a write is repeated when the connection breaks before TLS is up, since nothing was sent", async () => {
    let connections = 0;
    const breaking = createTcpServer((socket) => {
      connections += 1;
      socket.on("error", () => {});
      socket.once("data", () => socket.destroy());
    });
    const controller = new AbortController();
    const log = (line: string): void => {
      assert.match(line, /the connection broke/);
      if (connections === 2) {
        controller.abort(new Error("enough"));
      }
    };
    await withPort(breaking, async (port) => {
      const scope = scopeFor(`https://localhost:${port}`, { log, signal: controller.signal });
      await assert.rejects(
        call(scope, "AddVpnConnEx", {}, { repeat: "if-unsent", busy: "throw", post: true }),
        /enough/,
      );
      assert.equal(connections, 2);
    });
  });
});
