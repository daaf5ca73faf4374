import assert from "node:assert/strict";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { withEnvironment } from "../support/environment.ts";
import { automationStack } from "./support/automation.ts";
import { emulatorCredentials } from "./support/environment.ts";
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

describeEngine("lookups on the real engine", () => {
  it("run in a preview and an up, with the stack config, and keep keys secret", async () => {
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

  it("use the process's environment that the program itself sets; resources do not", async () => {
    const source = `
process.env.QCLOUD_VPC_ENDPOINT = process.env.THE_EMULATOR;
process.env.TENCENTCLOUD_REGION = "gz";
${program("emulator-vpc")}`;
    await withTunnel({ stack: { program: source } }, async ({ stack, emulator }) => {
      const elsewhere = { QCLOUD_VPC_ENDPOINT: "http://127.0.0.1:1/nothing", THE_EMULATOR: emulator.url };
      const { output } = await stack.up({
        expect: "failure",
        env: { ...elsewhere, QCLOUD_TIMEOUT_CREATE: "1s" },
      });
      assert.ok(emulator.calls().some(({ action }) => action === "DescribeVpcEx"));
      assert.match(output, /VpnConnection \(branch\):\n.*127\.0\.0\.1:1/);
      assert.deepEqual(standing(emulator), []);
    });
  });
});

describeEngine("lookups in an inline program of the Automation API", () => {
  withEnvironment({});

  it("do not get envVars, and the error says what to set; settings, a provider and stack config each work", async () => {
    const { getVpc, getVpcOutput, QcloudProvider, VpnConnection } = await import("pulumi-qcloud-vpn");
    await withTunnel({}, async ({ stack, emulator }) => {
      const settings = { ...emulatorCredentials, endpoint: emulator.url, region: "ap-guangzhou" };
      const seen: string[] = [];
      const preview = async (run: () => Promise<void>): Promise<void> => {
        await (await automationStack(stack, run)).preview();
      };

      await assert.rejects(
        preview(async () => {
          await getVpc({ region: "gz" });
        }),
        /no credentials: .*In an inline program of the Automation API, lookups use the environment of this process/,
      );

      await preview(async () => {
        seen.push((await getVpc({}, { settings })).vpcId);
      });

      await preview(async () => {
        const provider = new QcloudProvider("account", settings);
        const found = getVpcOutput({}, { provider }).vpcId.apply((id) => seen.push(id));
        await new Promise((resolve) => found.apply(resolve));
      });

      await stack.setConfigAll(
        { "qcloud:endpoint": emulator.url, "qcloud:region": "ap-guangzhou" },
        { "qcloud:secretId": settings.secretId, "qcloud:secretKey": settings.secretKey },
      );
      const withConfig: PulumiFn = async () => {
        const { vpcId } = await getVpc();
        seen.push(vpcId);
        new VpnConnection("branch", { ...tunnelArgs, userGwCidrBlock: [...tunnelArgs.userGwCidrBlock], vpcId });
      };
      const automation = await automationStack(stack, withConfig);
      await automation.up();
      assert.equal(standing(emulator).length, 1);
      await automation.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(seen, Array(3).fill(tunnelArgs.vpcId));

      await assert.rejects(
        preview(async () => {
          await getVpc({ vpcName: "no such" });
        }),
        /there is no VPC .*In an inline program of the Automation API/,
      );
    });
  });
});
