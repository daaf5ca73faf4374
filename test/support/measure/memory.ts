import { fork } from "node:child_process";
import { once } from "node:events";
import { startEmulator } from "../../../emulator/index.ts";
import { vpnGwId } from "./account.ts";
import { addPeer, type Place } from "./cloud.ts";

/** Memory that is in use after a garbage collection, bytes for each tunnel. */
export interface Memory {
  /** While its deletion is waited for. */
  readonly waiting: number;
  /** When it is gone. */
  readonly kept: number;
}

/** What the child is told. */
export interface Assignment {
  readonly url: string;
  /** The first few only warm the process up. */
  readonly places: readonly Place[];
  readonly warm: number;
}

const tunnels = 200;
const warm = 50;

/**
 * Memory that each of 200 tunnels more takes in the provider. Peaks of a process say little of that: most of what they hold is garbage
 * that V8 has not collected yet.
 */
export async function memoryPerTunnel(): Promise<Memory> {
  const emulator = await startEmulator({ taskMs: 0 });
  try {
    const places: Place[] = [];
    for (let index = 0; index < warm + tunnels; index += 1) {
      places.push({ vpnGwId, userGwId: await addPeer(emulator, index) });
    }
    const child = fork(new URL("./memory-child.ts", import.meta.url), {
      execArgv: ["--expose-gc"],
      env: { ...process.env, TENCENTCLOUD_REGION: "ap-guangzhou" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    try {
      child.on("message", (message) => {
        if (message === "tunnels stand") {
          emulator.configure({ taskMs: 4000 });
        }
      });
      child.send({ url: emulator.url, places, warm } satisfies Assignment);
      const ended = once(child, "exit").then(([code]) => {
        throw new Error(`the process whose memory is measured ended with ${code}`);
      });
      const measured = new Promise<Memory>((resolve) => {
        child.on("message", (message) => {
          if (typeof message === "object") {
            resolve(message as Memory);
          }
        });
      });
      return await Promise.race([measured, ended]);
    } finally {
      child.removeAllListeners();
      child.kill();
    }
  } finally {
    await emulator.stop();
  }
}
