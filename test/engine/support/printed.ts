import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { run } from "../../cli/support.ts";
import type { EngineStack } from "./stack.ts";

/**
 * Runs a command line that our own commands printed, in the stack's project, as a person who copies it into a shell and
 * answers every question with yes. Other commands run with what `export` set.
 *
 * @param stack The stack.
 * @param line The command line, as printed.
 * @returns What it printed on stdout.
 */
export async function runPrinted(stack: EngineStack, line: string): Promise<string> {
  // The shell's own reading of the line, whatever is quoted in it.
  const words = execFileSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
  const [program, ...args] = words[0] === "npx" ? words.slice(1) : words;
  switch (program) {
    case "export": {
      const [name = "", ...value] = (args[0] ?? "").split("=");
      stack.setEnv({ [name]: value.join("=") });
      return "";
    }
    case "pulumi": {
      const [command = "", ...rest] = args;
      // What a person answers to the CLI's questions.
      return (await stack.run(command, { args: rest, env: { PULUMI_SKIP_CONFIRMATIONS: "true" } })).stdout;
    }
    case "pulumi-qcloud-vpn": {
      const around = { env: stack.env, cwd: stack.folder.project, answers: ["yes"] };
      const { code, stdout, stderr } = await run(args, around);
      // A doctor that was told to wait says afterwards what else is wrong.
      assert.ok(code === 0 || (args[0] === "doctor" && code === 1), `${line}\n${stdout}${stderr}`);
      return stdout;
    }
    default:
      assert.fail(`no command that a shell would find: ${line}`);
  }
}
