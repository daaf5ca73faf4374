import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../../emulator/index.ts";
import { endProcessesWith } from "../../tools/processes.ts";
import { repository, sdkFolder } from "../../tools/toolchain/paths.ts";
import { type Block, blocksOf } from "../docs/blocks.ts";
import { engineEnvironment, markerVariable, type Variables } from "./support/environment.ts";
import { createProject } from "./support/project.ts";
import { withStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";

const run = promisify(execFile);
const firstTunnel = blocksOf("docs/guides/first-tunnel.md");
const testing = blocksOf("docs/guides/testing-your-stack.md");
const device = blocksOf("docs/guides/device.md");
const drift = blocksOf("docs/guides/drift.md");

const only = (blocks: readonly Block[], language: string): string =>
  blocks.find((block) => block.language === language)?.source ?? assert.fail(`no block in ${language}`);

/** What stands for `npm install`, as the package is not in a registry: links, and the command of the emulator. */
async function install(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, ".bin"), { recursive: true });
  await mkdir(join(modules, "@pulumi"));
  await symlink(repository, join(modules, "pulumi-qcloud-vpn"));
  await symlink(sdkFolder, join(modules, "@pulumi", "pulumi"));
  const command = join(modules, ".bin", "qcloud-vpc-emulator");
  await writeFile(command, `#!/bin/sh\nexec node "${join(repository, "dist", "emulator", "bin.js")}" "$@"\n`);
  await chmod(command, 0o755);
}

/** A folder and an environment for a reader's commands; whatever they start is ended. */
async function asReader(read: (folder: string, env: NodeJS.ProcessEnv) => Promise<void>, more: Variables = {}) {
  const folder = await createProject({ nodeModules: "none" });
  const { env, marker } = await engineEnvironment(folder, undefined, more);
  try {
    await read(folder.home, env);
  } finally {
    await endProcessesWith(markerVariable, marker);
    await folder.remove();
  }
}

describeEngine("a reader of the guides", () => {
  it("creates and destroys a tunnel with the commands of the first one, as printed, and with the output that it shows", () =>
    asReader(async (home, env) => {
      const folder = join(home, "first-tunnel");
      await install(folder);
      const [project = "", emulator = "", ...rest] = firstTunnel
        .filter(({ language }) => language === "sh")
        .map(({ source }) => source);
      assert.match(project, /^npm install pulumi-qcloud-vpn @pulumi\/pulumi$/m);
      const script = [
        project.replace(/^mkdir first-tunnel$/m, ":").replace(/^npm install .*$/m, ":"),
        `cat > Pulumi.yaml <<'EOF'\n${only(firstTunnel, "yaml")}EOF`,
        `cat > index.ts <<'EOF'\n${only(firstTunnel, "ts")}EOF`,
        `${emulator.trim().replace("--port 8600", "--port 0")} > emulator.json 2> emulator.log </dev/null &`,
        "until [ -s emulator.json ]; do sleep 0.1; done",
        `PORT="$(node --print 'new URL(JSON.parse(fs.readFileSync("emulator.json", "utf8")).url).port')"`,
        ...rest.map((source) => `echo "=== block"\n${source.replaceAll("8600", "$PORT")}`),
      ].join("\n");
      const { stdout } = await run("bash", ["-euo", "pipefail", "-c", script], { cwd: home, env });
      const printed = stdout.split("=== block\n").slice(1);
      const held = (text = ""): { vpnConnections: { vpnConnName: string }[] } =>
        JSON.parse(text.slice(0, text.lastIndexOf("}") + 1));
      assert.equal(held(printed[1]).vpnConnections.length, 1);
      assert.match(printed[2] ?? "", /~ 1 updated/);
      assert.match(printed[3] ?? "", /- 2 deleted/);
      assert.deepEqual(held(printed[4]).vpnConnections, []);
    }));

  it("runs the test of the stack, which passes", () =>
    asReader(async (home, env) => {
      await install(home);
      await symlink(join(repository, "node_modules", "mocha"), join(home, "node_modules", "mocha"));
      await writeFile(join(home, "package.json"), '{"type":"module","main":"index.ts"}');
      await writeFile(join(home, "Pulumi.yaml"), only(firstTunnel, "yaml"));
      await writeFile(join(home, "index.ts"), only(firstTunnel, "ts"));
      await mkdir(join(home, "test"));
      await writeFile(join(home, "test", "stack.test.ts"), only(testing, "ts"));
      const mocha = join(home, "node_modules", "mocha", "bin", "mocha.js");
      const { stdout } = await run("node", [mocha, "test/stack.test.ts"], { cwd: home, env });
      assert.match(stdout, /4 passing/);
    }));

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
        for (const line of only(drift, "text").trim().split("\n")) {
          assert.ok(found.output.includes(line.trim()), line);
        }
        await stack.up({ args: ["--refresh"] });
        await stack.run("preview", { args });
        await stack.destroy();
      });
    } finally {
      await emulator.stop();
    }
  });
});
