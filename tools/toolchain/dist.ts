import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { exists } from "./cache.ts";
import { joinPath, nodeFolder, repository } from "./paths.ts";

/**
 * Builds `dist` with `npm run build` if it is missing or older than one of its sources.
 *
 * @throws Error if the build fails; the compiler's messages are on stdout and stderr.
 */
export async function buildDist(): Promise<void> {
  if (await isBuilt()) {
    return;
  }
  // The compiler would leave its compile cache in the folder for temporary files.
  const env = { PATH: joinPath([nodeFolder], process.env["PATH"]), NODE_DISABLE_COMPILE_CACHE: "1" };
  await execa("npm", ["run", "--silent", "build"], { cwd: repository, env, stdio: "inherit" });
}

/** The compiler writes every file anew, so that any one of them tells when it ran. */
async function isBuilt(): Promise<boolean> {
  const output = join(repository, "dist", "provider", "index.js");
  if (!(await exists(output))) {
    return false;
  }
  const { mtimeMs } = await stat(output);
  const sources = [
    ...(await filesIn(join(repository, "provider"))),
    ...(await filesIn(join(repository, "emulator"))),
    ...(await filesIn(join(repository, "cli"))),
    ...["package.json", "tsconfig.json", "tsconfig.build.json"].map((name) => join(repository, name)),
  ];
  const times = await Promise.all(sources.map(async (source) => (await stat(source)).mtimeMs));
  return times.every((time) => time <= mtimeMs);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  // Folders count too: a file that was removed changes the time of its folder.
  return [folder, ...entries.map((entry) => join(entry.parentPath, entry.name))];
}
