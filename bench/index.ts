/** `npm run bench`: what up, refresh and destroy cost beyond what the cloud itself needs. See docs/performance.md. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { buildDist } from "../tools/toolchain/dist.ts";
import { repository } from "../tools/toolchain/paths.ts";
import { type Case, parseBench, usage, wavesMs } from "./cases.ts";
import { Cloud } from "./cloud.ts";
import { endCase, merged, type Run, runCase } from "./measure.ts";
import { memoryPerTunnel } from "./memory.ts";
import { packageOfNothing } from "./nothing.ts";
import { document, plots } from "./page.ts";
import { svg } from "./plot.ts";
import { heads, type Result, rows, table } from "./report.ts";

/** Cases in the order of the table: by rate, task, number and width. */
const order = ({ rate, hasCeiling, taskMs, tunnels, parallel }: Case): number =>
  (((rate * 2 + (hasCeiling ? 0 : 1)) * 100 + taskMs / 1000) * 1000 + tunnels) * 1000 + parallel;

const describe = ({ tunnels, parallel, taskMs, rate, hasCeiling }: Case): string =>
  `${tunnels} tunnels, ${parallel} at once, tasks of ${taskMs / 1000} s${rate === 0 ? "" : `, ${rate} requests a second${hasCeiling ? ", ceiling set" : ""}`}`;

async function kept(file: string | undefined): Promise<Result[]> {
  if (file === undefined || !existsSync(file)) return [];
  return JSON.parse(await readFile(file, "utf8")) as Result[];
}

async function bench(args: readonly string[]): Promise<void> {
  const options = parseBench(args);
  if (options === undefined) {
    console.log(usage.trimEnd());
    return;
  }
  const { cases, writes, minutes, results: file, note } = options;
  await buildDist();
  const begin = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-bench-"));
  const cloud = await Cloud.start();
  const results = await kept(file);
  const empty = new Map(results.map(({ which, nothing }) => [`${which.tunnels} ${which.parallel}`, nothing]));
  let left = 0;
  try {
    const packages = await packageOfNothing(folder);
    for (const [index, which] of cases.entries()) {
      if (results.some((result) => isDeepStrictEqual(result.which, which))) continue;
      if (performance.now() - begin > minutes * 60_000) {
        left = cases.length - index;
        console.error(`${minutes} minutes are over: ${left} cases are left out`);
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
      while (which.tunnels === 1 && runs.length < 5) runs.push(await runCase(cloud, places, which));
      const result = { which, ours: merged(runs), nothing };
      results.push(result);
      if (file !== undefined) await writeFile(file, JSON.stringify(results));
      console.error(table(heads, rows([result])));
    }
  } finally {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  results.sort((a, b) => order(a.which) - order(b.which));
  console.log(table(heads, rows(results)));
  if (!writes) return;
  const machine = `${cpus().length} processors (${cpus()[0]?.model ?? "unknown"}), Node.js ${process.version}`;
  await writeFile(
    join(repository, "docs", "performance.md"),
    document(results, await memoryPerTunnel(), [machine, note], left),
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
