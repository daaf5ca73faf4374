import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { parseDuration } from "../provider/util/durations.ts";
import { couldNotLook, UsageError } from "./failure.ts";

/** What a command was given. */
type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>
>;

/**
 * Reads the arguments of one command.
 * @param positionals names of the arguments without a dash, all of them required.
 * @throws UsageError for what is unknown, missing, too much, or given twice.
 */
export function parseOptions<const T extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: T,
  positionals: readonly string[] = [],
): Parsed<T> {
  let parsed: Parsed<T>;
  try {
    parsed = parseArgs({ args: [...args], options, strict: true, allowPositionals: true }) as Parsed<T>;
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error));
  }
  const missing = positionals[parsed.positionals.length];
  if (missing !== undefined) {
    throw new UsageError(`${missing} is missing`);
  }
  const extra = parsed.positionals[positionals.length];
  if (extra !== undefined) {
    throw new UsageError("there is one argument too many");
  }
  return parsed;
}

/** A duration from an option. @throws UsageError when it is none. */
export function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new UsageError(`${option} takes a duration such as 90s or 15m`);
  }
  return ms;
}

/** The region that was asked for, or the default. @throws Failure when there is none. */
export function regionOf(given: string | undefined, byDefault: string | undefined): string {
  const region = given ?? byDefault;
  if (region === undefined) {
    throw couldNotLook("no region: give --region, or set TENCENTCLOUD_REGION or the stack's config qcloud:region");
  }
  if (!/^[A-Za-z0-9-]+$/.test(region)) {
    throw new UsageError("the region must be a region code such as ap-guangzhou or gz");
  }
  return region;
}
