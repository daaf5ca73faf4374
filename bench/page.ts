import { median, total } from "./measure.ts";
import type { Memory } from "./memory.ts";
import type { Plot } from "./plot.ts";
import { actionTable, growthTable, heads, limitMs, type Result, rows, table } from "./report.ts";
import { targetTable } from "./targets.ts";

/** The vendor's Terraform provider under OpenTofu on two cores, the same task times: tunnels, at once, task, seconds beyond, calls, lag. */
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
export function document(results: readonly Result[], memory: Memory, notes: readonly string[], left: number): string {
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
            ((destroy.wallMs - limitMs(ours.which, "destroy", destroy)) / 1000).toFixed(1),
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

${notes.filter((note) => note !== "").join(". ")}.${left === 0 ? "" : ` ${left} of the cases asked for were left out, because the time was over.`}

## What was aimed at

The worst of the cases that it speaks of.

${targetTable(results, memory)}

## All cases

- **The limit** is what the cloud needs: the waves of its tasks (tunnels divided by those treated at once, rounded up, times the time of
  a task), or the calls at the rate that it allows, whichever is longer. A refresh has no tasks.
- **Nothing** is the same program with the same stored text and a lifecycle that does nothing: what the engine and its host cost.
  With hundreds of tunnels that is most of the time: the engine writes its whole state before each step, one write after another.
- **Lag** is from the end of a task, by the emulator's clock, to the call that learned of it. Where a rate is enforced it holds the time
  in the queue.
- **Throttled** counts answers 4400. With "set", \`qcloud:requestsPerSecond\` is the rate that the cloud enforces; otherwise it is found.
- **Peak** is the memory of the provider's process (VmHWM), looked at every 50 ms; that of a provider that does nothing is sometimes
  over before it is seen, and the ratio then far too high.

${table(heads, rows(results))}

![Seconds beyond the limit, calls per tunnel and lag of destroy, by the number of tunnels](performance.svg)

## Beside the vendor's Terraform provider

\`destroy\` on two cores with the same task times; theirs under OpenTofu, the median of three.

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
  const lines = (value: (result: Result) => number): Plot["lines"] =>
    [...new Set(free.map(({ which }) => which.taskMs))].flatMap((taskMs) =>
      (["10", "all"] as const).flatMap((width) => {
        const points = free
          .filter(({ which }) => which.taskMs === taskMs)
          .filter(({ which }) =>
            width === "all" ? which.parallel === which.tunnels : which.parallel === Math.min(10, which.tunnels),
          )
          .map((result) => [result.which.tunnels, value(result)] as const)
          .filter(([, y]) => Number.isFinite(y));
        return points.length < 2 ? [] : [{ name: `${taskMs / 1000} s, ${width} at once`, points }];
      }),
    );
  const x = "tunnels";
  const destroyOf = ({ ours }: Result) => ours.of.destroy;
  return [
    {
      title: "destroy: beyond the limit",
      x,
      y: "seconds",
      lines: lines((result) => (destroyOf(result).wallMs - limitMs(result.which, "destroy", destroyOf(result))) / 1000),
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
