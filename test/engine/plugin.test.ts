import assert from "node:assert/strict";
import { describeEngine } from "./support/suite.ts";
import { actions, pluginProgram, standing, testKey, tunnelProgram, withTunnel } from "./support/tunnels.ts";

describeEngine("the provider plugin", () => {
  it("thin", async () => {
    await withTunnel({ stack: { program: pluginProgram(), hasPlugin: true } }, async ({ stack, emulator }) => {
      console.log(JSON.stringify(await stack.preview()));
      console.log((await stack.up()).output);
      console.log(JSON.stringify((await stack.exportState()).resources, null, 1));
      console.log((await stack.up()).output);
      console.log((await stack.refresh()).output);
      await stack.setProgram(pluginProgram({ preSharedKey: `${testKey}x`, ikeSet: { propoEncryAlgorithm: "aes-cbc-128" } }));
      console.log((await stack.run("preview", { args: ["--diff", "--stack", stack.name] })).output);
      console.log((await stack.up()).output);
      console.log((await stack.destroy()).output);
      console.log(standing(emulator), actions(emulator).join(" "));
    });
  });
});
