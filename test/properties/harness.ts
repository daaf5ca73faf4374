import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { type Host, loadHosts, watchRequests } from "./processes.ts";
import { QuietTime } from "./time.ts";

/**
 * Copies of the provider's modules: none serves two processes of one case, since what a process remembers ends with it. Seven
 * steps, four `up` until all is well, refresh and destroy make thirteen; one more only looks at differences.
 */
const HOSTS = 14;

/** Ports that a case of this process had: none has it again, so that nothing that is remembered of an endpoint is of another case. */
const usedPorts = new Set<number>();

/** The time at which every case begins. */
const START = Date.parse("2024-05-01T00:00:00Z");

/** What of the environment would decide where calls go and how long they take. */
const MEDDLING = /^(QCLOUD|TENCENTCLOUD)_|_proxy$/i;

/** What the cases of one process or thread share: time, module copies, and everything that is printed. */
export class Harness {
  readonly time: QuietTime;
  readonly lines: string[] = [];
  readonly hosts: readonly Host[];
  readonly #undo: (() => void)[];

  private constructor(hosts: readonly Host[], time: QuietTime, undo: (() => void)[]) {
    this.hosts = hosts;
    this.time = time;
    this.#undo = undo;
  }

  /** Loads the modules and fakes time and console until `end`. */
  static async begin(): Promise<Harness> {
    const { hosts, release } = await loadHosts(HOSTS);
    const time = new QuietTime(START);
    const unwatch = watchRequests();
    const { log, error, warn, info } = console;
    const { random } = Math;
    const env = { ...process.env };
    for (const name of Object.keys(env).filter((each) => MEDDLING.test(each))) {
      delete process.env[name];
    }
    const harness = new Harness(hosts, time, [
      () => {
        process.env = env;
      },
      () => Object.assign(console, { log, error, warn, info }),
      () => {
        Math.random = random;
      },
      unwatch,
      release,
      () => time.restore(),
    ]);
    const keep = (...parts: unknown[]): void => {
      harness.lines.push(parts.map(String).join(" "));
    };
    Object.assign(console, { log: keep, error: keep, warn: keep, info: keep });
    return harness;
  }

  /** Starts something on a free port that no case had before. */
  async onPort<T>(start: (port: number) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      assert.ok(tries < 1000, "all ports were used: run fewer cases in one process");
      // Below the ports that systems give out: thousands of cases would take the one that a test beside them has just left, and counts on.
      const port = randomInt(10_000, 32_768);
      if (usedPorts.has(port)) {
        continue;
      }
      usedPorts.add(port);
      try {
        return await start(port);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") {
          throw error;
        }
      }
    }
  }

  /** Makes chance repeat itself (mulberry32). */
  seed(seed: number): void {
    let state = seed >>> 0;
    Math.random = () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  end(): void {
    for (const undo of this.#undo) {
      undo();
    }
  }
}
