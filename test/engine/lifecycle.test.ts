import assert from "node:assert/strict";
import { automationStack } from "./support/automation.ts";
import { describeEngine } from "./support/suite.ts";
import { recorded, standing, testKey, tunnelArgs, tunnelProgram, withTunnel } from "./support/tunnels.ts";

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
