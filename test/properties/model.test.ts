import assert from "node:assert/strict";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Assignment, Finding } from "./worker.ts";

/** Cases in all; PROPERTY_RUNS sets another number. */
const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 400);

/**
 * PROPERTY_SEED and PROPERTY_PATH, as a failure prints them, run that case again; PROPERTY_SEED=random looks for new ones. The same
 * cases by default: a change is judged by them, and not by chance.
 */
const ASKED = process.env["PROPERTY_SEED"] ?? "20261123";
const SEED = ASKED === "random" ? Math.floor(Math.random() * 2 ** 31) : Number(ASKED);
const PATH = process.env["PROPERTY_PATH"];

/** A failure may take some time, since smaller cases are looked for. */
const LONGEST_MS = 20 * 60_000;

describe("random programs, faults, crashes and changes from elsewhere", () => {
  const workers = new Set<Worker>();

  after(async () => {
    await Promise.all([...workers].map((worker) => worker.terminate()));
  });

  it(`keep every invariant (seed ${SEED})`, async function () {
    this.timeout(LONGEST_MS);
    const count = PATH === undefined ? Math.min(4, availableParallelism()) : 1;
    const runs = PATH === undefined ? Math.ceil(RUNS / count) : RUNS;
    // Threads, because each fakes time for itself, and because one core is not enough for thousands of cases.
    const findings = await Promise.all(
      Array.from({ length: count }, (_, index) => run({ seed: SEED + index, runs, path: PATH })),
    );
    const failures = findings.flatMap(({ failure }) => failure ?? []);
    assert.deepEqual(failures, [], failures.join("\n\n"));
    const sum = (of: (finding: Finding) => number): number => findings.reduce((total, one) => total + of(one), 0);
    if (PATH === undefined && process.env["PROPERTY_RUNS"] === undefined) {
      assert.ok(sum((finding) => finding.runs) >= RUNS);
      const shared = sum((finding) => finding.sharedLists);
      assert.ok(shared >= RUNS / 100, `only ${shared} operations of ${RUNS} programs share a list`);
    }
  });

  async function run(assignment: Assignment): Promise<Finding> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: assignment });
    workers.add(worker);
    const failed = once(worker, "error").then(([error]) => {
      throw error;
    });
    const [finding] = await Promise.race([once(worker, "message"), failed]);
    await worker.terminate();
    workers.delete(worker);
    return finding as Finding;
  }
});
