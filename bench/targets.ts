import { wavesMs } from "../test/support/measure/case.ts";
import { type Command, commands, median, total } from "../test/support/measure/measure.ts";
import type { Memory } from "../test/support/measure/memory.ts";
import { beyondMs, limitMs, type Result, table } from "./report.ts";

interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly unit: string;
  /** Of each case measured that it speaks of, NaN where it is unknown; the worst counts. */
  readonly values: readonly number[];
}

/** What destroy may cost at most with tasks of 10 s, all tunnels at once: tunnels and seconds, or calls per tunnel. */
export const destroyTargets = {
  lag: [
    [1, 0.6],
    [50, 0.6],
  ],
  beyond: [
    [1, 2],
    [50, 4],
  ],
  calls: [
    [1, 20],
    [50, 4],
    [100, 4],
  ],
} as const;

function targetsOf(results: readonly Result[]): Target[] {
  // The targets were set for API 2.0.
  const free = results.filter(({ which }) => which.rate === 0 && which.api === undefined);
  const sized = (tunnels: number, taskMs: number): Result[] =>
    free.filter(({ which }) => which.tunnels === tunnels && which.taskMs === taskMs);
  const allAtOnce = (tunnels: number, taskMs: number): Result[] =>
    sized(tunnels, taskMs).filter(({ which }) => which.parallel === which.tunnels);
  const destroy = ({ ours }: Result) => ours.of.destroy;
  const beyond = (of: readonly Result[]): number[] => of.map((one) => beyondMs(one, "destroy") / 1000);
  const calls = (of: readonly Result[], command: Command): number[] =>
    of.map(({ ours, which }) => total(ours.of[command]) / which.tunnels);
  // A refresh has no tasks.
  const lag = (taskMs: number): number[] =>
    free
      .filter(({ which }) => which.taskMs === taskMs && which.tunnels <= 50)
      .flatMap(({ ours }) => [median(ours.of.up.lagMs), median(ours.of.destroy.lagMs)].map((ms) => ms / 1000));
  const enforced = (hasCeiling: boolean): Result[] =>
    results.filter(({ which }) => which.rate > 0 && which.hasCeiling === hasCeiling);
  // Where the tasks take longer than the calls, or all is over within a second, it says nothing of how the rate is used.
  const overRate = (of: readonly Result[]): number[] =>
    of
      .filter((one) => limitMs(one, "destroy") > Math.max(1000, wavesMs(one.which)))
      .map((one) => destroy(one).wallMs / limitMs(one, "destroy"));
  const throttled = (of: readonly Result[]): number[] =>
    of.map((one) => (100 * destroy(one).throttled) / total(destroy(one)));
  const [small, large] = [allAtOnce(50, 2000)[0], allAtOnce(500, 2000)[0]];
  const cpu = (command: Command): number[] => {
    if (small === undefined || large === undefined) {
      return [];
    }
    const own = ({ ours, nothing }: Result): number => ours.of[command].cpuMs - nothing.of[command].cpuMs;
    return [(own(large) - own(small)) / (large.which.tunnels - small.which.tunnels)];
  };
  const alone = allAtOnce(1, 10_000);
  const perTunnel = "calls a tunnel";
  return [
    { what: "lag, median, tasks of 2 s, 1 to 50 tunnels", atMost: 0.3, unit: "s", values: lag(2000) },
    {
      what: "lag, median, tasks of 10 s, 1 to 50 tunnels",
      atMost: destroyTargets.lag[0][1],
      unit: "s",
      values: lag(10_000),
    },
    {
      what: "destroy of 1, tasks of 10 s, beyond the task",
      atMost: destroyTargets.beyond[0][1],
      unit: "s",
      values: beyond(alone),
    },
    {
      what: "destroy of 50 at once, tasks of 10 s, beyond the task",
      atMost: destroyTargets.beyond[1][1],
      unit: "s",
      values: beyond(allAtOnce(50, 10_000)),
    },
    {
      what: "destroy of 1, tasks of 10 s",
      atMost: destroyTargets.calls[0][1],
      unit: perTunnel,
      values: calls(alone, "destroy"),
    },
    {
      what: "destroy of 50, tasks of 10 s",
      atMost: destroyTargets.calls[1][1],
      unit: perTunnel,
      values: calls(sized(50, 10_000), "destroy"),
    },
    {
      what: "destroy of 100, tasks of 10 s",
      atMost: destroyTargets.calls[2][1],
      unit: perTunnel,
      values: calls(sized(100, 10_000), "destroy"),
    },
    { what: "destroy of 500, tasks of 2 s", atMost: 5, unit: perTunnel, values: calls(sized(500, 2000), "destroy") },
    { what: "up of 50, tasks of 10 s", atMost: 5, unit: perTunnel, values: calls(sized(50, 10_000), "up") },
    {
      what: "destroy at an enforced rate that is set",
      atMost: 1.2,
      unit: "× calls / rate",
      values: overRate(enforced(true)),
    },
    { what: "the same, throttled", atMost: 2, unit: "of 100 calls", values: throttled(enforced(true)) },
    {
      what: "destroy at an enforced rate that is not set",
      atMost: 1.5,
      unit: "× calls / rate",
      values: overRate(enforced(false)),
    },
    {
      what: "processor time for each tunnel from 50 to 500, beyond nothing",
      atMost: 10,
      unit: "ms",
      values: commands.flatMap(cpu),
    },
    { what: "state for each tunnel", atMost: 8, unit: "KB", values: results.map(({ ours }) => ours.stateBytes / 1000) },
  ];
}

/** What is aimed at of which no result speaks. */
export const uncovered = (results: readonly Result[]): string[] =>
  targetsOf(results)
    .filter(({ values }) => values.length === 0)
    .map(({ what }) => what);

/** What was aimed at, and what came of it. */
export function targetTable(results: readonly Result[], memory: Memory): string {
  const waiting: Target = {
    what: "memory in use for each tunnel whose deletion is waited for",
    atMost: 50,
    unit: "KiB",
    values: [memory.waiting / 1024],
  };
  const body = [...targetsOf(results), waiting].map(({ what, atMost, unit, values }) => {
    // One that is unknown could be the worst: it makes NaN of them all, and none at all make -Infinity.
    const measured = Math.max(...values);
    const isKnown = Number.isFinite(measured);
    return [
      what,
      `${atMost} ${unit}`,
      isKnown ? measured.toFixed(2) : "–",
      !isKnown ? "not measured" : measured <= atMost ? "met" : "**missed**",
    ];
  });
  return table(["what", "at most", "measured", ""], body);
}
