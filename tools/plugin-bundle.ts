/**
 * `npm run plugin:bundle`: makes the provider plugin of one file, which needs nothing but Node.js, and the archives in which `pulumi plugin install`
 * looks for it. All archives have the same content; their names are what Pulumi asks for on each system.
 */
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { execa } from "execa";
import { repository, sdkFolder } from "./toolchain/paths.ts";

const NAME = "pulumi-resource-qcloud";

/** The systems that Pulumi's CLI is released for, in the words of its archives. */
const SYSTEMS = ["darwin", "linux", "windows"].flatMap((system) =>
  ["amd64", "arm64"].map((arch) => `${system}-${arch}`),
);

const hosts = join(repository, "provider", "hosts");
const require = createRequire(import.meta.url);
const { version, license } = require("../package.json") as { version: string; license: string };

/** The SDK's modules are asked for by name at run time, from where the SDK is installed; in the file they are beside each other. */
const sdkInside: Plugin = {
  name: "sdk-inside",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]provider[\\/]hosts[\\/]sdk\.ts$/ }, async () => {
      const files = (await readdir(hosts, { recursive: true })).filter((file) => file.endsWith(".ts"));
      const texts = await Promise.all(files.map((file) => readFile(join(hosts, file), "utf8")));
      const names = new Set([...texts.join("\n").matchAll(/sdkModule\(\s*("[^"]+")/g)].map(([, name]) => name));
      const entries = [...names].map((name) => `${name}: () => require(${name})`);
      const contents = `const modules = { ${entries.join(", ")} };\nexport const sdkModule = (name) => modules[name]();\n`;
      return { contents, resolveDir: sdkFolder };
    });
  },
};

/**
 * Makes the file and the archives.
 *
 * @param folder Where to; what it holds is removed.
 * @returns The packages that the file is made of, by their paths.
 */
export async function bundlePlugin(folder: string): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(repository, "provider", "plugin", "bin.ts")],
    outfile: join(folder, NAME),
    bundle: true,
    platform: "node",
    target: "node22.18",
    format: "esm",
    // Names stay, for stack traces.
    minifySyntax: true,
    minifyWhitespace: true,
    // The libraries that are CommonJS ask for Node.js's own modules with `require`.
    banner: {
      js: `import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);`,
    },
    metafile: true,
    plugins: [sdkInside],
    absWorkingDir: repository,
    logLevel: "warning",
  });
  const inputs = Object.keys(metafile.inputs);
  await chmod(join(folder, NAME), 0o755);
  // The engine starts this one on Windows.
  await writeFile(join(folder, `${NAME}.cmd`), `@node "%~dp0${NAME}" %*\r\n`);
  // It tells Node.js that the file is a module, and the plugin its version.
  const manifest = {
    name: "pulumi-qcloud-vpn",
    version,
    license,
    type: "module",
    exports: { "./package.json": "./package.json" },
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(join(repository, "LICENSE"), join(folder, "LICENSE"));
  await writeFile(join(folder, "THIRD-PARTY-LICENSES"), await licensesOf(inputs));
  const content = await readdir(folder);
  const archive = (system: string): string => join(folder, `${NAME}-v${version}-${system}.tar.gz`);
  const [first = "", ...others] = SYSTEMS.map(archive);
  await execa("tar", ["-czf", first, "-C", folder, ...content]);
  await Promise.all(others.map((other) => copyFile(first, other)));
  return inputs;
}

/** The licenses of the packages in the file, which want to be passed on with it. */
async function licensesOf(inputs: readonly string[]): Promise<string> {
  const packages = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const texts = [...packages].sort().map(async (path) => {
    const own = join(repository, path);
    const { name, version: its, license: under } = require(join(own, "package.json")) as Record<string, string>;
    const file = (await readdir(own)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : await readFile(join(own, file), "utf8");
    return `${name} ${its} (${under})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

if (import.meta.main) {
  const folder = join(repository, "dist", "plugin");
  await bundlePlugin(folder);
  console.log(`${folder}: ${(await readdir(folder)).join(", ")}`);
}
