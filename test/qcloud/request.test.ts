import assert from "node:assert/strict";
import { type QcloudApiError, QcloudTimeoutError, type QcloudTransportError } from "../../provider/qcloud/errors.ts";
import { call } from "../../provider/qcloud/request.ts";
import { flattenParams, signature, stringToSign } from "../../provider/qcloud/sign.ts";
import { hurry, json, newSandbox, raw, reset, scopeFor, secretKey, serve, withServer } from "./support.ts";

const read = { repeat: "freely", busy: "wait" } as const;
const write = { repeat: "if-unsent", busy: "throw", post: true } as const;
const good = { code: 0, message: "" };

/** The error that a promise ends with. */
async function failure<E extends Error>(promise: Promise<unknown>): Promise<E> {
  return promise.then(
    () => assert.fail("it succeeds"),
    (error: E) => error,
  );
}

describe("call", () => {
  const sandbox = newSandbox();
  let waits: number[];

  beforeEach(() => {
    waits = hurry(sandbox);
  });

  afterEach(() => sandbox.restore());

  describe("sends", () => {
    for (const method of ["GET", "POST"] as const) {
      it(`a ${method} whose signature fits what arrives`, () =>
        withServer([{ ...good, data: { a: 1 } }], async (server) => {
          const params = { vpnConnName: "tunnel 一号 & co'(*)!~", userGwCidrBlock: ["10.0.0.0/8"], none: undefined };
          const scope = scopeFor(server.url, { settings: { signatureMethod: "HmacSHA1" } });
          const envelope = await call(scope, "AnyAction", params, { ...read, post: method === "POST" });
          assert.deepEqual(envelope["data"], { a: 1 });
          const [request] = server.requests;
          assert.ok(request);
          assert.equal(request.method, method);
          const { Signature, ...signed } = request.params;
          const at = { method, host: new URL(server.url).host, path: "/v2/index.php" };
          assert.equal(Signature, signature(stringToSign(at, flattenParams(signed)), secretKey, "HmacSHA1"));
          const { Timestamp, Nonce, ...rest } = signed;
          assert.ok(Math.abs(Number(Timestamp) - Date.now() / 1000) < 60);
          assert.match(Nonce ?? "", /^[1-9]\d*$/);
          assert.deepEqual(rest, {
            Action: "AnyAction",
            Region: "gz",
            SecretId: "example-secret-id-0001",
            SignatureMethod: "HmacSHA1",
            "userGwCidrBlock.0": "10.0.0.0/8",
            vpnConnName: "tunnel 一号 & co'(*)!~",
          });
        }));
    }

    it("everything of a POST in its form and nothing in its query", () =>
      withServer([good], async (server) => {
        await call(scopeFor(server.url), "AddVpnConnEx", { preSharedKey: "p+s/k=1&2%3" }, write);
        const [request] = server.requests;
        assert.equal(request?.url, "/v2/index.php");
        assert.equal(request?.headers["content-type"], "application/x-www-form-urlencoded");
        assert.ok(request?.body.includes("preSharedKey=p%2Bs%2Fk%3D1%262%253"));
      }));

    it("no wish for encodings, no cookies and no credentials in headers", () =>
      withServer([good], async (server) => {
        await call(scopeFor(server.url), "AnyAction", {}, read);
        assert.deepEqual(Object.keys(server.requests[0]?.headers ?? {}).sort(), [
          "accept",
          "connection",
          "host",
          "user-agent",
        ]);
      }));

    it("the token of temporary credentials as a signed parameter", () =>
      withServer([good], async (server) => {
        const credentials = { secretId: "id-of-a-session", secretKey, token: "tok/en+1", source: "the test" };
        await call(scopeFor(server.url, { settings: { credentials } }), "AnyAction", {}, read);
        assert.equal(server.requests[0]?.params["Token"], "tok/en+1");
      }));

    it("a signature for another host when a proxy changes it", () =>
      withServer([good], async (server) => {
        await call(scopeFor(server.url, { settings: { signHost: "vpc.internal" } }), "AnyAction", {}, read);
        const { Signature, ...signed } = server.requests[0]?.params ?? {};
        const at = { method: "GET", host: "vpc.internal", path: "/v2/index.php" } as const;
        assert.equal(Signature, signature(stringToSign(at, flattenParams(signed)), secretKey, "HmacSHA256"));
      }));

    it("reads over one kept connection, and writes that must not be repeated over a new one each", () => {
      const ports: (number | undefined)[] = [];
      return withServer(
        () => (response, _request, socket) => {
          ports.push(socket.remotePort);
          json(response, good);
        },
        async (server) => {
          const scope = scopeFor(server.url);
          for (const options of [read, read, write, write]) await call(scope, "AnyAction", {}, options);
          assert.equal(ports[0], ports[1]);
          assert.equal(new Set(ports).size, 3);
        },
      );
    });
  });

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
        const scope = scopeFor(server.url, { settings: { requestTimeoutMs: 300 } });
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
          const scope = scopeFor(server.url, { settings: { requestTimeoutMs: 300 } });
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
        if (starting.length > 0) return;
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
        if (attempts.push(line) === 4) starting.push(serve([good], port).then((started) => (second = started)));
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
          await call(scopeFor(server.url, { settings: { requestTimeoutMs: 200 } }), "AnyAction", {}, read);
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
        assert.match(error.message, /HTTP 302, which points to https:\/\/login\.example\.com$/);
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

  describe("when the service is busy", () => {
    const busy = [{ code: 4400 }, { code: 6000, codeDesc: "InternalError", message: "later" }, { code: "6200" }];

    it("waits and asks again, and says so", () =>
      withServer([...busy, ...busy, good], async (server) => {
        const lines: string[] = [];
        await call(scopeFor(server.url, { log: (line) => lines.push(line) }), "AnyAction", {}, read);
        assert.deepEqual(waits, [1000, 2000, 4000, 8000, 15_000, 15_000]);
        assert.deepEqual(lines, [
          "AnyAction was answered with (4400); the service is busy, next try in 1 s",
          "AnyAction was answered with InternalError (6000): later; the service is busy, next try in 2 s",
          "AnyAction was answered with (4400); the service is busy, next try in 8 s",
        ]);
      }));

    it("throws at once when told to", () =>
      withServer(busy, async (server) => {
        const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AddVpnConnEx", {}, write));
        assert.deepEqual([error.kind, error.apiCode], ["busy", "4400"]);
        assert.equal(server.requests.length, 1);
      }));

    it("gives up at the deadline and says what it saw", () =>
      withServer(
        () => ({ code: 6200, message: "closed for now" }),
        async (server) => {
          const error = await failure<Error>(call(scopeFor(server.url, { deadlineMs: 300 }), "AnyAction", {}, read));
          assert.equal(error.name, "QcloudTimeoutError");
          assert.match(error.message, /last seen: .*\(6200\): closed for now/);
        },
      ));

    it("repeats after both a busy answer and a broken connection", () =>
      withServer([busy[0] ?? {}, reset, busy[1] ?? {}, reset, good], async (server) => {
        await call(scopeFor(server.url), "AnyAction", {}, read);
        assert.equal(server.requests.length, 5);
      }));
  });

  describe("when the clock is off", () => {
    const atServer = (code: number, offsetMs: number) => (response: import("node:http").ServerResponse) => {
      response.setHeader("date", new Date(Date.now() + offsetMs).toUTCString());
      json(response, { code });
    };
    const hours = 3 * 3_600_000;

    for (const [name, offset] of [
      ["behind", hours],
      ["ahead", -hours],
    ] as const) {
      it(`takes the service's time when this machine is ${name}, and keeps it`, () =>
        withServer([atServer(4500, offset), good, good], async (server) => {
          const scope = scopeFor(server.url);
          await call(scope, "AddVpnConnEx", {}, write);
          await call(scope, "AnyAction", {}, read);
          const stamps = server.requests.map(({ params }) => Number(params["Timestamp"]) * 1000 - Date.now());
          assert.ok(Math.abs(stamps[0] ?? hours) < 60_000);
          for (const stamp of stamps.slice(1)) assert.ok(Math.abs(stamp - offset) < 60_000);
        }));
    }

    it("signs anew after 4200 and 4500 three times, then fails with advice", () =>
      withServer(
        (_request, index) => atServer(index % 2 === 0 ? 4200 : 4500, hours),
        async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.equal(error.kind, "replay");
          assert.match(error.message, /clock is 10\d\d\d s behind .* Check the clocks/);
          assert.equal(server.requests.length, 4);
          assert.equal(new Set(server.requests.map(({ params }) => params["Nonce"])).size, 4);
        },
      ));

    it("keeps its own time when there is no Date header", () =>
      withServer(
        () => (response) => {
          response.sendDate = false;
          json(response, { code: 4500 });
        },
        async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.match(error.message, /no difference/);
        },
      ));
  });

  describe("when it is cancelled", () => {
    const reason = new Error("cancelled by the test");

    it("throws the signal's reason from a request under way", () => {
      const controller = new AbortController();
      return withServer([() => controller.abort(reason)], async (server) => {
        const scope = scopeFor(server.url, { signal: controller.signal });
        assert.equal(await failure(call(scope, "AnyAction", {}, read)), reason);
      });
    });

    it("throws the signal's reason from a wait", () => {
      const controller = new AbortController();
      return withServer([{ code: 4400 }], async (server) => {
        const log = (): void => controller.abort(reason);
        assert.equal(
          await failure(call(scopeFor(server.url, { signal: controller.signal, log }), "AnyAction", {}, read)),
          reason,
        );
      });
    });

    it("sends nothing when it was cancelled before", () =>
      withServer([good], async (server) => {
        const scope = scopeFor(server.url, { signal: AbortSignal.abort(reason) });
        assert.equal(await failure(call(scope, "AnyAction", {}, read)), reason);
        assert.equal(server.requests.length, 0);
      }));
  });

  describe("when it is refused", () => {
    it("says who asked, where, and where both came from", () =>
      withServer([{ code: 4100, codeDesc: "AuthFailure", message: "身份认证失败" }], async (server) => {
        const error = await failure<QcloudApiError>(call(scopeFor(server.url), "DeleteVpnConn", {}, read));
        assert.deepEqual(
          [error.kind, error.apiCode, error.codeDesc, error.apiMessage],
          ["auth", "4100", "AuthFailure", "身份认证失败"],
        );
        for (const part of ["exam...0001", "the test's account", "region gz", server.url, "(from the test)"]) {
          assert.ok(error.message.includes(part), `${part} in ${error.message}`);
        }
        assert.equal(server.requests.length, 1);
      }));

    for (const [code, kind, part] of [
      [4600, "https-required", "wants https"],
      [6100, "unsupported", "wrong address"],
      [4000, "refused", "region gz"],
      [9999, "unknown", "region gz"],
    ] as const) {
      it(`gives advice at ${code}`, () =>
        withServer([{ code }], async (server) => {
          const error = await failure<QcloudApiError>(call(scopeFor(server.url), "AnyAction", {}, read));
          assert.equal(error.kind, kind);
          assert.ok(error.message.includes(part));
        }));
    }
  });
});
