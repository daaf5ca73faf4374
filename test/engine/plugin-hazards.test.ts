import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { repository } from "../../tools/toolchain/paths.ts";
import { type EngineStack, withStack } from "./support/stack.ts";
import { readState, type StateResource } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, pluginProgram, standing, testKey, tunnelProgram, withTunnel } from "./support/tunnels.ts";

/** The tunnels in the state, through either host. */
const tunnelsOf = async (stack: EngineStack): Promise<StateResource[]> =>
  (await readState(stack)).resources.filter(({ type }) => type.endsWith(":VpnConnection"));

/** A program that registers the plugin's type without its class, as an SDK that Pulumi generated: nothing forces deleteBeforeReplace. */
const generatedProgram = (): string =>
  pluginProgram().replace(
    'import { VpnConnection } from "pulumi-qcloud-vpn/plugin";',
    `import { CustomResource } from "@pulumi/pulumi";
     class VpnConnection extends CustomResource {
       constructor(name, args, opts) {
         super("qcloud:index:VpnConnection", name, { vpnConnId: undefined, status: undefined, ...args }, opts);
       }
     }`,
  );

/** The same program, which then does not end: the engine deletes what was replaced when the program has ended. */
const endless = (): string => `${generatedProgram()}
tunnel.vpnConnId.apply((id) => console.log(\`have \${id}\`));
await new Promise(() => setInterval(() => {}, 1000));
`;

/** Makes the state what a kill between the creation and the deletion of a replacement leaves: it holds the tunnel twice. */
async function holdTwice(stack: EngineStack): Promise<void> {
  const deployment = await stack.exportState();
  const held = deployment.resources.find(({ type }) => type.endsWith(":VpnConnection")) ?? assert.fail("no tunnel");
  await stack.importState({ ...deployment, resources: [...deployment.resources, { ...held, delete: true }] });
}

/** A PATH whose `node` says that it is an old one to the plugin. */
async function oldNode({ folder, env }: EngineStack): Promise<{ PATH: string }> {
  const path = join(folder.home, "old-node");
  await mkdir(path);
  const versions = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.2'}})";
  const lie = `case "$1" in *pulumi-resource-qcloud) set -- --import "data:text/javascript,${versions}" "$@";; esac`;
  await writeFile(join(path, "node"), `#!/bin/sh\n${lie}\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 });
  return { PATH: `${path}${delimiter}${env["PATH"]}` };
}

describeEngine("what could lose a tunnel with the provider plugin", () => {
  it("a replacement that creates first, also one that was killed; an import; a stack of the same name", async () => {
    const options = { hasPlugin: true, name: "prod", program: generatedProgram() };
    await withTunnel({ stack: options }, async ({ stack, emulator }) => {
      await stack.up();
      const held = standing(emulator);
      const [urn = ""] = (await tunnelsOf(stack)).map((tunnel) => tunnel.urn);
      const assertHeld = async (): Promise<void> => {
        assert.deepEqual(standing(emulator), held);
        const found = (await tunnelsOf(stack)).map(({ id, delete: isOld = false }) => ({ id, isOld }));
        assert.deepEqual(found, [{ id: held[0], isOld: false }]);
      };
      const { output } = await stack.up({ args: ["--target-replace", urn] });
      assert.match(output, /vpnx-\w+ is kept/);
      await assertHeld();

      // The engine and the plugin are killed between the creation and the deletion of a replacement.
      await stack.setProgram(endless());
      const replacing = stack.start("up", { args: ["--target-replace", urn] });
      await replacing.waitFor(`have ${held[0]}`);
      await stack.endProcesses();
      await replacing.ended;
      assert.deepEqual(
        (await tunnelsOf(stack)).map(({ id, delete: isOld = false }) => [id, isOld]),
        [
          [held[0], false],
          [held[0], true],
        ],
      );
      await stack.cancel();
      await stack.setProgram(generatedProgram());
      assert.match((await stack.up()).output, /vpnx-\w+ is kept/);
      await assertHeld();

      // Pulumi does not tell a plugin the organization.
      const other = { ...options, emulator, config: { "qcloud:owner": "bob" } };
      await withStack(other, async (bobs) => {
        assert.match((await bobs.up({ expect: "failure" })).output, /there is a tunnel already/);
      });
      await assertHeld();

      // Pulumi prints the inputs of an import as a program, in clear. (The language host of the tests generates no code.)
      await stack.run("state", { args: ["delete", urn, "--yes", "--stack", stack.name] });
      const id = `ap-guangzhou/${held[0]}`;
      const flags = ["--yes", "--protect=false", "--generate-code=false", "--stack", stack.name];
      const imported = await stack.run("import", { args: ["qcloud:index:VpnConnection", "branch", id, ...flags] });
      await assertHeld();
      const [tunnel] = await tunnelsOf(stack);
      assert.ok(!("preSharedKey" in (tunnel?.inputs ?? {})));
      assert.ok(!`${imported.output}${await stack.backendText()}`.includes(testKey));
      emulator.clearCalls();
      await stack.setProgram(pluginProgram());
      assert.match((await stack.up()).output, /2 unchanged/);
      assert.deepEqual(actions(emulator), []);

      // The classes of this package force the order, so a replacement that is asked for takes place.
      const { output: replaced } = await stack.up({ args: ["--target-replace", urn] });
      assert.doesNotMatch(replaced, /is kept/);
      const [second = "", ...others] = standing(emulator);
      assert.deepEqual(others, []);
      assert.notEqual(second, held[0]);
      await stack.setProgram(pluginProgram({ vpnConnName: "office" }, { replaceOnChanges: ["vpnConnName"] }));
      assert.doesNotMatch((await stack.up()).output, /is kept/);
      assert.notEqual(standing(emulator)[0], second);

      // After a kill as above, also a destroy knows both.
      await holdTwice(stack);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(await tunnelsOf(stack), []);

      // One process has the old resource, and another one the new: neither knows what the other one takes up.
      const named = { vpnConnName: "office" };
      for (const [from, to, args] of [
        [tunnelProgram, pluginProgram, {}],
        [tunnelProgram, pluginProgram, named],
        [pluginProgram, tunnelProgram, {}],
      ] as const) {
        await stack.setProgram(from(args, {}, "old"));
        await stack.up();
        const before = standing(emulator);
        await stack.setProgram(to(args, {}, "new"));
        assert.match((await stack.up({ expect: "failure" })).output, /there is a tunnel already/);
        assert.deepEqual(standing(emulator), before);
        const known = (await tunnelsOf(stack)).map(({ id }) => id);
        assert.deepEqual(known, before);
      }

      // Pulumi starts the plugin before anything of it is changed.
      const { output: refused } = await stack.destroy({ env: await oldNode(stack), expect: "failure" });
      const { engines } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as {
        engines: { node: string };
      };
      assert.ok(
        refused.includes(`needs Node.js ${engines.node.replace(">=", "")} or newer, and the one that runs it`),
        refused,
      );
      assert.match(refused, /is 20\.20\.2\. Put a newer one first/);
      assert.equal(standing(emulator).length, 1);
    });
  });
});
