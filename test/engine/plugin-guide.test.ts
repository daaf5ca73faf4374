import assert from "node:assert/strict";
import { startEmulator } from "../../emulator/index.ts";
import { blocksOf } from "../docs/blocks.ts";
import { stepsOf } from "../docs/shown.ts";
import { makeTunnel } from "../emulator/support.ts";
import { asReader } from "./support/reader.ts";
import { describeEngine } from "./support/suite.ts";

const sourceOf = (page: string, language: string): string =>
  blocksOf(page).find((block) => block.language === language)?.source ?? assert.fail(`no block in ${language}`);

describeEngine("a reader of the guide to the provider plugin", () => {
  it("moves a stack there and back without a call, and imports a tunnel", async () => {
    const emulator = await startEmulator({ taskMs: 0 });
    const variables = {
      QCLOUD_VPC_ENDPOINT: emulator.url,
      TENCENTCLOUD_SECRET_ID: emulator.secretId,
      TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
      TENCENTCLOUD_REGION: "ap-guangzhou",
    };
    try {
      await asReader(async (reader) => {
        const [there, back, imported, ...more] = stepsOf("docs/guides/plugin.md");
        assert.ok(there && back && imported && more.length === 0);
        await reader.write({
          "package.json": '{"type":"module","main":"index.ts"}',
          "Pulumi.yaml": sourceOf("docs/guides/plugin.md", "yaml"),
          "index.ts": sourceOf("docs/guides/first-tunnel.md", "ts"),
        });
        const stack = ["pulumi stack init dev", "pulumi config set --secret preSharedKey first-key"];
        await reader.follow([], [...stack, "pulumi up --yes --skip-preview"].join("\n"));
        emulator.clearCalls();
        await reader.follow([there]);
        const [printed = ""] = await reader.follow([back]);
        assert.match(printed, /2 unchanged/);
        assert.deepEqual(emulator.calls(), []);

        await reader.follow([], "pulumi destroy --yes --skip-preview");
        const tunnel = await makeTunnel(emulator, { preSharedKey: "canary-imported-key" });
        // The language host of the tests generates no code.
        const commands = imported.commands.trim().replace("vpnx-ol6bcqp0", tunnel);
        assert.notEqual(commands, imported.commands.trim());
        const [output = ""] = await reader.follow([{ ...imported, commands: `${commands} --generate-code=false` }]);
        assert.match(output, /1 imported/);
        assert.ok(!output.includes("canary-imported-key"));
      }, variables);
    } finally {
      await emulator.stop();
    }
  });
});
