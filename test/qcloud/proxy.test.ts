import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import type { QcloudTransportError } from "../../provider/api/errors.ts";
import type { ClientSettings } from "../../provider/api/http/client.ts";
import { Client } from "../../provider/api/http/client.ts";
import { ProxyRoute } from "../../provider/api/http/proxy.ts";
import { call } from "../../provider/api/v2/request.ts";
import { listVpnConns } from "../../provider/api/v2/vpn-conn.ts";
import { Redactor } from "../../provider/util/redact.ts";
import { withConnectProxy } from "../support/connect-proxy.ts";
import { everythingIn, failure, hurry, newSandbox, scopeFor, settingsFor, withServer } from "./support.ts";

const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
const read = { repeat: "freely", busy: "wait" } as const;
const write = { repeat: "if-unsent", busy: "throw", post: true } as const;

/** Settings for an endpoint that only the proxy knows; `login` is its `user:password@`. */
const through = (port: number, login = ""): Partial<ClientSettings> => ({
  ca: pem("cloud-cert"),
  proxy: { url: `http://${login}127.0.0.1:${port}`, source: "the environment variable HTTPS_PROXY" },
});

describe("through a proxy", () => {
  const sandbox = newSandbox();
  let waits: number[];
  let emulator: Emulator;
  let emulatorPort: number;

  before(async () => {
    emulator = await startEmulator({ tls: { cert: pem("cloud-cert"), key: pem("cloud-key") } });
    emulatorPort = Number(new URL(emulator.url).port);
  });
  after(() => emulator.stop());
  beforeEach(() => {
    waits = hurry(sandbox);
  });
  afterEach(() => sandbox.restore());

  const scopeThrough = (settings: Partial<ClientSettings>) => {
    const { secretId, secretKey } = emulator;
    const credentials = { secretId, secretKey, source: "the emulator" };
    return scopeFor("https://vpc.cloud.example", { settings: { ...settings, credentials } });
  };

  it("calls reach an endpoint that only the proxy can reach, over a kept connection with the endpoint's own TLS", () =>
    withConnectProxy({ to: emulatorPort }, async ({ port, connects }) => {
      const scope = scopeThrough(through(port));
      assert.deepEqual(await listVpnConns(scope, {}), []);
      assert.deepEqual(await listVpnConns(scope, {}), []);
      assert.deepEqual(
        connects.map(({ target }) => target),
        ["vpc.cloud.example:443"],
      );
      scope.client.close();
    }));

  it("the proxy gets its user and password, and nothing of the request", () =>
    withConnectProxy({ to: emulatorPort }, async ({ port, connects }) => {
      const scope = scopeThrough(through(port, "us%40er:pass%3Aword@"));
      await listVpnConns(scope, {});
      scope.client.close();
      const headers = connects[0]?.headers ?? {};
      const login = `Basic ${Buffer.from("us@er:pass:word").toString("base64")}`;
      assert.equal(headers["proxy-authorization"], login);
      assert.deepEqual(Object.keys(headers).sort(), ["connection", "host", "proxy-authorization"]);
    }));

  it("a certificate that nobody vouches for is refused as it is without one", () =>
    withConnectProxy({ to: emulatorPort }, async ({ port }) => {
      const { ca: _ca, ...untrusting } = through(port);
      const error = await failure<QcloudTransportError>(call(scopeThrough(untrusting), "AnyAction", {}, read));
      assert.deepEqual([error.reason, error.unsent], ["untrusted", true]);
    }));

  for (const { answer, retryable, says } of [
    { answer: "407 Proxy Authentication Required", retryable: false, says: /requires a user name and password/ },
    { answer: "403 Forbidden", retryable: false, says: /does not allow a connection.*NO_PROXY/ },
    { answer: "503 Service Unavailable", retryable: true, says: /Check the proxy/ },
  ]) {
    it(`a proxy's ${answer} is told as the proxy's, without its password`, () =>
      withConnectProxy({ to: emulatorPort, answer }, async ({ port }) => {
        const scope = scopeThrough(through(port, "user:canary-password@"));
        const error = await failure<QcloudTransportError>(call(scope, "AddVpnConnEx", {}, write));
        assert.deepEqual([error.reason, error.unsent, error.retryable], ["unreachable", true, false]);
        assert.match(error.message, says);
        assert.match(error.message, new RegExp(`through the proxy http://127.0.0.1:${port} \\(from the environment`));
        assert.doesNotMatch(everythingIn(error), /canary-password/);
        assert.equal(waits.length > 0, retryable);
      }));
  }

  it("the certificate of an https proxy is checked, whatever NODE_TLS_REJECT_UNAUTHORIZED says", async () => {
    const connects: string[] = [];
    const proxy = createHttpsServer({ key: pem("key"), cert: pem("cert") });
    proxy.on("connect", (request, socket) => {
      connects.push(request.url ?? "");
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "localhost", resolve));
    const url = `https://user:canary-password@localhost:${(proxy.address() as AddressInfo).port}`;
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      for (const ca of [pem("cloud-cert"), undefined]) {
        const settings = { proxy: { url, source: "the test" }, ...(ca === undefined ? {} : { ca }) };
        const error = await failure<QcloudTransportError>(call(scopeThrough(settings), "AnyAction", {}, read));
        assert.deepEqual([error.reason, error.unsent], ["untrusted", true], error.message);
      }
      assert.deepEqual(connects, []);
      const trusting = { proxy: { url, source: "the test" }, ca: pem("cert") };
      await failure(call(scopeThrough(trusting), "AnyAction", {}, read));
      assert.deepEqual(connects, ["vpc.cloud.example:443"]);
    } finally {
      if (before === undefined) {
        delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      } else {
        process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
      }
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });

  it("a proxy that is not there is told as such", async () => {
    const port = await withConnectProxy({ to: emulatorPort }, async (proxy) => proxy.port);
    const error = await failure<QcloudTransportError>(call(scopeThrough(through(port)), "AnyAction", {}, read));
    assert.match(error.message, /ECONNREFUSED.*through the proxy http:\/\/127\.0\.0\.1:\d+.*Check the proxy/);
  });

  for (const [what, options] of [
    ["says nothing to CONNECT", { silent: true }],
    ["grants the connection and hands nothing on", { tunnel: () => {} }],
  ] as const) {
    it(`a proxy that ${what} is waited for no longer than an attempt may take`, () =>
      withConnectProxy({ to: emulatorPort, ...options }, async ({ port }) => {
        const scope = scopeThrough({ ...through(port), requestTimeoutMs: 1000 });
        const error = await failure<QcloudTransportError>(call(scope, "AddVpnConnEx", {}, write));
        assert.deepEqual([error.unsent, error.retryable], [true, false]);
        assert.match(error.message, /through the proxy http.*Check/);
      }));
  }

  it("an answer that takes longer than a proxy may be silent is waited for", async () => {
    const keptAlive = new ProxyRoute({ url: "http://127.0.0.1:1", source: "the test" }, new Redactor());
    assert.equal(keptAlive.agents(true, undefined, 30_000).https.options.timeout, 10_000);
    await withConnectProxy({ to: emulatorPort }, async ({ port }) => {
      const scope = scopeThrough(through(port));
      // The agents' limit, cut short: it holds for the proxy alone, and not for the service behind it.
      for (const agents of [scope.client.pooled, scope.client.single]) {
        agents.https.options.timeout = 100;
      }
      emulator.setFaults([{ action: "DescribeVpnConn", fault: "delay", ms: 600 }]);
      assert.deepEqual(await listVpnConns(scope, {}), []);
      scope.client.close();
    });
  });

  it("a connection that breaks before the endpoint's TLS is up was never used, and a write is repeated", () => {
    let tunnels = 0;
    const controller = new AbortController();
    const tunnel = (socket: NodeJS.ReadableStream & { destroy(): unknown }): void => {
      tunnels += 1;
      socket.once("data", () => socket.destroy());
    };
    return withConnectProxy({ to: emulatorPort, tunnel }, async ({ port }) => {
      const log = (): void => {
        if (tunnels === 2) {
          controller.abort(new Error("enough"));
        }
      };
      const scope = { ...scopeThrough(through(port)), log, signal: controller.signal };
      await assert.rejects(call(scope, "AddVpnConnEx", {}, write), /enough/);
      assert.equal(tunnels, 2);
    });
  });

  it("a plain request that is lost on the way may have arrived, and a write is not repeated", () => {
    const tunnel = (socket: NodeJS.ReadableStream & { destroy(): unknown }): void => {
      socket.once("data", () => socket.destroy());
    };
    return withConnectProxy({ to: emulatorPort, tunnel }, async ({ port, connects }) => {
      const scope = scopeFor("http://vpc.cloud.example", { settings: { ...through(port), allowHttp: true } });
      const error = await failure<QcloudTransportError>(call(scope, "AddVpnConnEx", {}, write));
      assert.deepEqual([error.unsent, connects.length], [false, 1]);
    });
  });

  it("nothing of an endpoint on this machine goes", () =>
    withConnectProxy({ to: emulatorPort }, ({ port, connects }) =>
      withServer([{ code: 0 }], async (server) => {
        const scope = scopeFor(server.url, { settings: through(port) });
        assert.deepEqual(await call(scope, "AnyAction", {}, read), { code: 0 });
        assert.deepEqual(connects, []);
        assert.equal(scope.client.proxy, undefined);
      }),
    ));
});

describe("a proxy that cannot be used", () => {
  for (const [url, says] of [
    ["http://user:canary-password@", /is not a URL such as http:/],
    ["socks5://user:canary-password@127.0.0.1:1080", /must begin with http:\/\/ or https:\/\/, not with socks5:/],
    ["http://user:100%canary-password@127.0.0.1:1", /does not begin an escape/],
  ] as const) {
    it(`is refused by name and without its password: ${url.replace("canary-password", "...")}`, () => {
      const proxy = { url, source: "the environment variable HTTPS_PROXY" };
      assert.throws(
        () => new Client(settingsFor("https://vpc.cloud.example", { proxy })),
        (error: Error) => {
          assert.match(error.message, /^the proxy from the environment variable HTTPS_PROXY /);
          assert.match(error.message, says);
          assert.doesNotMatch(everythingIn(error), /canary-password/);
          return true;
        },
      );
    });
  }
});
