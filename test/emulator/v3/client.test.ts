import assert from "node:assert/strict";
import { CommonClient } from "tencentcloud-sdk-nodejs-common";
import { emulatorEach } from "../support.ts";
import { seed3, tunnel3 } from "./support.ts";

describe("the vendor's own client on the emulator", () => {
  const emulator = emulatorEach({ taskMs: 20 });
  const clientOf = (version: string, options: { secretKey?: string; region?: string } = {}) => {
    const { api3Url, secretId, secretKey } = emulator();
    return new CommonClient(new URL(api3Url).host, version, {
      credential: { secretId, secretKey, ...options },
      region: options.region ?? "ap-guangzhou",
      profile: { httpProfile: { protocol: "http://" } },
    });
  };

  it("creates, reads, changes and deletes a tunnel, unmodified", async () => {
    const client = clientOf("2017-03-12");
    const untilDone = async (TaskId: string): Promise<string> => {
      for (;;) {
        const { Status } = await client.request("DescribeVpcTaskResult", { TaskId });
        if (Status !== "RUNNING") {
          return Status;
        }
      }
    };
    const made = await client.request("CreateVpnConnection", tunnel3);
    const { VpnConnectionId } = made.VpnConnection;
    assert.equal(made.VpnConnection.State, "PENDING");
    assert.equal(await untilDone(made.RequestId), "SUCCESS");

    const read = async () => {
      const { VpnConnectionSet } = await client.request("DescribeVpnConnections", {
        Filters: [{ Name: "vpn-connection-id", Values: [VpnConnectionId] }],
      });
      return VpnConnectionSet[0];
    };
    const entry = await read();
    assert.deepEqual([entry.State, entry.SecurityPolicyDatabaseSet], ["AVAILABLE", tunnel3.SecurityPolicyDatabases]);

    await client.request("ModifyVpnConnectionAttribute", { VpnConnectionId, VpnConnectionName: "新名" });
    while ((await read()).VpnConnectionName !== "新名") {
      // The change is not over yet.
    }

    const { VpnGatewayId } = seed3;
    const deleted = await client.request("DeleteVpnConnection", { VpnGatewayId, VpnConnectionId });
    assert.equal(await untilDone(deleted.RequestId), "SUCCESS");
    assert.equal(await read(), undefined);
    await assert.rejects(client.request("DescribeVpnConnections", { VpnConnectionIds: [VpnConnectionId] }), {
      code: "ResourceNotFound",
    });
  });

  it("finds the gateways and the VPC, and asks sts who calls", async () => {
    const client = clientOf("2017-03-12");
    const { VpcSet } = await client.request("DescribeVpcs", { Limit: "1" });
    const { VpnGatewaySet } = await client.request("DescribeVpnGateways", { Limit: 1 });
    assert.deepEqual([VpcSet[0].VpcId, VpnGatewaySet[0].VpnGatewayId], [seed3.VpcId, seed3.VpnGatewayId]);
    const { AccountId, Type } = await clientOf("2018-08-13").request("GetCallerIdentity", {});
    assert.match(AccountId, /^\d+$/);
    assert.equal(Type, "CAMUser");
  });

  it("gets the vendor's codes for a wrong key, an unknown parameter and a short region", async () => {
    for (const [client, parameters, code] of [
      [clientOf("2017-03-12", { secretKey: "x" }), {}, "AuthFailure.SignatureFailure"],
      [clientOf("2017-03-12"), { Nonsense: 1 }, "UnknownParameter"],
      [clientOf("2017-03-12", { region: "gz" }), {}, "UnsupportedRegion"],
    ] as const) {
      await assert.rejects(
        client.request("DescribeVpcs", parameters),
        (error: { code?: string; requestId?: string }) => {
          assert.equal(error.code, code);
          assert.match(error.requestId ?? "", /^[0-9a-f-]{36}$/);
          return true;
        },
      );
    }
  });
});
