import { execFile } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { endProcessesWith } from "../../../tools/processes.ts";
import { repository, sdkFolder } from "../../../tools/toolchain/paths.ts";
import { assertShown, type Step } from "../../docs/shown.ts";
import { engineEnvironment, markerVariable, type Variables } from "./environment.ts";
import { createProject } from "./project.ts";

const commands = {
  "pulumi-qcloud-vpn": "cli",
  "qcloud-vpc-emulator": "emulator",
  "pulumi-resource-qcloud": "provider/plugin",
};

/** What stands for `npm install`, as the package is not in a registry: links, and its commands. */
async function install(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, ".bin"), { recursive: true });
  await mkdir(join(modules, "@pulumi"));
  await symlink(repository, join(modules, "pulumi-qcloud-vpn"));
  await symlink(sdkFolder, join(modules, "@pulumi", "pulumi"));
  for (const [name, part] of Object.entries(commands)) {
    const command = join(modules, ".bin", name);
    await writeFile(command, `#!/bin/sh\nexec node "${join(repository, "dist", part, "bin.js")}" "$@"\n`);
    await chmod(command, 0o755);
  }
}

/** A person who follows a guide in a folder with the package. */
export class Reader {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#env = env;
  }

  /** Writes files of the project. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(this.folder, name), text);
    }
  }

  /**
   * Runs commands in one shell, as printed, and compares what they print with what the page shows. Questions are answered with yes.
   *
   * @param steps The commands, with the output that the page shows.
   * @param before Commands of the test itself, such as one that starts the emulator.
   * @returns What each step printed, also on stderr.
   * @throws Error if a command fails; AssertionError if the page shows another output.
   */
  async follow(steps: readonly Step[], before = ":"): Promise<string[]> {
    const mark = "=== step";
    const script = [before, "exec 2>&1", ...steps.map(({ commands }) => `echo "${mark}"\n${commands}`)].join("\n");
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], {
      cwd: this.folder,
      env: { ...this.#env, PULUMI_SKIP_CONFIRMATIONS: "true" },
    });
    const printed = stdout.split(`${mark}\n`).slice(1);
    for (const [index, { shown, at }] of steps.entries()) {
      if (shown !== undefined) {
        assertShown(shown, printed[index] ?? "", at);
      }
    }
    return printed;
  }
}

/**
 * Lets a reader with the package installed follow guides. Every process that the commands start is ended.
 *
 * @param env More environment variables.
 */
export async function asReader(read: (reader: Reader) => Promise<void>, env: Variables = {}): Promise<void> {
  const folder = await createProject({ nodeModules: "none" });
  const environment = await engineEnvironment(folder, undefined, env);
  try {
    await install(folder.project);
    await read(new Reader(folder.project, environment.env));
  } finally {
    await endProcessesWith(markerVariable, environment.marker);
    await folder.remove();
  }
}
