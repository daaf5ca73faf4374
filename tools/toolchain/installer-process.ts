/** Run as a process by `installer.ts`: installs the CLI of the SDK's version into the folder given as argument. */
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { reachedLine } from "./installer.ts";

/** Milliseconds within which the installer's script must have arrived; the SDK alone would wait two minutes. */
const answerWithinMs = 8000;

const [root] = process.argv.slice(2);
if (root === undefined) {
  throw new Error("usage: installer-process.ts FOLDER");
}

const systemFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const response = await systemFetch(input, { ...init, signal: AbortSignal.timeout(answerWithinMs) });
  console.log(reachedLine);
  return response;
};

try {
  await PulumiCommand.install({ root });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
// Nothing that a failed connection left behind keeps the process alive.
process.exit(0);
