import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { EmulatorState, RecordedCall, TaskState } from "../../../emulator/index.ts";
import { repository } from "../../../tools/toolchain/paths.ts";
import { call, type Reached } from "../../emulator/support.ts";
import { account, vpcId, vpnGwId } from "./account.ts";

/** Tunnels that hang on one VPN gateway. */
const perGateway = 50;

/** The gateways of one tunnel. */
export interface Place {
  readonly vpnGwId: string;
  readonly userGwId: string;
}

// biome-ignore lint/suspicious/noExplicitAny: answers of several actions
async function ask(reached: Reached, action: string, parameters: Record<string, string>): Promise<any> {
  const { json, text } = await call(reached, action, parameters);
  if (Number(json?.code) !== 0) {
    throw new Error(`${action}: ${text}`);
  }
  return json;
}

/** Makes the peer gateway of that number, each with an address of its own; its id comes of it. */
export async function addPeer(reached: Reached, index: number): Promise<string> {
  const peer = { userGwName: `bench-${index}`, userGwAddr: `198.18.${index >> 7}.${1 + (index & 127)}` };
  return String((await ask(reached, "AddUserGw", peer)).userGwId);
}

/** The first line that the emulator prints. */
interface Addresses {
  readonly url: string;
  readonly api3: string;
  readonly control: string;
}

/** The emulator in a process of its own, with gateways for as many tunnels as are asked for. */
export class Cloud {
  readonly url: string;
  readonly api3Url: string;
  readonly #control: string;
  readonly #child: ChildProcess;
  readonly #gateways = [vpnGwId];
  readonly #peers: string[] = [];

  private constructor(child: ChildProcess, { url, api3, control }: Addresses) {
    this.#child = child;
    this.url = url;
    this.api3Url = api3;
    this.#control = control;
  }

  /** Starts it on a free port of the loopback interface. */
  static async start(): Promise<Cloud> {
    const command = join(repository, "dist", "emulator", "bin.js");
    const child = spawn(process.execPath, [command, "--port", "0", "--task-ms", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.once("exit", () => child.kill());
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new Cloud(child, JSON.parse(line) as Addresses);
  }

  /** Gateways for so many tunnels. */
  async places(count: number): Promise<Place[]> {
    await this.configure({ taskMs: 0, rate: 0 });
    while (this.#gateways.length * perGateway < count) {
      const name = `bench-${this.#gateways.length}`;
      const order = { vpcId, name, bandwidth: "5", chargeType: "POSTPAID_BY_HOUR" };
      this.#gateways.push(String((await ask(this.#reached, "RunVpnGw", order)).data.vpnGwId));
    }
    while (this.#peers.length < count) {
      this.#peers.push(await addPeer(this.#reached, this.#peers.length));
    }
    return this.#peers.slice(0, count).map((userGwId, index) => ({
      userGwId,
      vpnGwId: this.#gateways[Math.floor(index / perGateway)] ?? "",
    }));
  }

  /** Changes how long tasks take, in milliseconds, how many requests a second are allowed (0: any), and whether API 3.0 has its own rates. */
  async configure(settings: {
    readonly taskMs: number;
    readonly rate: number;
    readonly hasDocumentedRates?: boolean;
  }): Promise<void> {
    const { hasDocumentedRates = false, ...rest } = settings;
    const set = { documentedRates: hasDocumentedRates ? "on" : "off" };
    await this.#reach("PATCH", "settings", JSON.stringify({ ...rest, set }));
  }

  /** The calls since they were last taken, in the order of their arrival; forgets them. */
  async takeCalls(): Promise<RecordedCall[]> {
    const calls = (await this.#reach("GET", "calls")) as RecordedCall[];
    await this.#reach("DELETE", "calls");
    return calls;
  }

  /** How many tunnels stand. */
  async standing(): Promise<number> {
    return (await this.#state()).vpnConnections.length;
  }

  /** The tasks of the last hour. */
  async tasks(): Promise<readonly TaskState[]> {
    return (await this.#state()).tasks;
  }

  /** Ends it. */
  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }

  async #state(): Promise<EmulatorState> {
    return (await this.#reach("GET", "state")) as EmulatorState;
  }

  get #reached(): Reached {
    return { url: this.url, ...account };
  }

  async #reach(method: string, path: string, body?: string): Promise<unknown> {
    const response = await fetch(`${this.#control}/${path}`, {
      method,
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${await response.text()}`);
    }
    return await response.json();
  }
}
