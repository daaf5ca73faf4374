import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { programs } from "./arbitraries.ts";
import { Harness } from "./harness.ts";
import { runProgram } from "./run.ts";

/** What a worker is told. */
export interface Assignment {
  readonly seed: number;
  readonly runs: number;
  /** Of fast-check: goes straight to one case. */
  readonly path: string | undefined;
}

/** What a worker found. */
export interface Finding {
  readonly runs: number;
  /** How many operations shared a list. */
  readonly sharedLists: number;
  /** The smallest failing case and how it failed; nothing when all held. */
  readonly failure: string | undefined;
}

/** So many cases are tried to find a smaller one that fails. */
const SHRINKS = 200;

const { seed, runs, path } = workerData as Assignment;
const harness = await Harness.begin();
let count = 0;
let sharedLists = 0;
let shrinks: number | undefined;
const result = await fc.check(
  fc.asyncProperty(programs, async (program) => {
    count += 1;
    if (shrinks !== undefined && shrinks++ > SHRINKS) {
      return;
    }
    try {
      sharedLists += await runProgram(harness, program);
    } catch (error) {
      shrinks ??= 0;
      throw error;
    }
  }),
  { seed, numRuns: runs, ...(path === undefined ? {} : { path }) },
);
harness.end();
parentPort?.postMessage({
  runs: count,
  sharedLists,
  failure: result.failed ? describe(result) : undefined,
} satisfies Finding);

function describe({ seed: failed, counterexamplePath, counterexample, errorInstance }: typeof result): string {
  const causes: string[] = [];
  for (let error = errorInstance; error instanceof Error; error = error.cause) {
    causes.push(error.stack ?? error.message);
  }
  const again = `PROPERTY_SEED=${failed} PROPERTY_PATH="${counterexamplePath}"`;
  return `${again}\n${JSON.stringify(counterexample?.[0])}\n${causes.join("\ncaused by: ")}`;
}
