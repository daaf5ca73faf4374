import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { executable } from "../../../tools/toolchain/paths.ts";
import { projectName } from "./project.ts";
import type { EngineStack } from "./stack.ts";

/**
 * The same stack through the Automation API, with the same CLI, project, backend and environment: both ways can be mixed
 * in one test.
 *
 * @param stack The stack of the test.
 * @param program A program to run within the test's own process in place of the project's; `undefined` for the
 *   project's.
 */
export async function automationStack(stack: EngineStack, program?: PulumiFn): Promise<Stack> {
  // Loaded here, because it takes longer than many a test that does not use it.
  const { LocalWorkspace, PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  const pulumiCommand = await PulumiCommand.get({ root: await rootOf(stack) });
  const stackName = stack.name;
  const workDir = stack.folder.project;
  const envVars = Object.fromEntries(Object.entries(stack.env).map(([name, value]) => [name, value ?? ""]));
  const options = { workDir, envVars, pulumiCommand, pulumiHome: stack.folder.pulumiHome };
  return program === undefined
    ? LocalWorkspace.selectStack({ stackName, workDir }, options)
    : LocalWorkspace.selectStack({ stackName, projectName, program }, options);
}

/** A folder that has the CLI as `bin/pulumi`, as the Automation API wants it. */
async function rootOf(stack: EngineStack): Promise<string> {
  const root = join(stack.folder.home, "cli");
  const link = join(root, "bin", executable("pulumi"));
  await mkdir(dirname(link), { recursive: true });
  await symlink(stack.pulumi, link).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") {
      throw error;
    }
  });
  return root;
}
