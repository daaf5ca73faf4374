import assert from "node:assert/strict";
import type { SwitchSettings } from "../../../emulator/index.ts";
import { emulatorEach, makeTunnel } from "../support.ts";
import { type Answer3, call3, entryOf, makeTunnel3, seed3, tunnel3 } from "./support.ts";

const { VpnGatewayId, CustomerGatewayId } = seed3;

describe("emulator switches of API 3.0", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => {
    now = Date.now();
    return { clock: () => now };
  });
  const set = (settings: SwitchSettings): void => emulator().configure({ set: settings });
  const act = (action: string, parameters: object): Promise<Answer3> => call3(emulator(), action, parameters);
  const listed = (ids: readonly string[]) => act("DescribeVpnConnections", { VpnConnectionIds: ids });
  const statusOf = async (TaskId: string) => {
    const { code, response } = await act("DescribeVpcTaskResult", { TaskId });
    return code ?? response.Status;
  };
  const remove = (VpnConnectionId: string) => act("DeleteVpnConnection", { VpnGatewayId, VpnConnectionId });

  it("createdId: the id in the answer of a creation", async () => {
    set({ createdId: "empty" });
    const { response } = await act("CreateVpnConnection", tunnel3);
    assert.equal(response.VpnConnection.VpnConnectionId, "");
    const [state] = emulator().state().vpnConnections;
    assert.equal((await listed([state?.unVpnConnId ?? ""])).response.TotalCount, 1);
  });

  it("deleteTask and modifyTask: whether their RequestId is a task", async () => {
    const id = await makeTunnel3(emulator());
    const rename = async () => {
      const change = { VpnConnectionId: id, VpnConnectionName: "new" };
      return statusOf((await act("ModifyVpnConnectionAttribute", change)).response.RequestId);
    };
    assert.equal(await rename(), "ResourceNotFound");
    set({ modifyTask: "known", deleteTask: "unknown" });
    assert.equal(await rename(), "SUCCESS");
    assert.equal(await statusOf((await remove(id)).response.RequestId), "ResourceNotFound");
    assert.deepEqual(emulator().state().vpnConnections, []);
  });

  for (const code of ["InvalidParameterValue", "UnsupportedOperation", "InternalError.ModuleError"] as const) {
    it(`unknownTask: ${code} for a RequestId that is not known`, async () => {
      set({ unknownTask: code });
      assert.equal(await statusOf("00000000-0000-0000-0000-000000000000"), code);
    });
  }

  it("modifyingState: the state while a tunnel is modified", async () => {
    const id = await makeTunnel3(emulator());
    emulator().configure({ taskMs: 1000, set: { modifyingState: "PENDING" } });
    await act("ModifyVpnConnectionAttribute", { VpnConnectionId: id, VpnConnectionName: "new" });
    assert.equal((await entryOf(emulator(), id)).State, "PENDING");
    set({ modifyingState: "AVAILABLE" });
    assert.equal((await entryOf(emulator(), id)).State, "AVAILABLE");
  });

  it("failedCreate: a tunnel whose creation failed stays PENDING and can be deleted, or is not there", async () => {
    emulator().addFaults([{ action: "CreateVpnConnection", fault: "task-fails", times: 2 }]);
    const id = await makeTunnel3(emulator());
    assert.equal((await entryOf(emulator(), id)).State, "PENDING");
    const change = { VpnConnectionId: id, VpnConnectionName: "new" };
    assert.equal((await act("ModifyVpnConnectionAttribute", change)).code, "UnsupportedOperation.VpnConnInvalidState");
    assert.equal((await act("CreateVpnConnection", tunnel3)).code, "ResourceInUse");
    assert.equal((await remove(id)).code, undefined);
    set({ failedCreate: "absent" });
    const absent = await makeTunnel3(emulator());
    assert.equal((await listed([absent])).code, "ResourceNotFound");
    assert.equal((await act("DescribeVpnConnections", {})).response.TotalCount, 0);
    assert.equal((await remove(absent)).code, "ResourceNotFound");
    assert.equal((await act("CreateVpnConnection", tunnel3)).code, undefined);
  });

  it("failedDelete: the state after a deletion failed", async () => {
    const id = await makeTunnel3(emulator());
    emulator().addFaults([{ action: "DeleteVpnConnection", fault: "task-fails" }]);
    assert.equal(await statusOf((await remove(id)).response.RequestId), "FAILED");
    assert.equal((await entryOf(emulator(), id)).State, "AVAILABLE");
    set({ failedDelete: "DELETING" });
    assert.equal((await entryOf(emulator(), id)).State, "DELETING");
    assert.equal((await remove(id)).code, undefined);
  });

  it("missingIds and missingAmongIds: ids that are not there, alone and among others", async () => {
    const id = await makeTunnel3(emulator());
    const absent = "vpnx-aaaaaaaa";
    for (const [settings, alone, among] of [
      [{}, "ResourceNotFound", "ResourceNotFound"],
      [{ missingAmongIds: "others" }, "ResourceNotFound", 1],
      [{ missingIds: "empty", missingAmongIds: "error" }, 0, 1],
    ] as const) {
      set(settings);
      const answers = [await listed([absent]), await listed([absent, id])];
      assert.deepEqual(
        answers.map(({ code, response }) => code ?? response.TotalCount),
        [alone, among],
      );
    }
    const gateway = await act("DescribeVpnGateways", { VpnGatewayIds: ["vpngw-aaaaaaaa"] });
    assert.equal(gateway.response.TotalCount, 0);
  });

  it("deleteMissing: the deletion of a tunnel or peer gateway that is not there", async () => {
    set({ deleteMissing: "UnsupportedOperation.RecordNotExists" });
    assert.equal((await remove("vpnx-aaaaaaaa")).code, "UnsupportedOperation.RecordNotExists");
    const peer = await act("DeleteCustomerGateway", { CustomerGatewayId: "cgw-aaaaaaaa" });
    assert.equal(peer.code, "UnsupportedOperation.RecordNotExists");
    // The gateway is looked for first.
    const parameters = { VpnGatewayId: "vpngw-aaaaaaaa", VpnConnectionId: "vpnx-aaaaaaaa" };
    assert.equal((await act("DeleteVpnConnection", parameters)).code, "ResourceNotFound");
  });

  it("listOrder: newest first, oldest first, or shuffled at each call", async () => {
    set({ onePerPair: "allow" });
    const made: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      made.push(await makeTunnel3(emulator()));
    }
    const order = async (): Promise<string[]> =>
      (await act("DescribeVpnConnections", {})).response.VpnConnectionSet.map(
        ({ VpnConnectionId }: { VpnConnectionId: string }) => VpnConnectionId,
      );
    assert.deepEqual(await order(), made.toReversed());
    set({ listOrder: "oldest" });
    assert.deepEqual(await order(), made);
    set({ listOrder: "shuffled" });
    const orders = [await order(), await order(), await order()];
    assert.ok(new Set(orders.map(String)).size > 1);
    for (const one of orders) {
      assert.deepEqual(one.toSorted(), made.toSorted());
    }
  });

  it("onePerPair and pairCode: a second tunnel between two gateways", async () => {
    await makeTunnel3(emulator());
    const second = async () => (await act("CreateVpnConnection", tunnel3)).code;
    assert.equal(await second(), "ResourceInUse");
    set({ pairCode: "InvalidParameterValue.Duplicate" });
    assert.equal(await second(), "InvalidParameterValue.Duplicate");
    set({ onePerPair: "allow" });
    assert.equal(await second(), undefined);
  });

  it("longNames and namePrefix: names kept, cut or changed", async () => {
    set({ longNames: "cut", namePrefix: "id", onePerPair: "allow" });
    const VpnConnectionName = "\u{1F600}".repeat(40);
    const id = await makeTunnel3(emulator(), { VpnConnectionName });
    assert.equal((await entryOf(emulator(), id)).VpnConnectionName, `399_${"\u{1F600}".repeat(30)}`);
  });

  it("nameFilter: a part of a name or the whole", async () => {
    await makeTunnel3(emulator());
    const count = async (value: string) => {
      const Filters = [{ Name: "vpn-connection-name", Values: [value] }];
      return (await act("DescribeVpnConnections", { Filters })).response.TotalCount;
    };
    assert.deepEqual([await count("offi"), await count("office")], [1, 1]);
    set({ nameFilter: "whole" });
    assert.deepEqual([await count("offi"), await count("office")], [0, 1]);
  });

  it("noHealthCheck: the addresses of a check that there is not", async () => {
    const id = await makeTunnel3(emulator());
    const addresses = async () => {
      const { HealthCheckLocalIp, HealthCheckRemoteIp } = await entryOf(emulator(), id);
      return [HealthCheckLocalIp, HealthCheckRemoteIp];
    };
    assert.deepEqual(await addresses(), ["", ""]);
    set({ noHealthCheck: "absent" });
    assert.deepEqual(await addresses(), [undefined, undefined]);
  });

  it("routeType: what a tunnel of API 2.0 shows", async () => {
    const id = await makeTunnel(emulator());
    for (const value of ["STATIC", "Policy", "StaticRoute", "absent"] as const) {
      set({ routeType: value });
      assert.equal((await entryOf(emulator(), id)).RouteType, value === "absent" ? undefined : value);
    }
    assert.equal("RouteType" in (await entryOf(emulator(), id)), false);
  });

  it("integrityField: the spelling of the IPsec hash", async () => {
    const id = await makeTunnel3(emulator());
    for (const [value, old, current] of [
      ["both", "SHA1", "SHA1"],
      ["IntegrityAlgorith", "SHA1", null],
      ["IntegrityAlgorithm", null, "SHA1"],
    ] as const) {
      set({ integrityField: value });
      const { IntegrityAlgorith, IntegrityAlgorithm } = (await entryOf(emulator(), id)).IPSECOptionsSpecification;
      assert.deepEqual([IntegrityAlgorith, IntegrityAlgorithm], [old, current]);
    }
  });

  it("preSharedKey, omit and extraFields: what answers leave out or add", async () => {
    const id = await makeTunnel3(emulator());
    set({ preSharedKey: "hidden", omit: "NetStatus,CustomerGatewayName", extraFields: "on" });
    const entry = await entryOf(emulator(), id);
    assert.deepEqual(["PreShareKey" in entry, "NetStatus" in entry, "State" in entry], [false, false, true]);
    emulator().remove("vpnConnections", id);
    const { response } = await act("CreateVpnConnection", tunnel3);
    assert.equal("PreShareKey" in response.VpnConnection, false);
    assert.ok("XExtra" in response);
    const [peer] = (await act("DescribeCustomerGateways", {})).response.CustomerGatewaySet;
    assert.deepEqual([peer.CustomerGatewayId, "CustomerGatewayName" in peer], [CustomerGatewayId, false]);
  });

  it("describeLagMs, deletedVisibleMs and timeZone hold for both APIs", async () => {
    set({ describeLagMs: 1000, deletedVisibleMs: 1000, timeZone: 0 });
    const id = await makeTunnel3(emulator());
    assert.equal((await listed([id])).code, "ResourceNotFound");
    now += 1000;
    const entry = await entryOf(emulator(), id);
    assert.equal(entry.CreatedTime, new Date(now - 1000).toISOString().slice(0, 19).replace("T", " "));
    await remove(id);
    assert.equal((await entryOf(emulator(), id)).State, "DELETING");
    now += 1000;
    assert.equal((await listed([id])).code, "ResourceNotFound");
  });

  it("fields: a private cloud refuses the fields that it does not know, and does not show them", async () => {
    set({ fields: "private" });
    for (const parameters of [
      { Tags: [] as object[] },
      { RouteType: "Policy" },
      { DpdEnable: 1 },
      { IPSECOptionsSpecification: { IntegrityAlgorithm: "MD5" } },
    ]) {
      const { code } = await act("CreateVpnConnection", { ...tunnel3, ...parameters });
      assert.equal(code, "UnknownParameter", JSON.stringify(parameters));
    }
    const IKEOptionsSpecification = { IKEVersion: "IKEV2" };
    const IPSECOptionsSpecification = { IntegrityAlgorith: "MD5" };
    const id = await makeTunnel3(emulator(), { IKEOptionsSpecification, IPSECOptionsSpecification });
    const entry = await entryOf(emulator(), id);
    for (const field of ["TagSet", "RouteType", "DpdEnable", "EnableHealthCheck", "BgpConfig", "NegotiationType"]) {
      assert.equal(field in entry, false, field);
    }
    assert.equal("IntegrityAlgorithm" in entry.IPSECOptionsSpecification, false);
    assert.equal(entry.IPSECOptionsSpecification.IntegrityAlgorith, "MD5");
    assert.equal(entry.IKEOptionsSpecification.IKEVersion, "IKEV2");
  });
});
