import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { Client, type ClientScope } from "../../provider/api/http/client.ts";
import { call } from "../../provider/api/v2/request.ts";
import { pollTask } from "../../provider/api/v2/task.ts";
import { addVpnConn, modifyVpnConn } from "../../provider/api/v2/vpn-conn.ts";
import {
  type Arrived,
  everythingIn,
  hurry,
  json,
  newSandbox,
  type Step,
  scopeFor,
  secretKey,
  settingsFor,
  withServer,
} from "./support.ts";

const preSharedKey = 'canary/psk "k" \\ + 一 & =%';
const token = "canary-token/en+with=chars";
const secretId = "canary-secret-id-0001";

/** A server that gives back all that it was sent, in as many spellings as it can, in each place of its answer. */
function echo(answer: (all: string) => object, status = 200): Step {
  return (response: ServerResponse, request: Arrived) => {
    const all = `${request.url} ${request.body} ${JSON.stringify(request.params)} ${Object.values(request.params).join(" ")}`;
    response.setHeader("location", `https://user:pass@${encodeURIComponent("elsewhere")}/?${request.body}`);
    response.setHeader("content-type", `text/${request.params["Signature"]?.replaceAll(/[^\w]/g, "") ?? "x"}`);
    if (status === 200) {
      json(response, answer(all));
    } else {
      response.writeHead(status).end(JSON.stringify(answer(all)));
    }
  };
}

describe("no secret", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  const steps: [string, Step][] = [
    ["an error's message", echo((message) => ({ code: 4000, message }))],
    ["an error's codeDesc", echo((codeDesc) => ({ code: 4100, codeDesc, message: codeDesc }))],
    ["a busy answer", echo((message) => ({ code: 6000, message }))],
    ["a replay answer", echo((message) => ({ code: 4500, message }))],
    ["an answer that is none", echo((message) => ({ message }))],
    ["a gateway's answer", echo((message) => ({ message }), 502)],
    ["a redirect", echo((message) => ({ message }), 307)],
    ["a connection that breaks", (_response, _request, socket) => void socket.resetAndDestroy()],
    [
      "an answer that is no HTTP",
      (_response, request, socket) => void socket.end(`${request.url}${request.body}\r\n\r\n`),
    ],
    [
      "an answer that is cut",
      (response, request) => void response.writeHead(200, { "content-length": "9" }).end(request.url),
    ],
    ["silence", () => {}],
  ];
  for (const [name, step] of steps) {
    it(`shows after ${name}, in an error or a log line`, async () => {
      const signatures: string[] = [];
      const script = (request: Arrived): Step => {
        signatures.push(request.params["Signature"] ?? "none");
        return step;
      };
      await withServer(script, async (server) => {
        const lines: string[] = [];
        const credentials = { secretId, secretKey, token, source: "the test" };
        const client = new Client(settingsFor(server.url, { requestTimeoutMs: 150, credentials }));
        const scope = (): ClientScope =>
          scopeFor(server.url, { client, deadlineMs: 400, log: (line) => lines.push(line) });
        const networks = { userGwCidrBlock: ["10.0.0.0/8"] };
        const ids = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv" };
        const runs = [
          () => addVpnConn(scope(), { ...ids, userGwId: "cgw-e098slul", vpnConnName: "n", preSharedKey, networks }),
          () => modifyVpnConn(scope(), { ...ids, vpnConnId: "vpnx-ol6bcqp0" }, { preSharedKey, networks }),
          () => call(scope(), "DescribeVpnConn", {}, { repeat: "if-unsent", busy: "throw" }),
        ];
        for (const run of runs) {
          const error: unknown = await run().then(
            () => assert.fail("it succeeds"),
            (thrown: unknown) => thrown,
          );
          const shown = [everythingIn(error), inspect(error, { depth: 10, showHidden: true }), ...lines].join("\n");
          for (const secret of [preSharedKey, secretKey, token, secretId, ...signatures]) {
            for (const spelling of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
              assert.ok(!shown.includes(spelling), `${spelling} stands in ${shown}`);
            }
          }
        }
      });
    });
  }

  it("shows in the reason of a failed task, even though another call sent it", async () => {
    const failed = { code: 0, data: { status: 1, output: { errorMsg: `bad key ${preSharedKey}` } } };
    await withServer([{ code: 0 }, failed], async (server) => {
      const scope = scopeFor(server.url);
      await modifyVpnConn(
        scope,
        { vpcId: "v", vpnGwId: "g", vpnConnId: "c" },
        { preSharedKey, networks: { userGwCidrBlock: [] } },
      );
      const state = await pollTask(scope, "1");
      assert.deepEqual(state, { kind: "failed", reason: "bad key [redacted]" });
    });
  });
});
