/** Runs the emulator as a process, for tests of its command line and its data file. */

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Reached } from "./support.ts";

const bin = fileURLToPath(new URL("../../emulator/bin.ts", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running extends Reached {
  readonly control: string;
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Sends a signal and waits for the end. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

/** Runs the command to its end. */
export async function run(...args: string[]): Promise<Ended> {
  return runIn({}, ...args);
}

/** Runs the command to its end, in another folder or environment. */
export async function runIn(where: SpawnOptions, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], { ...where, stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}

/** Starts the command and waits for its first line. */
export async function start(...args: string[]): Promise<Running> {
  return startIn({}, ...args);
}

/** Starts the command in another folder or environment and waits for its first line. */
export async function startIn(where: SpawnOptions, ...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [bin, ...args], { ...where, stdio: "pipe" });
  let output = "";
  let line = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      line += chunk;
      output += chunk;
      if (line.includes("\n")) {
        resolve();
      }
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("exit", (code) => reject(new Error(`the emulator ended with ${code}: ${output}`)));
  });
  const { url, control } = JSON.parse(line.split("\n")[0] ?? "") as { url: string; control: string };
  const ended = once(child, "exit");
  return {
    url,
    control,
    secretId: "emulator-secret-id",
    secretKey: "emulator-secret-key",
    child,
    output: () => output,
    end: async (signal) => {
      child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}
