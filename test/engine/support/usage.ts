import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** What a process has used. */
export interface Usage {
  /** Seconds of processor time since it started. */
  readonly seconds: number;
  /** Resident memory in megabytes. */
  readonly megabytes: number;
}

/**
 * What a process has used so far.
 *
 * @param pid The process's id.
 * @returns `undefined` when it has ended.
 */
export async function usageOf(pid: number): Promise<Usage | undefined> {
  try {
    return process.platform === "linux" ? await fromProc(pid) : await fromPs(pid);
  } catch {
    return undefined;
  }
}

async function fromProc(pid: number): Promise<Usage | undefined> {
  const [stat, status] = await Promise.all(["stat", "status"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8")));
  // What follows the name of the program, which stands in parentheses; a clock tick is 10 ms.
  const [, , , , , , , , , , , user = "0", system = "0"] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? "")?.[1];
  // A process that has ended and was not waited for has no memory.
  return kilobytes === undefined
    ? undefined
    : { seconds: (Number(user) + Number(system)) / 100, megabytes: Number(kilobytes) / 1024 };
}

async function fromPs(pid: number): Promise<Usage> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "time=,rss=", "-p", String(pid)]);
  const [time = "", kilobytes = ""] = stdout.trim().split(/\s+/);
  const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return { seconds, megabytes: Number(kilobytes) / 1024 };
}
