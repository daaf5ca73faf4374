import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** A running process. */
export interface RunningProcess {
  /** Its id. */
  pid: number;
  /** Its command line, words separated by spaces. */
  command: string;
}

/**
 * The running processes of this user that were started with a variable in their environment. Children inherit it, so
 * a variable with a value of its own finds everything that one command started, also what outlived it.
 *
 * @param name The variable's name.
 * @param value Its value, without spaces.
 * @returns The processes, without the calling one.
 */
export async function processesWith(name: string, value: string): Promise<RunningProcess[]> {
  const all = process.platform === "linux" ? await fromProc(`${name}=${value}`) : await fromPs(`${name}=${value}`);
  return all.filter(({ pid }) => pid !== process.pid);
}

/**
 * Ends, by id and at once (SIGKILL), every process that {@link processesWith} finds, also those that start meanwhile.
 *
 * @param name The variable's name.
 * @param value Its value, without spaces.
 * @returns The processes that were ended, in no order.
 * @throws Error if some are still there after ten seconds.
 */
export async function endProcessesWith(name: string, value: string): Promise<RunningProcess[]> {
  const ended = new Map<number, RunningProcess>();
  for (const deadline = Date.now() + 10_000; ; await sleep(20)) {
    const running = await processesWith(name, value);
    if (running.length === 0) {
      return [...ended.values()];
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Processes that do not end: ${running.map(({ pid, command }) => `${pid} ${command}`).join("; ")}`,
      );
    }
    for (const each of running) {
      ended.set(each.pid, each);
      signalProcess(each.pid, "SIGKILL");
    }
  }
}

/**
 * Sends a signal to one process; one that has ended meanwhile is no error.
 *
 * @param pid The process's id, or minus the id of a process group.
 * @param signal The signal.
 */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}

async function fromProc(marker: string): Promise<RunningProcess[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(
    pids.map(async (pid) => {
      try {
        const environment = await readFile(`/proc/${pid}/environ`, "utf8");
        if (!environment.split("\0").includes(marker)) {
          return [];
        }
        const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").join(" ").trim();
        // Without a command line, it ended between the two reads.
        return command === "" ? [] : [{ pid: Number(pid), command }];
      } catch {
        // Another user's process, or one that has just ended.
        return [];
      }
    }),
  );
  return processes.flat();
}

async function fromPs(marker: string): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)("ps", ["axeww", "-o", "pid=,command="], { maxBuffer: 64 * 1024 * 1024 });
  return stdout
    .split("\n")
    .filter((line) => line.split(" ").includes(marker))
    .map((line) => {
      const [, pid = "", command = ""] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
      return { pid: Number(pid), command };
    });
}
