import { type Command, commands, median, total } from "./measure.ts";
import type { Memory } from "./memory.ts";
import { limitMs, type Result, table } from "./report.ts";

interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly unit: string;
  /** Nothing where it was not measured; of several cases the worst counts. */
  readonly measured: number | undefined;
}

const worst = (values: readonly number[]): number | undefined => {
  const known = values.filter((value) => Number.isFinite(value));
  return known.length === 0 ? undefined : Math.max(...known);
};

/** What was aimed at, and what came of it. */
export function targetTable(results: readonly Result[], memory: Memory): string {
  const free = results.filter(({ which }) => which.rate === 0);
  const allAtOnce = (tunnels: number, taskMs: number): Result[] =>
    free.filter(
      ({ which }) => which.tunnels === tunnels && which.parallel === which.tunnels && which.taskMs === taskMs,
    );
  const destroy = ({ ours }: Result) => ours.of.destroy;
  const beyond = (of: readonly Result[]): number | undefined =>
    worst(of.map((one) => (destroy(one).wallMs - limitMs(one.which, "destroy", destroy(one))) / 1000));
  const calls = (of: readonly Result[]): number | undefined =>
    worst(of.map((one) => total(destroy(one)) / one.which.tunnels));
  const lag = (taskMs: number): number | undefined =>
    worst(
      free
        .filter(({ which }) => which.taskMs === taskMs && which.tunnels <= 50)
        .flatMap(({ ours }) => [median(ours.of.up.lagMs), median(ours.of.destroy.lagMs)].map((ms) => ms / 1000)),
    );
  const enforced = (hasCeiling: boolean): Result[] =>
    results.filter(({ which }) => which.rate > 0 && which.hasCeiling === hasCeiling);
  const overRate = (of: readonly Result[]): number | undefined =>
    worst(of.map((one) => destroy(one).wallMs / ((total(destroy(one)) / one.which.rate) * 1000)));
  const throttled = (of: readonly Result[]): number | undefined =>
    worst(of.map((one) => (100 * destroy(one).throttled) / total(destroy(one))));
  const [small, large] = [allAtOnce(50, 2000)[0], allAtOnce(500, 2000)[0]];
  const cpu = (command: Command): number => {
    if (small === undefined || large === undefined) return Number.NaN;
    const own = ({ ours, nothing }: Result): number => ours.of[command].cpuMs - nothing.of[command].cpuMs;
    return (own(large) - own(small)) / (large.which.tunnels - small.which.tunnels);
  };
  const growth = (command: Command): number | undefined => {
    if (small === undefined || large === undefined) return undefined;
    const each = ({ ours, which }: Result): number => total(ours.of[command]) / which.tunnels;
    return each(large) / each(small);
  };
  const state = worst(results.map(({ ours }) => ours.stateBytes));
  const targets: readonly Target[] = [
    { what: "lag, median, tasks of 2 s, 1 to 50 tunnels", atMost: 0.3, unit: "s", measured: lag(2000) },
    { what: "lag, median, tasks of 10 s, 1 to 50 tunnels", atMost: 0.6, unit: "s", measured: lag(10_000) },
    { what: "destroy of 1, task of 10 s, beyond it", atMost: 2, unit: "s", measured: beyond(allAtOnce(1, 10_000)) },
    {
      what: "destroy of 50 at once, task of 10 s, beyond it",
      atMost: 4,
      unit: "s",
      measured: beyond(allAtOnce(50, 10_000)),
    },
    {
      what: "destroy of 50, tasks of 10 s",
      atMost: 4,
      unit: "calls a tunnel",
      measured: calls(free.filter(({ which }) => which.tunnels === 50 && which.taskMs === 10_000)),
    },
    {
      what: "destroy of 100",
      atMost: 3,
      unit: "calls a tunnel",
      measured: calls(free.filter(({ which }) => which.tunnels === 100)),
    },
    {
      what: "destroy at an enforced rate that is set",
      atMost: 1.3,
      unit: "× calls / rate",
      measured: overRate(enforced(true)),
    },
    { what: "the same, throttled", atMost: 2, unit: "of 100 calls", measured: throttled(enforced(true)) },
    {
      what: "destroy at an enforced rate that is not set",
      atMost: 2,
      unit: "× calls / rate",
      measured: overRate(enforced(false)),
    },
    {
      what: "processor time for each tunnel from 50 to 500, beyond nothing",
      atMost: 10,
      unit: "ms",
      measured: worst(commands.map(cpu)),
    },
    {
      what: "memory in use for each tunnel whose deletion is waited for",
      atMost: 50,
      unit: "KiB",
      measured: memory.waiting / 1024,
    },
    { what: "state for each tunnel", atMost: 8, unit: "KB", measured: state === undefined ? undefined : state / 1000 },
    ...commands.map((command) => ({
      what: `${command} of 500 at once beside 50 at once, tasks of 2 s`,
      atMost: 1,
      unit: "× calls a tunnel",
      measured: growth(command),
    })),
  ];
  const body = targets.map(({ what, atMost, unit, measured }) => [
    what,
    `${atMost} ${unit}`,
    measured === undefined ? "–" : measured.toFixed(2),
    measured === undefined ? "not measured" : measured <= atMost ? "met" : "**missed**",
  ]);
  return table(["what", "at most", "measured", ""], body);
}
