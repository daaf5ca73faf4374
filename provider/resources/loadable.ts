import { createRequire } from "node:module";
import { join } from "node:path";
import { RunError } from "@pulumi/pulumi";
import { runsInCli } from "../hosts/run-by.ts";

/** What the text of every resource imports, in the process that Pulumi starts for the provider. */
const SPECIFIER = "pulumi-qcloud-vpn/provider";

/** Pulumi starts the provider in the folder that the program starts in; a program may leave it later. */
const folder = process.cwd();

/**
 * The object whose text Pulumi stores, after a check that Pulumi's provider process can load what that text imports. Without the check
 * the program would fail there, with a trace of this package's inner functions or of Node.js.
 *
 * @throws RunError, of which Pulumi prints the message alone.
 */
export function loadable<T extends { configure?: unknown }>(shell: T): T {
  // A bundler replaces the specifier by the module itself.
  if (!String(shell.configure).includes(SPECIFIER)) {
    throw new RunError(
      "pulumi-qcloud-vpn is bundled into the program, where Pulumi's provider process cannot load it. Nothing was changed. Mark pulumi-qcloud-vpn as external in the bundler's options (esbuild: --external:pulumi-qcloud-vpn), and install it next to the bundle",
    );
  }
  // A program in another process than the CLI's, such as an inline program, does not know the provider's folder.
  if (runsInCli && !isFoundFrom(folder)) {
    throw new RunError(
      `Pulumi's provider process runs in ${folder} and cannot find pulumi-qcloud-vpn from there. Nothing was changed. Add pulumi-qcloud-vpn to the dependencies of the project that holds Pulumi.yaml, and install them`,
    );
  }
  return shell;
}

function isFoundFrom(path: string): boolean {
  try {
    createRequire(join(path, "index.js")).resolve(SPECIFIER);
    return true;
  } catch {
    return false;
  }
}
