import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { cut } from "../provider/util/text.ts";
import { ReadFailure } from "./failure.ts";
import type { Host } from "./host.ts";
import { plain } from "./text.ts";

/** The stack of a command; the Pulumi CLI decides what is left out. */
export interface StackRef {
  /** The stack's name, as `pulumi --stack` takes it; by default the selected one. */
  readonly stack?: string | undefined;
  /** The folder of the Pulumi project; by default the current folder. */
  readonly cwd?: string | undefined;
}

/** The flags of the Pulumi CLI for the same stack. */
export const flagsOf = ({ stack, cwd }: StackRef): string[] => [
  ...(stack === undefined ? [] : ["--stack", stack]),
  ...(cwd === undefined ? [] : ["--cwd", cwd]),
];

/** The result of one command of the CLI. */
export interface PulumiResult {
  readonly code: number;
  readonly stdout: string;
  /** Its error: the text after `error:`, on one line. */
  readonly complaint: string;
}

/** Timeout of one command of the CLI. */
const TIMEOUT_MS = 120_000;

/** How long its output can stay open after its exit. */
const LATE_OUTPUT_MS = 3000;

/**
 * Runs the Pulumi CLI on the PATH.
 * @param input its stdin; secrets are passed here, never as arguments.
 * @throws Failure when there is none, or its timeout ends.
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
    // A CLI that exits without reading stdin reports why on stderr.
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    child.on("exit", () => {
      // Its child processes may keep the pipes open.
      const late = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LATE_OUTPUT_MS);
      child.on("close", () => clearTimeout(late));
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "ENOENT"
          ? new ReadFailure("pulumi is not on the PATH: install the Pulumi CLI (https://www.pulumi.com/docs/install/)")
          : host.signal.aborted
            ? host.signal.reason
            : new ReadFailure(`${title} cannot be started: ${error.message}`),
      );
    });
    child.on("close", (code, signal) => {
      if (code === null) {
        reject(new ReadFailure(`${title} was ended by ${signal} (its timeout is ${TIMEOUT_MS / 1000} s)`));
      } else {
        resolve({ code, stdout: texts.stdout, complaint: complaintIn(texts.stderr || texts.stdout) });
      }
    });
  });
}

/** What to do about a state that the CLI cannot read since it was killed (docs/guides/troubleshooting.md). */
const CUT_OFF =
  ". If the CLI was killed while it wrote to a file backend, delete the empty files *.attrs in the backend's folder; nothing is lost";

/** Runs a command of the CLI that prints JSON. @throws Failure with the error of the CLI. */
export async function pulumiJson(host: Host, ref: StackRef, args: readonly string[]): Promise<unknown> {
  const result = await runPulumi(host, ref, args);
  const title = `pulumi ${args.slice(0, 2).join(" ")}`;
  if (result.code !== 0) {
    throw new ReadFailure(`${title} failed: ${result.complaint}${/\bEOF$/.test(result.complaint) ? CUT_OFF : ""}`);
  }
  try {
    return JSON.parse(result.stdout);
  } catch {
    throw new ReadFailure(`${title} did not print JSON`);
  }
}

function assertFolder(host: Host, cwd: string): string {
  const folder = resolvePath(host.cwd, cwd);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new ReadFailure(`--cwd: ${cwd} is not a folder`);
  }
  return folder;
}

const complaintIn = (stderr: string): string => {
  const at = stderr.search(/^error:/m);
  return plain(cut(at === -1 ? stderr : stderr.slice(at + "error:".length), 600)) || "no reason was given";
};
