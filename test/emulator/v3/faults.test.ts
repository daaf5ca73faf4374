import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import type { Emulator, Fault } from "../../../emulator/index.ts";
import { call, emulatorEach } from "../support.ts";
import { authorization, call3, entryOf, makeTunnel3, seed3, tunnel3 } from "./support.ts";

const { VpnGatewayId } = seed3;

describe("emulator faults of API 3.0", () => {
  const emulator = emulatorEach();
  const lastCall = () => emulator().calls().at(-1);

  for (const [fault, applied] of [
    ["drop-before", false],
    ["drop-after", true],
    ["half", true],
  ] as const) {
    it(`${fault} breaks the connection, and the call is ${applied ? "" : "not "}applied`, async () => {
      emulator().addFaults([{ action: "CreateVpnConnection", fault }]);
      await assert.rejects(call3(emulator(), "CreateVpnConnection", tunnel3));
      assert.equal(emulator().state().vpnConnections.length, applied ? 1 : 0);
      assert.deepEqual([lastCall()?.fault, lastCall()?.code], [fault, applied ? 0 : null]);
      assert.deepEqual(emulator().faults(), []);
    });
  }

  it("http answers in place of the service", async () => {
    emulator().addFaults([{ action: "DescribeVpcs", fault: "http", status: 502 }]);
    const { status, text } = await call3(emulator(), "DescribeVpcs");
    assert.equal(status, 502);
    assert.match(text, /<html>/);
  });

  it("code answers with a code of API 3.0; it needs no number", async () => {
    emulator().addFaults([
      { action: "DescribeVpcs", fault: "code", codeDesc: "RequestLimitExceeded.UinLimitExceeded", message: "too many" },
      { action: "DescribeVpcs", fault: "code", code: 4400 },
    ]);
    const { response } = await call3(emulator(), "DescribeVpcs");
    assert.deepEqual(response.Error, { Code: "RequestLimitExceeded.UinLimitExceeded", Message: "too many" });
    assert.deepEqual([lastCall()?.code, lastCall()?.codeDesc], [-1, "RequestLimitExceeded.UinLimitExceeded"]);
    assert.equal((await call3(emulator(), "DescribeVpcs")).code, "InternalError");
    assert.equal((await call3(emulator(), "DescribeVpcs")).code, undefined);
  });

  it("code without a number is answered on API 2.0 with the number that goes with it", async () => {
    for (const [codeDesc, number] of [
      ["InvalidVpnConn.NotFound", 5000],
      ["Nonsense", 5100],
    ] as const) {
      emulator().addFaults([{ action: "*", fault: "code", codeDesc }]);
      const { json } = await call(emulator(), "DescribeVpcEx");
      assert.deepEqual([json.code, json.codeDesc], [number, codeDesc]);
    }
    assert.throws(
      () => emulator().addFaults([{ action: "*", fault: "code" }]),
      /faults\[0\]\.code: is needed without codeDesc/,
    );
  });

  it("apply to one API where they name it", async () => {
    const fault = { action: "DescribeVpcTaskResult", fault: "code", codeDesc: "InternalError", times: 0 } as const;
    emulator().addFaults([{ ...fault, api: "3.0" }]);
    const ask2 = async () => (await call(emulator(), "DescribeVpcTaskResult", { taskId: 1 })).json.codeDesc;
    const ask3 = async () => (await call3(emulator(), "DescribeVpcTaskResult", { TaskId: "1" })).code;
    assert.deepEqual([await ask2(), await ask3()], [undefined, "InternalError"]);
    emulator().setFaults([{ ...fault, api: "2.0" }]);
    assert.deepEqual([await ask2(), await ask3()], ["InternalError", "ResourceNotFound"]);
    emulator().setFaults([fault]);
    assert.deepEqual([await ask2(), await ask3()], ["InternalError", "InternalError"]);
    const wrong = (action: string, api: "2.0" | "3.0"): Fault[] => [{ action, api, fault: "half" }];
    assert.throws(() => emulator().addFaults(wrong("DescribeVpcs", "2.0")), /is no action of the emulator/);
    assert.throws(() => emulator().addFaults(wrong("DescribeVpcEx", "3.0")), /is no action of the emulator/);
  });

  it("apply to calls with given parameters, also of nested ones", async () => {
    const parameters = { "Filters.0.Name": "vpc-id", "Filters.0.Values.0": seed3.VpcId };
    emulator().addFaults([{ action: "*", fault: "code", codeDesc: "InternalError", parameters }]);
    assert.equal((await call3(emulator(), "DescribeVpnGateways")).code, undefined);
    const Filters = [{ Name: "vpc-id", Values: [seed3.VpcId] }];
    assert.equal((await call3(emulator(), "DescribeVpnGateways", { Filters })).code, "InternalError");
  });

  it("are not used up by calls that are refused before", async () => {
    emulator().addFaults([{ action: "DescribeVpcs", fault: "code", codeDesc: "InternalError" }]);
    const wrong = await call3(emulator(), "DescribeVpcs", {}, { secretKey: "x" });
    assert.equal(wrong.code, "AuthFailure.SignatureFailure");
    assert.equal((await call3(emulator(), "DescribeVpcs")).code, "InternalError");
  });

  it("delay lets another fault apply too", async () => {
    emulator().addFaults([
      { action: "DescribeVpcs", fault: "delay", ms: 40 },
      { action: "DescribeVpcs", fault: "code", codeDesc: "InternalError" },
    ]);
    const startedAt = performance.now();
    assert.equal((await call3(emulator(), "DescribeVpcs")).code, "InternalError");
    assert.ok(performance.now() - startedAt > 35);
  });

  it("let tasks fail, never end, or be unknown", async () => {
    for (const [fault, status] of [
      ["task-fails", "FAILED"],
      ["task-stuck", "RUNNING"],
      ["task-unknown", "ResourceNotFound"],
    ] as const) {
      emulator().addFaults([{ action: "CreateVpnConnection", fault }]);
      const { response } = await call3(emulator(), "CreateVpnConnection", tunnel3);
      const task = await call3(emulator(), "DescribeVpcTaskResult", { TaskId: response.RequestId });
      assert.equal(task.code ?? task.response.Status, status);
      emulator().remove("vpnConnections", response.VpnConnection.VpnConnectionId);
    }
  });

  it("endless answers never end", async () => {
    emulator().addFaults([{ action: "DescribeVpcs", fault: "endless", ms: 1 }]);
    const answer = assert.rejects(call3(emulator(), "DescribeVpcs"));
    while (emulator().calls().at(-1)?.code !== 0) {
      await new Promise(setImmediate);
    }
    await emulator().stop();
    await answer;
  });

  it("stale answers every list over one connection with nothing, until that closes", async () => {
    const id = await makeTunnel3(emulator());
    emulator().addFaults([{ action: "*", fault: "stale" }]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      for (const [action, set] of [
        ["DescribeVpnConnections", "VpnConnectionSet"],
        ["DescribeCustomerGateways", "CustomerGatewaySet"],
        ["DescribeVpnGateways", "VpnGatewaySet"],
        ["DescribeVpcs", "VpcSet"],
      ] as const) {
        const { RequestId: _id, ...answer } = await over(agent, emulator(), action, {});
        assert.deepEqual(answer, { TotalCount: 0, [set]: [] });
      }
      const byIds = await over(agent, emulator(), "DescribeVpnConnections", { VpnConnectionIds: [id] });
      assert.equal(byIds["TotalCount"], 0);
      const vendors = await over(agent, emulator(), "DescribeCustomerGatewayVendors", {});
      assert.ok("CustomerGatewayVendorSet" in vendors);
      assert.equal((await entryOf(emulator(), id)).VpnConnectionId, id);
    } finally {
      agent.destroy();
    }
    while (emulator().faults().length > 0) {
      await new Promise(setImmediate);
    }
    assert.throws(
      () => emulator().addFaults([{ action: "DeleteVpnConnection", fault: "stale" }]),
      /has no stale replica/,
    );
    assert.equal(
      (await call3(emulator(), "DeleteVpnConnection", { VpnGatewayId, VpnConnectionId: id })).code,
      undefined,
    );
  });
});

/** Calls an action over a connection of an agent. */
async function over(agent: Agent, emulator: Emulator, action: string, parameters: object) {
  const body = JSON.stringify(parameters);
  const timestamp = Math.floor(Date.now() / 1000);
  const signed = { "content-type": "application/json", host: new URL(emulator.api3Url).host };
  const headers = {
    "Content-Type": "application/json",
    "X-TC-Action": action,
    "X-TC-Version": "2017-03-12",
    "X-TC-Region": "ap-guangzhou",
    "X-TC-Timestamp": String(timestamp),
    Authorization: authorization(signed, body, timestamp, "vpc", emulator.secretId, emulator.secretKey),
  };
  const text = await new Promise<string>((resolve, reject) => {
    const sent = request(emulator.api3Url, { method: "POST", agent, headers }, (response) => {
      let received = "";
      response.setEncoding("utf8");
      response.on("data", (part) => {
        received += part;
      });
      response.once("end", () => resolve(received));
    });
    sent.once("error", reject).end(body);
  });
  return (JSON.parse(text) as { Response: Record<string, unknown> }).Response;
}
