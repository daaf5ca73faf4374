import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { repository, sdkFolder } from "../../../tools/toolchain/paths.ts";

/** The name of every test project that is not copied. */
export const projectName = "engine-test";

/**
 * This package as a program sees it: what is published of the repository. A link to the whole repository would work too,
 * but the language host walks through every folder that it finds under `node_modules`.
 */
const ownPackage = Object.fromEntries(
  ["package.json", "dist"].map((name) => [`pulumi-qcloud-vpn/${name}`, join(repository, name)]),
);

/** What a test project holds. */
export interface ProjectOptions {
  /** The name of the project, {@link projectName} by default. */
  project?: string;
  /** The source of the program, an ES module; not with `source`. */
  program?: string;
  /** A folder with a whole Pulumi project, which is copied without its `node_modules`. */
  source?: string;
  /** What the program is written in, `js` by default. Node.js strips the types of `ts`; nothing checks them. */
  language?: "js" | "ts";
  /**
   * Packages that the program can import, each a link in `node_modules` to a folder. They come on top of this package
   * (with links to the repository, so that the built `dist` runs) and the SDK.
   */
  packages?: Readonly<Record<string, string>>;
  /**
   * A `node_modules` folder to use as it is, such as one that `npm install` made; nothing is added to it. With `none` the
   * project has none, until the test installs one.
   */
  nodeModules?: string | "none";
  /** Whether the project names the provider plugin, as a user of `pulumi-qcloud-vpn/plugin` does; no by default. */
  hasPlugin?: boolean;
  /** The folder of another project's file backend, to share it. It stays when this project is removed. */
  backend?: string;
}

/** A Pulumi project in a temporary folder of its own, with its backend, Pulumi home and user home inside. */
export interface ProjectFolder {
  /** The project's folder, where the CLI runs. */
  project: string;
  /** The folder of the file backend. */
  backend: string;
  /** The folder for PULUMI_HOME. */
  pulumiHome: string;
  /** The folder for HOME, so that no profile of the person who runs the tests is read. */
  home: string;
  /** The folder for TMPDIR, where the engine and ts-node leave folders of their own. */
  temporary: string;
  /**
   * Replaces the program.
   *
   * @param source The new source.
   */
  write(source: string): Promise<void>;
  /** Removes everything. */
  remove(): Promise<void>;
}

/**
 * Makes a project in a new temporary folder.
 *
 * @param options What it holds.
 * @throws Error if the library is not built.
 */
export async function createProject(options: ProjectOptions): Promise<ProjectFolder> {
  if (!existsSync(join(repository, "dist", "provider", "index.js"))) {
    throw new Error("The engine tests run the built library: run npm run build");
  }
  const root = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-"));
  const folder = (name: string): string => join(root, name);
  const project = folder("project");
  for (const each of ["project", "backend", "pulumi-home", "home", "tmp"]) {
    await mkdir(folder(each));
  }
  const main = await writeProject(project, options);
  if (options.hasPlugin === true) {
    await linkPlugin(join(project, "node_modules", ".bin"));
  }
  if (options.nodeModules === undefined) {
    const nodeModules = join(project, "node_modules");
    await linkPackages(nodeModules, { ...ownPackage, "@pulumi/pulumi": sdkFolder, ...options.packages });
  } else if (options.nodeModules !== "none") {
    await symlink(options.nodeModules, join(project, "node_modules"), "dir");
  }
  return {
    project,
    backend: options.backend ?? folder("backend"),
    pulumiHome: folder("pulumi-home"),
    home: folder("home"),
    temporary: folder("tmp"),
    write: (source) => writeFile(join(project, main), source),
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Writes or copies the project, and says which file of it is the program. */
async function writeProject(
  project: string,
  { program, source, language = "js", project: name = projectName, hasPlugin = false }: ProjectOptions,
): Promise<string> {
  if (source !== undefined) {
    await cp(source, project, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
    const manifest = join(project, "package.json");
    return existsSync(manifest) ? (JSON.parse(await readFile(manifest, "utf8")) as { main: string }).main : "index.ts";
  }
  const main = `index.${language}`;
  // With `typescript: false` the language host (one newer than 3.68) does not load ts-node; Node.js runs both kinds.
  const runtime = { name: "nodejs", options: { typescript: false } };
  const plugins = { providers: [{ name: "qcloud", path: "node_modules/.bin" }] };
  await writeFile(join(project, "Pulumi.yaml"), JSON.stringify({ name, runtime, ...(hasPlugin ? { plugins } : {}) }));
  await writeFile(join(project, "package.json"), JSON.stringify({ name, type: "module", main }));
  await writeFile(join(project, main), program ?? "");
  return main;
}

/** What npm does with the package's bin. */
async function linkPlugin(folder: string): Promise<void> {
  const bin = join(repository, "dist", "provider", "plugin", "bin.js");
  await chmod(bin, 0o755);
  await mkdir(folder, { recursive: true });
  await symlink(bin, join(folder, "pulumi-resource-qcloud"));
}

async function linkPackages(nodeModules: string, packages: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, target] of Object.entries(packages)) {
    await mkdir(dirname(join(nodeModules, name)), { recursive: true });
    await symlink(target, join(nodeModules, name));
  }
}
