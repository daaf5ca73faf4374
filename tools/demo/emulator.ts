import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { repository } from "../toolchain/paths.ts";

/** A call of the API as the emulator's control path lists it. */
export interface Call {
  /** When it arrived, ISO 8601. */
  time: string;
  action: string;
  parameters: Record<string, string>;
  code: number | null;
  codeDesc: string | null;
}

/** An emulator that runs as a process of its own. */
export interface EmulatorProcess {
  /** The address of each version of the API. */
  endpoints: Readonly<Record<"2.0" | "3.0", string>>;
  /** The calls that it got since it started, oldest first. */
  calls(): Promise<Call[]>;
  /** How many tunnels it holds. */
  tunnels(): Promise<number>;
}

/**
 * Starts the built emulator on a free port of the loopback interface. It runs until it is ended by its id.
 *
 * @param env Its whole environment.
 * @throws Error if it ends without saying where it listens.
 */
export async function startEmulatorProcess(env: NodeJS.ProcessEnv): Promise<EmulatorProcess> {
  const command = join(repository, "dist", "emulator", "bin.js");
  // Detached, so that Ctrl-C reaches it no sooner than the demo has ended what talks to it.
  const child = spawn(process.execPath, [command, "--port", "0"], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const firstLine = once(createInterface({ input: child.stdout }), "line") as Promise<[string]>;
  const end = once(child, "exit").then(([code]) => {
    throw new Error(`The emulator ended with ${code} before it said where it listens`);
  });
  const [line] = await Promise.race([firstLine, end]);
  end.catch(() => {});
  child.unref();
  const { url, api3, control } = JSON.parse(line) as { url: string; api3: string; control: string };
  return {
    endpoints: { "2.0": url, "3.0": api3 },
    calls: () => get<Call[]>(`${control}/calls`),
    tunnels: async () => (await get<{ vpnConnections: unknown[] }>(`${control}/state`)).vpnConnections.length,
  };
}

async function get<T>(address: string): Promise<T> {
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) {
    throw new Error(`The emulator's control path answers ${response.status} to ${address}`);
  }
  return (await response.json()) as T;
}
