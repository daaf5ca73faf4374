import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { yamlEnvironment } from "../../tools/yaml-host.ts";
import { blocksOf } from "../docs/blocks.ts";
import { type Step, stepsOf } from "../docs/shown.ts";
import { asReader } from "./support/reader.ts";
import { describeEngine } from "./support/suite.ts";
import { standing } from "./support/tunnels.ts";

/** The key of the tunnels that the guide imports. */
const KEY = "not-a-secret-of-yours";

const sourcesOf = (page: string, language: string): string[] =>
  blocksOf(page)
    .filter((block) => block.language === language)
    .map(({ source }) => source);

/** The commands of the guide, by its sections. Those of another language host than that of the tests are tried by hand. */
function guideSteps(): Record<"there" | "back" | "imported" | "destroyed", Step> & { yaml: Step[] } {
  const [there, back, imported, destroyed, install, ...yaml] = stepsOf("docs/guides/plugin.md");
  const generated = yaml.pop();
  assert.ok(there && back && imported && destroyed && install);
  assert.match(generated?.commands ?? "", /^pulumi package add \S+\n$/);
  const commands = install.commands.replace(/^npm install pulumi-qcloud-vpn @pulumi\/pulumi$/m, ":");
  assert.notEqual(commands, install.commands);
  return { there, back, imported, destroyed, yaml: [{ ...install, commands }, ...yaml] };
}

/** A step with the port of the test's emulator. */
const at =
  (emulator: Emulator) =>
  (step: Step): Step => ({ ...step, commands: step.commands.replaceAll(":8600/", `:${new URL(emulator.url).port}/`) });

describeEngine("a reader of the guide to the provider plugin", () => {
  const { there, back, imported, destroyed, yaml } = guideSteps();
  const [project = "", program = ""] = sourcesOf("docs/guides/plugin.md", "yaml");
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator({ taskMs: 0 });
  });
  afterEach(() => emulator.stop());

  it("moves a stack there and back without a call, imports a tunnel and destroys it", () =>
    asReader(
      async (reader) => {
        const [typeScript = ""] = sourcesOf("docs/guides/first-tunnel.md", "ts");
        await reader.write({
          "package.json": '{"type":"module","main":"index.ts"}',
          "Pulumi.yaml": project,
          "index.ts": typeScript,
        });
        const stack = ["pulumi stack init dev", "pulumi config set --secret preSharedKey first-key"];
        await reader.follow([], [...stack, "pulumi up --yes --skip-preview"].join("\n"));
        emulator.clearCalls();
        await reader.follow([there]);
        const [printed = ""] = await reader.follow([back]);
        assert.match(printed, /2 unchanged/);
        assert.deepEqual(emulator.calls(), []);

        const output = await reader.follow([imported, destroyed].map(at(emulator)));
        assert.ok(!output.join("\n").includes(KEY));
        assert.deepEqual(standing(emulator), []);
      },
      {
        QCLOUD_VPC_ENDPOINT: emulator.url,
        TENCENTCLOUD_SECRET_ID: emulator.secretId,
        TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
        TENCENTCLOUD_REGION: "ap-guangzhou",
      },
    ));

  it("creates, imports and destroys tunnels in YAML", async function () {
    // The language host may have to be built first.
    this.timeout(0);
    const { env } = await yamlEnvironment();
    this.timeout(300_000);
    await asReader(
      async (reader) => {
        await reader.write({ "Pulumi.yaml": program });
        const output = await reader.follow(yaml.map(at(emulator)));
        assert.ok(!output.join("\n").includes(KEY));
        assert.deepEqual(standing(emulator), []);
      },
      { PATH: env["PATH"] },
    );
  });
});
