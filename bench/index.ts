/** `npm run bench`: what up, refresh and destroy cost beyond what the cloud itself needs. See docs/performance.md. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, wavesMs } from "../test/support/measure/case.ts";
import { Cloud } from "../test/support/measure/cloud.ts";
import { interruptMs } from "../test/support/measure/interrupt.ts";
import { endCase, merged, type Run, runCase } from "../test/support/measure/measure.ts";
import { memoryPerTunnel } from "../test/support/measure/memory.ts";
import { makeNothing, type Nothing } from "../test/support/measure/nothing.ts";
import { buildDist } from "../tools/toolchain/dist.ts";
import { repository } from "../tools/toolchain/paths.ts";
import { casesWithout, describeRate, parseBench, usage } from "./cases.ts";
import { plots } from "./charts.ts";
import { document } from "./page.ts";
import { peerDestroy, peerTunnels } from "./peer.ts";
import { svg } from "./plot.ts";
import { type Figures, heads, type Result, rows, table } from "./report.ts";
import { noResults, readResults, writeResults } from "./results.ts";
import { uncovered } from "./targets.ts";

/** Cases in the order of the table: by host, API, rate, task, number and width. */
const order = ({ rate, hasCeiling, taskMs, tunnels, parallel, api, host }: Case): number =>
  (host === "plugin" ? 2e12 : 0) +
  (api === "3.0" ? 1e12 : 0) +
  (((rate * 2 + (hasCeiling ? 0 : 1)) * 100 + taskMs / 1000) * 1000 + tunnels) * 1000 +
  parallel;

const describe = (which: Case): string =>
  `${which.tunnels} tunnels, ${which.parallel} at once, tasks of ${which.taskMs / 1000} s, ${describeRate(which)}`;

async function bench(args: readonly string[]): Promise<void> {
  const options = parseBench(args);
  if (options === undefined) {
    console.log(usage.trimEnd());
    return;
  }
  const { writes, results: file, note } = options;
  let figures = file === undefined ? noResults : await readResults(file);
  const keep = async (more: Partial<Figures>): Promise<void> => {
    figures = { ...figures, ...more };
    if (file !== undefined) {
      await writeResults(file, figures);
    }
  };
  await buildDist();
  const end = performance.now() + options.minutes * 60_000;
  const isOver = (): boolean => performance.now() > end;
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-bench-"));
  const cloud = await Cloud.start();
  try {
    const nothing = await makeNothing(folder);
    const cases = casesWithout(options.cases, figures.results);
    for (const [index, which] of cases.entries()) {
      if (isOver()) {
        console.error(`${options.minutes} minutes are over: ${cases.length - index} cases are left out`);
        break;
      }
      const needs = Math.round((2 * wavesMs(which)) / 1000);
      console.error(`${index + 1} of ${cases.length}: ${describe(which)} (at least ${needs} s)`);
      const result = await resultOf(cloud, which, nothing, figures.results);
      await keep({ results: [...figures.results, result].sort((a, b) => order(a.which) - order(b.which)) });
      console.error(table(heads, rows([result])));
    }
    for (const host of options.interrupts ? (["dynamic", "plugin"] as const) : []) {
      if (figures.interrupts[host] === undefined && !isOver()) {
        const ms = await interruptMs(cloud, host === "plugin" ? host : undefined);
        await keep({ interrupts: { ...figures.interrupts, [host]: ms } });
        console.error(`Ctrl-C in a wait, ${host}: ${(ms / 1000).toFixed(2)} s`);
      }
    }
    for (const tunnels of options.peer === undefined ? [] : peerTunnels) {
      if (!figures.peers.some((one) => one.tunnels === tunnels) && !isOver()) {
        const one = await peerDestroy(cloud, options.peer ?? "", tunnels);
        await keep({ peers: [...figures.peers, one] });
        console.error(`the vendor's Terraform provider: ${JSON.stringify(one)}`);
      }
    }
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  console.log(table(heads, rows(figures.results)));
  if (!writes) {
    return;
  }
  const untold = uncovered(figures);
  if (untold.length > 0) {
    // A part would take the place of the record of the whole.
    throw new Error(`docs/performance.md is left as it is: no case measured speaks of ${untold.join("; ")}`);
  }
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? "unknown"}), Node.js ${process.version}`;
  await writeFile(
    join(repository, "docs", "performance.md"),
    document(figures, await memoryPerTunnel(), [machine, note]),
  );
  await writeFile(join(repository, "docs", "performance.svg"), svg(plots(figures)));
}

/** A case, and the same with a provider that does nothing unless that was measured before. */
async function resultOf(cloud: Cloud, which: Case, nothing: Nothing, before: readonly Result[]): Promise<Result> {
  const { host, tunnels, parallel } = which;
  const places = await cloud.places(tunnels);
  // One tunnel has one lag, which is chance, and is over so soon that chance matters.
  const count = tunnels === 1 ? 5 : 1;
  const runs = async (one: Case, instead?: Nothing): Promise<Run> => {
    const all: [Run, ...Run[]] = [await runCase(cloud, places, one, instead)];
    while (all.length < count) {
      all.push(await runCase(cloud, places, one, instead));
    }
    return merged(all);
  };
  const same = before.find(
    (one) => one.which.host === host && one.which.tunnels === tunnels && one.which.parallel === parallel,
  );
  const free: Case = {
    ...(host === undefined ? {} : { host }),
    tunnels,
    parallel,
    taskMs: 0,
    rate: 0,
    hasCeiling: false,
  };
  return { which, nothing: same?.nothing ?? (await runs(free, nothing)), ours: await runs(which) };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    console.error("Interrupted: ending everything.");
    endCase().finally(() => process.exit(130));
  });
}
await bench(process.argv.slice(2)).catch((error: unknown) => {
  console.error((error instanceof Error ? error.message : String(error)).trimEnd());
  process.exitCode = 1;
});
