import { median, total } from "../test/support/measure/measure.ts";
import type { Memory } from "../test/support/measure/memory.ts";
import { beyondMs, type Figures, heads, lag, type Result, rows, table } from "./report.ts";
import { targetSection } from "./targets.ts";

const kib = (bytes: number): string => Math.max(0, bytes / 1024).toFixed(0);

/** docs/performance.md. */
export function document(record: Figures, memory: Memory, notes: readonly string[]): string {
  const { results } = record;
  return `# Performance

The results of \`npm run bench\`: \`pulumi up\`, \`refresh\` and \`destroy\` on the real engine against the emulator, which runs in a
process of its own. "Dynamic" and "plugin" are the hosts of the resources. Through API 3.0, the emulator enforces the documented rate of
each action. One run each; five runs of a single tunnel (the run with the median time, and the lags of all). The times depend on the
machine and its load. The calls vary by a few tenths with how far apart the engine starts the operations.

${notes.filter((note) => note !== "").join(". ")}.

## Targets

Each row shows the worst of the cases that it covers, or "not measured" if one of their values is unknown. "Calls / rate" covers the
cases in which the calls at the rate take longer than the tasks, and at least one second. Tables without a host are of the dynamic
resources.

${targetSection(record, memory)}

The vertical axes of these plots are logarithmic, and a target is the most that is allowed.

![Lag, seconds beyond the tasks, and calls per tunnel of destroy, beside the vendor's Terraform provider and the targets; seconds of destroy with both hosts, and with a provider that does nothing](performance.svg)

## Compared with the vendor's Terraform provider

${peerSection(record)}

## State

Bytes for each tunnel, as compact JSON with its secrets encrypted. A dynamic resource holds the stored text twice.

${stateTable(record)}

## Memory

The peaks are mostly garbage that V8 has not collected yet. After a collection, ${kib(memory.waiting)} KiB are in use for each tunnel
whose deletion is in progress, and ${kib(memory.kept)} KiB for each tunnel that is gone.

## All cases

- **The limit** is the time that the cloud needs for its tasks, in waves (tunnels divided by those at once, rounded up, times the time of
  a task), or the time of our calls at the rate limit, whichever is longer. A refresh has no tasks. Calls that are throttled (4400) do not
  count.
- **Beyond limit** may be up to a second below 0 with a rate limit: the cloud accepts the calls of one second at once before it throttles.
- **Beyond nothing** subtracts the time of the same program with a provider that does nothing, on the same host, which is what the engine
  and its host cost. With hundreds of tunnels that is most of the time: the engine writes its whole state before each step. It is one run
  without tasks and without a rate limit, and it stores the inputs alone: with hundreds of tunnels, most of the difference with the plugin is what
  the engine needs for the larger state. With a rate limit the value is far below 0: the engine works while our calls wait in the queue,
  so that time is subtracted twice.
- **Lag** is the time from the end of a task, by the emulator's clock, to the call that learned of it. With a rate limit it includes
  the time in the queue.
- **Throttled** counts answers with code 4400 or RequestLimitExceeded. "Set" means that \`qcloud:requestsPerSecond\` is the rate limit;
  otherwise the provider finds it.
- **Peak** is the resident memory of the provider's process (VmHWM), read every 50 ms.

${table(heads, rows(results))}
`;
}

/** The destroys of theirs and of both hosts, through API 3.0. */
function peerSection({ results, peers }: Figures): string {
  if (peers.length === 0) {
    return "Not measured: `--peer` of `npm run bench` names a folder with the executables.";
  }
  const body = peers.flatMap(({ tunnels, parallel, taskMs, beyond, calls, lag: theirLag }) => {
    const isAlike = ({ which }: Result): boolean =>
      which.api === "3.0" &&
      which.rate === 0 &&
      which.tunnels === tunnels &&
      which.parallel === parallel &&
      which.taskMs === taskMs;
    const ours = results.filter(isAlike);
    return [
      ["Terraform", beyond, calls, theirLag * 1000] as const,
      ...ours.map(
        (one) =>
          [
            one.which.host ?? "dynamic",
            beyondMs(one, "destroy") / 1000,
            total(one.ours.of.destroy) / tunnels,
            median(one.ours.of.destroy.lagMs),
          ] as const,
      ),
    ].map(([host, seconds, each, ms]) => [`${tunnels}`, host, seconds.toFixed(1), each.toFixed(1), lag(ms)]);
  });
  return `\`destroy\` through API 3.0 on the same emulator, all tunnels at once, tasks of 10 s, each with its defaults: Terraform reads
before it deletes. Its questions about tags are not counted, because they go to another product.

${table(["tunnels", "host", "s beyond the task", "calls per tunnel", "lag, s"], body)}`;
}

/** One row for each host and number of tunnels. */
function stateTable({ results }: Figures): string {
  const body = results
    .filter(({ which }) => which.api === undefined)
    .map(({ which, ours, nothing }) => [
      which.host ?? "dynamic",
      String(which.tunnels),
      ours.stateBytes.toFixed(0),
      nothing.stateBytes.toFixed(0),
      (ours.stateBytes - nothing.stateBytes).toFixed(0),
    ]);
  const latest = new Map(body.map((row) => [`${row[0]} ${row[1]}`, row]));
  return table(["host", "tunnels", "ours", "nothing", "difference"], [...latest.values()]);
}
