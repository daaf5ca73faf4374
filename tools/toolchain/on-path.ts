import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { executable } from "./paths.ts";
import type { Progress } from "./progress.ts";

/**
 * The oldest CLI that is used when it is found on PATH: the oldest that the engine tests were run with. Nothing older
 * than 3.216 could do, the release from which `read` of a dynamic provider may return inputs, without which drift stays
 * invisible; the peer dependency on the SDK starts there.
 */
export const oldestCli = "3.220.0";

/**
 * Whether a text that `pulumi version` printed names a version that this project works with.
 *
 * @param text Such as `v3.258.0`; an empty text (a CLI built without a version) is not supported.
 */
export function isSupportedCli(text: string): boolean {
  const match = /^v?(\d+)\.(\d+)\.\d+/.exec(text.trim());
  const [major, minor] = oldestCli.split(".").map(Number);
  return match !== null && Number(match[1]) === major && Number(match[2]) >= (minor ?? 0);
}

/**
 * Looks a program up as a shell does.
 *
 * @param name The program's name.
 * @param path The PATH to look through.
 * @returns The absolute path of the first match, `undefined` when there is none.
 */
export async function which(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, executable(name));
    if (folder !== "" && (await isExecutable(candidate))) {
      return candidate;
    }
  }
  return undefined;
}

/**
 * Finds a Pulumi CLI on PATH that can run this project: of a supported version, and with the Node.js language host that
 * is released with it beside it or on PATH. Says why when one is found and passed over.
 *
 * @param env The environment whose PATH is looked through and in which the CLI is asked for its version.
 * @param progress Where to say why a CLI is not used.
 * @returns The absolute path of the CLI, `undefined` when there is none to use.
 */
export async function pulumiOnPath(env: NodeJS.ProcessEnv, progress: Progress): Promise<string | undefined> {
  const path = env["PATH"] ?? "";
  const pulumi = await which("pulumi", path);
  if (pulumi === undefined) {
    return undefined;
  }
  const answer = await execa(pulumi, ["version"], {
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
    timeout: 30_000,
  });
  const version = answer.stdout.trim();
  if (answer.failed || !isSupportedCli(version)) {
    const what = answer.failed ? "does not run" : `is version ${version || "unknown"}`;
    progress.say(`${pulumi} ${what}; 3.x from ${oldestCli} is wanted. Looking for another.`);
    return undefined;
  }
  const beside = [dirname(pulumi), dirname(await realpath(pulumi))].join(delimiter);
  if ((await which("pulumi-language-nodejs", `${beside}${delimiter}${path}`)) === undefined) {
    progress.say(`${pulumi} has no pulumi-language-nodejs beside it or on PATH. Looking for another.`);
    return undefined;
  }
  return pulumi;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
