import assert from "node:assert/strict";
import type { EngineStack } from "./support/stack.ts";
import { readState, type StateResource } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, standing, testKey, tunnelArgs, withTunnel } from "./support/tunnels.ts";

const ADDRESS = "198.51.100.77";

/** A program with both resources, a lookup of each kind, and a secret argument besides the key. */
const program = (entry: string, key: string, more: Readonly<Record<string, unknown>> = {}): string => `
import * as pulumi from "@pulumi/pulumi";
import { getVpcOutput, UserGateway, VpnConnection } from "pulumi-qcloud-vpn${entry}";
const peer = new UserGateway("office", { userGwAddr: pulumi.secret("${ADDRESS}") });
const vpc = pulumi.runtime.invoke("qcloud:index:getVpc", { vpcId: "vpc-03vihbk9" });
new VpnConnection("branch", {
  ...${JSON.stringify({ ...tunnelArgs, ...more })},
  vpcId: pulumi.output(vpc).apply((found) => found.vpcId),
  userGwId: peer.userGwId,
  preSharedKey: ${JSON.stringify(key)},
});
export const vpcName = getVpcOutput({ vpcId: "vpc-03vihbk9" }).vpcName;
`;

const ofType = async (stack: EngineStack, type: string): Promise<StateResource[]> =>
  (await readState(stack)).resources.filter((one) => one.type.endsWith(`:${type}`));

/** Interrupts a command in a wait for a task, as Ctrl-C does. */
async function interrupted(stack: EngineStack, operation: "up" | "destroy"): Promise<string> {
  const command = stack.start(operation);
  await command.waitFor(/(?:creating|deleting) vpnx-\S+: task/);
  command.interrupt();
  const { code, output } = await command.ended;
  assert.notEqual(code, 0, output);
  assert.doesNotMatch(output, /(?:created|deleted) vpnx-/);
  assert.deepEqual((await readState(stack)).pending_operations, []);
  return output;
}

describeEngine("the provider plugin", () => {
  it("does all that the dynamic resources do, shows more, ends waits at once, and shows no secret", async () => {
    const options = {
      hasPlugin: true,
      program: program("/plugin", testKey),
      // The region comes from the stack's config alone.
      config: { "qcloud:region": "gz" },
      env: { TENCENTCLOUD_REGION: undefined },
    };
    await withTunnel({ emulator: { taskMs: 5000 }, stack: options }, async ({ stack, emulator }) => {
      const outputs: string[] = [];
      outputs.push(await interrupted(stack, "up"));
      assert.match(outputs[0] ?? "", /cancelled/);
      const inState = async (): Promise<(string | undefined)[]> =>
        (await ofType(stack, "VpnConnection")).map(({ id }) => id);
      assert.deepEqual(await inState(), standing(emulator));

      emulator.configure({ taskMs: 100 });
      outputs.push((await stack.up()).output);
      const [tunnel] = await ofType(stack, "VpnConnection");
      assert.equal(tunnel?.outputs?.["status"], "running");
      assert.equal(tunnel?.inputs?.["region"], "gz");
      assert.deepEqual(hiddenIn(tunnel), ["__defaults", "__origin", "__secrets"]);
      assert.ok(JSON.stringify(tunnel).length < 4500, "the state is as long as that of a dynamic resource");

      // Of a change, exactly the changed values are shown.
      const change = { ikeSet: { ...tunnelArgs.ikeSet, dhGroupName: "group5" } };
      await stack.setProgram(program("/plugin", `${testKey}-next`, change));
      const { output: diff } = await stack.run("preview", { args: ["--diff", "--stack", stack.name] });
      outputs.push(diff);
      assert.match(diff, /~ preSharedKey: \[secret\] => \[secret\]/);
      assert.match(diff, /~ dhGroupName: "group14" => "group5"/);
      assert.doesNotMatch(diff, /propoEncryAlgorithm|userGwCidrBlock|vpnConnId/);
      outputs.push((await stack.up()).output);
      assert.ok(actions(emulator).includes("ModifyVpnConnEx"));

      // Drift is shown by its value. A refresh leaves nothing of the dynamic host in the state; its update writes that, and repairs the drift.
      emulator.patchVpnConnection(tunnel?.id ?? "", { vpnConnName: "console" });
      const { output: refresh } = await stack.refresh({ args: ["--diff"] });
      outputs.push(refresh);
      assert.match(refresh, /~ vpnConnName\s*: "branch-pqv[0-9a-f]{12}" => "console"/);
      await stack.setProgram(program("", `${testKey}-next`, change));
      outputs.push((await stack.up()).output);
      assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, tunnel?.inputs?.["vpnConnName"]);
      assert.ok((await ofType(stack, "VpnConnection"))[0]?.outputs?.["__provider"] !== undefined);

      emulator.configure({ taskMs: 5000 });
      emulator.clearCalls();
      await stack.setProgram(program("/plugin", `${testKey}-next`, change));
      assert.match((await stack.up()).output, /3 unchanged/);
      assert.deepEqual([...new Set(actions(emulator))], ["DescribeVpcEx"]);
      outputs.push(await interrupted(stack, "destroy"));
      assert.deepEqual(await inState(), standing(emulator));
      assert.equal(standing(emulator).length, 1);
      outputs.push((await stack.destroy()).output);
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(await inState(), []);

      const text = [...outputs, await stack.backendText()].join("\n");
      for (const secret of [testKey, ADDRESS]) {
        assert.ok(!text.includes(secret), "a secret is shown");
      }
    });
  });

  it("obeys customTimeouts before the argument timeouts, and moves an explicit provider", async () => {
    const through = (entry: string, name: string): string => `
import { ${name} as Provider, VpnConnection } from "pulumi-qcloud-vpn${entry}";
const provider = new Provider("other", { secretId: "emulator-secret-id", secretKey: "emulator-secret-key", region: "ap-guangzhou" });
new VpnConnection("branch", { ...${JSON.stringify(tunnelArgs)}, timeouts: { delete: "10m" } }, { provider, customTimeouts: { delete: "2s" } });
`;
    const options = {
      hasPlugin: true,
      program: through("", "QcloudProvider"),
      env: { TENCENTCLOUD_SECRET_ID: "of-nobody", TENCENTCLOUD_SECRET_KEY: "of-nobody" },
    };
    await withTunnel({ stack: options }, async ({ stack, emulator }) => {
      await stack.up();
      const before = actions(emulator).length;
      await stack.setProgram(through("/plugin", "Provider"));
      assert.doesNotMatch((await stack.up()).output, /VpnConnection branch (?:creat|updat|delet|replac)/);
      assert.equal(actions(emulator).length, before);

      emulator.configure({ taskMs: 60_000 });
      const { output } = await stack.destroy({ expect: "failure" });
      assert.match(output, /task \d+ has not finished in the time allowed/);
      assert.ok(!(await stack.backendText()).includes("emulator-secret-key"));
    });
  });
});

/** The names of the hidden outputs. */
const hiddenIn = (resource: StateResource | undefined): string[] =>
  Object.keys(resource?.outputs ?? {}).filter((name) => name.startsWith("__"));
