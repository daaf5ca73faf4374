import assert from "node:assert/strict";
import { call } from "../emulator/support.ts";
import type { EngineStack } from "./support/stack.ts";
import { readState, type StateResource } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, pluginProgram, standing, testKey, tunnelArgs, withTunnel } from "./support/tunnels.ts";

const plugin = { hasPlugin: true };

const resources = async (stack: EngineStack, kind: string): Promise<StateResource[]> =>
  (await readState(stack)).resources.filter(({ type }) => type.endsWith(`:${kind}`));

/** A program with both resources, a lookup through the plugin and one in the program, and a secret argument besides the key. */
const program = (key: string, more: Readonly<Record<string, unknown>> = {}): string => `
import * as pulumi from "@pulumi/pulumi";
import { getVpcOutput, UserGateway, VpnConnection } from "pulumi-qcloud-vpn/plugin";
const peer = new UserGateway("office", { userGwAddr: pulumi.secret("198.51.100.77") });
const vpc = pulumi.runtime.invoke("qcloud:index:getVpc", { vpcId: "vpc-03vihbk9" });
new VpnConnection("branch", {
  ...${JSON.stringify({ ...tunnelArgs, ...more })},
  vpcId: pulumi.output(vpc).apply((found) => found.vpcId),
  userGwId: peer.userGwId,
  preSharedKey: ${JSON.stringify(key)},
});
export const vpcName = getVpcOutput({ vpcId: "vpc-03vihbk9" }).vpcName;
`;

describeEngine("the provider plugin", () => {
  it("creates, shows, changes, refreshes and deletes, and shows no secret", async () => {
    const stackOptions = { ...plugin, program: program(testKey), config: { "qcloud:region": "gz" } };
    await withTunnel(
      { stack: { ...stackOptions, env: { TENCENTCLOUD_REGION: undefined } } },
      async ({ stack, emulator }) => {
        const outputs: string[] = [];
        const first = await stack.up();
        outputs.push(first.output);
        const [tunnel] = await resources(stack, "VpnConnection");
        assert.equal(tunnel?.inputs?.["region"], "gz");
        assert.deepEqual(hiddenIn(tunnel), ["__defaults", "__secrets"]);
        assert.match((await stack.up()).output, /3 unchanged/);

        // Of a change, exactly the changed values are shown, and all outputs are known.
        const changed = program(`${testKey}-next`, { ikeSet: { ...tunnelArgs.ikeSet, dhGroupName: "group5" } });
        await stack.setProgram(changed);
        const { output: diff } = await stack.run("preview", { args: ["--diff", "--stack", stack.name] });
        outputs.push(diff);
        assert.match(diff, /~ preSharedKey: \[secret\] => \[secret\]/);
        assert.match(diff, /~ dhGroupName: "group14" => "group5"/);
        assert.doesNotMatch(diff, /propoEncryAlgorithm|userGwCidrBlock|vpnConnId/);
        outputs.push((await stack.up()).output);

        // Drift is shown by its value.
        const [conn] = emulator.state().vpnConnections;
        await call(emulator, "ModifyVpnConnEx", {
          vpcId: tunnelArgs.vpcId,
          vpnGwId: tunnelArgs.vpnGwId,
          vpnConnId: conn?.unVpnConnId ?? "",
          vpnConnName: "console",
        });
        await new Promise((resolve) => setTimeout(resolve, 400));
        const { output: refresh } = await stack.run("refresh", {
          args: ["--preview-only", "--diff", "--stack", stack.name],
        });
        outputs.push(refresh);
        assert.match(refresh, /~ vpnConnName\s*: "branch-pqv[0-9a-f]{12}" => "console"/);
        outputs.push((await stack.up({ args: ["--refresh"] })).output);
        assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, tunnel?.inputs?.["vpnConnName"]);

        outputs.push((await stack.destroy()).output);
        assert.deepEqual(standing(emulator), []);
        const text = [...outputs, await stack.backendText()].join("\n");
        for (const secret of [testKey, "198.51.100.77"]) {
          assert.ok(!text.includes(secret), "a secret is shown");
        }
      },
    );
  });

  it("imports a tunnel by its id, without its key", async () => {
    await withTunnel({ stack: { ...plugin, program: pluginProgram() } }, async ({ stack, emulator }) => {
      await stack.up();
      const [tunnel] = await resources(stack, "VpnConnection");
      const [id, urn] = [tunnel?.id ?? "", tunnel?.urn ?? ""];
      const forget = () => stack.run("state", { args: ["delete", urn, "--yes", "--stack", stack.name] });
      // The language host of the tests generates no code. Pulumi generates it from the inputs.
      const flags = ["--yes", "--protect=false", "--generate-code=false", "--stack", stack.name];
      const imported = (given: string, expect: "success" | "failure" = "success") =>
        stack.run("import", { args: ["qcloud:index:VpnConnection", "branch", given, ...flags], expect });

      for (const given of [id, `ap-guangzhou/${id}`]) {
        await forget();
        const { output } = await imported(given);
        assert.ok(!output.includes(testKey), "the key is printed");
        assert.ok(!(await stack.backendText()).includes(testKey), "the key is in the state");
        const [found] = await resources(stack, "VpnConnection");
        assert.equal(found?.id, id);
        assert.equal(found.inputs?.["vpnGwId"], tunnelArgs.vpnGwId);
        assert.ok(!("preSharedKey" in (found.inputs ?? {})), "the key is among the inputs");
      }

      // With the key and the printed settings, or fewer of them, nothing changes.
      const before = actions(emulator).length;
      const name = tunnel?.outputs?.["vpnConnName"];
      await stack.setProgram(pluginProgram({ vpnConnName: name }));
      assert.match((await stack.up()).output, /2 unchanged/);
      assert.equal(actions(emulator).length, before);

      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.match((await imported(id, "failure")).output, /does not exist/);
    });
  });

  it("ends a wait at once after Ctrl-C, with the truth in the state", async () => {
    await withTunnel(
      { emulator: { taskMs: 6000 }, stack: { ...plugin, program: pluginProgram() } },
      async ({ stack, emulator }) => {
        const interrupted = async (operation: "up" | "destroy", action: string) => {
          const command = stack.start(operation);
          await command.waitFor(/(?:creating|deleting) vpnx-\S+: task/);
          assert.ok(actions(emulator).includes(action));
          const at = performance.now();
          command.interrupt();
          const { output } = await command.ended;
          assert.ok(performance.now() - at < 3000, "the wait went on");
          const { pending_operations } = await readState(stack);
          assert.deepEqual(pending_operations, []);
          return output;
        };
        assert.match(await interrupted("up", "AddVpnConnEx"), /cancelled/);
        assert.deepEqual(
          (await resources(stack, "VpnConnection")).map(({ id }) => id),
          standing(emulator),
        );
        await stack.up();
        await interrupted("destroy", "DeleteVpnConn");
        assert.deepEqual(
          (await resources(stack, "VpnConnection")).map(({ id }) => id),
          standing(emulator),
        );
        await stack.destroy();
        assert.deepEqual(standing(emulator), []);
        const asked = actions(emulator).filter((action) => /^(?:Add|Delete)/.test(action));
        assert.deepEqual([...new Set(asked)], ["AddVpnConnEx", "DeleteVpnConn"]);
      },
    );
  });

  it("obeys customTimeouts before the argument timeouts, and moves an explicit provider", async () => {
    const provider = (entry: string, name: string): string => `
import { ${name} as Provider, VpnConnection } from "pulumi-qcloud-vpn${entry}";
const provider = new Provider("other", { secretId: "emulator-secret-id", secretKey: "emulator-secret-key", region: "ap-guangzhou" });
new VpnConnection("branch", { ...${JSON.stringify(tunnelArgs)}, timeouts: { delete: "10m" } }, { provider, customTimeouts: { delete: "2s" } });
`;
    const env = { TENCENTCLOUD_SECRET_ID: "of-nobody", TENCENTCLOUD_SECRET_KEY: "of-nobody" };
    await withTunnel(
      { stack: { ...plugin, env, program: provider("", "QcloudProvider") } },
      async ({ stack, emulator }) => {
        await stack.up();
        const before = actions(emulator).length;
        await stack.setProgram(provider("/plugin", "Provider"));
        assert.doesNotMatch((await stack.up()).output, /VpnConnection branch (?:creat|updat|delet|replac)/);
        assert.equal(actions(emulator).length, before);

        emulator.configure({ taskMs: 60_000 });
        const { output } = await stack.destroy({ expect: "failure" });
        assert.match(output, /task \d+ has not finished in the time allowed/);
        assert.ok(!(await stack.backendText()).includes("emulator-secret-key"));
      },
    );
  });
});

/** The names of the hidden outputs. */
const hiddenIn = (resource: StateResource | undefined): string[] =>
  Object.keys(resource?.outputs ?? {}).filter((name) => name.startsWith("__"));
