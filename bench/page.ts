import { median, total } from "../test/support/measure/measure.ts";
import type { Memory } from "../test/support/measure/memory.ts";
import { peer } from "./peer.ts";
import { actionTable, beyondMs, heads, type Result, rows, table } from "./report.ts";
import { targetTable } from "./targets.ts";

const kib = (bytes: number): string => Math.max(0, bytes / 1024).toFixed(0);

/** docs/performance.md. */
export function document(all: readonly Result[], memory: Memory, notes: readonly string[]): string {
  // Targets and the comparison speak of API 2.0.
  const results = all.filter(({ which }) => which.api === undefined);
  const theirs = peer.map((their) => {
    const ours = results.find(
      ({ which }) =>
        which.rate === 0 &&
        which.tunnels === their.tunnels &&
        which.parallel === their.parallel &&
        which.taskMs === their.taskMs,
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
    const { tunnels, parallel, taskMs, beyond, calls, lag } = their;
    return [`${tunnels}`, `${parallel}`, `${taskMs / 1000} s`, beyond.toFixed(1), `${calls}`, `${lag}`, ...mine];
  });
  const state = results.map(({ which, ours, nothing }) => [
    String(which.tunnels),
    ours.stateBytes.toFixed(0),
    nothing.stateBytes.toFixed(0),
    (ours.stateBytes - nothing.stateBytes).toFixed(0),
  ]);
  const states = [...new Map(state.map((row) => [row[0], row])).values()];
  return `# Performance

The results of \`npm run bench\`: \`pulumi up\`, \`refresh\` and \`destroy\` on the real engine against the emulator, which runs in a
process of its own. Cases go through API 2.0, and through API 3.0 where the column of the limit says so: there, the emulator enforces the
documented rate of each action, and the lags are not known. One run each; five runs of a single tunnel (the run with the median time, and the lags of all). The times depend on the
machine and its load. The calls vary by a few tenths with how far apart the engine starts the operations.

${notes.filter((note) => note !== "").join(". ")}.

## Targets

Each row shows the worst of the cases that it covers, or "not measured" if one of their values is unknown. "Calls / rate" covers the
cases in which the calls at the rate take longer than the tasks, and at least one second.

${targetTable(results, memory)}

## All cases

- **The limit** is the time that the cloud needs for its tasks, in waves (tunnels divided by those at once, rounded up, times the time of
  a task), or the time of our calls at the rate limit, whichever is longer. A refresh has no tasks. Calls that are throttled (4400) do not
  count.
- **Beyond limit** may be up to a second below 0 with a rate limit: the cloud accepts the calls of one second at once before it throttles.
- **Beyond nothing** subtracts the time of the same program with a provider that does nothing, which is what the engine and its host
  cost. With hundreds of tunnels that is most of the time: the engine writes its whole state before each step. It is one run without
  tasks and without a rate limit. With a rate limit the value is far below 0: the engine works while our calls wait in the queue, so that
  time is subtracted twice.
- **Lag** is the time from the end of a task, by the emulator's clock, to the call that learned of it. With a rate limit it includes
  the time in the queue.
- **Throttled** counts answers with code 4400. "Set" means that \`qcloud:requestsPerSecond\` is the rate limit; otherwise the provider finds it.
- **Peak** is the resident memory of the provider's process (VmHWM), read every 50 ms.

${table(heads, rows(all))}

The vertical axes of these plots are logarithmic, and a target is the most that is allowed.

![Lag, seconds beyond the tasks, and calls per tunnel of destroy, beside the vendor's Terraform provider and the targets; seconds of destroy beside a provider that does nothing](performance.svg)

## Compared with the vendor's Terraform provider

\`destroy\` with the same task times. Their figures, under OpenTofu, come from this project's requirements: measured once on a machine with
two cores, the median of three runs; the version of their provider was not recorded. Ours are the ones above, from this machine.

${table(["tunnels", "at once", "task", "theirs: s beyond", "calls per tunnel", "lag, s", "ours: s beyond", "calls per tunnel", "lag, s"], theirs)}

## Calls per tunnel by action

${actionTable(all)}

## State

Bytes for each tunnel, as compact JSON with its secrets encrypted. It holds the stored text twice.

${table(["tunnels", "ours", "nothing", "difference"], states)}

## Memory

The peaks are mostly garbage that V8 has not collected yet. After a collection, ${kib(memory.waiting)} KiB are in use for each tunnel
whose deletion is in progress, and ${kib(memory.kept)} KiB for each tunnel that is gone.
`;
}
