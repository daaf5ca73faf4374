/**
 * `npm run pulumi -- ARGS`: the Pulumi CLI, on a machine that has one and on a machine that has none.
 *
 * The CLI is taken from PATH; else installed with the SDK's own installer; else built from the Go modules beside this
 * file. What was installed or built is kept in the user's cache folder.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { exists, makeOnce } from "./toolchain/cache.ts";
import { buildWithGo, goModulesHash } from "./toolchain/go-build.ts";
import { installWithSdk } from "./toolchain/installer.ts";
import { oldestCli, pulumiOnPath } from "./toolchain/on-path.ts";
import { cacheFolder, executable, joinPath, nodeFolder, sdkFolder, sdkVersion } from "./toolchain/paths.ts";
import { type Progress, stderrProgress } from "./toolchain/progress.ts";

/** A Pulumi CLI and the environment to run it in. */
export interface PulumiEnvironment {
  /** The caller's environment with a PATH on which the project's Node.js comes first and the CLI's plugins are found. */
  env: NodeJS.ProcessEnv;
  /** The absolute path of the CLI. */
  pulumi: string;
}

let found: Promise<PulumiEnvironment> | undefined;

/**
 * Makes a Pulumi CLI available and returns how to run it. The first call in a process may take minutes (it says so on
 * stderr); later calls return what the first found.
 *
 * @throws Error that lists the ways to get a CLI if none works, or names `npm ci` if the project is not installed.
 */
export function pulumiEnvironment(): Promise<PulumiEnvironment> {
  found ??= findPulumi(process.env, stderrProgress);
  return found;
}

/**
 * Does the work of {@link pulumiEnvironment}, for any environment.
 *
 * @param env The environment to start from: its PATH is looked through, its cache folder used.
 * @param progress Where to say what is happening.
 * @throws Error as {@link pulumiEnvironment}.
 */
export async function findPulumi(env: NodeJS.ProcessEnv, progress: Progress): Promise<PulumiEnvironment> {
  if (!(await exists(join(nodeFolder, executable("node"))))) {
    throw new Error("The project is not installed: run npm ci");
  }
  const pulumi = (await pulumiOnPath(env, progress)) ?? (await pulumiFromCache(env, progress));
  return {
    pulumi,
    env: {
      PULUMI_SKIP_UPDATE_CHECK: "true",
      ...env,
      PATH: joinPath([nodeFolder, dirname(pulumi)], env["PATH"], [sdkFolder]),
    },
  };
}

async function pulumiFromCache(env: NodeJS.ProcessEnv, progress: Progress): Promise<string> {
  const name = `pulumi-${sdkVersion()}-${goModulesHash()}-${process.platform}-${process.arch}`;
  const folder = join(cacheFolder(env), name);
  await makeOnce(
    folder,
    (temporary) => installOrBuild(temporary, env, progress),
    () => progress.say("Another process is getting the Pulumi CLI; waiting for it."),
  );
  return join(folder, "bin", executable("pulumi"));
}

async function installOrBuild(folder: string, env: NodeJS.ProcessEnv, progress: Progress): Promise<void> {
  const notInstalled = await installWithSdk(folder, env, progress);
  if (notInstalled === undefined) {
    return;
  }
  progress.say(`The Pulumi CLI ${sdkVersion()} could not be installed (${notInstalled}).`);
  try {
    await buildWithGo(folder, env, progress);
  } catch (error) {
    throw new Error(
      [
        "There is no Pulumi CLI to run. Any one of these helps:",
        `  1. install Pulumi ${oldestCli} or newer, so that pulumi is on PATH;`,
        `  2. run this again with access to the internet (${notInstalled});`,
        `  3. install Go, to build it from the modules in tools/ (${(error as Error).message}).`,
      ].join("\n"),
      { cause: error },
    );
  }
}

/** Runs the CLI with this process's terminal and passes its end on. */
async function main(args: readonly string[]): Promise<void> {
  const { env, pulumi } = await pulumiEnvironment();
  const child = spawn(pulumi, args, { env, stdio: "inherit" });
  // The terminal sends these to the CLI as well, which ends in its own time: the second Ctrl-C is the user's to give.
  process.on("SIGINT", () => {});
  process.on("SIGHUP", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => fail(error));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  });
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

if (import.meta.main) {
  await main(process.argv.slice(2)).catch(fail);
}
