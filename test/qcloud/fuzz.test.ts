import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { QcloudApiError, QcloudTimeoutError, QcloudTransportError } from "../../provider/api/errors.ts";
import { vpnGwExists } from "../../provider/api/v2/parents.ts";
import { pollTask } from "../../provider/api/v2/task.ts";
import { addVpnConn, deleteVpnConn, listVpnConns, readVpnConn } from "../../provider/api/v2/vpn-conn.ts";
import { everythingIn, hurry, newSandbox, scopeFor, secretKey, serve, type TestServer } from "./support.ts";

/** What a service or something in front of it may answer. */
interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
  /** How the body ends. */
  readonly end: "whole" | "cut" | "never";
}

const id = "vpnx-ol6bcqp0";

/** Answers that each test tries; FUZZ_RUNS asks for more. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 100);
const preSharedKey = "canary-psk-77c1";

const wild = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(0, "0", 1, "1", 2, 6, -1, "", null, [], {}, true, "null", id, 399, 1e300, "9".repeat(40)),
);
const entry = fc.record(
  {
    vpnConnId: wild,
    unVpnConnId: fc.oneof(fc.constant(id), wild),
    vpnGwId: fc.oneof(fc.constant(id), wild),
    vpcConnStatus: wild,
    preSharedKey: wild,
    sourceCidr: wild,
    destinationCidr: wild,
    IKESet: wild,
    IPSECArr: wild,
    createTime: wild,
  },
  { requiredKeys: [] },
);
const codeDesc = fc.constantFrom(
  "Success",
  "",
  "InvalidVpnConn.NotFound",
  "InvalidVpnGw.NotFound",
  "InvalidVpc.NotFound",
  "InvalidVpnConnState",
  "AuthFailure",
  "InternalError",
  "Something.NotFound",
  "NotFound",
);
const envelope = fc.record(
  {
    code: fc.oneof(
      fc.constantFrom<unknown>(0, "0", 4000, "5000", 5000, 5100, 4100, 4400, 4500, 6000, 6100, 9999),
      wild,
    ),
    codeDesc: fc.oneof(codeDesc, wild),
    message: fc.oneof(fc.string(), wild),
    totalCount: fc.oneof(fc.nat(3), wild),
    data: fc.oneof(fc.array(entry, { maxLength: 3 }), fc.record({ taskId: wild, status: wild, output: wild }), wild),
  },
  { requiredKeys: [] },
);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const body = fc.oneof(
  { weight: 6, arbitrary: envelope.map((value) => utf8(JSON.stringify(value))) },
  { weight: 1, arbitrary: fc.json().map(utf8) },
  { weight: 1, arbitrary: fc.constantFrom("<html>502</html>", "", "null", "[", '{"code":0', "code=0").map(utf8) },
  { weight: 1, arbitrary: envelope.map((value) => Buffer.from(JSON.stringify(value), "utf16le")) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(envelope, fc.double({ min: 0, max: 1, noNaN: true })).map(([value, share]) => {
      const bytes = utf8(JSON.stringify(value));
      return bytes.subarray(0, Math.floor(bytes.length * share));
    }),
  },
);
const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 5, arbitrary: fc.constant(200) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(201, 204, 301, 302, 304, 307, 400, 401, 403, 404, 408, 429, 500, 502, 503),
    },
  ),
  headers: fc.constantFrom<Record<string, string>>(
    { "content-type": "application/json" },
    { "content-type": "text/html; charset=gbk" },
    { "content-encoding": "gzip" },
    { location: "https://elsewhere.example.com/?a=b" },
    { location: "::no url::" },
    { date: "no date" },
    {},
  ),
  body,
  end: fc.oneof(
    { weight: 12, arbitrary: fc.constant("whole" as const) },
    { weight: 1, arbitrary: fc.constantFrom("cut" as const, "never" as const) },
  ),
});

function send(response: ServerResponse, { status, headers, body: bytes, end }: Answer): void {
  response.writeHead(status, end === "cut" ? { ...headers, "content-length": `${bytes.length + 10}` } : headers);
  if (end === "never") {
    response.write(bytes);
  } else if (end === "cut") {
    response.write(bytes, () => response.destroy());
  } else {
    response.end(bytes);
  }
}

/** The answer as an object, read without the client's help; nothing when it arrives neither whole nor as one. */
function objectOf({ body: bytes, end }: Answer): Record<string, unknown> | undefined {
  if (end !== "whole") {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an answer may be taken for success at all. */
function isSuccess(given: Answer): boolean {
  const object = objectOf(given);
  if (object === undefined || given.status !== 200) {
    return false;
  }
  const desc = typeof object["codeDesc"] === "string" ? object["codeDesc"].trim() : "";
  return desc === "Success" || (desc === "" && /^-?0+$/.test(String(object["code"]).trim()));
}

function listed(given: Answer, field: string): boolean {
  const data = objectOf(given)?.["data"];
  if (!isSuccess(given) || !Array.isArray(data)) {
    return false;
  }
  return data.some((each: Record<string, unknown>) => each[field] === id || each[`un${field}`] === id);
}

describe("whatever the service answers", () => {
  const sandbox = newSandbox();
  let server: TestServer;
  let current: Answer;

  before(async () => {
    server = await serve(() => (response) => send(response, current));
  });
  after(() => server.close());
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  /** Runs an action against random answers; what it gives must be borne out by the answer. */
  function holds<T>(
    run: (scope: ReturnType<typeof scopeFor>) => Promise<T>,
    borneOut: (result: T, given: Answer) => boolean,
  ): Promise<void> {
    return fc.assert(
      fc.asyncProperty(answer, async (given) => {
        current = given;
        const scope = scopeFor(server.url, { deadlineMs: 40 });
        try {
          const result = await run(scope);
          assert.ok(borneOut(result, given), `the answer does not bear out ${JSON.stringify(result)}`);
        } catch (error) {
          const ours = [QcloudApiError, QcloudTransportError, QcloudTimeoutError].some((each) => error instanceof each);
          if (!ours) {
            throw error;
          }
          assert.ok(!everythingIn(error).includes(secretKey) && !everythingIn(error).includes(preSharedKey));
          assert.ok(!(error instanceof QcloudApiError) || objectOf(given) !== undefined);
        } finally {
          scope.client.close();
        }
      }),
      { numRuns },
    );
  }

  it("a look finds only what is listed, and takes for absent only what is said to be", function () {
    this.timeout(0);
    return holds(
      (scope) => readVpnConn(scope, id),
      (look, given) => {
        if (look.kind === "found") {
          return listed(given, "VpnConnId") || listed(given, "vpnConnId");
        }
        if (look.kind === "unclear") {
          return isSuccess(given);
        }
        const object = objectOf(given) ?? {};
        if (look.because === "empty-list") {
          return isSuccess(given) && Array.isArray(object["data"]) && object["data"].length === 0;
        }
        const desc = typeof object["codeDesc"] === "string" ? object["codeDesc"].trim() : "";
        return (
          desc === "InvalidVpnConn.NotFound" ||
          desc === "InvalidVpnGw.NotFound" ||
          (desc === "" && String(object["code"]).trim() === "5000")
        );
      },
    );
  });

  it("a list is given only when one arrived", function () {
    this.timeout(0);
    return holds(
      (scope) => listVpnConns(scope, {}),
      (list, given) => {
        const data = objectOf(given)?.["data"];
        return isSuccess(given) && Array.isArray(data) && list.length <= data.length;
      },
    );
  });

  it("a delete or a create is accepted only by a success", async function () {
    this.timeout(0);
    const ids = { vpcId: "v", vpnGwId: "g" };
    const networks = { userGwCidrBlock: ["10.0.0.0/8"] };
    await holds(
      (scope) => deleteVpnConn(scope, { ...ids, vpnConnId: id }),
      (_accepted, given) => isSuccess(given),
    );
    await holds(
      (scope) => addVpnConn(scope, { ...ids, userGwId: "u", vpnConnName: "n", preSharedKey, networks }),
      (_accepted, given) => isSuccess(given),
    );
  });

  it("a task is done or failed only when its status says so", function () {
    this.timeout(0);
    return holds(
      (scope) => pollTask(scope, "1"),
      ({ kind }, given) => {
        if (kind === "unknown") {
          return objectOf(given) !== undefined;
        }
        const data = objectOf(given)?.["data"];
        const group: unknown = Array.isArray(data) && data.length === 1 ? data[0] : data;
        const status = String(Object(group)["status"]).trim();
        return isSuccess(given) && status === { done: "0", failed: "1", running: "2" }[kind];
      },
    );
  });

  it("a parent is seen only when it is listed", function () {
    this.timeout(0);
    return holds(
      (scope) => vpnGwExists(scope, id),
      (seen, given) => !seen || listed(given, "vpnGwId") || listed(given, "VpnGwId"),
    );
  });
});
