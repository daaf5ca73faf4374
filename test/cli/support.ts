/** What the tests of the command line share: running it in this process, a state to show it, and a Pulumi CLI that is none. */

import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../cli/host.ts";
import { main } from "../../cli/main.ts";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator/index.ts";
import type { ApiVersion } from "../../provider/api/index.ts";
import { configFor, args as tunnelArgs } from "../lifecycle/support.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { reached } from "../support/versions.ts";

/** How a command line ended and what it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Questions that it asked. */
  readonly questions: readonly string[];
}

/** What surrounds a command line. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** What a person answers, in order; with none left, nobody answers. */
  readonly answers?: readonly string[];
  /** Whether stdout and stderr are a terminal; no by default. */
  readonly isTerminal?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs a command line in this process. */
export async function run(args: readonly string[], around: Surroundings): Promise<Ran> {
  const texts = { stdout: "", stderr: "" };
  const questions: string[] = [];
  const answers = [...(around.answers ?? [])];
  const output = (to: keyof typeof texts) => ({
    write: (text: string): void => {
      texts[to] += text;
    },
    isTerminal: around.isTerminal === true,
  });
  const host: Host = {
    env: around.env,
    cwd: around.cwd,
    stdout: output("stdout"),
    stderr: output("stderr"),
    ask: async (question) => {
      questions.push(question);
      return answers.shift();
    },
    signal: around.signal ?? new AbortController().signal,
  };
  const code = await main(args, host);
  return { code, ...texts, questions };
}

/** A test's emulator and a folder of its own. */
export interface Bench {
  readonly emulator: Emulator;
  /** An empty folder, outside any project. */
  readonly folder: string;
  /** The environment that reaches the emulator. */
  readonly env: Record<string, string | undefined>;
  /** Runs a command line in the folder. */
  run(args: readonly string[], around?: Partial<Surroundings>): Promise<Ran>;
}

/** Runs a test with an emulator whose tasks are done at once, and a folder; both are gone afterwards. */
export async function withBench(test: (bench: Bench) => Promise<void>, options: EmulatorOptions = {}): Promise<void> {
  const emulator = await startEmulator({ taskMs: 0, ...options });
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-cli-"));
  const env = {
    HOME: folder,
    PATH: folder,
    TENCENTCLOUD_SECRET_ID: emulator.secretId,
    TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
    TENCENTCLOUD_REGION: "ap-guangzhou",
    QCLOUD_VPC_ENDPOINT: reached(emulator).endpoint,
    QCLOUD_API: reached(emulator).api,
  };
  try {
    await test({ emulator, folder, env, run: (args, around) => run(args, { env, cwd: folder, ...around }) });
  } finally {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A resource as `pulumi stack export` shows it. */
export interface ExportedResource {
  urn: string;
  type: string;
  id?: string;
  [field: string]: unknown;
}

type Type = "VpnConnection" | "UserGateway";

/** The state of a stack, made by the provider's own methods. */
export class Stack {
  readonly resources: ExportedResource[] = [];
  readonly pending: { type: string; resource: ExportedResource }[] = [];
  readonly #config: Record<string, string>;

  /** @param version of the API, if it is not that of the suite. */
  constructor(emulator: Emulator, version?: ApiVersion) {
    const { endpoint, api } = reached(emulator, version);
    this.#config = configFor(emulator, { "qcloud:endpoint": endpoint, "qcloud:api": api });
  }

  /** Its name, another one for each emulator. */
  get name(): string {
    return this.#config["test:stack"] ?? "dev";
  }

  /** The URN of a resource of this stack. */
  urnOf(name: string, type: Type = "VpnConnection"): string {
    return urnOf(name, type, this.name);
  }

  /**
   * Makes a tunnel or a peer gateway as `pulumi up` does.
   *
   * @param more fields of the state's entry over those that the engine writes, such as `protect`.
   */
  async add(
    name: string,
    args: Readonly<Record<string, unknown>> = {},
    more: Readonly<Record<string, unknown>> = {},
    type: Type = "VpnConnection",
  ): Promise<ExportedResource> {
    const engine = new ModelEngine(this.#config, name, type);
    await engine.up(type === "VpnConnection" ? { ...tunnelArgs, ...args } : args);
    const { id, inputs, outputs } = engine.resource ?? { id: "", inputs: {}, outputs: {} };
    const hidden = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const stored = (properties: Record<string, unknown>): Record<string, unknown> =>
      "preSharedKey" in properties ? { ...properties, preSharedKey: hidden } : properties;
    const resource = {
      urn: this.urnOf(name, type),
      type: typeOf(type),
      custom: true,
      id,
      inputs: stored(inputs),
      outputs: stored(outputs),
      ...more,
    };
    this.resources.push(resource);
    return resource;
  }

  /** Makes another peer gateway and a tunnel to it, as `pulumi up` does; `address` is the peer's. */
  async addBranch(
    name: string,
    address: string,
    args: Readonly<Record<string, unknown>> = {},
  ): Promise<{ gateway: ExportedResource; tunnel: ExportedResource }> {
    const gateway = await this.add(name, { userGwAddr: address }, {}, "UserGateway");
    const dependencies = [gateway.urn];
    return { gateway, tunnel: await this.add(name, { userGwId: gateway.id, ...args }, { dependencies }) };
  }

  /** Takes a resource out of the state, as if an update had never come to write it. */
  forget(resource: ExportedResource): void {
    this.resources.splice(this.resources.indexOf(resource), 1);
  }

  /** What `pulumi stack export` prints. */
  export(): object {
    return { version: 3, deployment: { resources: this.resources, pending_operations: this.pending } };
  }
}

export const typeOf = (type: Type): string => `pulumi-nodejs:dynamic/qcloud:${type}`;

export const urnOf = (name: string, type: Type = "VpnConnection", stack = "dev"): string =>
  `urn:pulumi:${stack}::model::${typeOf(type)}::${name}`;

/** The same resource through the provider plugin. */
export function throughPlugin(resource: ExportedResource): ExportedResource {
  const [dynamic, plugin] = ["pulumi-nodejs:dynamic/qcloud:", "qcloud:index:"];
  const urn = resource.urn.replace(dynamic, plugin);
  return { ...resource, type: resource.type.replace(dynamic, plugin), urn };
}

/** What a Pulumi CLI is to answer: to a command line without the flags that every one gets. */
export type Answers = Readonly<Record<string, { stdout?: string; stderr?: string; code?: number }>>;

/** One call of it. */
export interface PulumiCall {
  readonly args: readonly string[];
  readonly stdin: string;
}

/** Puts a Pulumi CLI on the PATH that answers what it is told and writes down how it was called. */
export async function fakePulumi(folder: string, answers: Answers): Promise<() => Promise<PulumiCall[]>> {
  const log = join(folder, "pulumi-calls.jsonl");
  await writeFile(join(folder, "pulumi-answers.json"), JSON.stringify(answers));
  await writeFile(log, "");
  const file = join(folder, "pulumi");
  await writeFile(
    file,
    `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2).filter((arg) => !["--non-interactive", "--color", "never"].includes(arg));
const stdin = readFileSync(0, "utf8");
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, stdin }) + "\\n");
const answers = JSON.parse(readFileSync(${JSON.stringify(join(folder, "pulumi-answers.json"))}, "utf8"));
const answer = answers[args.join(" ")] ?? { stderr: "error: no answer to " + args.join(" "), code: 1 };
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? 0;
`,
  );
  await chmod(file, 0o755);
  return async () =>
    (await readFile(log, "utf8"))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as PulumiCall);
}
