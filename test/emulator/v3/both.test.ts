import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../../emulator/index.ts";
import { call, emulatorEach, makeTunnel, seed } from "../support.ts";
import { call3, entryOf, makeTunnel3, seed3 } from "./support.ts";

describe("both APIs of the emulator", () => {
  const emulator = emulatorEach();
  const entry2 = async (id: string) => (await call(emulator(), "DescribeVpnConn", { vpnConnId: id })).json.data[0];

  it("show a tunnel of API 2.0 in API 3.0, with the VPC's network where it gave none", async () => {
    const id = await makeTunnel(emulator(), {
      "IKESet.propoAuthenAlgorithm": "sha",
      "IPsecSet.integrityAlgorith": "sha",
    });
    const entry = await entryOf(emulator(), id);
    assert.equal(entry.VpnConnectionName, "office");
    assert.deepEqual(
      [entry.VpcId, entry.VpnGatewayId, entry.CustomerGatewayId],
      [seed.vpcId, seed.vpnGwId, seed.userGwId],
    );
    assert.deepEqual(entry.SecurityPolicyDatabaseSet, [
      { LocalCidrBlock: "10.0.0.0/16", RemoteCidrBlock: ["172.16.10.0/24"] },
    ]);
    assert.equal(entry.IKEOptionsSpecification.PropoAuthenAlgorithm, "SHA");
    assert.equal(entry.IPSECOptionsSpecification.IntegrityAlgorith, "SHA1");
    assert.equal(entry.IPSECOptionsSpecification.PfsDhGroup, "NULL");
    assert.equal(entry.PreShareKey, "canary-psk-81b2");
  });

  it("show a tunnel of API 3.0 in API 2.0, without what that does not know", async () => {
    const id = await makeTunnel3(emulator(), { RouteType: "Policy", Tags: [{ Key: "a", Value: "b" }], DpdEnable: 1 });
    const of2 = await entry2(id);
    assert.deepEqual([of2.vpnConnName, of2.unVpnConnId, of2.vpcConnStatus], ["office", id, 6]);
    assert.deepEqual([of2.sourceCidr, of2.destinationCidr], [["10.0.0.0/24"], ["172.16.10.0/24"]]);
    assert.deepEqual([of2.IKESet.propoAuthenAlgorithm, of2.IPsecSet.integrityAlgorith], ["sha", "sha"]);
    assert.deepEqual(["api3" in of2, "tags" in of2, "RouteType" in of2], [false, false, false]);
    emulator().remove("vpnConnections", id);
    const plain = await makeTunnel(emulator());
    assert.deepEqual(Object.keys(of2).sort(), Object.keys(await entry2(plain)).sort());
    assert.deepEqual(Object.keys(of2.IKESet).sort(), Object.keys((await entry2(plain)).IKESet).sort());
  });

  it("show gateways in API 2.0 with the fields that they always had", async () => {
    const [gateway] = (await call(emulator(), "DescribeVpnGw")).json.data;
    const [peer] = (await call(emulator(), "DescribeUserGw")).json.data;
    for (const field of ["version", "type", "bgpAsn", "tags"]) {
      assert.equal(field in gateway || field in peer, false, field);
    }
  });

  it("change and delete each other's tunnels, and keep what only API 3.0 knows", async () => {
    const id = await makeTunnel3(emulator(), { RouteType: "Policy", NegotiationType: "passive" });
    const named = { ...seed, vpnConnId: id };
    const renamed = await call(emulator(), "ModifyVpnConnEx", { ...named, vpnConnName: "of 2" }, { method: "POST" });
    assert.equal(renamed.json.code, 0);
    const entry = await entryOf(emulator(), id);
    assert.deepEqual([entry.VpnConnectionName, entry.NegotiationType], ["of 2", "passive"]);
    await call3(emulator(), "ModifyVpnConnectionAttribute", { VpnConnectionId: id, VpnConnectionName: "of 3" });
    assert.equal((await entry2(id)).vpnConnName, "of 3");
    assert.equal((await call(emulator(), "DeleteVpnConn", named)).json.code, 0);
    assert.deepEqual(emulator().state().vpnConnections, []);
    const second = await makeTunnel(emulator());
    const { VpnGatewayId } = seed3;
    assert.equal(
      (await call3(emulator(), "DeleteVpnConnection", { VpnGatewayId, VpnConnectionId: second })).code,
      undefined,
    );
    assert.deepEqual(emulator().state().vpnConnections, []);
  });

  it("share tasks: API 2.0 knows each by its number, API 3.0 those of its own by their RequestId", async () => {
    emulator().configure({ taskMs: 60_000 });
    const id = await makeTunnel3(emulator());
    assert.equal((await entry2(id)).vpcConnStatus, 0);
    const [task] = emulator().state().tasks;
    const { json } = await call(emulator(), "DescribeVpcTaskResult", { taskId: task?.taskId });
    assert.equal(json.data.status, 2);
    emulator().patchTask(task?.taskId ?? 0, { status: 0 });
    const { response } = await call3(emulator(), "DescribeVpcTaskResult", { TaskId: task?.requestId });
    assert.equal(response.Status, "SUCCESS");
  });

  it("count the rate of an account together", async () => {
    const now = Date.now();
    const limited = await startEmulator({ rate: 2, clock: () => now });
    try {
      assert.equal((await call(limited, "DescribeVpcEx")).json.code, 0);
      assert.equal((await call3(limited, "DescribeVpcs")).code, undefined);
      assert.equal((await call3(limited, "DescribeVpcs")).code, "RequestLimitExceeded");
      assert.equal((await call(limited, "DescribeVpcEx")).json.code, 4400);
    } finally {
      await limited.stop();
    }
  });

  it("keep everything in the data file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "emulator-"));
    const data = join(folder, "cloud.json");
    try {
      const first = await startEmulator({ data, taskMs: 60_000 });
      first.patchVpnGateway(seed3.VpnGatewayId, { version: "4.0" });
      const id = await makeTunnel3(first, { RouteType: "Policy", Tags: [{ Key: "a", Value: "b" }] });
      first.addFaults([{ action: "DescribeVpnConnections", fault: "code", codeDesc: "InternalError" }]);
      const state = first.state();
      await first.stop();
      const second = await startEmulator({ data });
      try {
        assert.deepEqual(second.state(), state);
        assert.equal((await call3(second, "DescribeVpnConnections")).code, "InternalError");
        assert.equal((await entryOf(second, id)).RouteType, "Policy");
        const { response } = await call3(second, "DescribeVpcTaskResult", { TaskId: state.tasks[0]?.requestId });
        assert.equal(response.Status, "RUNNING");
      } finally {
        await second.stop();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("read a data file of a release that knew API 2.0 alone", async () => {
    const folder = await mkdtemp(join(tmpdir(), "emulator-"));
    const data = join(folder, "cloud.json");
    try {
      const first = await startEmulator({ data });
      const id = await makeTunnel(first);
      const state = first.state();
      await first.stop();
      const added = new Set(["requestId", "api3", "tags", "version", "type", "bgpAsn"]);
      const saved = JSON.parse(await readFile(data, "utf8")) as { cloud: Record<string, unknown> };
      const cloud: unknown = JSON.parse(JSON.stringify(saved.cloud), (name, value) =>
        added.has(name) ? undefined : value,
      );
      assert.notDeepEqual(cloud, saved.cloud);
      await writeFile(data, JSON.stringify({ ...saved, cloud }));
      const second = await startEmulator({ data });
      try {
        assert.deepEqual(second.state(), state);
        assert.equal((await entryOf(second, id)).State, "AVAILABLE");
      } finally {
        await second.stop();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  for (const code of ["4104", "4300", "6100"] as const) {
    it(`keep API 3.0 open when API 2.0 is closed with ${code}`, async () => {
      const id = await makeTunnel(emulator());
      emulator().configure({ set: { closed2: code } });
      const { json } = await call(emulator(), "DescribeVpnConn");
      assert.deepEqual([json.code, json.message], [Number(code), "API 2.0 is closed for this account"]);
      assert.equal((await call(emulator(), "DescribeVpnConn", {}, { secretKey: "x" })).json.code, 4100);
      assert.equal((await entryOf(emulator(), id)).VpnConnectionId, id);
    });
  }
});
