import { type EngineStack, type StackOptions, withStack } from "../../engine/support/stack.ts";
import { readState } from "../../engine/support/state.ts";
import { lags, mostQuestions } from "./calls.ts";
import { type Case, wavesMs } from "./case.ts";
import type { Cloud, Place } from "./cloud.ts";
import { type Nothing, usePlugin } from "./nothing.ts";
import { type ProcessCost, watchProvider } from "./process.ts";
import { tunnelArgs } from "./tunnel-args.ts";

/** The commands that are measured, in their order. */
export const commands = ["up", "refresh", "destroy"] as const;
export type Command = (typeof commands)[number];

/** What one command took. */
export interface Measured extends ProcessCost {
  readonly wallMs: number;
  /** Calls by action. */
  readonly calls: Readonly<Record<string, number>>;
  /** Calls that were refused for their rate: 4400, or RequestLimitExceeded. */
  readonly throttled: number;
  /** The most questions about tasks that arrived within one second of the cloud's clock; unknown in older results. */
  readonly questions?: number;
  /** From the end of each task to the call that learned of it, milliseconds, in ascending order. */
  readonly lagMs: readonly number[];
}

/** What the three commands took, and what the state held between them. */
export interface Run {
  readonly of: Record<Command, Measured>;
  /** Bytes of state for each tunnel, as compact JSON. */
  readonly stateBytes: number;
}

/** All calls of a command. */
export const total = ({ calls }: Measured): number => Object.values(calls).reduce((sum, count) => sum + count, 0);

/** The value that half of the others do not exceed; NaN of none. */
export const median = (ascending: readonly number[]): number => ascending[ascending.length >> 1] ?? Number.NaN;

let current: EngineStack | undefined;

/** Ends everything that the case under way has started. */
export async function endCase(): Promise<void> {
  await current?.endProcesses();
}

/** The stack of one case, and the cloud as the case wants it. */
export async function withCase<T>(
  cloud: Cloud,
  places: readonly Place[],
  which: Case,
  nothing: Nothing | undefined,
  body: (stack: EngineStack) => Promise<T>,
): Promise<T> {
  const isPlugin = which.host === "plugin";
  const env = {
    ...(which.hasCeiling ? { QCLOUD_REQUESTS_PER_SECOND: String(which.rate) } : {}),
    ...(which.api === "3.0" ? { QCLOUD_API: "3.0", QCLOUD_VPC_ENDPOINT: cloud.api3Url } : {}),
  };
  const options: StackOptions = {
    program: programFor(places, isPlugin ? "/plugin" : ""),
    hasPlugin: isPlugin,
    emulator: { url: cloud.url },
    packages: isPlugin ? {} : (nothing?.packages ?? {}),
    env,
  };
  return await withStack(options, async (stack) => {
    current = stack;
    if (isPlugin && nothing !== undefined) {
      await usePlugin(stack.folder.project, nothing.plugin);
    }
    await cloud.configure({ taskMs: which.taskMs, rate: which.rate, hasDocumentedRates: which.api === "3.0" });
    await cloud.takeCalls();
    return await body(stack);
  });
}

/** Runs up, refresh and destroy of one case. */
export async function runCase(cloud: Cloud, places: readonly Place[], which: Case, nothing?: Nothing): Promise<Run> {
  return await withCase(cloud, places, which, nothing, async (stack) => {
    const up = await measure(cloud, stack, "up", which);
    const resources = (await readState(stack)).resources.filter(({ type }) => type.endsWith(":VpnConnection"));
    const bytes = resources.map((resource) => Buffer.byteLength(JSON.stringify(resource)));
    const refresh = await measure(cloud, stack, "refresh", which);
    const destroy = await measure(cloud, stack, "destroy", which);
    if ((await cloud.standing()) > 0) {
      throw new Error("tunnels are left after destroy");
    }
    return {
      of: { up, refresh, destroy },
      stateBytes: bytes.reduce((sum, size) => sum + size, 0) / Math.max(1, resources.length),
    };
  });
}

/** Several runs of one case as one: of each command the run of median time, with the lags of all. */
export function merged(runs: readonly [Run, ...Run[]]): Run {
  const of = { ...runs[0].of };
  for (const command of commands) {
    const measured = runs.map((run) => run.of[command]).sort((a, b) => a.wallMs - b.wallMs);
    // Where the lags of one run are unknown, those of the others do not stand for it.
    const isUnknown = measured.some((one) => one.lagMs.length === 0);
    const lagMs = isUnknown ? [] : measured.flatMap((one) => one.lagMs).sort((a, b) => a - b);
    of[command] = { ...(measured[measured.length >> 1] ?? of[command]), lagMs };
  }
  return { of, stateBytes: runs[0].stateBytes };
}

async function measure(cloud: Cloud, stack: EngineStack, command: Command, which: Case): Promise<Measured> {
  const begin = performance.now();
  const timeoutMs = 2 * wavesMs(which) + 300_000 + which.tunnels * 1500;
  const running = stack[command]({ args: ["--parallel", String(which.parallel)], timeoutMs });
  const cost = await watchProvider(stack, running);
  await running;
  const wallMs = performance.now() - begin;
  const calls = await cloud.takeCalls();
  const byAction: Record<string, number> = {};
  for (const { action } of calls) {
    byAction[action] = (byAction[action] ?? 0) + 1;
  }
  const throttled = calls.filter(
    ({ code, codeDesc }) => Number(code) === 4400 || codeDesc === "RequestLimitExceeded",
  ).length;
  return {
    wallMs,
    calls: byAction,
    throttled,
    questions: mostQuestions(calls),
    lagMs: lags(calls, await cloud.tasks(), command, which.taskMs),
    ...cost,
  };
}

function programFor(places: readonly Place[], entry: string): string {
  return `
import { VpnConnection } from "pulumi-qcloud-vpn${entry}";
const places = ${JSON.stringify(places)};
const args = ${JSON.stringify(tunnelArgs)};
for (const [index, place] of places.entries()) {
  new VpnConnection("tunnel" + index, { ...place, ...args });
}
`;
}
