/** `npm run bench`: what up, refresh and destroy cost beyond what the cloud itself needs. See docs/performance.md. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Case, wavesMs } from "../test/support/measure/case.ts";
import { Cloud } from "../test/support/measure/cloud.ts";
import { endCase, merged, type Run, runCase } from "../test/support/measure/measure.ts";
import { memoryPerTunnel } from "../test/support/measure/memory.ts";
import { packageOfNothing } from "../test/support/measure/nothing.ts";
import { buildDist } from "../tools/toolchain/dist.ts";
import { repository } from "../tools/toolchain/paths.ts";
import { casesWithout, describeRate, parseBench, usage } from "./cases.ts";
import { plots } from "./charts.ts";
import { document } from "./page.ts";
import { svg } from "./plot.ts";
import { heads, rows, table } from "./report.ts";
import { readResults, writeResults } from "./results.ts";
import { uncovered } from "./targets.ts";

/** Cases in the order of the table: by API, rate, task, number and width. */
const order = ({ rate, hasCeiling, taskMs, tunnels, parallel, api }: Case): number =>
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
  const { writes, minutes, results: file, note } = options;
  const results = file === undefined ? [] : await readResults(file);
  const cases = casesWithout(options.cases, results);
  await buildDist();
  const begin = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-bench-"));
  const cloud = await Cloud.start();
  const empty = new Map(results.map(({ which, nothing }) => [`${which.tunnels} ${which.parallel}`, nothing]));
  try {
    const packages = await packageOfNothing(folder);
    for (const [index, which] of cases.entries()) {
      if (performance.now() - begin > minutes * 60_000) {
        console.error(`${minutes} minutes are over: ${cases.length - index} cases are left out`);
        break;
      }
      const needs = Math.round((2 * wavesMs(which)) / 1000);
      console.error(`${index + 1} of ${cases.length}: ${describe(which)} (at least ${needs} s)`);
      const places = await cloud.places(which.tunnels);
      const key = `${which.tunnels} ${which.parallel}`;
      const nothing = empty.get(key) ?? (await runCase(cloud, places, { ...which, taskMs: 0, rate: 0 }, packages));
      empty.set(key, nothing);
      const runs: [Run, ...Run[]] = [await runCase(cloud, places, which)];
      // One tunnel has one lag, which is chance.
      while (which.tunnels === 1 && runs.length < 5) {
        runs.push(await runCase(cloud, places, which));
      }
      const result = { which, ours: merged(runs), nothing };
      results.push(result);
      if (file !== undefined) {
        await writeResults(file, results);
      }
      console.error(table(heads, rows([result])));
    }
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  results.sort((a, b) => order(a.which) - order(b.which));
  console.log(table(heads, rows(results)));
  if (!writes) {
    return;
  }
  const untold = uncovered(results);
  if (untold.length > 0) {
    // A part would take the place of the record of the whole.
    throw new Error(`docs/performance.md is left as it is: no case measured speaks of ${untold.join("; ")}`);
  }
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? "unknown"}), Node.js ${process.version}`;
  await writeFile(
    join(repository, "docs", "performance.md"),
    document(results, await memoryPerTunnel(), [machine, note]),
  );
  await writeFile(join(repository, "docs", "performance.svg"), svg(plots(results)));
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
