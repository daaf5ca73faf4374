import assert from "node:assert/strict";
import { automationStack } from "./support/automation.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, recorded, standing, testKey, tunnelArgs, tunnelProgram, withTunnel } from "./support/tunnels.ts";

const changes = async (stack: { preview(): Promise<{ changeSummary: Record<string, number> }> }) =>
  (await stack.preview()).changeSummary;

describeEngine("a tunnel on the real engine", () => {
  it("is created, previewed without changes, refreshed, changed in place, and deleted", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const [tunnel] = emulator.state().vpnConnections;
      const [inState] = await recorded(stack);
      assert.equal(inState?.id, tunnel?.unVpnConnId);
      assert.equal(tunnel?.vpcConnStatus, 6);
      assert.match(tunnel?.vpnConnName ?? "", /^branch-pqv[0-9a-f]{12}$/);
      assert.deepEqual(await stack.outputs(), { vpnConnId: tunnel?.unVpnConnId, status: "running" });
      assert.deepEqual(await changes(stack), { same: 2 });
      await stack.refresh();
      assert.deepEqual(await changes(stack), { same: 2 });

      await stack.setProgram(
        tunnelProgram({ vpnConnName: "office", preSharedKey: `${testKey}-new`, userGwCidrBlock: ["172.16.12.0/24"] }),
      );
      assert.deepEqual(await changes(stack), { same: 1, update: 1 });
      await stack.up();
      const [changed] = emulator.state().vpnConnections;
      assert.equal(changed?.unVpnConnId, tunnel?.unVpnConnId);
      assert.equal(changed?.vpnConnName, "office");
      assert.deepEqual(changed?.destinationCidr, ["172.16.12.0/24"]);
      assert.notEqual(changed?.preSharedKeySha256, tunnel?.preSharedKeySha256);
      assert.deepEqual(await changes(stack), { same: 2 });

      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual((await stack.exportState()).resources, []);
    });
  });

  it("is deleted before it is replaced", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const [first] = standing(emulator);
      const peer = await addUserGateway(emulator.url);
      await stack.setProgram(tunnelProgram({ userGwId: peer }));
      assert.deepEqual(await changes(stack), { same: 1, replace: 1 });
      emulator.clearCalls();
      await stack.up();
      assert.equal(standing(emulator).length, 1);
      assert.notEqual(standing(emulator)[0], first);
      const done = actions(emulator);
      assert.ok(done.indexOf("DeleteVpnConn") < done.indexOf("AddVpnConnEx"), done.join());
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("is removed from the state by a refresh after it was deleted outside Pulumi, and created again by the next up", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      emulator.remove("vpnConnections", standing(emulator)[0] ?? "");
      await stack.refresh();
      assert.deepEqual(await recorded(stack), []);
      await stack.up();
      assert.equal(standing(emulator).length, 1);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("is destroyed although it was deleted between the refresh and the destroy", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      await stack.refresh();
      emulator.remove("vpnConnections", standing(emulator)[0] ?? "");
      await stack.destroy();
      assert.deepEqual((await stack.exportState()).resources, []);
    });
  });

  it("is adopted by its id without a write, and destroyed like any other", async () => {
    await withTunnel({ stack: { program: tunnelProgram({ vpnConnName: "office" }) } }, async ({ stack, emulator }) => {
      await stack.up();
      const [id] = standing(emulator);
      await stack.run("state", { args: ["delete", "--all", "--yes", "--stack", stack.name] });
      emulator.clearCalls();
      await stack.setProgram(tunnelProgram({ vpnConnId: id }, {}, "adopted"));
      await stack.up();
      assert.deepEqual(actions(emulator), ["DescribeVpnConn"]);
      assert.equal((await recorded(stack))[0]?.id, id);
      assert.deepEqual(await changes(stack), { same: 2 });
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("goes up and down through the Automation API, with the program in the user's process", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      const { VpnConnection } = await import("pulumi-qcloud-vpn");
      const automation = await automationStack(stack, async () => {
        new VpnConnection("branch", { ...tunnelArgs, userGwCidrBlock: [...tunnelArgs.userGwCidrBlock] });
      });
      await automation.up();
      assert.equal(standing(emulator).length, 1);
      await automation.refresh();
      assert.deepEqual((await automation.preview()).changeSummary, { same: 2 });
      await automation.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });
});

/** A second peer gateway, made through the API. */
async function addUserGateway(url: string): Promise<string> {
  const { Client } = await import("../../provider/api/http/client.ts");
  const { call } = await import("../../provider/api/v2/request.ts");
  const { deadlineIn } = await import("../../provider/util/deadline.ts");
  const client = new Client({
    endpoint: url,
    endpointSource: "the test",
    allowHttp: false,
    credentials: { secretId: "emulator-secret-id", secretKey: "emulator-secret-key", source: "the test" },
    signatureMethod: "HmacSHA256",
    encryptAlgorithmGroup: "IKESet",
  });
  const scope = { client, region: "ap-guangzhou", deadline: deadlineIn(10_000) };
  const answer = await call(
    scope,
    "AddUserGw",
    { userGwName: "second", userGwAddr: "203.0.113.77" },
    { repeat: "if-unsent", busy: "throw" },
  );
  return String(answer["userGwId"]);
}
