import assert from "node:assert/strict";
import { type Fault, startEmulator } from "../../emulator/index.ts";
import { call, emulatorEach, makeTunnel, seed, tunnelParameters } from "./support.ts";

describe("emulator faults", () => {
  const emulator = emulatorEach();
  const list = () => call(emulator(), "DescribeVpnConn");
  const add = (signal?: AbortSignal) =>
    call(emulator(), "AddVpnConnEx", tunnelParameters, { method: "POST", ...(signal === undefined ? {} : { signal }) });
  const codes = async (times: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let index = 0; index < times; index += 1) {
      seen.push((await list()).json.code);
    }
    return seen;
  };

  it("drop-before breaks the connection and applies nothing", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "drop-before" }]);
    await assert.rejects(add());
    assert.deepEqual(emulator().state().vpnConnections, []);
    assert.deepEqual([emulator().calls()[0]?.code, emulator().calls()[0]?.fault], [null, "drop-before"]);
    assert.equal((await add()).json.code, 0);
  });

  it("drop-before leaves the nonce unused, as the request never arrived", async () => {
    const again = { Nonce: 5, Timestamp: Math.floor(Date.now() / 1000) };
    emulator().addFaults([{ action: "DescribeVpnConn", fault: "drop-before" }]);
    await assert.rejects(call(emulator(), "DescribeVpnConn", again));
    assert.equal((await call(emulator(), "DescribeVpnConn", again)).json.code, 0);
  });

  it("drop-after applies and loses the answer", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "drop-after" }]);
    await assert.rejects(add());
    assert.equal(emulator().state().vpnConnections.length, 1);
    assert.deepEqual([emulator().calls()[0]?.code, emulator().calls()[0]?.fault], [0, "drop-after"]);
  });

  it("half applies and sends half the answer", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "half" }]);
    await assert.rejects(add());
    assert.equal(emulator().state().vpnConnections.length, 1);
  });

  it("endless applies and sends an answer that never ends", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "endless", ms: 1 }]);
    const client = new AbortController();
    const answer = add(client.signal);
    const rejected = assert.rejects(answer, { name: "AbortError" });
    while (emulator().state().vpnConnections.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.abort();
    await rejected;
  });

  it("endless answers and delays end when the emulator stops", async () => {
    const stopped = await startEmulator();
    stopped.addFaults([
      { action: "DescribeVpnConn", fault: "endless" },
      { action: "DescribeVpcEx", fault: "delay", ms: 3_600_000 },
      { action: "DescribeVpnGw", fault: "delay", ms: 3_600_000, when: "before" },
    ]);
    const calls = ["DescribeVpnConn", "DescribeVpcEx", "DescribeVpnGw"].map((action) =>
      assert.rejects(call(stopped, action)),
    );
    while (stopped.calls().length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await stopped.stop();
    await Promise.all(calls);
  });

  it("endless answers do not start for a client that has already disconnected", async () => {
    emulator().addFaults([
      { action: "DescribeVpnConn", fault: "delay", ms: 30 },
      { action: "DescribeVpnConn", fault: "endless" },
    ]);
    const client = new AbortController();
    const answer = assert.rejects(call(emulator(), "DescribeVpnConn", {}, { signal: client.signal }));
    while (emulator().calls()[0]?.code !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    client.abort();
    await answer;
    await new Promise((resolve) => setTimeout(resolve, 40));
    assert.equal((await list()).json.code, 0);
  });

  it("http answers with a status and HTML, applying nothing", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "http", status: 502 }]);
    const answer = await add();
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [502, "text/html"]);
    assert.match(answer.text, /^<html>/);
    assert.deepEqual(emulator().state().vpnConnections, []);
  });

  it("http answers with any body and headers", async () => {
    emulator().addFaults([
      {
        action: "DescribeVpnConn",
        fault: "http",
        status: 200,
        body: "{",
        headers: { "Content-Type": "application/json" },
      },
    ]);
    const answer = await list();
    assert.deepEqual([answer.status, answer.text, answer.headers.get("content-type")], [200, "{", "application/json"]);
  });

  it("code answers with a code, applying nothing", async () => {
    emulator().addFaults([
      { action: "AddVpnConnEx", fault: "code", code: 6000, codeDesc: "InternalError", message: "m" },
    ]);
    assert.deepEqual((await add()).json, { code: 6000, message: "m", codeDesc: "InternalError" });
    assert.deepEqual(emulator().state().vpnConnections, []);
  });

  it("code comes after the checks of the signature", async () => {
    emulator().addFaults([{ action: "*", fault: "code", code: 4400 }]);
    assert.equal((await call(emulator(), "DescribeVpnConn", {}, { secretKey: "x" })).json.code, 4100);
    assert.deepEqual(await codes(2), [4400, 0]);
  });

  it("delay applies the call at once and delays the answer", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "delay", ms: 30 }]);
    const answer = add();
    while (emulator().state().vpnConnections.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.equal((await answer).json.code, 0);
  });

  it("delay with when: before applies the call after the delay", async () => {
    emulator().addFaults([{ action: "AddVpnConnEx", fault: "delay", ms: 30, when: "before" }]);
    const answer = add();
    while (emulator().calls().length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.deepEqual(emulator().state().vpnConnections, []);
    assert.equal(emulator().calls()[0]?.code, null);
    assert.equal((await answer).json.code, 0);
  });

  it("faults apply in the order of the list, with times and skip", async () => {
    emulator().addFaults([
      { action: "DescribeVpnConn", fault: "code", code: 4400, times: 2 },
      { action: "*", fault: "code", code: 6000, skip: 1 },
      { action: "DeleteVpnConn", fault: "code", code: 1 },
    ]);
    assert.deepEqual(await codes(6), [4400, 4400, 0, 6000, 0, 0]);
    assert.equal(emulator().faults().length, 1);
  });

  it("a fault with times 0 stays until it is cleared", async () => {
    emulator().addFaults([{ action: "*", fault: "code", code: 4400, times: 0 }]);
    assert.deepEqual(await codes(3), [4400, 4400, 4400]);
    emulator().clearFaults();
    assert.deepEqual(await codes(1), [0]);
  });

  it("a fault with parameters applies only to calls with these", async () => {
    emulator().addFaults([{ action: "*", fault: "code", code: 4400, parameters: { vpnConnName: "a" } }]);
    assert.deepEqual(await codes(1), [0]);
    assert.equal((await call(emulator(), "DescribeVpnConn", { vpnConnName: "a" })).json.code, 4400);
  });

  it("a task fault is used up only by a call that starts a task", async () => {
    emulator().addFaults([{ action: "DeleteVpnConn", fault: "task-fails" }]);
    const target = { vpcId: seed.vpcId, vpnGwId: seed.vpnGwId };
    assert.notEqual((await call(emulator(), "DeleteVpnConn", { ...target, vpnConnId: "vpnx-00000000" })).json.code, 0);
    assert.equal(emulator().faults().length, 1);
    const vpnConnId = await makeTunnel(emulator());
    assert.equal((await call(emulator(), "DeleteVpnConn", { ...target, vpnConnId })).json.code, 0);
    assert.deepEqual(emulator().faults(), []);
    assert.equal(emulator().state().vpnConnections[0]?.vpcConnStatus, 5);
  });

  it("setFaults replaces the planted faults", async () => {
    emulator().setFaults([{ action: "*", fault: "code", code: 1 }]);
    emulator().setFaults([{ action: "*", fault: "code", code: 2 }]);
    assert.deepEqual(await codes(2), [2, 0]);
  });

  it("a list with an invalid fault is refused as a whole", () => {
    const good: Fault = { action: "*", fault: "half" };
    for (const bad of [
      { action: "*", fault: "nonsense" },
      { action: "DeleteVpnCon", fault: "half" },
      { fault: "half" },
      { action: "*", fault: "http" },
      { action: "*", fault: "code" },
      { action: "*", fault: "half", times: -1 },
      { action: "*", fault: "half", times: 1.5 },
      { action: "*", fault: "half", extra: 1 },
    ]) {
      assert.throws(() => emulator().addFaults([good, bad as never]), /faults/, JSON.stringify(bad));
    }
    assert.deepEqual(emulator().faults(), []);
  });
});
