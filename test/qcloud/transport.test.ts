import assert from "node:assert/strict";
import { type QcloudApiError, QcloudTimeoutError, type QcloudTransportError } from "../../provider/api/errors.ts";
import { call } from "../../provider/api/v2/request.ts";
import { failure, hurry, newSandbox, raw, reset, scopeFor, serve, withServer } from "./support.ts";

const read = { repeat: "freely", busy: "wait" } as const;
const write = { repeat: "if-unsent", busy: "throw", post: true } as const;
const good = { code: 0, message: "" };

describe("call", () => {
  const sandbox = newSandbox();
  let waits: number[];

  beforeEach(() => {
    waits = hurry(sandbox);
  });

  afterEach(() => sandbox.restore());

  describe("over a broken transport", () => {
    const broken = [
      raw("<html>bad gateway</html>", 502, { "content-type": "text/html" }),
      reset,
      raw('{"code":0,"da', 200),
      raw('{"code":0}', 200, { "content-length": "100" }),
      raw("", 200),
      raw("busy", 429),
      raw("late", 408),
      raw('{"code":0}', 500),
      raw("", 204),
    ];

    it("repeats a read until it gets its answer, newly signed each time", () =>
      withServer([...broken, good], async (server) => {
        // An unfinished answer that the server keeps open ends by its time limit.
        const scope = scopeFor(server.url, { settings: { requestTimeoutMs: 1000 } });
        await call(scope, "AnyAction", {}, read);
        assert.equal(server.requests.length, broken.length + 1);
        for (const name of ["Nonce", "Signature"]) {
          assert.equal(new Set(server.requests.map(({ params }) => params[name])).size, broken.length + 1);
        }
        assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000]);
      }));

    it("draws each wait at random, up to twice as long", () =>
      withServer([reset, good], async (server) => {
        sandbox.restore();
        waits = hurry(sandbox);
        sandbox.restore();
        sandbox.stub(Math, "random").returns(0.5);
        const lines: string[] = [];
        await call(scopeFor(server.url, { log: (line) => lines.push(line) }), "AnyAction", {}, read);
        assert.match(lines.join(), /^AnyAction: the connection broke .*; next try in 0\.8 s$/);
      }));

    for (const [index, step] of broken.entries()) {
      it(`never repeats a write that may have arrived (case ${index + 1})`, () =>
        withServer([step], async (server) => {
          const scope = scopeFor(server.url, { settings: { requestTimeoutMs: 1000 } });
          const error = await failure<QcloudTransportError>(call(scope, "AddVpnConnEx", {}, write));
          assert.equal(error.name, "QcloudTransportError");
          assert.equal(error.unsent, false);
          assert.equal(error.retryable, true);
          assert.equal(server.requests.length, 1);
        }));
    }

    it("repeats a write that did not arrive", async () => {
      const gone = await serve([]);
      await gone.close();
      let server: Awaited<ReturnType<typeof serve>> | undefined;
      const starting: Promise<unknown>[] = [];
      const log = (): void => {
        if (starting.length > 0) {
          return;
        }
        starting.push(serve([good], Number(new URL(gone.url).port)).then((started) => (server = started)));
      };
      await call(scopeFor(gone.url, { log }), "AddVpnConnEx", {}, write);
      await Promise.all(starting);
      assert.equal(server?.requests.length, 1);
      await server?.close();
    });

    it("gives up an endpoint that has never answered, and says which it is and what to do", async () => {
      const gone = await serve([]);
      await gone.close();
      const error = await failure<QcloudTransportError>(call(scopeFor(gone.url), "AnyAction", {}, read));
      assert.deepEqual([error.reason, error.unsent, error.retryable], ["unreachable", true, false]);
      for (const part of [gone.url, "the test", "ECONNREFUSED", "4 attempts", "Check that address"]) {
        assert.ok(error.message.includes(part), `${part} in ${error.message}`);
      }
      assert.deepEqual(waits, [500, 1000, 2000]);
    });

    it("names an unknown host", async () => {
      const error = await failure<Error>(call(scopeFor("https://no-such-host.invalid"), "AnyAction", {}, read));
      assert.match(error.message, /no-such-host\.invalid.*\(from the test\)/);
    });

    it("keeps trying an endpoint that has answered before", async () => {
      const first = await serve([good]);
      const port = Number(new URL(first.url).port);
      const attempts: string[] = [];
      let second: Awaited<ReturnType<typeof serve>> | undefined;
      const starting: Promise<unknown>[] = [];
      const log = (line: string): void => {
        // The 8th attempt is the 4th line.
        if (attempts.push(line) === 4) {
          starting.push(serve([good], port).then((started) => (second = started)));
        }
      };
      const scope = scopeFor(first.url, { log });
      await call(scope, "AnyAction", {}, read);
      await first.close();
      await call(scope, "AnyAction", {}, read);
      await Promise.all(starting);
      assert.ok(waits.length >= 8);
      await second?.close();
    });

    it("gives up an address that answers, but never as this API", () =>
      withServer(
        () => raw("<html>log in first</html>", 200, { "content-type": "text/html" }),
        async (server) => {
          const error = await failure<QcloudTransportError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.equal(error.reason, "not-an-answer");
          assert.match(error.message, /login page/);
          assert.equal(server.requests.length, 4);
        },
      ));

    it("ends an answer that never ends by the limit of the attempt", () =>
      withServer(
        [
          (response) => {
            const drip = setInterval(() => response.write(" "), 10);
            response.on("close", () => clearInterval(drip));
          },
          good,
        ],
        async (server) => {
          await call(scopeFor(server.url, { settings: { requestTimeoutMs: 1000 } }), "AnyAction", {}, read);
          assert.equal(server.requests.length, 2);
        },
      ));

    it("reads no more of an answer than 8 MiB", () =>
      withServer([good, raw(Buffer.alloc(9 * 1024 * 1024, " ")), good], async (server) => {
        const scope = scopeFor(server.url);
        await call(scope, "AnyAction", {}, read);
        await call(scope, "AnyAction", {}, read);
        assert.equal(server.requests.length, 3);
      }));

    it("ends at the deadline and says what it saw, how often and how long", () =>
      withServer(
        () => raw("", 502),
        async (server) => {
          const scope = scopeFor(server.url, { deadlineMs: 300 });
          const error = await failure<Error>(call(scope, "AnyAction", {}, read));
          assert.ok(error instanceof QcloudTimeoutError);
          assert.match(error.message, /^AnyAction: no usable answer .*\(\d+ attempts in .* s\); last seen: .*HTTP 502/);
        },
      ));

    it("ends at the deadline even when nothing answers", () =>
      withServer(
        () => () => {},
        async (server) => {
          const scope = scopeFor(server.url, { deadlineMs: 200 });
          assert.equal((await failure<Error>(call(scope, "AnyAction", {}, read))).name, "QcloudTimeoutError");
        },
      ));

    it("sends nothing once the time is over", () =>
      withServer([good], async (server) => {
        const scope = scopeFor(server.url, { deadlineMs: 0 });
        assert.equal((await failure<Error>(call(scope, "AddVpnConnEx", {}, write))).name, "QcloudTimeoutError");
        assert.equal(server.requests.length, 0);
      }));
  });

  describe("at an HTTP status other than 200", () => {
    it("follows no redirect and shows only where it points", () =>
      withServer([raw("", 302, { location: "https://login.example.com/path?token=canary" })], async (server) => {
        const error = await failure<QcloudTransportError>(call(scopeFor(server.url), "AnyAction", {}, read));
        assert.equal(error.retryable, false);
        assert.match(error.message, /HTTP 302, which redirects to https:\/\/login\.example\.com$/);
        assert.equal(server.requests.length, 1);
      }));

    for (const status of [400, 401, 403, 404, 407, 413]) {
      it(`takes ${status} as final`, () =>
        withServer([raw("<html>", status)], async (server) => {
          const error = await failure<QcloudTransportError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.deepEqual([error.retryable, error.reason], [false, "http-status"]);
          assert.ok(error.message.includes(`HTTP ${status}`));
        }));
    }

    for (const status of [302, 403, 500]) {
      it(`takes an error of the API in the body of ${status}`, () =>
        withServer([raw('{"code":"5000","codeDesc":"InvalidVpc.NotFound"}', status)], async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.equal(error.kind, "vpc-not-found");
        }));
    }
  });
});
