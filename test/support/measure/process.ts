import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineStack } from "../../engine/support/stack.ts";

/** What the provider's process took. */
export interface ProcessCost {
  /** Peak of its resident memory, bytes; 0 where the system does not tell. */
  readonly peakBytes: number;
  /** Processor time, milliseconds. */
  readonly cpuMs: number;
}

/** Clock ticks a second in /proc/PID/stat; 100 on every Linux of today. */
const ticksPerSecond = 100;

/** Time between two looks at the process, milliseconds; what it takes in the last of them is missed. */
const everyMs = 50;

/** The process that runs the lifecycle: Node.js of the dynamic host, or the plugin. */
const provider = /cmd[\\/]dynamic-provider|pulumi-resource-qcloud/;

/** Watches the provider's process of a stack while a command runs. */
export async function watchProvider(stack: EngineStack, command: Promise<unknown>): Promise<ProcessCost> {
  let isOver = false;
  const end = command.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  const costs = new Map<number, ProcessCost>();
  while (!isOver) {
    const found = await stack.processes().catch(() => []);
    for (const { pid, command: line } of found) {
      const cost = provider.test(line) ? await costOf(pid) : undefined;
      if (cost !== undefined) {
        costs.set(pid, cost);
      }
    }
    await Promise.race([end, sleep(everyMs)]);
  }
  const all = [...costs.values()];
  return {
    peakBytes: Math.max(0, ...all.map(({ peakBytes }) => peakBytes)),
    cpuMs: Math.max(0, ...all.map(({ cpuMs }) => cpuMs)),
  };
}

async function costOf(pid: number): Promise<ProcessCost | undefined> {
  try {
    const [status, stat] = await Promise.all([
      readFile(`/proc/${pid}/status`, "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    // The name, in parentheses, may hold spaces; the fields after it are numbered from 3.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { peakBytes: Number(peak ?? 0) * 1024, cpuMs: (ticks * 1000) / ticksPerSecond };
  } catch {
    return undefined;
  }
}
