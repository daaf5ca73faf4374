#!/usr/bin/env node
/** The command pulumi-qcloud-vpn. */

import "../provider/util/node-version.ts";
import { createInterface } from "node:readline/promises";
import type { Host, Output } from "./host.ts";
import { main } from "./main.ts";

const interruption = new AbortController();

/** The first signal cancels the command, which then says so; the second one ends the process at once. */
function interruptOnSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interruption.abort(new Error("interrupted")));
  }
}

function outputOf(stream: NodeJS.WriteStream): Output {
  // The reader has closed the pipe (`| head`).
  stream.on("error", () => process.exit(process.exitCode ?? 1));
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY === true };
}

/** Asks on the terminal; undefined after Ctrl-C, Ctrl-D or the end of the input. */
async function ask(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) {
    return undefined;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const unanswered = new Promise<undefined>((resolve) => {
    terminal.on("close", () => resolve(undefined));
    terminal.on("SIGINT", () => terminal.close());
    interruption.signal.addEventListener("abort", () => terminal.close(), { once: true });
  });
  try {
    const answer = await Promise.race([terminal.question(question).catch(() => undefined), unanswered]);
    if (answer === undefined) {
      process.stderr.write("\n");
    }
    return answer;
  } finally {
    terminal.close();
  }
}

const host: Host = {
  env: process.env,
  cwd: process.cwd(),
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  ask,
  signal: interruption.signal,
};

interruptOnSignal();
process.exitCode = await main(process.argv.slice(2), host);
