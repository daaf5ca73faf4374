import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { bundlePlugin } from "../../tools/plugin-bundle.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { yamlEnvironment } from "../../tools/yaml-host.ts";
import { makeTunnel } from "../emulator/support.ts";
import { withExample } from "./support/example.ts";
import type { EngineStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, standing, testKey } from "./support/tunnels.ts";

const PLUGIN = "pulumi-resource-qcloud";
const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };

/** Serves the files of a folder on loopback, and tells which were asked for. */
async function serving<T>(folder: string, test: (url: string, asked: readonly string[]) => Promise<T>): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    readFile(join(folder, request.url ?? "")).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await test(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Takes the plugin of npm away, and the lines that name it, and installs the one of one file from a server. */
async function installBundle(stack: EngineStack): Promise<void> {
  const { project, home } = stack.folder;
  const bundle = join(home, "bundle");
  await bundlePlugin(bundle);
  await serving(bundle, async (url, asked) => {
    await stack.run("plugin", { args: ["install", "resource", "qcloud", version, "--server", url] });
    assert.match(asked.join(), new RegExp(`^/pulumi-resource-qcloud-v${version}-\\w+-\\w+\\.tar\\.gz$`));
  });
  // Nothing but Node.js is needed from now on.
  await rm(join(project, "node_modules"), { recursive: true });
  await rm(bundle, { recursive: true });
}

describeEngine("a program in YAML", () => {
  it("does all that one in TypeScript does with the plugin, of npm and of one file, and shows no secret", async function () {
    // The language host may have to be built first.
    this.timeout(0);
    const { env } = await yamlEnvironment();
    this.timeout(300_000);
    await withExample("yaml", ({ emulator, project }) =>
      project(
        "",
        async (stack) => {
          stack.setEnv({ PATH: env["PATH"] });
          const file = join(stack.folder.project, "Pulumi.yaml");
          const edit = async (change: (text: string) => string): Promise<void> => {
            const text = await readFile(file, "utf8");
            assert.notEqual(change(text), text);
            await writeFile(file, change(text));
          };
          const outputs: string[] = [];
          const run = async (command: string, ...args: string[]): Promise<string> => {
            const { output } = await stack.run(command, { args: [...args, "--stack", stack.name] });
            outputs.push(output);
            return output;
          };
          const up = (): Promise<string> => run("up", "--yes", "--skip-preview");

          assert.match(await run("preview", "--diff"), /preSharedKey\s*: \[secret\].*3 to create/s);
          await up();
          assert.equal(standing(emulator).length, 1);
          await run("refresh", "--yes", "--expect-no-changes");
          emulator.clearCalls();
          assert.match(await up(), /3 unchanged/);
          assert.deepEqual(actions(emulator), ["DescribeVpcEx", "DescribeVpnGw"]);

          // The schema is what YAML and all other languages are checked with.
          outputs.push((await stack.run("package", { args: ["get-schema", `./node_modules/.bin/${PLUGIN}`] })).output);
          await writeFile(join(stack.folder.project, "schema.json"), outputs.at(-1) ?? "");
          await stack.run("schema", { args: ["check", "schema.json"] });

          await edit((text) => text.replace(/plugins:\n( .*\n)+/, ""));
          await installBundle(stack);
          await edit((text) => text.replace("dhGroupName: group14", "dhGroupName: group5"));
          const change = await run("preview", "--diff");
          assert.match(change, /~ dhGroupName: "group14" => "group5"/);
          assert.doesNotMatch(change, /propoEncryAlgorithm|userGwCidrBlock|preSharedKey|userGwAddr/);
          await up();
          assert.equal(emulator.state().vpnConnections[0]?.IKESet.dhGroupName, "group5");

          const second = await makeTunnel(emulator, { preSharedKey: "canary-imported-key" });
          const id = ["qcloud:index:VpnConnection", "second", second];
          assert.match(await run("import", ...id, "--yes", "--protect=false", "--out", "second.yaml"), /1 imported/);
          const code = await readFile(join(stack.folder.project, "second.yaml"), "utf8");
          assert.match(code, /^resources:\n {2}second:\n.*preSharedKey: ""\n/s);
          const completed = code.replace("resources:\n", "").replace('""', "canary-imported-key");
          await edit((text) => text.replace("resources:\n", `resources:\n${completed}`));
          emulator.clearCalls();
          assert.match(await up(), /4 unchanged/);
          assert.ok(!actions(emulator).includes("ModifyVpnConnEx"));

          await run("destroy", "--yes", "--skip-preview");
          assert.deepEqual(standing(emulator), []);
          assert.deepEqual((await stack.exportState()).resources, []);
          const text = [...outputs, code, await stack.backendText()].join("\n");
          for (const secret of [testKey, "canary-imported-key", emulator.secretKey]) {
            assert.ok(!text.includes(secret), "a secret is shown");
          }
        },
        { hasPlugin: true },
      ),
    );
  });
});
