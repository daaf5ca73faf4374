import { wavesMs } from "./cases.ts";
import { type Command, commands, median, total } from "./measure.ts";
import type { Memory } from "./memory.ts";
import { beyondMs, limitMs, type Result, table } from "./report.ts";

interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly unit: string;
  /** Of each case measured that it speaks of, NaN where it is unknown; the worst counts. */
  readonly values: readonly number[];
}

function targetsOf(results: readonly Result[]): Target[] {
  const free = results.filter(({ which }) => which.rate === 0);
  const allAtOnce = (tunnels: number, taskMs: number): Result[] =>
    free.filter(
      ({ which }) => which.tunnels === tunnels && which.parallel === which.tunnels && which.taskMs === taskMs,
    );
  const destroy = ({ ours }: Result) => ours.of.destroy;
  const beyond = (of: readonly Result[]): number[] => of.map((one) => beyondMs(one, "destroy") / 1000);
  const calls = (of: readonly Result[]): number[] => of.map((one) => total(destroy(one)) / one.which.tunnels);
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
  const growth = (command: Command): number[] => {
    if (small === undefined || large === undefined) {
      return [];
    }
    const each = ({ ours, which }: Result): number => total(ours.of[command]) / which.tunnels;
    return [each(large) / each(small)];
  };
  return [
    { what: "lag, median, tasks of 2 s, 1 to 50 tunnels", atMost: 0.3, unit: "s", values: lag(2000) },
    { what: "lag, median, tasks of 10 s, 1 to 50 tunnels", atMost: 0.6, unit: "s", values: lag(10_000) },
    { what: "destroy of 1, task of 10 s, beyond it", atMost: 2, unit: "s", values: beyond(allAtOnce(1, 10_000)) },
    {
      what: "destroy of 50 at once, task of 10 s, beyond it",
      atMost: 4,
      unit: "s",
      values: beyond(allAtOnce(50, 10_000)),
    },
    {
      what: "destroy of 50, tasks of 10 s",
      atMost: 4,
      unit: "calls a tunnel",
      values: calls(free.filter(({ which }) => which.tunnels === 50 && which.taskMs === 10_000)),
    },
    {
      what: "destroy of 100",
      atMost: 3,
      unit: "calls a tunnel",
      values: calls(free.filter(({ which }) => which.tunnels === 100)),
    },
    {
      what: "destroy at an enforced rate that is set",
      atMost: 1.3,
      unit: "× calls / rate",
      values: overRate(enforced(true)),
    },
    { what: "the same, throttled", atMost: 2, unit: "of 100 calls", values: throttled(enforced(true)) },
    {
      what: "destroy at an enforced rate that is not set",
      atMost: 2,
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
    ...commands.map((command) => ({
      what: `${command} of 500 at once beside 50 at once, tasks of 2 s`,
      atMost: 1,
      unit: "× calls a tunnel",
      values: growth(command),
    })),
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
