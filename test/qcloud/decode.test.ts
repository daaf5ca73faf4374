import assert from "node:assert/strict";
import fc from "fast-check";
import type { ApiErrorKind } from "../../provider/api/errors.ts";
import { decode } from "../../provider/api/v2/decode.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const decoded = (value: unknown): ReturnType<typeof decode> => decode(bytes(JSON.stringify(value)));

describe("decode", () => {
  for (const good of [
    { code: 0, message: "" },
    { code: "0", message: "ok" },
    { code: "00" },
    { code: 0, codeDesc: "Success" },
    { codeDesc: "Success" },
    { code: 0, codeDesc: "" },
    { code: 0, codeDesc: null },
    { code: null, codeDesc: "Success" },
    { code: 5000, codeDesc: "Success" },
  ]) {
    it(`takes ${JSON.stringify(good)} as success`, () => {
      assert.deepEqual(decoded(good), { kind: "success", envelope: good });
    });
  }

  const errors: [unknown, ApiErrorKind, string, string][] = [
    [{ code: 5000, codeDesc: "InvalidVpnConn.NotFound" }, "vpn-conn-not-found", "5000", "InvalidVpnConn.NotFound"],
    [{ code: 0, codeDesc: "InvalidVpnConn.NotFound" }, "vpn-conn-not-found", "0", "InvalidVpnConn.NotFound"],
    [{ codeDesc: "InvalidVpc.NotFound" }, "vpc-not-found", "", "InvalidVpc.NotFound"],
    [{ code: 4000, codeDesc: "InvalidVpnGw.NotFound" }, "vpn-gw-not-found", "4000", "InvalidVpnGw.NotFound"],
    [{ code: "4400", codeDesc: "InvalidUserGw.NotFound" }, "user-gw-not-found", "4400", "InvalidUserGw.NotFound"],
    [{ code: 4100, codeDesc: "InvalidVpnConnState" }, "vpn-conn-state", "4100", "InvalidVpnConnState"],
    [{ code: 5000 }, "resource-not-found", "5000", ""],
    [{ code: "5000", codeDesc: "" }, "resource-not-found", "5000", ""],
    [{ code: 5000, codeDesc: "ResourceNotFound" }, "unknown", "5000", "ResourceNotFound"],
    [{ code: 5000, codeDesc: "InvalidVpnConn.notfound" }, "unknown", "5000", "InvalidVpnConn.notfound"],
    [{ code: 0, codeDesc: "Failure" }, "unknown", "0", "Failure"],
    [{ code: 0, codeDesc: "success" }, "unknown", "0", "success"],
    [{ code: 4000, codeDesc: "Novel" }, "refused", "4000", "Novel"],
    [{ code: 4000, codeDesc: "InvalidParameter" }, "refused", "4000", "InvalidParameter"],
    [{ code: 1, codeDesc: "InvalidParameter.policyName.InUse" }, "in-use", "1", "InvalidParameter.policyName.InUse"],
    [{ code: 1, codeDesc: "VpnConnLimitExceeded" }, "refused", "1", "VpnConnLimitExceeded"],
    ...[5100, 5200, 5300, 5400, 5500].map((code): [unknown, ApiErrorKind, string, string] => [
      { code, codeDesc: "Novel" },
      "refused",
      String(code),
      "Novel",
    ]),
    ...[4100, 4101, 4102, 4103, 4104, 4105, 4106, 4110, 4300].map((code): [unknown, ApiErrorKind, string, string] => [
      { code, codeDesc: "Novel" },
      "auth",
      String(code),
      "Novel",
    ]),
    [{ code: 4100, codeDesc: "AuthFailure" }, "auth", "4100", "AuthFailure"],
    [{ codeDesc: "AuthFailure" }, "auth", "", "AuthFailure"],
    ...[4200, 4500].map((code): [unknown, ApiErrorKind, string, string] => [{ code }, "replay", String(code), ""]),
    [{ code: 4500, codeDesc: "Replay" }, "replay", "4500", "Replay"],
    [{ code: 4400 }, "throttled", "4400", ""],
    ...[6000, 6200].map((code): [unknown, ApiErrorKind, string, string] => [{ code }, "busy", String(code), ""]),
    [{ code: 6000, codeDesc: "InternalError" }, "busy", "6000", "InternalError"],
    [{ code: 4600 }, "https-required", "4600", ""],
    [{ code: 6100, codeDesc: "NoSuchAction" }, "unsupported", "6100", "NoSuchAction"],
    [{ code: 1234 }, "unknown", "1234", ""],
    [{ code: -1 }, "unknown", "-1", ""],
    [{ code: "abc", codeDesc: "Novel" }, "unknown", "", "Novel"],
  ];
  for (const [answer, errorKind, apiCode, codeDesc] of errors) {
    it(`takes ${JSON.stringify(answer)} as ${errorKind}`, () => {
      assert.deepEqual(decoded(answer), { kind: "error", errorKind, apiCode, codeDesc, message: "" });
    });
  }

  for (const [name, body] of [
    ["nothing", new Uint8Array()],
    ["HTML", bytes("<html><body>502</body></html>")],
    ["half an answer", bytes('{"code":0,"data":[{"vpnConnId":')],
    ["an answer in GBK", new Uint8Array([...bytes('{"code":0,"message":"'), 0xc9, 0xed, 0xb7, ...bytes('"}')])],
    ["an answer in UTF-16", new Uint8Array(Buffer.from('{"code":0}', "utf16le"))],
    ["a gzipped answer", new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
    ["a number", bytes("0")],
    ["null", bytes("null")],
    ["a list", bytes('[{"code":0}]')],
    ["an object with neither code nor codeDesc", bytes('{"data":[]}')],
    ["a code of true", bytes('{"code":true}')],
    ["a code of 1e300", bytes('{"code":1e300}')],
    ["a code of 0.5", bytes('{"code":0.5}')],
    ["an empty code", bytes('{"code":""}')],
    ["a codeDesc that is an object", bytes('{"code":0,"codeDesc":{}}')],
    ["ten million brackets", bytes("[".repeat(1e6))],
    ["a code of a thousand digits", bytes(`{"code":${"9".repeat(1000)}}`)],
    ["a code of a thousand digits as text", bytes(`{"code":"${"9".repeat(1000)}"}`)],
    ["a name of a hundred thousand characters", bytes(`{"code":0,"data":[{"vpnConnName":"${"x".repeat(1e5)}"}]}`)],
    ["an id of a hundred thousand digits", bytes(`{"code":0,"data":[{"vpnConnId":${"9".repeat(1e5)}}]}`)],
    ["a codeDesc of a hundred thousand characters", bytes(`{"code":4000,"codeDesc":"${"x".repeat(1e5)}"}`)],
    ["a deep answer", bytes(`{"code":0,"data":${"[".repeat(1e5)}${"]".repeat(1e5)}}`)],
  ] as const) {
    it(`takes ${name} as no answer of this API`, () => {
      assert.equal(decode(body).kind, "malformed");
    });
  }

  it("takes a code with many digits for none, and goes by the codeDesc beside it", () => {
    const answer = decoded({ code: "9".repeat(1000), codeDesc: "InvalidVpnConn.NotFound" });
    assert.ok(answer.kind === "error");
    assert.deepEqual([answer.errorKind, answer.apiCode], ["vpn-conn-not-found", ""]);
  });

  it("goes by the code of an answer whose message is of any length", () => {
    const answer = decoded({ code: 4300, message: "x".repeat(1e6) });
    assert.ok(answer.kind === "error" && answer.errorKind === "auth");
  });

  it("says so when an answer looks like one of API 3.0", () => {
    const answer = decoded({ Response: { Error: { Code: "InvalidAction" } } });
    assert.ok(answer.kind === "malformed" && answer.why.includes("API 3.0"));
  });

  it("takes a byte order mark and escaped slashes", () => {
    assert.equal(decode(bytes('\ufeff{"code":0,"message":"10.0.0.0\\/8"}')).kind, "success");
  });

  it("keeps the digits of whole numbers that a double cannot hold", () => {
    const answer = decode(bytes('{"code":0,"data":{"taskId":9007199254740993,"share":1e300,"small":7}}'));
    assert.ok(answer.kind === "success");
    assert.deepEqual(answer.envelope["data"], { taskId: "9007199254740993", share: 1e300, small: 7 });
  });

  it("makes text well-formed that the service cut in the middle of a character", () => {
    const { message } = decoded({ code: 4101, message: "x \ud83d" }) as { message: string };
    assert.equal(message, "x \ufffd");
    assert.deepEqual(decoded({ code: 0, data: [{ vpnConnName: "\ude00 \u{1f600}" }] }), {
      kind: "success",
      envelope: { code: 0, data: [{ vpnConnName: "\ufffd \u{1f600}" }] },
    });
  });

  it("finds success only where code is 0 or codeDesc is Success, whatever comes", () => {
    const noise = fc.oneof(
      fc.json(),
      fc
        .record({ code: fc.anything(), codeDesc: fc.anything(), data: fc.anything() }, { requiredKeys: [] })
        .map(
          (value) =>
            JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}` : inner)) ?? "",
        ),
    );
    fc.assert(
      fc.property(noise, (text) => {
        const answer = decode(bytes(text));
        if (answer.kind !== "success") {
          return;
        }
        const { code, codeDesc } = answer.envelope;
        assert.ok(codeDesc === "Success" || ((codeDesc ?? "") === "" && Number(code) === 0));
      }),
      { numRuns: 2000 },
    );
  });

  it("gets over any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
        assert.notEqual(decode(body).kind, "success");
      }),
    );
  });
});
