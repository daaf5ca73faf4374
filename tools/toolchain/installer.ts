import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { sdkVersion } from "./paths.ts";
import { type Progress, withHeartbeat } from "./progress.ts";

/** The line that the installer process prints once the internet has answered. */
export const reachedLine = "reached";

/**
 * Installs the CLI of the SDK's own version into `folder/bin` with the SDK's own installer. Without the internet it
 * gives up within seconds.
 *
 * @param folder The folder to install into.
 * @param env The environment to install in; proxy variables in it are used.
 * @param progress Where to say what is happening.
 * @returns `undefined` when the CLI is installed, else why it is not.
 */
export async function installWithSdk(
  folder: string,
  env: NodeJS.ProcessEnv,
  progress: Progress,
): Promise<string | undefined> {
  const version = sdkVersion();
  const script = fileURLToPath(new URL("installer-process.ts", import.meta.url));
  // A process of its own, so that whatever the installer leaves open ends with it.
  const child = execa(process.execPath, [script, folder], {
    env: { ...env, NODE_USE_ENV_PROXY: "1", PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: 15 * 60_000,
  });
  let reached = false;
  child.stdout.on("data", (chunk: Buffer) => {
    if (!reached && chunk.toString().includes(reachedLine)) {
      reached = true;
      progress.say(`Installing the Pulumi CLI ${version} with the SDK's installer. This is done once.`);
    }
  });
  const result = await withHeartbeat(
    progress,
    (seconds) => `  still installing, ${seconds} s`,
    () => child,
  );
  if (!result.failed) {
    return undefined;
  }
  const reason = result.stderr.trim().split("\n").at(-1) ?? "";
  return reached ? `the SDK's installer failed: ${reason}` : `no internet: ${reason}`;
}
