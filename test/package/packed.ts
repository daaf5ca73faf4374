import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/toolchain/paths.ts";

const run = promisify(execFile);

/** What `npm pack` makes of the built repository. */
export interface Packed {
  readonly tarball: string;
  /** A folder whose `node_modules` holds the unpacked package as a real folder, and links to what it depends on. */
  readonly project: string;
  remove(): Promise<void>;
}

/** Packs the repository as `npm publish` would, and unpacks that beside what it depends on. Run the build first. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-packed-"));
  await run("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: repository });
  const [name = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  const tarball = join(folder, name);
  const project = join(folder, "project");
  const modules = join(project, "node_modules");
  await mkdir(join(modules, "@types"), { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", folder]);
  await rename(join(folder, "package"), join(modules, "pulumi-qcloud-vpn"));
  for (const linked of ["@pulumi", "@types/node", "undici-types", "got", "ipaddr.js", "p-retry", "zod", "hpagent"]) {
    await symlink(join(repository, "node_modules", linked), join(modules, linked));
  }
  return { tarball, project, remove: () => rm(folder, { recursive: true }) };
}
