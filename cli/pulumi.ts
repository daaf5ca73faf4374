import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { cut } from "../provider/util/text.ts";
import { couldNotLook } from "./failure.ts";
import type { Host } from "./host.ts";
import { plain } from "./text.ts";

/** Which stack a command is about; what is left out is left to the Pulumi CLI. */
export interface StackRef {
  /** The stack's name, as `pulumi --stack` takes it; by default the one that is selected. */
  readonly stack?: string | undefined;
  /** The folder of the Pulumi project; by default the current one. */
  readonly cwd?: string | undefined;
}

/** The flags that name the same stack to the Pulumi CLI. */
export const flagsOf = ({ stack, cwd }: StackRef): string[] => [
  ...(stack === undefined ? [] : ["--stack", stack]),
  ...(cwd === undefined ? [] : ["--cwd", cwd]),
];

/** How one command of the CLI ended. */
export interface PulumiResult {
  readonly code: number;
  readonly stdout: string;
  /** What it says is wrong: the text behind `error:`, on one line. */
  readonly complaint: string;
}

/** How long one command of the CLI may take. */
const TIMEOUT_MS = 120_000;

/** How long its output may stay open after its end. */
const LATE_OUTPUT_MS = 3000;

/**
 * Runs the Pulumi CLI that is on the PATH to its end.
 * @param input what it reads from stdin; a secret goes this way, never as an argument.
 * @throws Failure when there is none, or it takes too long.
 */
export function runPulumi(host: Host, ref: StackRef, args: readonly string[], input?: string): Promise<PulumiResult> {
  const cwd = ref.cwd === undefined ? host.cwd : assertFolder(host, ref.cwd);
  const all = [...args, ...flagsOf({ stack: ref.stack }), "--non-interactive", "--color", "never"];
  const title = `pulumi ${args.slice(0, 2).join(" ")}`;
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", all, {
      cwd,
      env: { ...host.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: TIMEOUT_MS,
      signal: host.signal,
      windowsHide: true,
    });
    const texts = { stdout: "", stderr: "" };
    for (const from of ["stdout", "stderr"] as const) {
      child[from].setEncoding("utf8").on("data", (text: string) => {
        texts[from] += text;
      });
    }
    // A CLI that ends without reading says why on stderr.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    child.on("exit", () => {
      // What it started may live on and hold the pipes: its end is enough.
      const late = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LATE_OUTPUT_MS);
      child.on("close", () => clearTimeout(late));
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? couldNotLook(
              "there is no pulumi on the PATH: install the Pulumi CLI (https://www.pulumi.com/docs/install/)",
            )
          : host.signal.aborted
            ? host.signal.reason
            : couldNotLook(`${title} does not start: ${error.message}`),
      );
    });
    child.on("close", (code, signal) => {
      if (code === null) {
        reject(couldNotLook(`${title} was ended by ${signal} (it may take ${TIMEOUT_MS / 1000} s)`));
      } else {
        resolve({ code, stdout: texts.stdout, complaint: complaintIn(texts.stderr || texts.stdout) });
      }
    });
  });
}

/** Runs a command of the CLI that prints JSON. @throws Failure with what the CLI says is wrong. */
export async function pulumiJson(host: Host, ref: StackRef, args: readonly string[]): Promise<unknown> {
  const result = await runPulumi(host, ref, args);
  const title = `pulumi ${args.slice(0, 2).join(" ")}`;
  if (result.code !== 0) {
    throw couldNotLook(`${title} failed: ${result.complaint}`);
  }
  try {
    return JSON.parse(result.stdout);
  } catch {
    throw couldNotLook(`${title} printed something else than JSON`);
  }
}

function assertFolder(host: Host, cwd: string): string {
  const folder = resolvePath(host.cwd, cwd);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw couldNotLook(`--cwd: there is no folder ${cwd}`);
  }
  return folder;
}

const complaintIn = (stderr: string): string => {
  const at = stderr.search(/^error:/m);
  return plain(cut(at === -1 ? stderr : stderr.slice(at + "error:".length), 600)) || "it does not say why";
};
