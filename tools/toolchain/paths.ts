import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder, an absolute path. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The folder whose `node` is the Node.js of the lock file, whatever Node.js the machine has. */
export const nodeFolder = join(repository, "node_modules", ".bin");

/** The installed SDK's package folder; it holds the launch script of dynamic providers. */
export const sdkFolder = join(repository, "node_modules", "@pulumi", "pulumi");

/** The name of the launch script of dynamic providers, which the engine looks for on PATH and beside itself. */
export const providerScript = executable("pulumi-resource-pulumi-nodejs", ".cmd");

/**
 * The file name of a program on this platform.
 *
 * @param name The program's name as on POSIX systems.
 * @param extension The extension on Windows, `.exe` by default.
 */
export function executable(name: string, extension = ".exe"): string {
  return process.platform === "win32" ? `${name}${extension}` : name;
}

/**
 * The folder that holds what the tools made for this user: `$XDG_CACHE_HOME/pulumi-qcloud-vpn`, by default
 * `~/.cache/pulumi-qcloud-vpn`. It can be removed at any time; the next run makes it anew.
 *
 * @param env The environment to read, by default the process's own.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  // A relative XDG_CACHE_HOME is to be ignored, says the XDG base directory specification.
  const base = env["XDG_CACHE_HOME"]?.startsWith("/") ? env["XDG_CACHE_HOME"] : join(homedir(), ".cache");
  return join(base, "pulumi-qcloud-vpn");
}

/** The version of the installed SDK, such as `3.270.0`. */
export function sdkVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(sdkFolder, "package.json"), "utf8"));
  return String((parsed as { version: unknown }).version);
}

/**
 * A PATH with folders before and after another PATH; empty parts fall away.
 *
 * @param before Folders that win.
 * @param path The PATH to keep, `undefined` for none.
 * @param after Folders that are looked at last.
 */
export function joinPath(before: readonly string[], path: string | undefined, after: readonly string[] = []): string {
  return [...before, ...(path ?? "").split(delimiter), ...after].filter((part) => part !== "").join(delimiter);
}
