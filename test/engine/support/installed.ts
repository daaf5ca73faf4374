import { execFile } from "node:child_process";
import { cp, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, repository, sdkFolder } from "../../../tools/toolchain/paths.ts";
import { pack } from "../../package/packed.ts";

const run = promisify(execFile);

/** How often an install is tried. */
const ATTEMPTS = 3;
const own = join(repository, "node_modules");

/** Packages that change how the SDK runs a program; a test adds those that its program has. */
const chosen = new Set(["@pulumi", "typescript", "ts-node-10"]);

/** The packed package, and a `node_modules` folder in which it is installed beside a copy of the SDK. */
export interface Installed {
  readonly tarball: string;
  readonly nodeModules: string;
  /**
   * Installs one more package.
   *
   * @param name Its name for programs.
   * @param source Its name among the repository's packages, by default the same.
   */
  add(name: string, source?: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Installs what `npm pack` makes. The SDK is a copy, because it looks for TypeScript and ts-node from its real path; everything else is a
 * link.
 */
export async function install(): Promise<Installed> {
  const packed = await pack();
  const nodeModules = join(packed.project, "node_modules");
  const link = (name: string, source: string): Promise<void> => symlink(join(own, source), join(nodeModules, name));
  await rm(join(nodeModules, "@pulumi"));
  await rm(join(nodeModules, "@types"), { recursive: true });
  const there = new Set(await readdir(nodeModules));
  for (const name of await readdir(own)) {
    if (!name.startsWith(".") && !there.has(name) && !chosen.has(name)) {
      await link(name, name);
    }
  }
  await mkdir(join(nodeModules, "@pulumi"));
  await cp(sdkFolder, join(nodeModules, "@pulumi", "pulumi"), { recursive: true });
  return {
    tarball: packed.tarball,
    nodeModules,
    add: (name, source = name) => link(name, source),
    remove: packed.remove,
  };
}

/** Runs pnpm or yarn, as pinned among the devDependencies, in a folder; what it fetches is kept in the user's cache folder. */
export async function runManager(manager: "pnpm" | "yarn", folder: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const { stdout } = await run("npm", ["config", "get", "registry"], { cwd: repository });
  const [file, args] =
    manager === "pnpm"
      ? [
          join(own, "pnpm", "bin", "pnpm.cjs"),
          ["--no-frozen-lockfile", "--prefer-offline", "--store-dir", join(cacheFolder(), "pnpm-store")],
        ]
      : [require.resolve("@yarnpkg/cli-dist/bin/yarn.js"), []];
  const env = {
    ...process.env,
    YARN_GLOBAL_FOLDER: join(cacheFolder(), "yarn"),
    YARN_NPM_REGISTRY_SERVER: stdout.trim(),
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
    YARN_ENABLE_SCRIPTS: "false",
    YARN_ENABLE_TELEMETRY: "false",
  };
  // A registry does not answer every time; what a manager prints of that goes to stdout.
  for (let attempt = 1; ; attempt += 1) {
    try {
      await run(process.execPath, [file, "install", ...args], { cwd: folder, env });
      return;
    } catch (error) {
      if (attempt >= ATTEMPTS) {
        throw new Error(`${manager} install: ${(error as { stdout?: string }).stdout ?? ""}`, { cause: error });
      }
    }
  }
}
