import assert from "node:assert/strict";
import type { EngineStack } from "./support/stack.ts";
import { readState, type StateResource } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, pluginProgram, standing, tunnelProgram, withTunnel } from "./support/tunnels.ts";

/** The tunnels in the state, through either host. */
const tunnelsOf = async (stack: EngineStack): Promise<StateResource[]> =>
  (await readState(stack)).resources.filter(({ type }) => type.endsWith(":VpnConnection"));

/** A program that registers the plugin's type without its class, as an SDK that Pulumi generated: nothing forces deleteBeforeReplace. */
const generatedProgram = (args: Readonly<Record<string, unknown>> = {}): string =>
  pluginProgram(args).replace(
    'import { VpnConnection } from "pulumi-qcloud-vpn/plugin";',
    `import { CustomResource } from "@pulumi/pulumi";
     class VpnConnection extends CustomResource {
       constructor(name, args, opts) {
         super("qcloud:index:VpnConnection", name, { vpnConnId: undefined, status: undefined, ...args }, opts);
       }
     }`,
  );

const plugin = { hasPlugin: true };

describeEngine("what could lose a tunnel with the provider plugin", () => {
  it("a replacement that creates first: --target-replace", async () => {
    await withTunnel({ stack: { ...plugin, program: generatedProgram() } }, async ({ stack, emulator }) => {
      await stack.up();
      const [tunnel] = standing(emulator);
      const urn = (await tunnelsOf(stack))[0]?.urn ?? "";
      const { output } = await stack.up({ args: ["--target-replace", urn] });
      assert.match(output, new RegExp(`${tunnel} is kept`));
      assert.deepEqual(standing(emulator), [tunnel]);
      assert.deepEqual(
        (await tunnelsOf(stack)).map(({ id }) => id),
        [tunnel],
      );

      // Killed between the creation and the deletion: the state holds the tunnel twice.
      const deployment = await stack.exportState();
      const old = deployment.resources.find(({ urn: one }) => one === urn);
      await stack.importState({
        ...deployment,
        resources: [...deployment.resources, { ...old, urn, type: "qcloud:index:VpnConnection", delete: true }],
      });
      const next = await stack.up();
      assert.match(next.output, new RegExp(`${tunnel} is kept`));
      assert.deepEqual(standing(emulator), [tunnel]);
      assert.deepEqual(
        (await tunnelsOf(stack)).map((one) => [one.id, one.delete ?? false]),
        [[tunnel, false]],
      );

      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("a given name of a tunnel that a dynamic resource holds, in another process", async () => {
    const named = { vpnConnName: "office" };
    await withTunnel(
      { stack: { ...plugin, program: tunnelProgram(named, {}, "old") } },
      async ({ stack, emulator }) => {
        await stack.up();
        const [tunnel] = standing(emulator);
        await stack.setProgram(pluginProgram(named, {}, "new"));
        const { output } = await stack.up({ expect: "failure" });
        assert.match(output, /there is a tunnel already/);
        assert.deepEqual(standing(emulator), [tunnel]);
        assert.deepEqual(
          (await tunnelsOf(stack)).map(({ id }) => id),
          [tunnel],
        );
        await stack.destroy();
        assert.deepEqual(standing(emulator), []);
      },
    );
  });

  it("the way to the plugin and back: no call, and a state that every command understands", async () => {
    await withTunnel({ stack: { ...plugin, program: tunnelProgram() } }, async ({ stack, emulator }) => {
      await stack.up();
      const [tunnel] = standing(emulator);
      const before = actions(emulator).length;

      await stack.setProgram(pluginProgram());
      assert.match((await stack.up()).output, /2 unchanged/);
      assert.match((await stack.up()).output, /2 unchanged/);
      await stack.setProgram(tunnelProgram());
      assert.match((await stack.up()).output, /2 unchanged/);
      assert.equal(actions(emulator).length, before);

      // A refresh through the plugin leaves nothing of the dynamic resource in the state.
      await stack.setProgram(pluginProgram());
      await stack.up();
      await stack.refresh();
      const [inPlugin] = await tunnelsOf(stack);
      assert.deepEqual(hidden(inPlugin), ["__defaults"]);

      await stack.setProgram(tunnelProgram());
      assert.match((await stack.up()).output, /1 updated/);
      assert.match((await stack.up()).output, /2 unchanged/);
      assert.deepEqual(standing(emulator), [tunnel]);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(
        actions(emulator).filter((action) => /^(?:Add|Modify)/.test(action)),
        ["AddVpnConnEx"],
      );
    });
  });
});

/** The names of the hidden outputs. */
const hidden = (resource: StateResource | undefined): string[] =>
  Object.keys(resource?.outputs ?? {}).filter((name) => name.startsWith("__"));
