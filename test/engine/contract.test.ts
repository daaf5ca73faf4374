import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { dynamicResources, goldenProvider } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { recorded, standing, tunnelProgram, withTunnel } from "./support/tunnels.ts";

describeEngine("the provider in the state", () => {
  it("is the golden text, in inputs and outputs, and destroys with the program's source emptied", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const [tunnel] = await recorded(stack);
      const text = await goldenProvider("vpn-connection");
      assert.equal(tunnel?.inputs?.["__provider"], text);
      assert.equal(tunnel?.outputs?.["__provider"], text);
      await stack.setProgram("");
      await stack.refresh();
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("names the package when that is missing; nothing is lost, and it works once the package is back", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const installed = join(stack.folder.project, "node_modules", "pulumi-qcloud-vpn");
      await rename(installed, `${installed}-away`);
      for (const command of ["refresh", "destroy"] as const) {
        const { output } = await stack[command]({ expect: "failure" });
        assert.match(output, /Cannot find (?:module|package) 'pulumi-qcloud-vpn/);
      }
      assert.deepEqual([standing(emulator).length, (await recorded(stack)).length], [1, 1]);
      await rename(`${installed}-away`, installed);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });
});

describeEngine("what check returns", () => {
  it("is what create and update get", async () => {
    const spelled = { vpnConnName: "  office ", region: " GZ " };
    await withTunnel({ stack: { program: tunnelProgram(spelled) } }, async ({ stack, emulator }) => {
      const name = () => emulator.state().vpnConnections.map(({ vpnConnName }) => vpnConnName);
      await stack.up();
      assert.deepEqual(name(), ["office"]);
      assert.equal((await recorded(stack))[0]?.inputs?.["region"], "gz");
      await stack.setProgram(tunnelProgram({ ...spelled, vpnConnName: " branch  " }));
      await stack.up();
      assert.deepEqual(name(), ["branch"]);
      await stack.destroy();
    });
  });

  it("is called when a refresh cannot compare the inputs in the state, and the error names them", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const state = await stack.exportState({ args: ["--show-secrets"] });
      for (const { inputs } of dynamicResources(state)) {
        Object.assign(inputs ?? {}, { vpnConnName: 7 });
      }
      await stack.importState(state);
      const { output } = await stack.refresh({ expect: "failure" });
      assert.match(output, /VpnConnection: arguments failed validation: vpnConnName must be text/);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });
});
