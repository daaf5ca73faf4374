import assert from "node:assert/strict";
import { call, emulatorEach } from "../support.ts";
import { call3, entryOf, makeTunnel3, seed3, tunnel3 } from "./support.ts";

const ikeDefaults = {
  PropoEncryAlgorithm: "3DES-CBC",
  PropoAuthenAlgorithm: "SHA",
  ExchangeMode: "MAIN",
  LocalIdentity: "ADDRESS",
  RemoteIdentity: "ADDRESS",
  LocalFqdnName: "",
  RemoteFqdnName: "",
  DhGroupName: "GROUP1",
  IKESaLifetimeSeconds: 86_400,
  IKEVersion: "IKEV1",
};

describe("emulator CreateVpnConnection", () => {
  const emulator = emulatorEach();
  const create = (parameters: object = {}) => call3(emulator(), "CreateVpnConnection", { ...tunnel3, ...parameters });

  it("answers with an entry as in the vendor's example, and with the task's RequestId", async () => {
    const { response } = await create();
    const { VpnConnection: made, RequestId } = response;
    assert.match(made.VpnConnectionId, /^vpnx-[0-9a-z]{8}$/);
    assert.deepEqual(
      [made.State, made.CreatedTime, made.DpdEnable, made.NetStatus, made.SecurityPolicyDatabaseSet, made.PreShareKey],
      ["PENDING", "0000-00-00 00:00:00", -1, "AVAILABLE", [], "canary-psk-81b2"],
    );
    const task = await call3(emulator(), "DescribeVpcTaskResult", { TaskId: RequestId });
    assert.deepEqual([task.response.Status, task.response.Output, task.response.Result], ["SUCCESS", "", []]);
  });

  it("shows the documented defaults", async () => {
    const id = await makeTunnel3(emulator());
    const [state] = emulator().state().vpnConnections;
    const { CreatedTime, ...entry } = await entryOf(emulator(), id);
    assert.equal(CreatedTime, state?.createTime);
    assert.deepEqual(entry, {
      VpnConnectionId: id,
      VpnConnectionName: "office",
      ...seed3,
      PreShareKey: "canary-psk-81b2",
      VpnProto: "IPSEC",
      EncryptProto: "IKE",
      RouteType: "STATIC",
      State: "AVAILABLE",
      NetStatus: "AVAILABLE",
      SecurityPolicyDatabaseSet: tunnel3.SecurityPolicyDatabases,
      IKEOptionsSpecification: {
        ...ikeDefaults,
        LocalAddress: state?.vpnGwAddress,
        RemoteAddress: state?.userGwAddress,
      },
      IPSECOptionsSpecification: {
        EncryptAlgorithm: "AES-CBC-128",
        IntegrityAlgorith: "SHA1",
        IntegrityAlgorithm: "SHA1",
        PfsDhGroup: "NULL",
        IPSECSaLifetimeSeconds: 14_400,
        IPSECSaLifetimeTraffic: 4_096_000_000,
      },
      EnableHealthCheck: false,
      DpdEnable: 0,
      DpdTimeout: "30",
      DpdAction: "restart",
      NegotiationType: "active",
      TagSet: [],
      HealthCheckConfig: null,
      HealthCheckLocalIp: "",
      HealthCheckRemoteIp: "",
      BgpConfig: null,
    });
    assert.deepEqual([state?.api3, state?.tags], [{}, []]);
  });

  it("keeps every setting and shows it", async () => {
    const given = {
      RouteType: "StaticRoute",
      EnableHealthCheck: true,
      HealthCheckLocalIp: "169.254.128.9",
      HealthCheckRemoteIp: "169.254.128.10",
      NegotiationType: "passive",
      DpdEnable: 1,
      DpdTimeout: "60",
      DpdAction: "clear",
      HealthCheckConfig: { ProbeType: "NQA", ProbeInterval: 2000, ProbeThreshold: 5, ProbeTimeout: 100 },
    };
    const IKEOptionsSpecification = {
      PropoEncryAlgorithm: "SM4",
      PropoAuthenAlgorithm: "SHA-512",
      ExchangeMode: "AGGRESSIVE",
      LocalIdentity: "FQDN",
      RemoteIdentity: "FQDN",
      LocalFqdnName: "cloud.example.com",
      RemoteFqdnName: "office.example.com",
      DhGroupName: "GROUP21",
      IKESaLifetimeSeconds: 60,
      IKEVersion: "IKEV2",
    };
    const ipsec = {
      EncryptAlgorithm: "NULL",
      PfsDhGroup: "DH-GROUP20",
      IPSECSaLifetimeSeconds: 180,
      IPSECSaLifetimeTraffic: 4_294_967_295,
    };
    const Tags = [{ Key: "team", Value: "net" }];
    const id = await makeTunnel3(emulator(), {
      ...given,
      IKEOptionsSpecification,
      IPSECOptionsSpecification: { ...ipsec, IntegrityAlgorithm: "SHA-256" },
      Tags,
    });
    const entry = await entryOf(emulator(), id);
    assert.deepEqual({ ...entry, ...given, TagSet: Tags }, entry);
    assert.deepEqual(entry.IKEOptionsSpecification, {
      ...IKEOptionsSpecification,
      LocalAddress: "",
      RemoteAddress: "",
    });
    assert.deepEqual(entry.IPSECOptionsSpecification, {
      ...ipsec,
      IntegrityAlgorith: "SHA-256",
      IntegrityAlgorithm: "SHA-256",
    });
    const [state] = emulator().state().vpnConnections;
    assert.deepEqual(state?.api3, { ...given, IKEVersion: "IKEV2" });
    assert.deepEqual(state?.tags, Tags);
    assert.equal(state?.IKESet.propoEncryAlgorithm, "sm4");
  });

  it("draws addresses of a health check from 169.254.128.0/17", async () => {
    const id = await makeTunnel3(emulator(), { RouteType: "StaticRoute", EnableHealthCheck: true });
    const entry = await entryOf(emulator(), id);
    assert.match(entry.HealthCheckLocalIp, /^169\.254\.(1[2-9]\d|2\d\d)\.1$/);
    assert.match(entry.HealthCheckRemoteIp, /^169\.254\.(1[2-9]\d|2\d\d)\.2$/);
    assert.equal(entry.HealthCheckStatus, "AVAILABLE");
  });

  it("keeps rules exactly, also two of one network, and shows one of all to all for routes without any", async () => {
    const rules = [
      { LocalCidrBlock: "10.0.0.5/24", RemoteCidrBlock: ["172.16.0.0/24", "172.16.0.0/24"] },
      { LocalCidrBlock: "10.0.0.5/24", RemoteCidrBlock: ["172.17.0.0/24"] },
    ];
    const id = await makeTunnel3(emulator(), { SecurityPolicyDatabases: rules });
    assert.deepEqual((await entryOf(emulator(), id)).SecurityPolicyDatabaseSet, rules);
    assert.deepEqual(emulator().state().vpnConnections[0]?.spdAcl, {
      "10.0.0.5/24": ["172.16.0.0/24", "172.17.0.0/24"],
    });
    emulator().configure({ set: { onePerPair: "allow", hostBits: "mask" } });
    const masked = await makeTunnel3(emulator(), { SecurityPolicyDatabases: rules });
    assert.equal((await entryOf(emulator(), masked)).SecurityPolicyDatabaseSet[1].LocalCidrBlock, "10.0.0.0/24");
    const { SecurityPolicyDatabases: _rules, ...without } = tunnel3;
    const routed = await call3(emulator(), "CreateVpnConnection", { ...without, RouteType: "StaticRoute" });
    const entry = await entryOf(emulator(), routed.response.VpnConnection.VpnConnectionId);
    assert.deepEqual(entry.SecurityPolicyDatabaseSet, [
      { LocalCidrBlock: "0.0.0.0/0", RemoteCidrBlock: ["0.0.0.0/0"] },
    ]);
  });

  for (const [what, parameters, expected] of [
    ["a gateway that is not there", { VpnGatewayId: "vpngw-aaaaaaaa" }, "ResourceNotFound"],
    ["a peer gateway that is not there", { CustomerGatewayId: "cgw-aaaaaaaa" }, "ResourceNotFound"],
    ["a VPC that is not there", { VpcId: "vpc-aaaaaaaa" }, "ResourceNotFound"],
    ["a legacy id", { VpnGatewayId: "547" }, "InvalidParameterValue.Malformed"],
    ["a legacy id of a VPC", { VpcId: "gz_vpc_76" }, "InvalidParameterValue.Malformed"],
    ["no VPC", { VpcId: undefined }, "MissingParameter"],
    ["no key", { PreShareKey: undefined }, "MissingParameter"],
    ["an empty key", { PreShareKey: "" }, "InvalidParameterValue.Empty"],
    ["an empty name", { VpnConnectionName: "" }, "InvalidParameterValue.Empty"],
    ["a name of 61 characters", { VpnConnectionName: "x".repeat(61) }, "InvalidParameterValue.TooLong"],
    ["no rules with Policy", { RouteType: "Policy", SecurityPolicyDatabases: undefined }, "MissingParameter"],
    [
      "a rule without a local network",
      { SecurityPolicyDatabases: [{ RemoteCidrBlock: ["1.0.0.0/8"] }] },
      "MissingParameter",
    ],
    ["a rule without peer networks", rule("10.0.0.0/8"), "InvalidParameterValue"],
    ["no network", rule("10.0.0.0", "1.0.0.0/8"), "InvalidParameterValue.Malformed"],
    ["a multicast network", rule("10.0.0.0/8", "224.0.0.0/8"), "InvalidParameterValue.Malformed"],
    ["a loopback network", rule("127.0.0.0/8", "1.0.0.0/8"), "InvalidParameterValue.Malformed"],
    [
      "an unlisted cipher",
      { IKEOptionsSpecification: { PropoEncryAlgorithm: "aes-cbc-128" } },
      "InvalidParameterValue",
    ],
    ["a lifetime out of range", { IKEOptionsSpecification: { IKESaLifetimeSeconds: 59 } }, "InvalidParameterValue"],
    ["a lifetime as text", { IKEOptionsSpecification: { IKESaLifetimeSeconds: "60" } }, "InvalidParameter"],
    ["FQDN without a name", { IKEOptionsSpecification: { RemoteIdentity: "FQDN" } }, "MissingParameter"],
    ["no address", { IKEOptionsSpecification: { LocalAddress: "x" } }, "InvalidParameterValue.Malformed"],
    [
      "GCM on an old gateway",
      { IPSECOptionsSpecification: { EncryptAlgorithm: "AES256GCM128" } },
      "UnsupportedOperation",
    ],
    ["DpdTimeout as a number", { DpdTimeout: 30 }, "InvalidParameter"],
    ["a health check by rules", { EnableHealthCheck: true }, "UnsupportedOperation.VpnConnCidrNotSupportedHealthCheck"],
    ["BGP on an old gateway", { RouteType: "Bgp" }, "UnsupportedOperation.VpnUnsupportedBgp"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { code, response } = await create(parameters);
      assert.equal(code, expected);
      assert.deepEqual(emulator().state().vpnConnections, []);
      assert.doesNotMatch(response.Error.Message, /canary/);
    });
  }

  it("takes GCM and BGP on gateways of version 4.0, and does not mix BGP with other routes", async () => {
    emulator().patchVpnGateway(seed3.VpnGatewayId, { version: "4.0" });
    const bgp = {
      RouteType: "Bgp",
      IKEOptionsSpecification: { PropoEncryAlgorithm: "AES128GCM128" },
      BgpConfig: { TunnelCidr: "169.254.128.0/30", LocalBgpIp: "169.254.128.1", RemoteBgpIp: "169.254.128.2" },
    };
    assert.equal((await create(bgp)).code, "UnsupportedOperation.VpnUnsupportedNotExistBgpAsn");
    emulator().patchVpnGateway(seed3.VpnGatewayId, { bgpAsn: 64_551 });
    const named = { CustomerGatewayId: seed3.CustomerGatewayId, CustomerGatewayName: "peer" };
    await call3(emulator(), "ModifyCustomerGatewayAttribute", { ...named, BgpAsn: 64_551 });
    assert.equal((await create(bgp)).code, "UnsupportedOperation.VpnUnsupportedBgpAsnEqual");
    await call3(emulator(), "ModifyCustomerGatewayAttribute", { ...named, BgpAsn: 65_000 });
    const wide = { ...bgp, BgpConfig: { TunnelCidr: "169.254.128.0/29" } };
    assert.equal((await create(wide)).code, "InvalidParameterValue.VpnConnBgpTunnelCidrMask");
    const entry = await entryOf(emulator(), await makeTunnel3(emulator(), bgp));
    assert.deepEqual(entry.BgpConfig, { ...bgp.BgpConfig, LocalBgpAsn: "64551", RemoteBgpAsn: "65000" });
    assert.equal(entry.IKEOptionsSpecification.PropoEncryAlgorithm, "AES128GCM128");
    emulator().configure({ set: { onePerPair: "allow" } });
    assert.equal((await create()).code, "UnsupportedOperation.VpnConnRouteTypeMixed");
  });

  it("takes a health check with a rule of all to all", async () => {
    const id = await makeTunnel3(emulator(), { EnableHealthCheck: true, ...rule("0.0.0.0/0", "0.0.0.0/0") });
    assert.equal((await entryOf(emulator(), id)).EnableHealthCheck, true);
  });

  it("shows no rule where none was given, unless the tunnel is one of routes", async () => {
    const id = await makeTunnel3(emulator(), { SecurityPolicyDatabases: [] });
    assert.deepEqual((await entryOf(emulator(), id)).SecurityPolicyDatabaseSet, []);
  });

  it("needs the VPC of the gateway, and is deleted by its gateway alone", async () => {
    const made = await call(emulator(), "CreateVpc", { vpcName: "second", cidrBlock: "172.16.0.0/16" });
    const { uniqVpcId } = made.json;
    assert.equal((await create({ VpcId: uniqVpcId })).code, "ResourceNotFound");
    const order = { name: "second", vpcId: uniqVpcId, bandwidth: 5, chargeType: "POSTPAID_BY_HOUR" };
    const { vpnGwId } = (await call(emulator(), "RunVpnGw", order)).json.data;
    const VpnConnectionId = await makeTunnel3(emulator());
    for (const action of ["DeleteVpnConnection", "ResetVpnConnection"]) {
      const { code } = await call3(emulator(), action, { VpnGatewayId: vpnGwId, VpnConnectionId });
      assert.equal(code, "ResourceNotFound");
    }
  });

  it("has no VPC on a gateway of a CCN", async () => {
    emulator().patchVpnGateway(seed3.VpnGatewayId, { type: "CCN" });
    const id = await makeTunnel3(emulator(), { VpcId: "" });
    assert.equal((await entryOf(emulator(), id)).VpcId, "");
  });

  it("needs a gateway that is available", async () => {
    emulator().patchVpnGateway(seed3.VpnGatewayId, { vpnGwStatus: 2 });
    assert.equal((await create()).code, "UnsupportedOperation.InvalidState");
  });

  it("enforces quotas on request", async () => {
    emulator().configure({ quotas: true, set: { onePerPair: "allow" } });
    const many = { SecurityPolicyDatabases: Array.from({ length: 11 }, () => tunnel3.SecurityPolicyDatabases[0]) };
    assert.equal((await create(many)).code, "InvalidParameterValue.LimitExceeded");
    for (let count = 0; count < 10; count += 1) {
      await makeTunnel3(emulator());
    }
    assert.equal((await create()).code, "LimitExceeded");
  });

  it("takes a key that begins with @, which API 2.0 does not sign", async () => {
    const id = await makeTunnel3(emulator(), { PreShareKey: "@canary" });
    assert.equal((await entryOf(emulator(), id)).PreShareKey, "@canary");
    assert.equal((await call(emulator(), "DescribeVpnConn")).json.data[0].preSharedKey, "@canary");
  });
});

function rule(LocalCidrBlock: string, ...RemoteCidrBlock: string[]): object {
  return { SecurityPolicyDatabases: [{ LocalCidrBlock, RemoteCidrBlock }] };
}
