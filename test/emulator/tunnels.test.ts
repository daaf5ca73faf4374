import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { call, emulatorEach, makeTunnel, seed, tunnelParameters } from "./support.ts";

type Values = Readonly<Record<string, string | number | undefined>>;

describe("emulator AddVpnConnEx", () => {
  const emulator = emulatorEach();
  const add = async (parameters: Values = {}) =>
    (await call(emulator(), "AddVpnConnEx", { ...tunnelParameters, ...parameters }, { method: "POST" })).json;

  it("answers with a task, ids as sent, vpnConnId 0 and the key in clear", async () => {
    const { taskId, ...data } = (await add()).data;
    assert.equal(Number.isInteger(taskId), true);
    assert.deepEqual(data, {
      vpnGwId: "vpngw-dystbrkv",
      userGwId: "cgw-e098slul",
      vpnConnId: 0,
      vpnConnStatus: 0,
      preSharedKey: "canary-psk-81b2",
      userGwSubnetList: ["172.16.10.0/24"],
    });
  });

  it("accepts legacy ids and returns them as numbers", async () => {
    const { data } = await add({ vpcId: "gz_vpc_76", vpnGwId: 547, userGwId: 315 });
    assert.deepEqual([data.vpnGwId, data.userGwId], [547, 315]);
    const [tunnel] = emulator().state().vpnConnections;
    assert.deepEqual([tunnel?.unVpcId, tunnel?.unVpnGwId, tunnel?.unUserGwId], Object.values(seed));
    assert.match(tunnel?.unVpnConnId ?? "", /^vpnx-[0-9a-z]{8}$/);
    assert.equal(tunnel?.vpnConnId, 399);
  });

  it("fills in the documented defaults", async () => {
    await add();
    const [tunnel] = emulator().state().vpnConnections;
    assert.deepEqual(tunnel?.IKESet, {
      propoEncryAlgorithm: "3des-cbc",
      propoAuthenAlgorithm: "md5",
      exchangeMode: "main",
      localIdentity: "address",
      remoteIdentity: "address",
      localAddress: tunnel?.vpnGwAddress,
      remoteAddress: tunnel?.userGwAddress,
      localFqdnName: null,
      remoteFqdnName: null,
      dhGroupName: "group1",
      ikeSaLifetimeSeconds: 86_400,
    });
    assert.deepEqual(tunnel?.IPsecSet, {
      encryptAlgorithm: "3des-cbc",
      integrityAlgorith: "md5",
      pfsDhGroup: "null",
      ipsecSaLifetimeSeconds: 3600,
      ipsecSaLifetimeTraffic: 1_843_200,
      encapMode: "tunnel",
      securityProto: "ESP",
    });
    assert.deepEqual(tunnel?.sourceCidr, ["10.0.0.0/16"]);
  });

  for (const [prefix, encrypt] of [
    ["IKESet.", "IKESet.encryptAlgorithm"],
    ["IKESet.0.", "IPsecSet.0.encryptAlgorithm"],
    ["ikeSet.", "encryptAlgorithm"],
    ["ikeSet.0.", "ikeSet.0.encryptAlgorithm"],
  ] as const) {
    it(`reads the spelling ${prefix}field with ${encrypt}`, async () => {
      const answer = await add({
        [`${prefix}propoEncryAlgorithm`]: "aes-cbc-256",
        [`${prefix}ikeSaLifetimeSeconds`]: "60",
        [`${prefix}remoteIdentity`]: "fqdn",
        [`${prefix}remoteFqdnName`]: "office.example.com",
        [encrypt]: "null",
        "IPsecSet.pfsDhGroup": "dh-group14",
      });
      assert.equal(answer.code, 0);
      const [tunnel] = emulator().state().vpnConnections;
      assert.equal(tunnel?.IKESet.propoEncryAlgorithm, "aes-cbc-256");
      assert.equal(tunnel?.IKESet.ikeSaLifetimeSeconds, 60);
      assert.equal(tunnel?.IKESet.remoteFqdnName, "office.example.com");
      assert.equal(tunnel?.IKESet.remoteAddress, null);
      assert.equal(tunnel?.IPsecSet.encryptAlgorithm, "null");
      assert.equal(tunnel?.IPsecSet.pfsDhGroup, "dh-group14");
    });
  }

  it("takes the SPD from spdAcl, also when userGwCidrBlock is there", async () => {
    const spdAcl = { "10.0.0.5/24": ["172.123.10.5/16", "172.124.0.0/16"], "10.0.1.0/24": ["172.124.0.0/16"] };
    await add({ spdAcl: JSON.stringify(spdAcl) });
    const [tunnel] = emulator().state().vpnConnections;
    assert.deepEqual(tunnel?.spdAcl, spdAcl);
    assert.deepEqual(tunnel?.sourceCidr, ["10.0.0.5/24", "10.0.1.0/24"]);
    assert.deepEqual(tunnel?.destinationCidr, ["172.123.10.5/16", "172.124.0.0/16"]);
  });

  it("orders userGwCidrBlock by index, not by name", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`userGwCidrBlock.${index}`, `10.${index}.0.0/16`]),
    );
    const { data } = await add(many);
    assert.equal(data.userGwSubnetList[10], "10.10.0.0/16");
  });

  const refusals: readonly [string, Values, string, string][] = [
    ["no vpcId", { vpcId: undefined }, "InvalidParameter", "vpcId"],
    ["no vpnGwId", { vpnGwId: "" }, "InvalidParameter", "vpnGwId"],
    ["no userGwId", { userGwId: undefined }, "InvalidParameter", "userGwId"],
    ["no name", { vpnConnName: undefined }, "InvalidParameter", "vpnConnName"],
    ["no key", { preSharedKey: undefined }, "InvalidParameter", "preSharedKey"],
    ["an unknown VPC before anything else", { vpcId: "vpc-x", vpnGwId: "x", userGwId: "x" }, "InvalidVpc.NotFound", ""],
    ["a VPC of another region's prefix", { vpcId: "sh_vpc_76" }, "InvalidVpc.NotFound", ""],
    ["an unknown gateway before the peer gateway", { vpnGwId: "x", userGwId: "x" }, "InvalidVpnGw.NotFound", ""],
    ["an unknown peer gateway", { userGwId: 1 }, "InvalidUserGw.NotFound", ""],
    ["a name of 61 characters", { vpnConnName: "号".repeat(61) }, "InvalidVpnConnName", ""],
    ["no networks", { "userGwCidrBlock.0": undefined }, "InvalidParameter", "userGwCidrBlock"],
    ["a network that is none", { "userGwCidrBlock.0": "10.0.0.0/33" }, "InvalidParameter", "userGwCidrBlock"],
    ["an IPv6 network", { "userGwCidrBlock.0": "fd00::/8" }, "InvalidParameter", "userGwCidrBlock"],
    ["an address without length", { "userGwCidrBlock.0": "10.0.0.1" }, "InvalidParameter", "userGwCidrBlock"],
    ["an octet with a leading zero", { "userGwCidrBlock.0": "010.0.0.0/8" }, "InvalidParameter", "userGwCidrBlock"],
    ["spdAcl that is no JSON", { spdAcl: "{" }, "InvalidParameter", "spdAcl"],
    ["spdAcl without a rule", { spdAcl: "{}" }, "InvalidParameter", "spdAcl"],
    ["spdAcl without peers", { spdAcl: '{"10.0.0.0/24":[]}' }, "InvalidParameter", "spdAcl"],
    ["spdAcl with a number", { spdAcl: '{"10.0.0.0/24":[7]}' }, "InvalidParameter", "spdAcl"],
    ["an unknown cipher", { "IKESet.propoEncryAlgorithm": "AES-CBC-128" }, "InvalidParameter", "propoEncryAlgorithm"],
    ["a hash of API 3.0", { "IKESet.propoAuthenAlgorithm": "sha-256" }, "InvalidParameter", "propoAuthenAlgorithm"],
    ["an IKE lifetime of 59", { "IKESet.ikeSaLifetimeSeconds": 59 }, "InvalidParameter", "ikeSaLifetimeSeconds"],
    ["a lifetime with a unit", { "IPsecSet.ipsecSaLifetimeSeconds": "3600s" }, "InvalidParameter", "ipsecSaLifetime"],
    ["an IPsec lifetime of 179", { "IPsecSet.ipsecSaLifetimeSeconds": 179 }, "InvalidParameter", "ipsecSaLifetime"],
    ["little traffic", { "IPsecSet.ipsecSaLifetimeTraffic": 2559 }, "InvalidParameter", "ipsecSaLifetimeTraffic"],
    ["fqdn without a name", { "IKESet.localIdentity": "fqdn" }, "InvalidParameter", "localFqdnName"],
    ["an address that is none", { "IKESet.localAddress": "gw" }, "InvalidParameter", "localAddress"],
  ];
  for (const [what, parameters, codeDesc, named] of refusals) {
    it(`refuses ${what}, changing nothing`, async () => {
      const answer = await add(parameters);
      assert.equal(answer.codeDesc, codeDesc);
      assert.notEqual(answer.code, 0);
      assert.ok(answer.message.includes(named), answer.message);
      assert.deepEqual(emulator().state().vpnConnections, []);
      assert.deepEqual(emulator().state().tasks, []);
    });
  }

  it("accepts names of 60 characters of any script", async () => {
    assert.equal((await add({ vpnConnName: "🔑".repeat(60) })).code, 0);
  });

  it("refuses a gateway that is not running yet", async () => {
    emulator().configure({ taskMs: 60_000 });
    const made = await call(emulator(), "RunVpnGw", {
      vpcId: seed.vpcId,
      name: "second",
      bandwidth: 5,
      chargeType: "POSTPAID_BY_HOUR",
    });
    const answer = await add({ vpnGwId: made.json.data.vpnGwId });
    assert.equal(answer.code, 4000);
    assert.match(answer.message, /vpnGwId/);
  });

  it("refuses a second tunnel between the same two gateways with an invented code", async () => {
    await add();
    const second = await add({ vpnConnName: "second" });
    assert.deepEqual([second.code, second.codeDesc], [4000, "InvalidVpnConn.InUse"]);
  });

  it("keeps the key out of refusals", async () => {
    const answer = await add({ "IKESet.exchangeMode": "quick" });
    assert.equal(JSON.stringify(answer).includes("canary"), false);
  });
});

describe("emulator ModifyVpnConnEx", () => {
  const emulator = emulatorEach();
  const modify = async (parameters: Values) =>
    (await call(emulator(), "ModifyVpnConnEx", { ...seed, userGwId: undefined, ...parameters }, { method: "POST" }))
      .json;

  it("changes what is sent, keeps the rest, and answers with vpcConnId and a numeric userGwId", async () => {
    const vpnConnId = await makeTunnel(emulator(), { "IKESet.dhGroupName": "group14" });
    const answer = await modify({
      vpnConnId,
      vpnConnName: "renamed",
      preSharedKey: "canary-second",
      "userGwCidrBlock.0": "192.168.5.0/24",
      "IKESet.exchangeMode": "aggressive",
    });
    const { taskId: _taskId, ...data } = answer.data;
    assert.deepEqual(data, {
      vpnGwId: "vpngw-dystbrkv",
      vpcConnId: vpnConnId,
      vpcConnStatus: 2,
      preSharedKey: "canary-second",
      userGwSubnetList: ["192.168.5.0/24"],
      userGwId: 315,
    });
    const [tunnel] = emulator().state().vpnConnections;
    assert.equal(tunnel?.vpcConnStatus, 6);
    assert.equal(tunnel?.vpnConnName, "renamed");
    assert.equal(tunnel?.preSharedKeySha256, createHash("sha256").update("canary-second").digest("hex"));
    assert.deepEqual(tunnel?.destinationCidr, ["192.168.5.0/24"]);
    assert.equal(tunnel?.IKESet.exchangeMode, "aggressive");
    assert.equal(tunnel?.IKESet.dhGroupName, "group14");
  });

  it("keeps the old networks when none are sent", async () => {
    const vpnConnId = await makeTunnel(emulator());
    assert.equal((await modify({ vpnConnId, vpnConnName: "x" })).code, 0);
    assert.deepEqual(emulator().state().vpnConnections[0]?.destinationCidr, ["172.16.10.0/24"]);
  });

  it("accepts spdAcl as one text or as an array of texts", async () => {
    const vpnConnId = await makeTunnel(emulator());
    await modify({ vpnConnId, spdAcl: '{"10.0.0.0/24":["172.16.0.0/16"]}' });
    assert.deepEqual(emulator().state().vpnConnections[0]?.sourceCidr, ["10.0.0.0/24"]);
    await modify({
      vpnConnId,
      "spdAcl.0": '{"10.0.1.0/24":["172.16.0.0/16"]}',
      "spdAcl.1": '{"10.0.2.0/24":["172.17.0.0/16"]}',
    });
    assert.deepEqual(emulator().state().vpnConnections[0]?.spdAcl, {
      "10.0.1.0/24": ["172.16.0.0/16"],
      "10.0.2.0/24": ["172.17.0.0/16"],
    });
  });

  it("changes from an address to a name and back", async () => {
    const vpnConnId = await makeTunnel(emulator());
    await modify({ vpnConnId, "IKESet.localIdentity": "fqdn", "IKESet.localFqdnName": "a.example" });
    assert.equal(emulator().state().vpnConnections[0]?.IKESet.localAddress, null);
    await modify({ vpnConnId, "IKESet.localIdentity": "address" });
    const [tunnel] = emulator().state().vpnConnections;
    assert.equal(tunnel?.IKESet.localAddress, tunnel?.vpnGwAddress);
    assert.equal(tunnel?.IKESet.localFqdnName, null);
  });

  it("checks VPC, gateway and tunnel in this order", async () => {
    const vpnConnId = await makeTunnel(emulator());
    assert.equal((await modify({ vpnConnId, vpcId: "x", vpnGwId: "x" })).codeDesc, "InvalidVpc.NotFound");
    assert.equal((await modify({ vpnConnId: "x", vpnGwId: "x" })).codeDesc, "InvalidVpnGw.NotFound");
    assert.equal((await modify({ vpnConnId: "vpnx-00000000" })).codeDesc, "InvalidVpnConn.NotFound");
    assert.equal((await modify({ vpnConnId: undefined })).codeDesc, "InvalidParameter");
  });

  it("refuses a gateway of another VPC and a tunnel of another gateway", async () => {
    const vpnConnId = await makeTunnel(emulator());
    const vpc = (await call(emulator(), "CreateVpc", { vpcName: "b", cidrBlock: "10.0.0.0/24" })).json.uniqVpcId;
    assert.equal((await modify({ vpnConnId, vpcId: vpc })).codeDesc, "InvalidVpnGw.NotFound");
    const gateway = await call(emulator(), "RunVpnGw", {
      vpcId: seed.vpcId,
      name: "second",
      bandwidth: 5,
      chargeType: "POSTPAID_BY_HOUR",
    });
    const vpnGwId = gateway.json.data.vpnGwId;
    assert.equal((await modify({ vpnConnId, vpnGwId })).codeDesc, "InvalidVpnConn.NotFound");
  });
});

describe("emulator states and tasks", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => ({ taskMs: 1000, clock: () => now }));
  const target = (vpnConnId: string): Values => ({ vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId });
  const status = (): number | undefined => emulator().state().vpnConnections[0]?.vpcConnStatus;
  const taskResult = async (taskId: number) => (await call(emulator(), "DescribeVpcTaskResult", { taskId })).json;
  // This file is loaded long before its tests run.
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
    const answer = await call(emulator(), "DeleteVpnConn", target(vpnConnId));
    assert.equal(answer.json.data.state, 4);
    assert.equal(answer.json.data.vpcConnId, vpnConnId);
    assert.equal(emulator().state().vpnConnections[0]?.vpcConnStatus, 4);
    assert.equal((await call(emulator(), "DeleteVpnConn", target(vpnConnId))).json.codeDesc, "InvalidVpnConnState");
    now += 1000;
    assert.equal((await call(emulator(), "DeleteVpnConn", target(vpnConnId))).json.codeDesc, "InvalidVpnConn.NotFound");
    assert.deepEqual(emulator().state().vpnConnections, []);
  });

  for (const state of [0, 2, 4]) {
    it(`refuses modify, delete and reset in state ${state}`, async () => {
      const vpnConnId = await makeTunnel(emulator());
      now += 1000;
      emulator().patchVpnConnection(vpnConnId, { vpcConnStatus: state });
      for (const action of ["ModifyVpnConnEx", "DeleteVpnConn", "ResetVpnConnSA"]) {
        const answer = await call(emulator(), action, target(vpnConnId));
        assert.deepEqual([answer.json.code, answer.json.codeDesc], [5100, "InvalidVpnConnState"], action);
      }
    });
  }

  for (const state of [1, 3, 5, 6]) {
    it(`allows modify and delete in state ${state}`, async () => {
      const vpnConnId = await makeTunnel(emulator());
      now += 1000;
      emulator().patchVpnConnection(vpnConnId, { vpcConnStatus: state });
      assert.equal((await call(emulator(), "ModifyVpnConnEx", target(vpnConnId))).json.code, 0);
      assert.equal(status(), 2);
      now += 1000;
      emulator().patchVpnConnection(vpnConnId, { vpcConnStatus: state });
      assert.equal((await call(emulator(), "DeleteVpnConn", target(vpnConnId))).json.code, 0);
      assert.equal(status(), 4);
    });
  }

  it("applies a change when its task ends, not before", async () => {
    const vpnConnId = await makeTunnel(emulator());
    now += 1000;
    await call(emulator(), "ModifyVpnConnEx", { ...target(vpnConnId), vpnConnName: "new" });
    assert.equal(emulator().state().vpnConnections[0]?.vpnConnName, "office");
    now += 999;
    assert.equal(status(), 2);
    now += 1;
    assert.equal(status(), 6);
    assert.equal(emulator().state().vpnConnections[0]?.vpnConnName, "new");
  });

  for (const [action, kind, state] of [
    ["AddVpnConnEx", "create", 1],
    ["ModifyVpnConnEx", "modify", 3],
    ["DeleteVpnConn", "delete", 5],
  ] as const) {
    it(`leaves state ${state} when a ${kind} task fails, with the reason in output.errorMsg`, async () => {
      emulator().addFaults([{ action, fault: "task-fails", message: "no capacity" }]);
      const vpnConnId = await makeTunnel(emulator());
      now += 1000;
      if (kind !== "create") {
        const answer = await call(emulator(), action, { ...target(vpnConnId), vpnConnName: "new" });
        assert.equal((await taskResult(answer.json.data.taskId)).data.status, 2);
        now += 1000;
      }
      const task = emulator().state().tasks.at(-1);
      const result = await taskResult(task?.taskId ?? 0);
      assert.deepEqual(result, {
        code: 0,
        message: "",
        codeDesc: "Success",
        data: { status: 1, output: { errorCode: 6000, errorMsg: "no capacity" } },
      });
      assert.equal(status(), state);
      assert.equal(emulator().state().vpnConnections[0]?.vpnConnName, "office");
      assert.equal((await call(emulator(), "DeleteVpnConn", target(vpnConnId))).json.code, 0);
      now += 1000;
      assert.equal(status(), undefined);
    });
  }

  it("never ends a stuck task", async () => {
    const vpnConnId = await makeTunnel(emulator());
    now += 1000;
    emulator().addFaults([{ action: "DeleteVpnConn", fault: "task-stuck" }]);
    const { taskId } = (await call(emulator(), "DeleteVpnConn", target(vpnConnId))).json.data;
    now += 30 * 86_400_000;
    assert.equal(emulator().state().tasks.at(-1)?.status, 2);
    assert.equal(
      (await call(emulator(), "DescribeVpcTaskResult", { taskId, Timestamp: Math.floor(now / 1000) })).json.data.status,
      2,
    );
    assert.equal(status(), 4);
  });

  it("answers 5000 for an unknown task, although it runs", async () => {
    const vpnConnId = await makeTunnel(emulator());
    now += 1000;
    emulator().addFaults([{ action: "DeleteVpnConn", fault: "task-unknown" }]);
    const { taskId } = (await call(emulator(), "DeleteVpnConn", target(vpnConnId))).json.data;
    assert.equal((await taskResult(taskId)).code, 5000);
    now += 1000;
    assert.equal((await taskResult(taskId)).code, 5000);
    assert.equal(status(), undefined);
  });

  it("refuses a missing, malformed or unknown taskId", async () => {
    assert.equal((await call(emulator(), "DescribeVpcTaskResult")).json.code, 4000);
    assert.equal((await call(emulator(), "DescribeVpcTaskResult", { taskId: "abc" })).json.code, 4000);
    assert.equal((await taskResult(1)).code, 5000);
  });

  it("shifts the server's clock without shifting tasks", async () => {
    const vpnConnId = await makeTunnel(emulator());
    now += 1000;
    await call(emulator(), "DeleteVpnConn", target(vpnConnId));
    emulator().configure({ clockOffset: 3600 });
    assert.equal(status(), 4);
    now += 1000;
    assert.equal(status(), undefined);
  });
});
