import { matrix } from "./cases.ts";
import { coverage } from "./coverage.ts";
import { median, total } from "./measure.ts";
import type { Memory } from "./memory.ts";
import type { Plot } from "./plot.ts";
import { actionTable, beyondMs, growthTable, heads, type Result, rows, table } from "./report.ts";
import { targetTable } from "./targets.ts";

/** The vendor's Terraform provider, as the section about it says: tunnels, at once, task, seconds beyond, calls, lag. */
const others = [
  ["1", "1", "0 s", "1.0", "5", "0"],
  ["1", "1", "2 s", "2.6", "8", "1.5"],
  ["1", "1", "10 s", "6.7", "10", "5.5"],
  ["10", "10", "10 s", "6.7", "10", "5.5"],
  ["50", "10", "2 s", "11.4", "8", "1.5"],
  ["50", "10", "10 s", "31.9", "10", "5.5"],
  ["50", "50", "10 s", "9.3", "10", "5.5"],
];

const kib = (bytes: number): string => Math.max(0, bytes / 1024).toFixed(0);

/** docs/performance.md. */
export function document(results: readonly Result[], memory: Memory, notes: readonly string[]): string {
  const theirs = others.map((row) => {
    const ours = results.find(
      ({ which }) =>
        which.rate === 0 &&
        String(which.tunnels) === row[0] &&
        String(which.parallel) === row[1] &&
        `${which.taskMs / 1000} s` === row[2],
    );
    const destroy = ours?.ours.of.destroy;
    const mine =
      ours === undefined || destroy === undefined
        ? ["–", "–", "–"]
        : [
            (beyondMs(ours, "destroy") / 1000).toFixed(1),
            (total(destroy) / ours.which.tunnels).toFixed(1),
            destroy.lagMs.length === 0 ? "–" : (median(destroy.lagMs) / 1000).toFixed(2),
          ];
    return [...row, ...mine];
  });
  const state = results.map(({ which, ours, nothing }) => [
    String(which.tunnels),
    ours.stateBytes.toFixed(0),
    nothing.stateBytes.toFixed(0),
    (ours.stateBytes - nothing.stateBytes).toFixed(0),
  ]);
  const states = [...new Map(state.map((row) => [row[0], row])).values()];
  return `# Performance

What \`npm run bench\` measured: \`pulumi up\`, \`refresh\` and \`destroy\` on the real engine against the emulator, which runs in a
process of its own. One run each, five of a single tunnel (the one of median time, and the lags of all): the seconds depend on the
machine and on what else it does, the calls by some tenths on how far apart the engine begins the operations.

${notes.filter((note) => note !== "").join(". ")}.

${coverage(results)}

## What was aimed at

The worst of the cases measured of which it speaks; not measured where one of their values is unknown. "Calls / rate" speaks of those
cases in which the calls at the rate take longer than the tasks, and a second at least.

${targetTable(results, memory)}

## All cases

- **The limit** is what the cloud needs for its tasks, in waves (tunnels divided by those treated at once, rounded up, times the time of
  a task), or our calls at the rate that it allows, whichever is longer. A refresh has no tasks. Our calls are those that we make, without
  those answered 4400: whoever makes more has a longer limit. "× limit" is "–" below a limit of one second, where it would say little.
- **Beyond limit** may be up to a second below 0 with a rate: the cloud takes the calls of one second at once before it holds any back.
- **Nothing** is the same program with the same stored text and a lifecycle that does nothing: what the engine and its host cost.
  With hundreds of tunnels that is most of the time: the engine writes its whole state before each step, one write after another. It is
  one run without tasks and without a rate, which all cases of as many tunnels and as many at once share.
- **And beyond nothing** is far below 0 with a rate: the engine works while our calls wait in the queue, and that time is taken off twice.
- **Lag** is from the end of a task, by the emulator's clock, to the call that learned of it. Where a rate is enforced it holds the time
  in the queue.
- **Throttled** counts answers 4400. With "set", \`qcloud:requestsPerSecond\` is the rate that the cloud enforces; otherwise it is found.
- **Peak** is the memory of the provider's process (VmHWM), looked at every 50 ms; that of a provider that does nothing is sometimes
  over before it is seen, and the ratio then far too high.

${table(heads, rows(results))}

![Seconds beyond the limit, calls per tunnel and lag of destroy, by the number of tunnels](performance.svg)

## Beside the vendor's Terraform provider

\`destroy\` with the same task times. Theirs, under OpenTofu, come from this project's requirements: measured once on a machine of two
cores, the median of three runs; the version of their provider was not recorded. Ours are those of above, from this machine.

${table(["tunnels", "at once", "task", "theirs: s beyond", "calls per tunnel", "lag, s", "ours: s beyond", "calls per tunnel", "lag, s"], theirs)}

## Calls per tunnel by action

${actionTable(results)}

## State

Bytes for each tunnel, as compact JSON with its secrets encrypted. The stored text stands in it twice.

${table(["tunnels", "ours", "nothing", "difference"], states)}

## As the number of tunnels grows

For each tunnel more, beyond what it costs a provider that does nothing; and calls per tunnel at the smaller and at the larger number.

${growthTable(results)}

The peaks are mostly garbage that V8 has not collected yet. What is in use after a collection is ${kib(memory.waiting)} KiB for each tunnel
whose deletion is waited for, and ${kib(memory.kept)} KiB for each that is gone.
`;
}

/** Three plots of destroy, over the number of tunnels. */
export function plots(results: readonly Result[]): Plot[] {
  const free = results.filter(({ which }) => which.rate === 0);
  // Those of the matrix first, so that a task time has its colour whatever else was measured.
  const tones = [...new Set([...matrix, ...free.map(({ which }) => which)].map(({ taskMs }) => taskMs))];
  const lines = (value: (result: Result) => number): Plot["lines"] =>
    [...new Set(free.map(({ which }) => which.taskMs))].flatMap((taskMs) =>
      (["all", "10"] as const).flatMap((width) => {
        const points = free
          .filter(({ which }) => which.taskMs === taskMs)
          .filter(({ which }) =>
            width === "all" ? which.parallel === which.tunnels : which.parallel === Math.min(10, which.tunnels),
          )
          .map((result) => [result.which.tunnels, value(result)] as const)
          .filter(([, y]) => Number.isFinite(y));
        const name = `${taskMs / 1000} s, ${width} at once`;
        return points.length < 2 ? [] : [{ name, points, tone: tones.indexOf(taskMs), isDashed: width === "10" }];
      }),
    );
  const x = "tunnels";
  const destroyOf = ({ ours }: Result) => ours.of.destroy;
  return [
    {
      title: "destroy: beyond the limit",
      x,
      y: "seconds",
      lines: lines((result) => beyondMs(result, "destroy") / 1000),
    },
    {
      title: "destroy: calls per tunnel",
      x,
      y: "calls",
      lines: lines((result) => total(destroyOf(result)) / result.which.tunnels),
    },
    {
      title: "destroy: lag, median",
      x,
      y: "seconds",
      lines: lines((result) => Math.max(0, median(destroyOf(result).lagMs)) / 1000),
    },
  ];
}
