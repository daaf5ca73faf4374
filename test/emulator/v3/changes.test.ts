import assert from "node:assert/strict";
import type { VpnConnectionPatch } from "../../../emulator/index.ts";
import { emulatorEach } from "../support.ts";
import { call3, entryOf, makeTunnel3, seed3, tunnel3 } from "./support.ts";

const { VpnGatewayId } = seed3;

describe("emulator ModifyVpnConnectionAttribute", () => {
  const emulator = emulatorEach();
  const modify = (VpnConnectionId: string, parameters: object) =>
    call3(emulator(), "ModifyVpnConnectionAttribute", { VpnConnectionId, ...parameters });

  it("answers with a RequestId alone, which is no task", async () => {
    const { response } = await modify(await makeTunnel3(emulator()), { VpnConnectionName: "new" });
    assert.deepEqual(Object.keys(response), ["RequestId"]);
    const task = await call3(emulator(), "DescribeVpcTaskResult", { TaskId: response.RequestId });
    assert.equal(task.code, "ResourceNotFound");
  });

  it("changes what is given and nothing else, also within a group", async () => {
    const id = await makeTunnel3(emulator(), {
      RouteType: "Policy",
      DpdEnable: 1,
      IKEOptionsSpecification: { DhGroupName: "GROUP14", IKEVersion: "IKEV2" },
    });
    const before = await entryOf(emulator(), id);
    for (const [given, shown] of [
      [{ VpnConnectionName: "new" }, {}],
      [{ PreShareKey: "canary-new" }, {}],
      [{ DpdTimeout: "45", NegotiationType: "flowTrigger" }, {}],
      [
        { SecurityPolicyDatabases: [{ LocalCidrBlock: "10.0.1.0/24", RemoteCidrBlock: ["172.18.0.0/24"] }] },
        { SecurityPolicyDatabaseSet: [{ LocalCidrBlock: "10.0.1.0/24", RemoteCidrBlock: ["172.18.0.0/24"] }] },
      ],
      [
        { IPSECOptionsSpecification: { IPSECSaLifetimeSeconds: 7200 } },
        { IPSECOptionsSpecification: { ...before.IPSECOptionsSpecification, IPSECSaLifetimeSeconds: 7200 } },
      ],
      [
        { IKEOptionsSpecification: { PropoAuthenAlgorithm: "SHA1", RemoteIdentity: "FQDN", RemoteFqdnName: "a.b" } },
        {
          IKEOptionsSpecification: {
            ...before.IKEOptionsSpecification,
            RemoteIdentity: "FQDN",
            RemoteAddress: "",
            RemoteFqdnName: "a.b",
          },
        },
      ],
      [
        { IKEOptionsSpecification: { RemoteIdentity: "ADDRESS" } },
        { IKEOptionsSpecification: before.IKEOptionsSpecification },
      ],
    ] as const) {
      const { SecurityPolicyDatabases: _rules, ...fields } = given as Record<string, unknown>;
      const expected = { ...(await entryOf(emulator(), id)), ...fields, ...shown };
      assert.equal((await modify(id, given)).code, undefined);
      assert.deepEqual(await entryOf(emulator(), id), expected);
    }
  });

  it("changes the peer gateway on version 4.0 only, and its address with it", async () => {
    const id = await makeTunnel3(emulator());
    const made = await call3(emulator(), "CreateCustomerGateway", {
      CustomerGatewayName: "second",
      IpAddress: "203.0.113.200",
    });
    const { CustomerGatewayId } = made.response.CustomerGateway;
    assert.equal((await modify(id, { CustomerGatewayId })).code, "UnsupportedOperation");
    assert.equal((await modify(id, { CustomerGatewayId: seed3.CustomerGatewayId })).code, undefined);
    emulator().patchVpnGateway(VpnGatewayId, { version: "4.0" });
    assert.equal((await modify(id, { CustomerGatewayId: "cgw-aaaaaaaa" })).code, "ResourceNotFound");
    assert.equal((await modify(id, { CustomerGatewayId })).code, undefined);
    const entry = await entryOf(emulator(), id);
    assert.equal(entry.CustomerGatewayId, CustomerGatewayId);
    assert.equal(entry.IKEOptionsSpecification.RemoteAddress, "203.0.113.200");
    emulator().patchVpnConnection(id, { userGwId: seed3.CustomerGatewayId });
    assert.equal((await entryOf(emulator(), id)).CustomerGatewayId, seed3.CustomerGatewayId);
    assert.throws(() => emulator().patchVpnConnection(id, { userGwId: "cgw-aaaaaaaa" }), /userGateways has no/);
  });

  it("knows neither tags nor the type of routes nor parents", async () => {
    const id = await makeTunnel3(emulator());
    for (const parameters of [{ Tags: [] }, { RouteType: "Policy" }, { VpcId: seed3.VpcId }, { VpnGatewayId }]) {
      assert.equal((await modify(id, parameters)).code, "UnknownParameter");
    }
    assert.equal((await modify("vpnx-aaaaaaaa", {})).code, "ResourceNotFound");
    assert.equal((await modify("399", {})).code, "InvalidParameterValue.Malformed");
    assert.equal((await modify(id, { VpnConnectionName: "x".repeat(61) })).code, "InvalidParameterValue.TooLong");
    assert.equal((await modify(id, { PreShareKey: "" })).code, "InvalidParameterValue.Empty");
    const check = await modify(id, { EnableHealthCheck: true });
    assert.equal(check.code, "UnsupportedOperation.VpnConnCidrNotSupportedHealthCheck");
  });

  it("shows what a test patches", async () => {
    const id = await makeTunnel3(emulator());
    const patch: VpnConnectionPatch = {
      api3: { RouteType: "StaticRoute", DpdEnable: 1 },
      tags: [{ Key: "a", Value: "b" }],
      IKESet: { propoEncryAlgorithm: "sm4", localFqdnName: "filled.example.com" },
      vpcConnStatus: 9,
    };
    emulator().patchVpnConnection(id, patch);
    const entry = await entryOf(emulator(), id);
    assert.deepEqual(
      [entry.RouteType, entry.DpdEnable, entry.TagSet, entry.State, entry.IKEOptionsSpecification.LocalFqdnName],
      ["StaticRoute", 1, patch.tags, "STATE_9", "filled.example.com"],
    );
    assert.equal(entry.IKEOptionsSpecification.PropoEncryAlgorithm, "SM4");
    assert.throws(() => emulator().patchVpnConnection(id, { api3: { Nonsense: 1 } as never }), /Nonsense/);
  });
});

describe("emulator states and tasks of API 3.0", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => {
    now = Date.now();
    return { taskMs: 10_000, clock: () => now };
  });
  const act = (action: string, VpnConnectionId: string) => call3(emulator(), action, { VpnGatewayId, VpnConnectionId });
  const statusOf = async (TaskId: string) => (await call3(emulator(), "DescribeVpcTaskResult", { TaskId })).response;
  const stateOf = async (id: string): Promise<string> => (await entryOf(emulator(), id))?.State;
  const later = (): void => {
    now += 10_000;
  };

  it("go from PENDING over AVAILABLE and DELETING to nothing", async () => {
    const made = await call3(emulator(), "CreateVpnConnection", tunnel3);
    const id = made.response.VpnConnection.VpnConnectionId;
    assert.equal((await statusOf(made.response.RequestId)).Status, "RUNNING");
    assert.equal(await stateOf(id), "PENDING");
    assert.equal((await entryOf(emulator(), id)).NetStatus, "UNAVAILABLE");
    later();
    assert.equal((await statusOf(made.response.RequestId)).Status, "SUCCESS");
    assert.equal(await stateOf(id), "AVAILABLE");
    const modified = await call3(emulator(), "ModifyVpnConnectionAttribute", {
      VpnConnectionId: id,
      VpnConnectionName: "new",
    });
    assert.equal(modified.code, undefined);
    assert.deepEqual([await stateOf(id), (await entryOf(emulator(), id)).VpnConnectionName], ["AVAILABLE", "office"]);
    later();
    assert.equal((await entryOf(emulator(), id)).VpnConnectionName, "new");
    const deleted = await act("DeleteVpnConnection", id);
    assert.deepEqual(Object.keys(deleted.response), ["RequestId"]);
    assert.equal((await statusOf(deleted.response.RequestId)).Status, "RUNNING");
    assert.equal(await stateOf(id), "DELETING");
    later();
    assert.equal((await statusOf(deleted.response.RequestId)).Status, "SUCCESS");
    assert.equal(await stateOf(id), undefined);
  });

  it("refuse changes in the states that do not allow them", async () => {
    const id = await makeTunnel3(emulator());
    const rename = () =>
      call3(emulator(), "ModifyVpnConnectionAttribute", { VpnConnectionId: id, VpnConnectionName: "new" });
    const codes = async () => [
      (await act("DeleteVpnConnection", id)).code,
      (await rename()).code,
      (await act("ResetVpnConnection", id)).code,
    ];
    const busy = [
      "UnsupportedOperation.DeleteVpnConnInvalidState",
      "UnsupportedOperation.VpnConnInvalidState",
      "UnsupportedOperation.VpnConnInvalidState",
    ];
    assert.deepEqual(await codes(), busy);
    later();
    assert.equal((await act("ResetVpnConnection", id)).code, undefined);
    assert.equal((await rename()).code, undefined);
    assert.deepEqual(await codes(), busy);
    later();
    assert.equal((await act("DeleteVpnConnection", id)).code, undefined);
    assert.deepEqual(await codes(), busy);
  });

  it("say in Output why a task failed", async () => {
    const message = "no more addresses";
    emulator().addFaults([{ action: "DeleteVpnConnection", fault: "task-fails", message }]);
    const id = await makeTunnel3(emulator());
    later();
    const { response } = await act("DeleteVpnConnection", id);
    later();
    const { Status, Output } = await statusOf(response.RequestId);
    assert.deepEqual([Status, Output], ["FAILED", message]);
  });

  it("name a deletion's missing parts", async () => {
    const id = await makeTunnel3(emulator());
    later();
    const named = { VpnGatewayId, VpnConnectionId: id };
    for (const [parameters, code] of [
      [{ ...named, VpnConnectionId: "vpnx-aaaaaaaa" }, "ResourceNotFound"],
      [{ ...named, VpnGatewayId: "vpngw-aaaaaaaa" }, "ResourceNotFound"],
      [{ ...named, VpnGatewayId: "547" }, "InvalidParameterValue.Malformed"],
      [{ VpnConnectionId: id }, "MissingParameter"],
      [{ ...named, VpcId: seed3.VpcId }, "UnknownParameter"],
    ] as const) {
      for (const action of ["DeleteVpnConnection", "ResetVpnConnection"]) {
        assert.equal((await call3(emulator(), action, parameters)).code, code, JSON.stringify(parameters));
      }
    }
  });

  it("hold tasks for one account and region", async () => {
    const { response } = await call3(emulator(), "CreateVpnConnection", tunnel3);
    emulator().addAccount({ secretId: "other", secretKey: "k" });
    const ask = (options: object) =>
      call3(emulator(), "DescribeVpcTaskResult", { TaskId: response.RequestId }, options);
    assert.equal((await ask({})).code, undefined);
    assert.equal((await ask({ region: "ap-shanghai" })).code, "ResourceNotFound");
    assert.equal((await ask({ secretId: "other", secretKey: "k" })).code, "ResourceNotFound");
    // The number by which API 2.0 knows it.
    const { code } = await call3(emulator(), "DescribeVpcTaskResult", { TaskId: "12615" });
    assert.equal(code, "ResourceNotFound");
    now += 4_000_000;
    assert.equal((await ask({ timestamp: Math.floor(now / 1000) })).code, "ResourceNotFound");
  });
});
