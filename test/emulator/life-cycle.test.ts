import assert from "node:assert/strict";
import { call, emulatorEach, makeTunnel, seed, tunnelParameters } from "./support.ts";

describe("emulator life cycle of a tunnel", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => ({ taskMs: 1000, clock: () => now }));
  beforeEach(() => {
    now = Date.now();
  });

  it("creates in state 0, then 6 when the task is done", async () => {
    const answer = await call(emulator(), "AddVpnConnEx", tunnelParameters, { method: "POST" });
    assert.equal(answer.json.code, 0);
    assert.equal(answer.json.data.vpnConnId, 0);
    const { taskId } = answer.json.data;
    assert.equal(emulator().state().vpnConnections[0]?.vpcConnStatus, 0);
    assert.equal((await call(emulator(), "DescribeVpcTaskResult", { taskId })).json.data.status, 2);
    now += 1000;
    assert.deepEqual((await call(emulator(), "DescribeVpcTaskResult", { taskId })).json.data, { status: 0 });
    assert.equal(emulator().state().vpnConnections[0]?.vpcConnStatus, 6);
  });

  it("deletes in state 4, then the tunnel is gone when the task is done", async () => {
    const vpnConnId = await makeTunnel(emulator());
    now += 1000;
    const target = { vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId };
    const answer = await call(emulator(), "DeleteVpnConn", target);
    assert.equal(answer.json.data.state, 4);
    assert.equal(answer.json.data.vpcConnId, vpnConnId);
    assert.equal(emulator().state().vpnConnections[0]?.vpcConnStatus, 4);
    assert.equal((await call(emulator(), "DeleteVpnConn", target)).json.codeDesc, "InvalidVpnConnState");
    now += 1000;
    assert.equal((await call(emulator(), "DeleteVpnConn", target)).json.codeDesc, "InvalidVpnConn.NotFound");
    assert.deepEqual(emulator().state().vpnConnections, []);
  });
});
