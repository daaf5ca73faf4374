import assert from "node:assert/strict";
import type { Emulator } from "../../emulator/index.ts";
import { call, emulatorEach, makeTunnel, seed } from "./support.ts";

/** Creates a tunnel with a peer gateway of its own. */
async function branch(emulator: Emulator, index: number): Promise<string> {
  const answer = await call(emulator, "AddUserGw", {
    userGwName: `peer ${index}`,
    userGwAddr: `198.51.100.${100 + index}`,
  });
  return makeTunnel(emulator, {
    userGwId: answer.json.userGwId,
    vpnConnName: `branch-${String(index).padStart(2, "0")}`,
    "userGwCidrBlock.0": `172.20.${index}.0/24`,
  });
}

describe("emulator DescribeVpnConn", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => ({ clock: () => now }));
  const describeAll = async (parameters = {}) => (await call(emulator(), "DescribeVpnConn", parameters)).json;

  it("returns a tunnel in the form of the vendor's example", async () => {
    now = Date.UTC(2026, 10, 23, 4, 5, 6);
    const Timestamp = now / 1000;
    await makeTunnel(emulator(), { Timestamp });
    const answer = await call(emulator(), "DescribeVpnConn", { Timestamp });
    assert.equal(answer.json.totalCount, 1);
    const [tunnel] = answer.json.data;
    const { unVpnConnId, ...rest } = tunnel;
    assert.match(unVpnConnId, /^vpnx-/);
    assert.deepEqual(rest, {
      vpcId: "gz_vpc_76",
      unVpcId: "vpc-03vihbk9",
      vpcName: "emulator-vpc",
      vpcCidrBlock: "10.0.0.0/16",
      vpnGwId: 547,
      unVpnGwId: "vpngw-dystbrkv",
      vpnGwName: "emulator-gateway",
      vpnGwAddress: "203.0.113.42",
      vpnConnId: 399,
      vpnConnName: "office",
      userGwId: 315,
      unUserGwId: "cgw-e098slul",
      userGwName: "emulator-peer",
      userGwAddress: "198.51.100.63",
      vpcConnStatus: 6,
      netStatus: "available",
      preSharedKey: "canary-psk-81b2",
      remoteSlaIp: "169.254.115.101",
      sourceCidr: ["10.0.0.0/16"],
      destinationCidr: ["172.16.10.0/24"],
      vpnProto: "ip-sec",
      createTime: "2026-11-23 12:05:06",
      IKESet: {
        propoEncryAlgorithm: "3des-cbc",
        propoAuthenAlgorithm: "md5",
        exchangeMode: "main",
        localIdentity: "address",
        localAddress: "203.0.113.42",
        localFqdnName: null,
        remoteIdentity: "address",
        remoteAddress: "198.51.100.63",
        remoteFqdnName: null,
        dhGroupName: "group1",
        ikeSaLifetimeSeconds: "86400",
      },
      IPsecSet: {
        encryptAlgorithm: "3des-cbc",
        integrityAlgorith: "md5",
        pfsDhGroup: "null",
        ipsecSaLifetimeSeconds: "3600",
        ipsecSaLifetimeTraffic: "1843200",
        encapMode: "tunnel",
        securityProto: "ESP",
      },
    });
  });

  it("pages, newest first, and orders by name or time either way", async () => {
    now = Date.now();
    for (let index = 0; index < 23; index += 1) {
      await branch(emulator(), index);
      now += 1;
    }
    const names = async (parameters: object): Promise<string[]> =>
      (await describeAll(parameters)).data.map((tunnel: { vpnConnName: string }) => tunnel.vpnConnName.slice(-2));
    const first = await describeAll();
    assert.deepEqual([first.totalCount, first.data.length], [23, 20]);
    assert.deepEqual((await names({})).slice(0, 2), ["22", "21"]);
    assert.deepEqual(await names({ offset: 20 }), ["02", "01", "00"]);
    assert.deepEqual(await names({ offset: 20, limit: 1, orderDirection: "asc" }), ["20"]);
    assert.deepEqual(await names({ limit: 2, orderField: "vpnConnName" }), ["22", "21"]);
    assert.deepEqual(await names({ limit: 2, orderField: "vpnConnName", orderDirection: "asc" }), ["00", "01"]);
    assert.deepEqual(await names({ offset: 100 }), []);
    assert.equal((await describeAll({ limit: 50 })).data.length, 23);
    for (const parameters of [
      { limit: 51 },
      { limit: 0 },
      { offset: -1 },
      { orderField: "x" },
      { orderDirection: "up" },
    ]) {
      assert.equal((await describeAll(parameters)).code, 4000, JSON.stringify(parameters));
    }
  });

  it("filters by VPC, gateway, id in either form and part of a name", async () => {
    now = Date.now();
    const id = await branch(emulator(), 1);
    await branch(emulator(), 2);
    const number = emulator().state().vpnConnections[0]?.vpnConnId;
    const count = async (parameters: object): Promise<number> => (await describeAll(parameters)).totalCount;
    assert.equal(await count({ vpcId: "gz_vpc_76", vpnGwId: 547 }), 2);
    assert.equal(await count({ vpnConnId: id }), 1);
    assert.equal(await count({ vpnConnId: number }), 1);
    assert.equal(await count({ vpnConnName: "ranch-0" }), 2);
    assert.equal(await count({ vpnConnName: "-02" }), 1);
    assert.equal(await count({ vpnConnId: id, vpnConnName: "-02" }), 0);
    assert.equal(await count({ vpnConnId: "vpnx-00000000" }), 0);
    assert.equal((await describeAll({ vpcId: "vpc-00000000" })).codeDesc, "InvalidVpc.NotFound");
    assert.equal((await describeAll({ vpnGwId: "vpngw-00000000" })).codeDesc, "InvalidVpnGw.NotFound");
  });
});

describe("emulator VPCs and VPN gateways", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => ({ taskMs: 1000, clock: () => now }));

  it("creates, lists and deletes a VPC", async () => {
    const made = (await call(emulator(), "CreateVpc", { vpcName: "branch", cidrBlock: "192.168.0.0/24" })).json;
    assert.match(made.uniqVpcId, /^vpc-[0-9a-z]{8}$/);
    assert.equal(made.vpcId, "gz_vpc_77");
    const list = (await call(emulator(), "DescribeVpcEx", { vpcName: "ranch" })).json;
    assert.deepEqual([list.totalCount, list.data[0].unVpcId, list.data[0].isDefault], [1, made.uniqVpcId, false]);
    assert.equal((await call(emulator(), "DeleteVpc", { vpcId: made.vpcId })).json.code, 0);
    assert.equal((await call(emulator(), "DeleteVpc", { vpcId: made.vpcId })).json.codeDesc, "InvalidVpc.NotFound");
  });

  it("refuses invalid names and networks, and the deletion of a VPC that has a gateway", async () => {
    const create = async (parameters: object): Promise<string> =>
      (await call(emulator(), "CreateVpc", { vpcName: "x", cidrBlock: "10.0.0.0/16", ...parameters })).json.codeDesc;
    assert.equal(await create({ vpcName: "x".repeat(61) }), "InvalidVpcName");
    for (const cidrBlock of ["10.0.0.0/8", "10.0.0.0/29", "10.1.0.0/16", "11.0.0.0/16", "10.0.0.1/24", "x"]) {
      assert.equal(await create({ cidrBlock }), "InvalidVpcCidr", cidrBlock);
    }
    assert.equal(await create({ "subnetSet.0.subnetName": "s" }), "InvalidParameter");
    const answer = await call(emulator(), "DeleteVpc", { vpcId: seed.vpcId });
    assert.deepEqual([answer.json.code, answer.json.codeDesc], [5100, "InvalidVpc.CannotDelete"]);
  });

  it("delivers a gateway in state 2, then 6", async () => {
    now = Date.now();
    const order = { vpcId: seed.vpcId, name: "second", bandwidth: 10, chargeType: "POSTPAID_BY_HOUR" };
    const { vpnGwId } = (await call(emulator(), "RunVpnGw", order)).json.data;
    const describeGateway = async () => (await call(emulator(), "DescribeVpnGw", { vpnGwId })).json.data[0];
    assert.deepEqual([(await describeGateway()).vpnGwStatus, (await describeGateway()).bandwidth], [2, 10]);
    now += 1000;
    assert.equal((await describeGateway()).vpnGwStatus, 6);
    assert.equal((await call(emulator(), "DescribeVpnGw", { vpcId: seed.vpcId })).json.totalCount, 2);
    assert.equal((await call(emulator(), "DescribeVpnGw", { vpnGwName: "econ" })).json.totalCount, 1);
    assert.equal(
      (await call(emulator(), "DescribeVpnGw", { dealId: (await describeGateway()).dealId })).json.totalCount,
      1,
    );
  });

  it("validates the order of a gateway", async () => {
    now = Date.now();
    const run = async (parameters: object) =>
      (
        await call(emulator(), "RunVpnGw", {
          vpcId: seed.vpcId,
          name: "x",
          bandwidth: 5,
          chargeType: "PREPAID",
          "chargePrepaid.period": 1,
          ...parameters,
        })
      ).json;
    assert.equal((await run({ "chargePrepaid.isAutoRenewals": 1 })).code, 0);
    const [gateway] = (await call(emulator(), "DescribeVpnGw", { vpnGwName: "x" })).json.data;
    assert.equal(gateway.isAutoRenewals, true);
    assert.notEqual(gateway.expireTime, "");
    for (const parameters of [
      { bandwidth: 7 },
      { bandwidth: undefined },
      { chargeType: "FREE" },
      { "chargePrepaid.period": 13 },
      { "chargePrepaid.period": undefined },
    ]) {
      assert.equal((await run(parameters)).codeDesc, "InvalidParameter", JSON.stringify(parameters));
    }
    assert.equal((await run({ name: "x".repeat(61) })).codeDesc, "InvalidVpnGwName");
    assert.equal((await run({ vpcId: "vpc-00000000" })).codeDesc, "InvalidVpc.NotFound");
  });
});

describe("emulator peer gateways", () => {
  const emulator = emulatorEach();
  const add = async (parameters: object = {}) =>
    (await call(emulator(), "AddUserGw", { userGwName: "office", userGwAddr: "198.51.100.200", ...parameters })).json;

  it("creates, lists, renames and deletes one; every number in the list is text", async () => {
    const { userGwId } = await add();
    assert.match(userGwId, /^cgw-[0-9a-z]{8}$/);
    const list = (await call(emulator(), "DescribeUserGw", { userGwId })).json;
    const { createTime, ...first } = list.data[0];
    assert.match(createTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(list.totalCount, "1");
    assert.deepEqual(first, {
      userGwId: "316",
      unUserGwId: userGwId,
      userGwName: "office",
      userGwAddr: "198.51.100.200",
      vpnConnNum: "0",
    });
    assert.equal((await call(emulator(), "ModifyUserGw", { userGwId: 316, userGwName: "new" })).json.code, 0);
    assert.equal((await call(emulator(), "DescribeUserGw", { userGwName: "new" })).json.totalCount, "1");
    assert.equal((await call(emulator(), "DeleteUserGw", { userGwId })).json.code, 0);
    for (const action of ["DeleteUserGw", "DescribeUserGw", "ModifyUserGw"]) {
      assert.equal(
        (await call(emulator(), action, { userGwId, userGwName: "x" })).json.codeDesc,
        "InvalidUserGw.NotFound",
      );
    }
  });

  it("refuses invalid names and addresses", async () => {
    assert.equal((await add({ userGwName: "x".repeat(61) })).codeDesc, "InvalidUserGwName");
    for (const userGwAddr of [
      "0.0.0.0",
      "255.255.255.255",
      "224.0.0.1",
      "127.0.0.1",
      "169.254.1.1",
      "8.8.8.0",
      "8.8.8.255",
    ]) {
      assert.equal((await add({ userGwAddr })).codeDesc, "InvalidParameter", userGwAddr);
    }
    for (const userGwAddr of ["::1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "host", "1.2.3.4/24"]) {
      assert.equal((await add({ userGwAddr })).codeDesc, "InvalidParameter", userGwAddr);
    }
  });

  it("refuses an address that the account already uses", async () => {
    await add();
    assert.equal((await add({ userGwName: "again" })).codeDesc, "InvalidUserGw.InUse");
    assert.equal((await add({ userGwName: "again", Region: "sh" })).codeDesc, "InvalidUserGw.InUse");
  });

  it("refuses to delete one that a tunnel uses", async () => {
    await makeTunnel(emulator());
    assert.equal((await call(emulator(), "DescribeUserGw", { userGwId: 315 })).json.data[0].vpnConnNum, "1");
    const answer = await call(emulator(), "DeleteUserGw", { userGwId: seed.userGwId });
    assert.deepEqual([answer.json.code, answer.json.codeDesc], [5100, "ResourceInUse"]);
  });
});

describe("emulator configuration texts and renegotiation", () => {
  const emulator = emulatorEach();

  it("writes a configuration for every device that it lists", async () => {
    const vpnConnId = await makeTunnel(emulator());
    const devices = (await call(emulator(), "DescribeUserGwVendor")).json.data;
    assert.equal(devices.length, 2);
    for (const device of devices) {
      const answer = await call(emulator(), "GetVpnConnConfig", { vpnConnId, ...device, interfaceName: "eth0" });
      const [{ configFileInfo }] = answer.json.data;
      for (const part of ["eth0", "canary-psk-81b2", "203.0.113.42", "172.16.10.0/24"]) {
        assert.ok(configFileInfo.includes(part));
      }
    }
  });

  it("refuses devices and tunnels that it does not know", async () => {
    const device = { vendorname: "cisco", platform: "ios", software: "V15.4", interfaceName: "eth0" };
    const vpnConnId = await makeTunnel(emulator());
    const get = async (parameters: object) =>
      (await call(emulator(), "GetVpnConnConfig", { vpnConnId, ...device, ...parameters })).json.codeDesc;
    assert.equal(await get({ vendorname: "acme" }), "InvalidParameter");
    assert.equal(await get({ interfaceName: undefined }), "InvalidParameter");
    assert.equal(await get({ vpnConnId: "vpnx-00000000" }), "InvalidVpnConn.NotFound");
  });

  it("renegotiates a running tunnel without a task", async () => {
    const vpnConnId = await makeTunnel(emulator());
    const target = { vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId };
    const answer = (await call(emulator(), "ResetVpnConnSA", target)).json;
    assert.deepEqual(answer, { code: 0, message: "", codeDesc: "Success" });
  });
});
