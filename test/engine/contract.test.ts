import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/toolchain/paths.ts";
import { dynamicResources } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { recorded, standing, tunnelProgram, withTunnel } from "./support/tunnels.ts";

const run = promisify(execFile);
const golden = join(repository, "test", "fixtures", "state", "vpn-connection.provider.js.txt");

describeEngine("the provider in the state", () => {
  it("is the golden text, in inputs and outputs, and destroys with the program's source emptied", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      await stack.up();
      const [tunnel] = await recorded(stack);
      const text = await readFile(golden, "utf8");
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

  it("is the same text from a CommonJS program, and works from it", async () => {
    const program = tunnelProgram()
      .replace(/import \{ VpnConnection \} from (".*");/, "const { VpnConnection } = require($1);")
      .replaceAll(/export const (\w+)/g, "exports.$1");
    await withTunnel({ stack: { program } }, async ({ stack, emulator }) => {
      await writeFile(join(stack.folder.project, "package.json"), '{"name":"commonjs","main":"index.js"}');
      await stack.up();
      assert.equal((await recorded(stack))[0]?.outputs?.["__provider"], await readFile(golden, "utf8"));
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

describeEngine("the package", () => {
  let folder: string;

  before(async function () {
    this.timeout(600_000);
    folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-pack-"));
    const packed = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: repository });
    const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("["))) as [{ filename: string }];
    await writeFile(join(folder, "package.json"), '{"name":"fresh","private":true}');
    const sdk = JSON.parse(await readFile(join(repository, "node_modules/@pulumi/pulumi/package.json"), "utf8")) as {
      version: string;
    };
    const wanted = [join(folder, filename), `@pulumi/pulumi@${sdk.version}`];
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...wanted], { cwd: folder });
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("works when it is installed from what npm pack makes", async () => {
    await withTunnel({ stack: { nodeModules: join(folder, "node_modules") } }, async ({ stack, emulator }) => {
      await stack.up();
      assert.equal(standing(emulator).length, 1);
      await stack.refresh();
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("works when it is linked", async () => {
    const installed = join(folder, "node_modules", "pulumi-qcloud-vpn");
    await rm(installed, { recursive: true });
    await symlink(repository, installed);
    await withTunnel({ stack: { nodeModules: join(folder, "node_modules") } }, async ({ stack, emulator }) => {
      await stack.up();
      await stack.refresh();
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("has the commands, the types, the library and the documentation, and nothing else", async () => {
    const { stdout } = await run("npm", ["pack", "--dry-run", "--json"], { cwd: repository });
    const [{ files }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    for (const path of [
      "dist/provider/index.js",
      "dist/provider/index.d.ts",
      "dist/provider/hosts/dynamic/host.js",
      "dist/emulator/bin.js",
      "dist/emulator/index.d.ts",
      "docs/api.md",
      "docs/reference/vpn-connection.md",
      "README.md",
      "LICENSE",
    ]) {
      assert.ok(paths.includes(path), path);
    }
    assert.deepEqual(
      paths.filter(
        (path) => !/^(?:dist\/|docs\/.*\.md|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|package\.json)/.test(path),
      ),
      [],
    );
  });
});
