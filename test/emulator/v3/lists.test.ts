import assert from "node:assert/strict";
import { emulatorEach } from "../support.ts";
import { call3, makeTunnel3, seed3 } from "./support.ts";

const { VpcId, VpnGatewayId, CustomerGatewayId } = seed3;

/** The four lists, with the ids and the field of their entries. */
const lists = [
  ["DescribeVpnConnections", "VpnConnectionIds", "VpnConnectionSet", "VpnConnectionId", "ResourceNotFound"],
  ["DescribeCustomerGateways", "CustomerGatewayIds", "CustomerGatewaySet", "CustomerGatewayId", "ResourceNotFound"],
  ["DescribeVpnGateways", "VpnGatewayIds", "VpnGatewaySet", "VpnGatewayId", "InvalidVpnGatewayId.NotFound"],
  ["DescribeVpcs", "VpcIds", "VpcSet", "VpcId", "ResourceNotFound"],
] as const;

describe("emulator lists of API 3.0", () => {
  const emulator = emulatorEach({ set: { onePerPair: "allow" } });
  const found = async (action: string, parameters: object): Promise<string[] | string> => {
    const [, , set = "", field = ""] = lists.find(([name]) => name === action) ?? [];
    const { response, code } = await call3(emulator(), action, parameters);
    if (code === undefined) {
      assert.equal(typeof response.TotalCount, "number");
    }
    return code ?? response[set].map((entry: Record<string, string>) => entry[field]);
  };

  for (const [action, ids, , , missing] of lists) {
    it(`${action} takes ids or filters, up to their numbers`, async () => {
      const id = { VpcIds: VpcId, VpnGatewayIds: VpnGatewayId, CustomerGatewayIds: CustomerGatewayId }[ids as "VpcIds"];
      const known = id ?? (await makeTunnel3(emulator()));
      const absent = known.replace(/-.*/, "-aaaaaaaa");
      const name = known.replace(/-.*/, "");
      const filter = { vpnx: "vpn-connection", cgw: "customer-gateway", vpngw: "vpn-gateway", vpc: "vpc" }[
        name as "vpc"
      ];
      const byId = (...Values: string[]) => ({ Name: `${filter}-id`, Values });
      for (const [parameters, expected] of [
        [{}, [known]],
        [{ [ids]: [known] }, [known]],
        [{ [ids]: [], Filters: [] }, [known]],
        [{ [ids]: [absent] }, missing],
        [{ [ids]: [known, absent] }, missing],
        [{ [ids]: ["76"] }, "InvalidParameterValue.Malformed"],
        [{ Filters: [byId(known)] }, [known]],
        [{ Filters: [byId(absent, known)] }, [known]],
        [{ Filters: [byId(absent)] }, []],
        [{ Filters: [byId(known), byId(absent)] }, []],
        [{ [ids]: [known], Filters: [byId(known)] }, "InvalidParameter.Coexist"],
        [{ Filters: [{ Name: "nonsense", Values: ["x"] }] }, "InvalidParameter.FilterInvalidKey"],
        [{ Filters: [{ Name: "constructor", Values: ["x"] }] }, "InvalidParameter.FilterInvalidKey"],
        [{ [ids]: Array.from({ length: 101 }, () => known) }, "InvalidParameterValue.LimitExceeded"],
        [{ [ids]: Array.from({ length: 100 }, () => known) }, [known]],
        [{ Filters: Array.from({ length: 11 }, () => byId(known)) }, "InvalidParameterValue.LimitExceeded"],
        [{ Filters: Array.from({ length: 10 }, () => byId(known)) }, [known]],
        [{ Filters: [byId(...Array.from({ length: 6 }, () => known))] }, "InvalidParameterValue.LimitExceeded"],
      ] as const) {
        assert.deepEqual(await found(action, parameters), expected, JSON.stringify(parameters));
      }
    });
  }

  it("find tunnels by parents and name", async () => {
    const made = await call3(emulator(), "CreateCustomerGateway", {
      CustomerGatewayName: "b",
      IpAddress: "203.0.113.9",
    });
    const other = made.response.CustomerGateway.CustomerGatewayId;
    const first = await makeTunnel3(emulator(), { VpnConnectionName: "branch one" });
    const second = await makeTunnel3(emulator(), { VpnConnectionName: "branch two", CustomerGatewayId: other });
    for (const [Name, Values, expected] of [
      ["vpc-id", [VpcId], [second, first]],
      ["vpn-gateway-id", [VpnGatewayId], [second, first]],
      ["customer-gateway-id", [other], [second]],
      ["customer-gateway-id", [other, CustomerGatewayId], [second, first]],
      ["vpn-connection-name", ["one"], [first]],
      ["vpn-connection-name", ["One"], []],
      ["vpc-id", ["vpc-aaaaaaaa"], []],
    ] as const) {
      assert.deepEqual(await found("DescribeVpnConnections", { Filters: [{ Name, Values }] }), expected, Name);
    }
  });

  it("find gateways and VPCs by their filters", async () => {
    const [gateway] = emulator().state().vpnGateways;
    const [peer] = emulator().state().userGateways;
    for (const [action, Name, value, count] of [
      ["DescribeVpnGateways", "vpc-id", VpcId, 1],
      ["DescribeVpnGateways", "vpn-gateway-name", "emulator", 1],
      ["DescribeVpnGateways", "type", "IPSEC", 1],
      ["DescribeVpnGateways", "type", "SSL", 0],
      ["DescribeVpnGateways", "public-ip-address", gateway?.vpnGwAddress, 1],
      ["DescribeVpnGateways", "zone", "ap-guangzhou-1", 0],
      ["DescribeCustomerGateways", "customer-gateway-name", "peer", 1],
      ["DescribeCustomerGateways", "ip-address", peer?.userGwAddr, 1],
      ["DescribeCustomerGateways", "ip-address", "203.0.113.250", 0],
      ["DescribeVpcs", "vpc-name", "vpc", 1],
      ["DescribeVpcs", "is-default", "true", 1],
      ["DescribeVpcs", "is-default", "false", 0],
      ["DescribeVpcs", "cidr-block", "10.0.0.0/16", 1],
    ] as const) {
      const ids = await found(action, { Filters: [{ Name, Values: [value] }] });
      assert.equal(ids.length, count, `${action} ${Name} ${value}`);
    }
  });

  it("page newest first, and count everything", async () => {
    const ids: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      ids.unshift(await makeTunnel3(emulator()));
    }
    assert.deepEqual(await found("DescribeVpnConnections", {}), ids.slice(0, 20));
    assert.deepEqual(await found("DescribeVpnConnections", { Offset: 20, Limit: 100 }), ids.slice(20));
    const { response } = await call3(emulator(), "DescribeVpnConnections", { Limit: 1, Offset: 3 });
    assert.deepEqual([response.TotalCount, response.VpnConnectionSet[0].VpnConnectionId], [25, ids[3]]);
  });

  it("take Offset and Limit of DescribeVpcs as texts", async () => {
    assert.deepEqual(await found("DescribeVpcs", { Offset: "0", Limit: "100" }), [VpcId]);
    assert.deepEqual(await found("DescribeVpcs", { Offset: "1" }), []);
    assert.equal(await found("DescribeVpcs", { Limit: 20 }), "InvalidParameter");
    assert.equal(await found("DescribeVpcs", { Limit: "101" }), "InvalidParameterValue");
    assert.equal(await found("DescribeVpcs", { Offset: "x" }), "InvalidParameterValue");
  });

  it("show VPN gateways and VPCs with the vendor's fields", async () => {
    emulator().patchVpnGateway(VpnGatewayId, { version: "4.0", bgpAsn: 64_551 });
    const { response: gateways } = await call3(emulator(), "DescribeVpnGateways");
    const { CreatedTime, PublicIpAddress, ...gateway } = gateways.VpnGatewaySet[0];
    assert.match(CreatedTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.match(PublicIpAddress, /^203\.0\.113\.\d+$/);
    assert.deepEqual(gateway, {
      VpnGatewayId,
      VpcId,
      VpnGatewayName: "emulator-gateway",
      Type: "IPSEC",
      State: "AVAILABLE",
      InternetMaxBandwidthOut: 5,
      ExpiredTime: "",
      RenewFlag: "NOTIFY_AND_MANUAL_RENEW",
      InstanceChargeType: "POSTPAID_BY_HOUR",
      Version: "4.0",
      NetworkInstanceId: "",
      BgpAsn: 64_551,
      TagSet: [],
    });
    emulator().patchVpnGateway(VpnGatewayId, { type: "CCN", vpnGwStatus: 2 });
    const [ccn] = (await call3(emulator(), "DescribeVpnGateways")).response.VpnGatewaySet;
    assert.deepEqual([ccn.Type, ccn.VpcId, ccn.NetworkInstanceId, ccn.State], ["CCN", "", "ccn-dystbrkv", "PENDING"]);
    const ofVpc = await found("DescribeVpnGateways", { Filters: [{ Name: "vpc-id", Values: [VpcId] }] });
    assert.deepEqual(ofVpc, []);
    const [{ CreatedTime: _time, ...vpc }] = (await call3(emulator(), "DescribeVpcs")).response.VpcSet;
    assert.deepEqual(vpc, {
      VpcId,
      VpcName: "emulator-vpc",
      CidrBlock: "10.0.0.0/16",
      IsDefault: true,
      AssistantCidrSet: [],
      TagSet: [],
    });
  });

  it("do not show what permissions hide, and list what they unlist by id only", async () => {
    const id = await makeTunnel3(emulator());
    const { secretId } = emulator();
    const byIds = { VpnConnectionIds: [id] };
    const byFilter = { Filters: [{ Name: "vpn-connection-id", Values: [id] }] };
    const byParent = { Filters: [{ Name: "vpn-gateway-id", Values: [VpnGatewayId] }] };
    for (const [permissions, expected] of [
      [{}, [[id], [id], [id], [id]]],
      [{ unlisted: ["vpnConnections"] }, [[], [id], [id], []]],
      [{ hidden: [id] }, [[], [], [], []]],
      [{ hidden: ["vpnGateways"] }, [[id], [id], [id], []]],
    ] as const) {
      emulator().setPermissions(secretId, permissions);
      const seen = [];
      for (const parameters of [{}, byIds, byFilter, byParent]) {
        seen.push(await found("DescribeVpnConnections", parameters));
      }
      assert.deepEqual(seen, expected, JSON.stringify(permissions));
    }
  });
});
