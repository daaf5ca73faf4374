import assert from "node:assert/strict";
import { call, emulatorEach } from "../support.ts";
import { call3, makeTunnel3, seed3 } from "./support.ts";

const { CustomerGatewayId, VpnGatewayId } = seed3;

describe("emulator customer gateways of API 3.0", () => {
  const emulator = emulatorEach();
  const act = async (action: string, parameters: object) => call3(emulator(), `${action}`, parameters);
  const create = (parameters: object = {}) =>
    act("CreateCustomerGateway", { CustomerGatewayName: "office", IpAddress: "203.0.113.77", ...parameters });

  it("are created, renamed and deleted at once", async () => {
    const { response } = await create({ BgpAsn: 65_000, Tags: [{ Key: "a", Value: "b" }] });
    const { CustomerGatewayId: id, CreatedTime, ...rest } = response.CustomerGateway;
    assert.match(id, /^cgw-[0-9a-z]{8}$/);
    assert.match(CreatedTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.deepEqual(rest, { CustomerGatewayName: "office", IpAddress: "203.0.113.77", BgpAsn: 65_000 });
    const renamed = await act("ModifyCustomerGatewayAttribute", { CustomerGatewayId: id, CustomerGatewayName: "new" });
    assert.deepEqual(Object.keys(renamed.response), ["RequestId"]);
    const state = emulator()
      .state()
      .userGateways.find((one) => one.unUserGwId === id);
    assert.deepEqual([state?.userGwName, state?.bgpAsn, state?.tags], ["new", 65_000, [{ Key: "a", Value: "b" }]]);
    const [entry] = (await act("DescribeCustomerGateways", { CustomerGatewayIds: [id] })).response.CustomerGatewaySet;
    assert.deepEqual(entry, { ...response.CustomerGateway, CustomerGatewayName: "new" });
    const deleted = await act("DeleteCustomerGateway", { CustomerGatewayId: id });
    assert.deepEqual(Object.keys(deleted.response), ["RequestId"]);
    assert.equal((await act("DeleteCustomerGateway", { CustomerGatewayId: id })).code, "ResourceNotFound");
  });

  it("are refused with the vendor's codes", async () => {
    await create();
    for (const [parameters, code] of [
      [{}, "UnsupportedOperation.RecordExists"],
      [{ IpAddress: "127.0.0.1" }, "InvalidParameterValue.Malformed"],
      [{ IpAddress: undefined }, "MissingParameter"],
      [{ CustomerGatewayName: undefined }, "MissingParameter"],
      [{ CustomerGatewayName: "x".repeat(61) }, "InvalidParameterValue.TooLong"],
      [{ BgpAsn: 139_341 }, "InvalidParameterValue"],
      [{ BgpAsn: 0 }, "InvalidParameterValue"],
      [{ BgpAsn: "65000" }, "InvalidParameter"],
      [{ Nonsense: 1 }, "UnknownParameter"],
    ] as const) {
      assert.equal((await create(parameters)).code, code, JSON.stringify(parameters));
    }
    emulator().configure({ set: { uniqueUserGwAddr: "off" } });
    assert.equal((await create()).code, undefined);
    const named = { CustomerGatewayId, CustomerGatewayName: "x" };
    for (const [parameters, code] of [
      [{ CustomerGatewayId }, "MissingParameter"],
      [{ ...named, IpAddress: "203.0.113.1" }, "UnknownParameter"],
      [{ ...named, CustomerGatewayId: "cgw-aaaaaaaa" }, "ResourceNotFound"],
      [{ ...named, CustomerGatewayId: "315" }, "InvalidParameterValue.Malformed"],
    ] as const) {
      assert.equal((await act("ModifyCustomerGatewayAttribute", parameters)).code, code);
    }
    emulator().configure({ quotas: true });
    for (let count = 3; count < 20; count += 1) {
      assert.equal((await create()).code, undefined);
    }
    assert.equal((await create()).code, "LimitExceeded");
  });

  it("are not deleted while a tunnel uses them", async () => {
    await makeTunnel3(emulator());
    const remove = () => act("DeleteCustomerGateway", { CustomerGatewayId });
    assert.equal((await remove()).code, "ResourceInUse");
    // The code of API 2.0 does not matter here.
    emulator().configure({ set: { userGwInUse: "InvalidUserGw.InUse" } });
    assert.equal((await remove()).code, "ResourceInUse");
    emulator().configure({ set: { userGwInUse: "allow" } });
    assert.equal((await remove()).code, undefined);
  });

  it("have the devices and the configuration texts of API 2.0", async () => {
    const { response } = await act("DescribeCustomerGatewayVendors", {});
    const vendors = response.CustomerGatewayVendorSet;
    assert.deepEqual(vendors, [
      { Platform: "ios", SoftwareVersion: "V15.4", VendorName: "cisco" },
      { Platform: "comware", SoftwareVersion: "V1.0", VendorName: "h3c" },
    ]);
    const VpnConnectionId = await makeTunnel3(emulator());
    const asked = { VpnGatewayId, VpnConnectionId, CustomerGatewayVendor: vendors[0], InterfaceName: "Gi0/0" };
    const text = await act("DownloadCustomerGatewayConfiguration", asked);
    const device = { vendorname: "cisco", platform: "ios", software: "V15.4", interfaceName: "Gi0/0" };
    const { json } = await call(emulator(), "GetVpnConnConfig", { vpnConnId: VpnConnectionId, ...device });
    assert.equal(text.response.CustomerGatewayConfiguration, json.data[0].configFileInfo);
    for (const [parameters, code] of [
      [{ VpnConnectionId: "vpnx-aaaaaaaa" }, "ResourceNotFound"],
      [{ VpnGatewayId: "vpngw-aaaaaaaa" }, "ResourceNotFound"],
      [{ VpnGatewayId: undefined }, "MissingParameter"],
      [{ CustomerGatewayVendor: { ...vendors[0], VendorName: "x" } }, "InvalidParameterValue.Malformed"],
      [{ CustomerGatewayVendor: { VendorName: "cisco" } }, "MissingParameter"],
      [{ InterfaceName: "" }, "InvalidParameterValue.Empty"],
    ] as const) {
      const { code: answered } = await act("DownloadCustomerGatewayConfiguration", { ...asked, ...parameters });
      assert.equal(answered, code, JSON.stringify(parameters));
    }
    emulator().setPermissions(emulator().secretId, { hidden: ["vpnConnections"] });
    assert.equal((await act("DownloadCustomerGatewayConfiguration", asked)).code, "ResourceNotFound");
  });

  it("and tunnels are not changed by a key pair that may not", async () => {
    const VpnConnectionId = await makeTunnel3(emulator());
    const refused = { refused: ["vpnConnections", CustomerGatewayId] };
    const changes = [
      ["ModifyVpnConnectionAttribute", { VpnConnectionId }],
      ["DeleteVpnConnection", { VpnGatewayId, VpnConnectionId }],
      ["ResetVpnConnection", { VpnGatewayId, VpnConnectionId }],
      ["ModifyCustomerGatewayAttribute", { CustomerGatewayId, CustomerGatewayName: "x" }],
      ["DeleteCustomerGateway", { CustomerGatewayId }],
    ] as const;
    for (const [permissions, code] of [
      [refused, "UnauthorizedOperation"],
      [{ ...refused, refusedCodeDesc: "UnauthorizedOperation.CAM" }, "UnauthorizedOperation.CAM"],
    ] as const) {
      emulator().setPermissions(emulator().secretId, permissions);
      for (const [action, parameters] of changes) {
        const { code: answered, response } = await act(action, parameters);
        assert.equal(answered, code, action);
        assert.match(response.Error.Message, /vpnx-|cgw-/);
      }
    }
  });
});
