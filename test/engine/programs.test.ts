import assert from "node:assert/strict";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { repository, sdkVersion } from "../../tools/toolchain/paths.ts";
import { type Installed, install, runManager } from "./support/installed.ts";
import { projectName } from "./support/project.ts";
import { type EngineStack, type StackOptions, withStack } from "./support/stack.ts";
import { goldenProvider, ownResources, readState } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { standing, testKey } from "./support/tunnels.ts";

const names = "getVpcOutput, getVpnGatewayOutput, QcloudProvider, SiteToSiteVpn, UserGateway, VpnConnection";

/** Every class, and lookups: two tunnels, their peer gateways and a provider. */
const body = `
const account = new QcloudProvider("account", { region: "ap-guangzhou" });
const vpc = getVpcOutput({ isDefault: true });
const gateway = getVpnGatewayOutput({ vpcId: vpc.vpcId });
const place = { vpcId: vpc.vpcId, vpnGwId: gateway.vpnGwId };
const office = new UserGateway("office", { userGwAddr: "203.0.113.7" }, { provider: account });
const tunnel = new VpnConnection(
  "office",
  { ...place, userGwId: office.userGwId, preSharedKey: "${testKey}", userGwCidrBlock: ["172.16.10.0/24"] },
  { provider: account },
);
const depot = { name: "depot", address: "203.0.113.8", networks: ["172.16.11.0/24"], preSharedKey: "${testKey}" };
const site = new SiteToSiteVpn("site", { ...place, branches: [depot] });
`;
const javaScript = `import { ${names} } from "pulumi-qcloud-vpn";\n${body}\nexport const id = tunnel.vpnConnId;\n`;
const commonJs = `const { ${names} } = require("pulumi-qcloud-vpn");\n${body}\nexports.id = tunnel.vpnConnId;\n`;
const typeScript = `import * as pulumi from "@pulumi/pulumi";\nimport { ${names} } from "pulumi-qcloud-vpn";
${body}\nexport const id: pulumi.Output<string> = tunnel.vpnConnId;\n`;

/** What `pulumi new` wrote into tsconfig.json, but for these options. */
const tsconfig = (options: object): string =>
  JSON.stringify({
    compilerOptions: {
      strict: true,
      outDir: "bin",
      target: "es2020",
      sourceMap: true,
      experimentalDecorators: true,
      pretty: true,
      noFallthroughCasesInSwitch: true,
      noImplicitReturns: true,
      forceConsistentCasingInFileNames: true,
      ...options,
    },
    files: ["index.ts"],
  });

/** A way to write a program. */
interface Way {
  readonly title: string;
  /** Files by name; `package.json` is made of `manifest`. */
  readonly files: Readonly<Record<string, string>>;
  readonly manifest: object;
  /** Options of the runtime in Pulumi.yaml. */
  readonly options?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether what runs the program rewrites this package as it loads it; no by default. */
  readonly rewrites?: boolean;
}

const withoutTypeScript: readonly Way[] = [
  { title: "an ES module in JavaScript", files: { "index.js": javaScript }, manifest: { type: "module" } },
  { title: "CommonJS in JavaScript", files: { "index.js": commonJs }, manifest: {} },
  {
    title: "TypeScript as `pulumi new` wrote it until 2024, with the SDK's own TypeScript",
    files: { "index.ts": typeScript, "tsconfig.json": tsconfig({ module: "commonjs", moduleResolution: "node" }) },
    manifest: { main: "index.ts" },
  },
];

const withTypeScript: readonly Way[] = [
  {
    title: "TypeScript with the module and moduleResolution that `pulumi new` wrote until 2025",
    files: {
      "index.ts": typeScript,
      "tsconfig.json": tsconfig({ module: "commonjs", moduleResolution: "node", ignoreDeprecations: "6.0" }),
    },
    manifest: { main: "index.ts" },
  },
  {
    title: "TypeScript with module nodenext, as `pulumi new` writes it today",
    files: { "index.ts": typeScript, "tsconfig.json": tsconfig({ module: "nodenext", moduleResolution: "nodenext" }) },
    manifest: { main: "index.ts" },
  },
  {
    title: "an ES module in TypeScript, without tsconfig.json",
    files: { "index.ts": typeScript },
    manifest: { type: "module", main: "index.ts" },
    options: { typescript: false },
  },
  {
    title: "an ES module in TypeScript that tsx runs",
    // Node.js itself does not run an enum.
    files: { "index.ts": `${typeScript}\nexport enum RunBy {\n  tsx = 1,\n}\n` },
    manifest: { type: "module", main: "index.ts" },
    options: { typescript: false },
    // As `nodeargs: --import tsx`, which the language host of a built CLI does not know.
    env: { NODE_OPTIONS: "--import tsx" },
    rewrites: true,
  },
];

const withTsNode: readonly Way[] = [
  {
    title: "an ES module in TypeScript that ts-node runs, without tsconfig.json",
    files: { "index.ts": `${typeScript}\nexport enum RunBy {\n  tsNode = 1,\n}\n` },
    manifest: { type: "module", main: "index.ts" },
  },
];

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const project = (options: object = {}): string =>
  JSON.stringify({ name: projectName, runtime: { name: "nodejs", options } });

async function withProject(
  options: Partial<StackOptions>,
  test: (stack: EngineStack, emulator: Emulator) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator({ taskMs: 0 });
  try {
    await withStack({ emulator, ...options }, (stack) => test(stack, emulator));
  } finally {
    await emulator.stop();
  }
}

/** Up, a look at the stored provider, which is the same however a program is written, so that the next preview shows no changes, and destroy. */
async function live(stack: EngineStack, emulator: Emulator, rewrites = false): Promise<void> {
  const before = emulator.state().userGateways.length;
  await stack.up();
  assert.equal(standing(emulator).length, 2);
  if (rewrites) {
    assert.deepEqual(Object.keys((await stack.preview()).changeSummary), ["same"]);
  } else {
    const golden = {
      VpnConnection: await goldenProvider("vpn-connection"),
      UserGateway: await goldenProvider("user-gateway"),
    };
    for (const [type, text] of Object.entries(golden)) {
      const stored = ownResources(await readState(stack)).filter((resource) => resource.type.endsWith(`:${type}`));
      assert.deepEqual(
        stored.map(({ inputs }) => inputs?.["__provider"]),
        [text, text],
      );
    }
  }
  await stack.destroy();
  assert.deepEqual(standing(emulator), []);
  assert.equal(emulator.state().userGateways.length, before);
}

/** What a failed command prints as errors, each once. */
const errorsOf = (output: string): string[] => [
  ...new Set(
    [...output.slice(output.indexOf("Diagnostics:")).matchAll(/^ *error: (.*)$/gm)].map(([, text = ""]) => text),
  ),
];

describeEngine("a program", () => {
  let installed: Installed;
  before(async () => {
    installed = await install();
  });
  after(() => installed.remove());

  const itLives = ({ title, files, manifest, options, env, rewrites }: Way): void => {
    it(`written as ${title} goes up and down`, () =>
      withProject(
        { nodeModules: installed.nodeModules, ...(env === undefined ? {} : { env }) },
        async (stack, emulator) => {
          await write(stack.folder.project, {
            "Pulumi.yaml": project(options),
            "package.json": JSON.stringify({ name: "program", ...manifest }),
            ...files,
          });
          await live(stack, emulator, rewrites);
        },
      ));
  };

  withoutTypeScript.forEach(itLives);

  for (const format of ["esm", "cjs"] as const) {
    const bundle = async (stack: EngineStack, external: string[]): Promise<void> => {
      const folder = stack.folder.project;
      const type = format === "esm" ? "module" : "commonjs";
      await write(folder, {
        "Pulumi.yaml": project(),
        "package.json": JSON.stringify({ name: "program", type, main: "bundle.js" }),
        "source/index.ts": typeScript,
      });
      const entryPoints = [join(folder, "source", "index.ts")];
      const outfile = join(folder, "bundle.js");
      await build({ entryPoints, outfile, format, external, bundle: true, platform: "node", logLevel: "silent" });
    };

    it(`bundled as ${format}, with this package external, goes up and down`, () =>
      withProject({ nodeModules: installed.nodeModules }, async (stack, emulator) => {
        await bundle(stack, ["@pulumi/pulumi", "pulumi-qcloud-vpn"]);
        await live(stack, emulator);
      }));

    it(`bundled as ${format}, with this package inside, ends with one message`, () =>
      withProject({ nodeModules: installed.nodeModules }, async (stack, emulator) => {
        await bundle(stack, ["@pulumi/pulumi"]);
        const { output } = await stack.up({ expect: "failure" });
        const expected =
          format === "cjs"
            ? /pulumi-qcloud-vpn is bundled into the program, .* Mark pulumi-qcloud-vpn as external/
            : /Dynamic require of "https" is not supported/;
        assert.match(output, expected);
        if (format === "cjs") {
          assert.equal(errorsOf(output).filter((text) => text !== "update failed").length, 1, output);
        }
        assert.deepEqual(emulator.state().userGateways.length, 1);
      }));
  }

  describe("with TypeScript", () => {
    before(() => installed.add("typescript"));
    withTypeScript.forEach(itLives);

    describe("and ts-node", () => {
      before(() => installed.add("ts-node", "ts-node-10"));
      withTsNode.forEach(itLives);
    });
  });

  describe("in a workspace in which a shared package depends on this one", () => {
    /** The files of the workspace, with more dependencies for the project. */
    const workspace = (dependencies: object = {}): Record<string, string> => {
      const sdk = { "@pulumi/pulumi": sdkVersion() };
      const both = { ...sdk, "pulumi-qcloud-vpn": `file:${installed.tarball}` };
      return {
        "Pulumi.yaml": project(),
        "package.json": JSON.stringify({
          name: "program",
          type: "module",
          workspaces: ["shared"],
          dependencies: { ...sdk, shared: "workspace:*", ...dependencies },
        }),
        "index.js": `export { id } from "shared";\n`,
        "shared/package.json": JSON.stringify({
          name: "shared",
          version: "0.0.0",
          type: "module",
          exports: "./index.js",
          dependencies: both,
        }),
        "shared/index.js": javaScript,
      };
    };

    it("of pnpm, needs the dependency in the project too, says so, and then goes up and down", () =>
      withProject({ nodeModules: "none" }, async (stack, emulator) => {
        const folder = stack.folder.project;
        const settings = { "pnpm-workspace.yaml": "packages: [shared]\nallowBuilds:\n  protobufjs: false\n" };
        await write(folder, { ...workspace(), ...settings });
        await runManager("pnpm", folder);
        const { output } = await stack.up({ expect: "failure" });
        const errors = errorsOf(output).filter((text) => text !== "update failed");
        assert.equal(errors.length, 1, output);
        assert.match(
          errors[0] ?? "",
          /Add pulumi-qcloud-vpn to the dependencies of the project that holds Pulumi\.yaml/,
        );
        assert.doesNotMatch(output, /^\s+at /m);

        await write(folder, workspace({ "pulumi-qcloud-vpn": `file:${installed.tarball}` }));
        await runManager("pnpm", folder);
        await live(stack, emulator);
      }));

    it("of yarn, with nodeLinker node-modules, goes up and down", () =>
      withProject({ nodeModules: "none" }, async (stack, emulator) => {
        const settings = { "yarn.lock": "", ".yarnrc.yml": "nodeLinker: node-modules\n" };
        await write(stack.folder.project, { ...workspace(), ...settings });
        await runManager("yarn", stack.folder.project);
        await live(stack, emulator);
      }));

    it("of yarn, with Plug'n'Play and the dependency in the project, goes up and down as under `yarn exec`", () =>
      withProject({ nodeModules: "none" }, async (stack, emulator) => {
        const folder = stack.folder.project;
        const files = workspace({ "pulumi-qcloud-vpn": `file:${installed.tarball}` });
        await write(folder, { ...files, "yarn.lock": "", ".yarnrc.yml": "nodeLinker: pnp\n" });
        await runManager("yarn", folder);
        const loader = pathToFileURL(join(folder, ".pnp.loader.mjs")).href;
        stack.setEnv({ NODE_OPTIONS: `--require ${join(folder, ".pnp.cjs")} --experimental-loader ${loader}` });
        await live(stack, emulator);
      }));
  });

  describe("with this package linked to the repository, which has an SDK of its own", () => {
    before(async () => {
      const own = join(installed.nodeModules, "pulumi-qcloud-vpn");
      await rm(own, { recursive: true });
      await symlink(repository, own);
    });
    itLives({ title: "an ES module", files: { "index.js": javaScript }, manifest: { type: "module" } });
  });
});
