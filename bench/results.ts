import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import * as z from "zod";
import type { Figures } from "./report.ts";

const measured = z.object({
  wallMs: z.number(),
  calls: z.record(z.string(), z.number()),
  throttled: z.number(),
  questions: z.number().exactOptional(),
  lagMs: z.array(z.number()),
  peakBytes: z.number(),
  cpuMs: z.number(),
});
const run = z.object({
  of: z.object({ up: measured, refresh: measured, destroy: measured }),
  stateBytes: z.number(),
});
const which = z.object({
  host: z.literal("plugin").exactOptional(),
  tunnels: z.number(),
  parallel: z.number(),
  taskMs: z.number(),
  rate: z.number(),
  hasCeiling: z.boolean(),
  api: z.literal("3.0").exactOptional(),
});
const format = z.object({
  results: z.array(z.object({ which, ours: run, nothing: run })),
  interrupts: z.object({ dynamic: z.number().optional(), plugin: z.number().optional() }),
  peers: z.array(
    z.object({
      tunnels: z.number(),
      parallel: z.number(),
      taskMs: z.number(),
      beyond: z.number(),
      calls: z.number(),
      lag: z.number(),
    }),
  ),
});

/** Nothing measured yet. */
export const noResults: Figures = { results: [], interrupts: {}, peers: [] };

/** Results that a file keeps; none where there is no such file yet. @throws Error that names a file which holds anything else. */
export async function readResults(file: string): Promise<Figures> {
  if (!existsSync(file)) {
    return noResults;
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
export async function writeResults(file: string, record: Figures): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(record));
  await rename(`${file}.new`, file);
}
