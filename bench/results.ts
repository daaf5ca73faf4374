import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import * as z from "zod";
import type { Result } from "./report.ts";

const measured = z.object({
  wallMs: z.number(),
  calls: z.record(z.string(), z.number()),
  throttled: z.number(),
  lagMs: z.array(z.number()),
  peakBytes: z.number(),
  cpuMs: z.number(),
});
const run = z.object({
  of: z.object({ up: measured, refresh: measured, destroy: measured }),
  stateBytes: z.number(),
});
const which = z.object({
  tunnels: z.number(),
  parallel: z.number(),
  taskMs: z.number(),
  rate: z.number(),
  hasCeiling: z.boolean(),
  api: z.literal("3.0").exactOptional(),
});
const format = z.array(z.object({ which, ours: run, nothing: run }));

/** Results that a file keeps; none where there is no such file yet. @throws Error that names a file which holds anything else. */
export async function readResults(file: string): Promise<Result[]> {
  if (!existsSync(file)) {
    return [];
  }
  const text = await readFile(file, "utf8");
  try {
    return format.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(
      `${file} does not hold results of this benchmark: mend it, remove it, or name another file with --results\n${why}`,
      { cause: error },
    );
  }
}

/** Keeps results in a file, which is whole at any moment. */
export async function writeResults(file: string, results: readonly Result[]): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(results));
  await rename(`${file}.new`, file);
}
