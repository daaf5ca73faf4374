import assert from "node:assert/strict";
import { describeEngine } from "./support/suite.ts";
import { standing, testKey, tunnelArgs, withTunnel } from "./support/tunnels.ts";

const { vpcId: _vpc, vpnGwId: _gateway, userGwId: _peer, ...settings } = tunnelArgs;

/** A program that finds the place of its tunnel by name, and hands out the configuration of the other end. */
const program = (vpcName: string): string => `
import { getUserGateways, getVpc, getVpnConnectionConfigOutput, getVpnGatewayOutput, VpnConnection } from "pulumi-qcloud-vpn";
const vpc = await getVpc({ vpcName: ${JSON.stringify(vpcName)} });
const { userGateways } = await getUserGateways({ userGwAddr: "198.51.100.63" });
const tunnel = new VpnConnection("branch", {
  ...${JSON.stringify(settings)},
  vpcId: vpc.vpcId,
  vpnGwId: getVpnGatewayOutput({ vpcId: vpc.vpcId }).vpnGwId,
  userGwId: userGateways[0].userGwId,
});
export const cidrBlock = vpc.cidrBlock;
export const config = getVpnConnectionConfigOutput({
  vpnConnId: tunnel.vpnConnId,
  vendorName: "cisco",
  platform: "ios",
  software: "V15.4",
  interfaceName: "Gi0/0",
}).configText;
`;

describeEngine("look-ups on the real engine", () => {
  it("run in a preview and an up, with the stack's config, and keep keys secret", async () => {
    const options = {
      program: program("emulator-vpc"),
      env: { TENCENTCLOUD_REGION: undefined },
      config: { "qcloud:region": "gz" },
    };
    await withTunnel({ stack: options }, async ({ stack, emulator }) => {
      assert.deepEqual((await stack.preview()).changeSummary, { create: 2 });
      await stack.up();
      assert.equal(standing(emulator).length, 1);
      const outputs = await stack.outputs();
      assert.equal(outputs["cidrBlock"], "10.0.0.0/16");
      assert.match(String(outputs["config"]), new RegExp(`pre-shared-key ${testKey}`));
      assert.ok(!(await stack.backendText()).includes(testKey));

      await stack.setProgram(program("no such"));
      const { output } = await stack.up({ expect: "failure" });
      assert.match(
        output,
        /LookupError: there is no VPC with vpcName "no such" in region gz at http.*TENCENTCLOUD_SECRET_ID/,
      );
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });
});
