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
    asReader((reader) => followFirstTunnel(reader, (step) => step)));

  it("does the same through API 3.0 with one more variable and the name of its action", () =>
    asReader((reader) =>
      followFirstTunnel(reader, (step) => {
        const isUp = step.commands.startsWith("export QCLOUD_VPC_ENDPOINT=");
        const commands = step.commands.replace('"DeleteVpnConn"', '"DeleteVpnConnection"');
        return { ...step, commands: isUp ? `export QCLOUD_API=3.0\n${commands}` : commands };
      }),
    ));

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

  it("moves a stack to API 3.0 and back, at one endpoint and between two, and replaces no tunnel", async () => {
    const emulator = await startEmulator({ taskMs: 0 });
    const { origin, port } = new URL(emulator.url);
    try {
      await asReader(
        async (reader) => {
          // A fresh emulator has a peer gateway at the address of the page.
          const unified = withTexts(only(blocksOf("docs/_index.md"), "typescript"), { "203.0.113.7": "203.0.113.77" });
          const legacy = withTexts(unified, { "vpc-03vihbk9": vpcOf(emulator), "vpngw-dystbrkv": "547" });
          await reader.write({ ...project, "index.ts": legacy });
          await reader.follow([], `${newStack}\npulumi up --yes --skip-preview`);
          const [tunnel] = emulator.state().vpnConnections;
          const steps = moving();
          await reader.write({ "index.ts": unified });
          await reader.follow([steps.unified]);
          emulator.clearCalls();
          await reader.follow([steps.compare, steps.record]);
          assert.deepEqual(apisOf(emulator), ["3.0"]);
          const clouds = (commands: string): string =>
            commands
              .replace("https://vpc.api3.cloud.example/", `http://localhost:${port}/`)
              .replace("https://vpc.api.cloud.example/v2/index.php", `${origin}/`);
          await reader.follow([changed(steps.twoClouds, clouds)], "unset QCLOUD_VPC_ENDPOINT");
          await reader.follow([steps.back]);
          assert.deepEqual(apisOf(emulator), ["2.0", "3.0"]);
          assert.deepEqual(writesOf(emulator), []);
          assert.deepEqual(
            emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId),
            [tunnel?.unVpnConnId],
          );
          await reader.follow([steps.compare], "export QCLOUD_API=3.0");
          await reader.follow([], "pulumi destroy --yes --skip-preview");
          assert.deepEqual(emulator.state().vpnConnections, []);
        },
        { ...variablesOf(emulator), QCLOUD_VPC_ENDPOINT: `${origin}/` },
      );
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

/** Follows the first guide, with its steps changed. */
async function followFirstTunnel(reader: Reader, change: (step: Step) => Step): Promise<void> {
  const [install, emulator, ...rest] = stepsOf("docs/guides/first-tunnel.md");
  assert.match(install?.commands ?? "", /^npm install pulumi-qcloud-vpn @pulumi\/pulumi$/m);
  const inPlace = changed(install, (commands) =>
    commands.replace(/^mkdir first-tunnel\ncd first-tunnel$/m, ":").replace(/^npm install .*$/m, ":"),
  );
  await reader.follow([inPlace]);
  await reader.write({ "Pulumi.yaml": project["Pulumi.yaml"], "index.ts": project["index.ts"] });
  const started = { ...emulator, commands: "cat emulator.json" } as Step;
  const following = rest.map((step) => change({ ...step, commands: step.commands.replaceAll("8600", "$PORT") }));
  await reader.follow([started, ...following], startsEmulator(emulator?.commands ?? ""));
}

/** The steps for one tunnel. Those for many need another program. */
const rotation = (): Step[] =>
  stepsOf("docs/guides/rotating-a-pre-shared-key.md").filter(({ commands }) => !/keys\.\w+/.test(commands));

/** The steps of the move to API 3.0. */
function moving(): Record<"compare" | "record" | "twoClouds" | "unified" | "back", Step> {
  const [compare, record, twoClouds, unified, back, ...more] = stepsOf("docs/guides/moving-to-api-3.md");
  assert.ok(compare && record && twoClouds && unified && back && more.length === 0);
  return { compare, record, twoClouds, unified, back };
}

const vpcOf = (emulator: Emulator): string => String(emulator.state().vpcs[0]?.vpcId);

/** A program with other texts. */
const withTexts = (program: string, texts: Readonly<Record<string, string>>): string =>
  Object.entries(texts).reduce((text, [from, to]) => text.replace(from, to), program);

/** The versions of the API that were called. */
const apisOf = (emulator: Emulator): string[] => [...new Set(emulator.calls().map(({ api }) => api))].sort();

/** The calls that change something. */
const writesOf = (emulator: Emulator): string[] =>
  emulator
    .calls()
    .map(({ action }) => action)
    .filter((action) => /^(?:Add|Create|Modify|Delete)/.test(action));

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
