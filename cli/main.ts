import { readFileSync } from "node:fs";
import { messageOf } from "../provider/lifecycle/errors.ts";
import { adopt } from "./adopt/command.ts";
import { doctor } from "./doctor/command.ts";
import { Failure, UsageError } from "./failure.ts";
import type { Command, Host } from "./host.ts";
import { remove } from "./remove.ts";
import { plain } from "./text.ts";

const PROGRAM = "pulumi-qcloud-vpn";

const COMMANDS: Readonly<Record<string, Command>> = { adopt, doctor, remove };

const usage = (): string => `Usage: ${PROGRAM} COMMAND [options]

Commands:
${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}

  --help     print this text, or the text of a command
  --version  print the version

Exit code: 0 success, 1 problems found or refused, 2 wrong command line or failed read.
`;

/**
 * Runs one command line.
 * @param args without the program's name.
 * @returns the exit code. An error is one line on stderr.
 */
export async function main(args: readonly string[], host: Host): Promise<number> {
  try {
    return await dispatch(args, host);
  } catch (error) {
    const isInterrupted = host.signal.aborted && error === host.signal.reason;
    const message = isInterrupted ? "interrupted" : messageOf(error);
    const hint = error instanceof UsageError ? `; see npx ${PROGRAM} ${commandIn(args)}--help` : "";
    host.stderr.write(`${PROGRAM}: ${plain(message)}${hint}\n`);
    return isInterrupted ? 130 : error instanceof Failure ? error.exitCode : 2;
  }
}

async function dispatch([name, ...rest]: readonly string[], host: Host): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    host.stdout.write(usage());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    host.stdout.write(`${version()}\n`);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    throw new UsageError(`unknown command "${name}"`);
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    host.stdout.write(command.help);
    return 0;
  }
  return await command.run(rest, host);
}

const commandIn = ([name]: readonly string[]): string =>
  name !== undefined && Object.hasOwn(COMMANDS, name) ? `${name} ` : "";

/** The package's version; package.json is one folder up in the source tree and two in the published package. */
function version(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), "utf8");
      return String((JSON.parse(text) as { version?: unknown }).version);
    } catch {
      // It is in the other folder.
    }
  }
  return "unknown";
}
