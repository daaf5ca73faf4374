import assert from "node:assert/strict";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { type Block, blocksOf } from "../docs/blocks.ts";
import { assertShown, type Step, stepsOf } from "../docs/shown.ts";
import { makeTunnel } from "../emulator/support.ts";
import { addPeer } from "./support/fleet.ts";
import { asReader, type Reader } from "./support/reader.ts";
import { withStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";

const firstTunnel = blocksOf("docs/guides/first-tunnel.md");
const device = blocksOf("docs/guides/device.md");
const drift = blocksOf("docs/guides/drift.md");

const only = (blocks: readonly Block[], language: string): string =>
  blocks.find((block) => block.language === language)?.source ?? assert.fail(`no block in ${language}`);

/** The project of the first guide, as its blocks make it. */
const project = {
  "package.json": '{"type":"module","main":"index.ts"}',
  "Pulumi.yaml": only(firstTunnel, "yaml"),
  "index.ts": only(firstTunnel, "ts"),
};

/** Commands of a page with other values in place of those that the page leaves open. */
const changed = (step: Step | undefined, change: (commands: string) => string): Step => {
  assert.ok(step !== undefined);
  const commands = change(step.commands);
  assert.notEqual(commands, step.commands, `${step.at} has another command`);
  return { ...step, commands };
};

const variablesOf = (emulator: Emulator) => ({
  QCLOUD_VPC_ENDPOINT: emulator.url,
  TENCENTCLOUD_SECRET_ID: emulator.secretId,
  TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
  TENCENTCLOUD_REGION: "ap-guangzhou",
});

const newStack = ["pulumi stack init dev", "pulumi config set --secret preSharedKey first-key"].join("\n");

/** Starts the emulator as a page does, on a free port, and waits until it has printed its address. */
const startsEmulator = (command: string): string =>
  [
    `${command.trim().replace("--port 8600", "--port 0")} > emulator.json 2> emulator.log </dev/null &`,
    "until [ -s emulator.json ]; do sleep 0.1; done",
    `PORT="$(node --print 'new URL(JSON.parse(fs.readFileSync("emulator.json", "utf8")).url).port')"`,
  ].join("\n");

describeEngine("a reader of the guides", () => {
  it("creates and destroys a tunnel with the commands of the first one, as printed, and with the output that it shows", () =>
    asReader(async (reader) => {
      const [install, emulator, ...rest] = stepsOf("docs/guides/first-tunnel.md");
      assert.match(install?.commands ?? "", /^npm install pulumi-qcloud-vpn @pulumi\/pulumi$/m);
      const inPlace = changed(install, (commands) =>
        commands.replace(/^mkdir first-tunnel\ncd first-tunnel$/m, ":").replace(/^npm install .*$/m, ":"),
      );
      await reader.follow([inPlace]);
      await reader.write({ "Pulumi.yaml": project["Pulumi.yaml"], "index.ts": project["index.ts"] });
      const started = { ...emulator, commands: "cat emulator.json" } as Step;
      const following = rest.map((step) => ({ ...step, commands: step.commands.replaceAll("8600", "$PORT") }));
      await reader.follow([started, ...following], startsEmulator(emulator?.commands ?? ""));
    }));

  it("runs the test of the stack, which passes, and starts the emulator for other languages", () =>
    asReader(async (reader) => {
      const [mocha, emulator, eval_] = stepsOf("docs/guides/testing-your-stack.md").filter(({ commands }) =>
        /^npx /m.test(commands),
      );
      await symlink(join(repository, "node_modules", "mocha"), join(reader.folder, "node_modules", "mocha"));
      await symlink(
        join(repository, "node_modules", "mocha", "bin", "mocha.js"),
        join(reader.folder, "node_modules", ".bin", "mocha"),
      );
      await reader.write({ ...project, "stack.test.ts": only(blocksOf("docs/guides/testing-your-stack.md"), "ts") });
      await reader.follow(
        [{ ...mocha, commands: "mkdir test && mv stack.test.ts test/" } as Step].map((step) => ({
          ...step,
          shown: undefined,
        })),
      );
      await reader.follow(mocha === undefined ? [] : [mocha]);
      const started = { ...emulator, commands: "cat emulator.json" } as Step;
      await reader.follow([started], startsEmulator(emulator?.commands ?? ""));
      assert.match(eval_?.commands ?? "", /--print-env/);
    }));

  it("rotates a pre-shared key", async () => {
    const emulator = await startEmulator({ taskMs: 0 });
    try {
      await asReader(async (reader) => {
        await reader.write(project);
        await reader.follow(rotation(), `${newStack}\npulumi up --yes --skip-preview`);
        const [tunnel] = emulator.state().vpnConnections;
        assert.equal(tunnel?.vpnConnName.startsWith("branch-pqv"), true);
        assert.equal(emulator.calls().filter(({ action }) => action === "ModifyVpnConnEx").length, 1);
      }, variablesOf(emulator));
    } finally {
      await emulator.stop();
    }
  });

  it("adopts an existing tunnel, whose list and program are those that the guide shows", async () => {
    const emulator = await startEmulator({ taskMs: 0 });
    try {
      await asReader(async (reader) => {
        await existing(emulator);
        const blocks = blocksOf("docs/guides/adopting.md");
        const [credentials, ...rest] = stepsOf("docs/guides/adopting.md");
        assert.match(credentials?.commands ?? "", /^export TENCENTCLOUD_SECRET_ID=\.\.\. /);
        await reader.write({ "package.json": project["package.json"], "Pulumi.yaml": project["Pulumi.yaml"] });
        await reader.follow(rest, "pulumi stack init dev");
        await assertProgram(reader, only(blocks, "ts"));
      }, variablesOf(emulator));
    } finally {
      await emulator.stop();
    }
  });

  it("configures strongSwan, and finds drift in CI, with the output that the guides show", async () => {
    const emulator = await startEmulator({ taskMs: 0 });
    const program = device.find(({ source }) => /^import /m.test(source))?.source;
    const secretConfig = { preSharedKey: "example-pre-shared-key" };
    try {
      await withStack({ program: program ?? "", language: "ts", emulator, secretConfig }, async (stack) => {
        await stack.up();
        const [tunnel] = emulator.state().vpnConnections;
        const address = tunnel?.vpnGwAddress ?? "";
        const commands = device.filter(({ language }) => language === "sh").map(({ source }) => source.trim());
        assert.equal(commands[1], "pulumi stack output --show-secrets swanctl");
        const { stdout } = await stack.run("stack", { args: ["output", "--show-secrets", "swanctl"] });
        assert.equal(stdout.trimEnd(), only(device, "text").replaceAll("203.0.113.2\n", `${address}\n`).trimEnd());

        const [, ...args] = only(drift, "sh").trim().split(" ").slice(1);
        await stack.run("preview", { args });
        emulator.patchVpnConnection(tunnel?.unVpnConnId ?? "", { vpnConnName: "renamed" });
        await stack.run("preview", { args: args.filter((word) => word !== "--refresh") });
        const found = await stack.run("preview", { args, expect: "failure" });
        assertShown(only(drift, "text"), found.output, "docs/guides/drift.md");
        await stack.up({ args: ["--refresh"] });
        await stack.run("preview", { args });
        await stack.destroy();
      });
    } finally {
      await emulator.stop();
    }
  });
});

/** The steps for one tunnel. Those for many need another program. */
const rotation = (): Step[] =>
  stepsOf("docs/guides/rotating-a-pre-shared-key.md").filter(({ commands }) => !/keys\.\w+/.test(commands));

/** The peer gateway and the tunnel that the guide to adopting lists. */
async function existing(emulator: Emulator): Promise<void> {
  emulator.remove("userGateways", "cgw-e098slul");
  const userGwId = await addPeer(emulator, "hangzhou", "203.0.113.7");
  const tunnelId = await makeTunnel(emulator, { vpnConnName: "杭州办公室", userGwId });
  emulator.patchVpnConnection(tunnelId, {
    IKESet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha", dhGroupName: "group14" },
    IPsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorith: "sha", pfsDhGroup: "dh-group14" },
  });
}

/** Compares the program of `adopt` with that of the page, without its imports, ids and the address of the peer gateway. */
async function assertProgram(reader: Reader, shown: string): Promise<void> {
  const [printed = ""] = await reader.follow([{ at: "", commands: "cat index.ts", shown: undefined }]);
  const normal = (text: string): string =>
    text.replaceAll(/(vpnx|cgw)-\w{8}/g, "$1-ID").replaceAll(/localAddress: "[^"]+"/g, "localAddress");
  assert.ok(normal(printed).includes(normal(shown).trim()), printed);
}
