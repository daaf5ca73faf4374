import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { parseDuration } from "../provider/util/durations.ts";
import { ReadFailure, UsageError } from "./failure.ts";

/** The parsed arguments of a command. */
type Parsed<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>
>;

/**
 * Parses the arguments of one command.
 * @param positionals names of the positional arguments, all of them required.
 * @throws UsageError for arguments that are unknown, missing or too many.
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
    throw new UsageError("too many arguments");
  }
  return parsed;
}

/** The value of an option that takes a duration, in milliseconds. @throws UsageError when it is none. */
export function durationOf(option: string, text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) {
    throw new UsageError(`${option} must be a duration such as 90s or 15m`);
  }
  return ms;
}

/** The region of --region, or the default. @throws Failure when there is none. */
export function regionOption(given: string | undefined, byDefault: string | undefined): string {
  const region = given ?? byDefault;
  if (region === undefined) {
    throw new ReadFailure("no region: use --region, or set TENCENTCLOUD_REGION or the stack's config qcloud:region");
  }
  if (!/^[A-Za-z0-9-]+$/.test(region)) {
    throw new UsageError("--region must be a region code such as ap-guangzhou or gz");
  }
  return region;
}
