#!/usr/bin/env node
/** The command qcloud-vpc-emulator. */

import { readFileSync } from "node:fs";
import { type Command, environmentLines, parseCommand, UsageError } from "./command.ts";
import { AccountError } from "./control/accounts.ts";
import { ListenError } from "./http/server.ts";
import { type Emulator, startEmulator } from "./index.ts";
import { OptionError } from "./options.ts";
import { DataFileError } from "./state/data-file.ts";
import { SwitchError } from "./switches.ts";
import { usage } from "./usage.ts";

/** The package's version. package.json is one folder up in the source tree and two folders up in the published package. */
function version(): string {
  for (const path of ["../package.json", "../../package.json"]) {
    try {
      const text = readFileSync(new URL(path, import.meta.url), "utf8");
      return String((JSON.parse(text) as { version?: unknown }).version);
    } catch {
      // Try the other folder.
    }
  }
  return "unknown";
}

/** Reports an error and exits: code 2 for invalid usage, 1 for any other failure. */
function fail(error: unknown): never {
  const isUsage = [UsageError, OptionError, SwitchError, AccountError].some((kind) => error instanceof kind);
  const isKnown =
    isUsage ||
    error instanceof DataFileError ||
    error instanceof ListenError ||
    (error instanceof Error && "syscall" in error);
  process.stderr.write(`qcloud-vpc-emulator: ${error instanceof Error && isKnown ? error.message : String(error)}\n`);
  process.exit(isUsage ? 2 : 1);
}

/** Stops on the first signal; a second one ends the process at once. */
function stopOnSignal(emulator: Emulator): void {
  const stop = (): void => {
    process.removeAllListeners("SIGTERM").removeAllListeners("SIGINT");
    emulator.stop().then(() => process.exit(0), fail);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

async function main(): Promise<void> {
  const command: Command = parseCommand(process.argv.slice(2), process.env);
  if (command.kind === "help") {
    process.stdout.write(usage());
    return;
  }
  if (command.kind === "version") {
    process.stdout.write(`${version()}\n`);
    return;
  }
  if (command.kind === "env") {
    process.stdout.write(environmentLines(command.api, command.url));
    return;
  }
  const emulator = await startEmulator(command.options);
  stopOnSignal(emulator);
  process.stdout.write(`${JSON.stringify({ url: emulator.url, control: emulator.control, api3: emulator.api3Url })}\n`);
  for (const [account, ids] of emulator.seeded) {
    if (account === emulator.secretId) {
      continue;
    }
    process.stderr.write(`account ${account}: ${ids.vpc} ${ids.gateway} ${ids.userGateway}\n`);
  }
}

main().catch(fail);
