import { wavesMs } from "../test/support/measure/case.ts";
import { type Command, commands, median, total } from "../test/support/measure/measure.ts";
import type { Memory } from "../test/support/measure/memory.ts";
import { beyondMs, type Figures, limitMs, type Result, table } from "./report.ts";

/** What was aimed at. Of each value there is one for each case measured that it covers, NaN where it is unknown; the worst counts. */
interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly unit: string;
  readonly values: readonly number[];
  /** The same on the other host, which does not count for the verdict. */
  readonly beside?: readonly number[];
}

interface Group {
  readonly title: string;
  /** What {@link Target.beside} holds, as the head of a column. */
  readonly beside?: string;
  readonly targets: readonly Target[];
  /** Whether the page can be written without them. */
  readonly isOptional?: boolean;
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

const seconds = (ms: number): number => ms / 1000;
const beyond = (of: readonly Result[]): number[] => of.map((one) => seconds(beyondMs(one, "destroy")));
const calls = (of: readonly Result[], command: Command): number[] =>
  of.map(({ ours, which }) => total(ours.of[command]) / which.tunnels);
const destroyMs = ({ ours }: Result): number => ours.of.destroy.wallMs;

/** Those of so many tunnels, all at once. */
const allAtOnce = (of: readonly Result[], tunnels: number, taskMs: number): Result[] =>
  of.filter(({ which }) => which.tunnels === tunnels && which.parallel === tunnels && which.taskMs === taskMs);

/** What holds for either API: noticing the end of a task early, with few calls. */
function pollingTargets(free: readonly Result[]): Target[] {
  const sized = (tunnels: number, taskMs: number): Result[] =>
    free.filter(({ which }) => which.tunnels === tunnels && which.taskMs === taskMs);
  // A refresh has no tasks.
  const lag = (taskMs: number): number[] =>
    free
      .filter(({ which }) => which.taskMs === taskMs && which.tunnels <= 50)
      .flatMap(({ ours }) => [median(ours.of.up.lagMs), median(ours.of.destroy.lagMs)].map(seconds));
  const [one, fifty, hundred] = destroyTargets.calls.map(([, atMost]) => atMost);
  const ofCalls = (what: string, atMost: number | undefined, values: readonly number[]): Target => ({
    what,
    atMost: atMost ?? 0,
    unit: "calls a tunnel",
    values,
  });
  const ofSeconds = (what: string, atMost: number, values: readonly number[]): Target => ({
    what,
    atMost,
    unit: "s",
    values,
  });
  return [
    ofSeconds("lag, median, tasks of 2 s, 1 to 50 tunnels", 0.3, lag(2000)),
    ofSeconds("lag, median, tasks of 10 s, 1 to 50 tunnels", destroyTargets.lag[0][1], lag(10_000)),
    ofSeconds(
      "destroy of 1, tasks of 10 s, beyond the task",
      destroyTargets.beyond[0][1],
      beyond(allAtOnce(free, 1, 10_000)),
    ),
    ofSeconds(
      "destroy of 50 at once, tasks of 10 s, beyond the task",
      destroyTargets.beyond[1][1],
      beyond(allAtOnce(free, 50, 10_000)),
    ),
    ofCalls("destroy of 1, tasks of 10 s", one, calls(allAtOnce(free, 1, 10_000), "destroy")),
    ofCalls("destroy of 50, tasks of 10 s", fifty, calls(sized(50, 10_000), "destroy")),
    ofCalls("destroy of 100, tasks of 10 s", hundred, calls(sized(100, 10_000), "destroy")),
    ofCalls("destroy of 500, tasks of 2 s", 5, calls(sized(500, 2000), "destroy")),
    ofCalls("up of 50, tasks of 10 s", 5, calls(sized(50, 10_000), "up")),
  ];
}

/** What the provider finds of the rate limit of API 2.0, and what it takes of the machine. */
function costTargets(results: readonly Result[], free: readonly Result[], memory: Memory | undefined): Target[] {
  const enforced = (hasCeiling: boolean): Result[] =>
    results.filter(({ which }) => which.rate > 0 && which.hasCeiling === hasCeiling);
  // Where the tasks take longer than the calls, or all is over within a second, it says nothing of how the rate is used.
  const overRate = (of: readonly Result[]): number[] =>
    of
      .filter((one) => limitMs(one, "destroy") > Math.max(1000, wavesMs(one.which)))
      .map((one) => destroyMs(one) / limitMs(one, "destroy"));
  const throttled = (of: readonly Result[]): number[] =>
    of.map(({ ours }) => (100 * ours.of.destroy.throttled) / total(ours.of.destroy));
  const [small, large] = [allAtOnce(free, 50, 2000)[0], allAtOnce(free, 500, 2000)[0]];
  const cpu = (command: Command): number[] => {
    if (small === undefined || large === undefined) {
      return [];
    }
    const own = ({ ours, nothing }: Result): number => ours.of[command].cpuMs - nothing.of[command].cpuMs;
    return [(own(large) - own(small)) / (large.which.tunnels - small.which.tunnels)];
  };
  return [
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
    { what: "state for each tunnel", atMost: 8, unit: "kB", values: results.map(({ ours }) => ours.stateBytes / 1000) },
    {
      what: "memory in use for each tunnel whose deletion is waited for",
      atMost: 50,
      unit: "KiB",
      values: memory === undefined ? [] : [memory.waiting / 1024],
    },
  ];
}

/** What the plugin may cost, beside the dynamic resources. */
function pluginTargets(
  plugin: readonly Result[],
  dynamic: readonly Result[],
  interrupts: Figures["interrupts"],
): Target[] {
  const both = (of: (free: readonly Result[]) => number[]) => ({ values: of(plugin), beside: of(dynamic) });
  const destroyed = (tunnels: number) =>
    both((free) => allAtOnce(free, tunnels, 2000).map((one) => seconds(destroyMs(one))));
  const alone = (of: (one: Result) => number) => both((free) => allAtOnce(free, 1, 0).map(of));
  const known = (ms: number | undefined): number[] => (ms === undefined ? [] : [seconds(ms)]);
  const peak = ({ ours }: Result): number => Math.max(...commands.map((command) => ours.of[command].peakBytes));
  return [
    {
      what: "destroy of 1, tasks of 0 s, beyond a provider that does nothing",
      atMost: 0.2,
      unit: "s",
      ...alone((one) => seconds(destroyMs(one) - one.nothing.of.destroy.wallMs)),
    },
    { what: "destroy of 200 at once, tasks of 2 s", atMost: 10, unit: "s", ...destroyed(200) },
    { what: "destroy of 500 at once, tasks of 2 s", atMost: 45, unit: "s", ...destroyed(500) },
    { what: "state of a tunnel", atMost: 2.8, unit: "kB", ...alone(({ ours }) => ours.stateBytes / 1000) },
    {
      what: "peak memory of the provider's process, 1 tunnel",
      atMost: 100,
      unit: "MB",
      ...alone((one) => peak(one) / 1e6),
    },
    {
      what: "Ctrl-C in a wait of destroy until the command has ended, tasks of 10 s",
      atMost: 0.5,
      unit: "s",
      values: known(interrupts.plugin),
      beside: known(interrupts.dynamic),
    },
  ];
}

/** What a destroy may cost of that of the vendor's Terraform provider. */
function peerTargets(dynamic: readonly Result[], plugin: readonly Result[], peers: Figures["peers"]): Target[] {
  return [1, 10, 50].flatMap((tunnels): Target[] => {
    const theirs = peers.find((one) => one.tunnels === tunnels && one.taskMs === 10_000);
    const both = (of: (mine: Result, their: Figures["peers"][number]) => number) => {
      const ratio = (free: readonly Result[]): number[] =>
        theirs === undefined ? [] : allAtOnce(free, tunnels, 10_000).map((mine) => of(mine, theirs));
      return { values: ratio(dynamic), beside: ratio(plugin) };
    };
    return [
      {
        what: `destroy of ${tunnels}, beyond the task`,
        atMost: 0.25,
        unit: "of its seconds",
        ...both((mine, their) => seconds(beyondMs(mine, "destroy")) / their.beyond),
      },
      {
        what: `destroy of ${tunnels}, calls`,
        atMost: 0.5,
        unit: "of its calls",
        ...both((mine, their) => total(mine.ours.of.destroy) / tunnels / their.calls),
      },
    ];
  });
}

function groupsOf({ results, interrupts, peers }: Figures, memory: Memory | undefined): Group[] {
  const of = (host: "plugin" | undefined, api: "3.0" | undefined): Result[] =>
    results.filter(({ which }) => which.host === host && which.api === api);
  const free = (of: readonly Result[]): Result[] => of.filter(({ which }) => which.rate === 0);
  const old = of(undefined, undefined);
  const [dynamic, plugin, api3] = [free(old), free(of("plugin", undefined)), free(of(undefined, "3.0"))];
  const questions = allAtOnce(api3, 500, 2000).flatMap(({ ours }) =>
    [ours.of.up, ours.of.destroy].map((command) => command.questions ?? Number.NaN),
  );
  return [
    {
      title: "API 2.0",
      targets: [...pollingTargets(dynamic), ...costTargets(old, dynamic, memory)],
    },
    {
      title: "API 3.0",
      targets: [
        ...pollingTargets(api3),
        { what: "questions about tasks in the busiest second, 500 tunnels", atMost: 20, unit: "", values: questions },
      ],
    },
    { title: "The plugin", beside: "dynamic", targets: pluginTargets(plugin, dynamic, interrupts) },
    {
      title: "Beside the vendor's Terraform provider, API 3.0, tasks of 10 s, all tunnels at once",
      beside: "plugin",
      targets: peerTargets(api3, free(of("plugin", "3.0")), peers),
      isOptional: true,
    },
  ];
}

/** The worst; NaN where one is unknown, since that could be the worst, or where there is none. */
const worst = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : Math.max(...values));

const verdict = ({ values, atMost }: Target): "met" | "missed" | "not measured" => {
  const measured = worst(values);
  return Number.isNaN(measured) ? "not measured" : measured <= atMost ? "met" : "missed";
};

/** What is aimed at of which no result speaks. */
export const uncovered = (record: Figures): string[] =>
  groupsOf(record, { waiting: 0, kept: 0 })
    .filter(({ isOptional }) => isOptional !== true)
    .flatMap(({ title, targets }) =>
      targets.filter(({ values }) => values.length === 0).map(({ what }) => `${what} (${title})`),
    );

/** What was aimed at, and what came of it: how many are met, which are not, and a table for each group. */
export function targetSection(record: Figures, memory: Memory): string {
  const groups = groupsOf(record, memory);
  const all = groups.flatMap(({ title, targets }) => targets.map((one) => ({ title, ...one, verdict: verdict(one) })));
  const named = (wanted: string): string[] =>
    all.filter((one) => one.verdict === wanted).map(({ title, what }) => `- ${title.split(",")[0]}: ${what}`);
  const list = (intro: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`${intro}\n\n${items.join("\n")}`];
  const figure = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(2));
  return [
    `**${all.filter((one) => one.verdict === "met").length} of ${all.length} targets are met.**`,
    ...list("Missed:", named("missed")),
    ...list("Not measured:", named("not measured")),
    ...groups.map(({ title, beside, targets }) => {
      const heads = ["what", "at most", "measured", ...(beside === undefined ? [] : [beside]), ""];
      const body = targets.map((one) => [
        one.what,
        `${one.atMost} ${one.unit}`.trim(),
        figure(worst(one.values)),
        ...(beside === undefined ? [] : [figure(worst(one.beside ?? []))]),
        verdict(one) === "missed" ? "**missed**" : verdict(one),
      ]);
      return `### ${title}\n\n${table(heads, body)}`;
    }),
  ].join("\n\n");
}
