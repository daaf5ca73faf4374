import assert from "node:assert/strict";
import type { QcloudApiError } from "../../provider/api/errors.ts";
import { call } from "../../provider/api/v2/request.ts";
import { flattenParams, signature, stringToSign } from "../../provider/api/v2/sign.ts";
import { failure, hurry, json, newSandbox, scopeFor, secretKey, withServer } from "./support.ts";

const read = { repeat: "freely", busy: "wait" } as const;
const write = { repeat: "if-unsent", busy: "throw", post: true } as const;
const good = { code: 0, message: "" };

describe("call", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));

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
          for (const options of [read, read, write, write]) {
            await call(scope, "AnyAction", {}, options);
          }
          assert.equal(ports[0], ports[1]);
          assert.equal(new Set(ports).size, 3);
        },
      );
    });
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
      [4600, "https-required", "requires https"],
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
