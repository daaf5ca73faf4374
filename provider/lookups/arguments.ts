import { LookupError } from "./search.ts";

/** Which arguments a look-up takes. */
interface Taken<T extends string, F extends string> {
  /** Texts; ids among them may be given as numbers. */
  readonly texts: readonly T[];
  /** Flags. */
  readonly flags?: readonly F[];
  /** Those of them that are required. */
  readonly required?: readonly T[];
}

/**
 * The arguments of a look-up, checked: a misspelt or empty one would otherwise widen the search without a word.
 * @throws LookupError that names the argument.
 */
export function argumentsOf<T extends string, F extends string = never>(
  lookup: string,
  args: object,
  { texts, flags = [], required = [] }: Taken<T, F>,
): { [K in T]?: string } & { [K in F]?: boolean } {
  const result: Record<string, string | boolean> = {};
  for (const [name, value] of Object.entries(args) as [string, unknown][]) {
    if (value === undefined || value === null) {
      continue;
    }
    if (flags.some((flag) => flag === name)) {
      if (typeof value !== "boolean") {
        throw new LookupError(`${lookup}: ${name} must be true or false`);
      }
      result[name] = value;
      continue;
    }
    if (!texts.some((text) => text === name)) {
      throw new LookupError(
        `${lookup}: ${name} is not an argument of it; those are ${[...texts, ...flags].join(", ")}`,
      );
    }
    if ((typeof value !== "string" && typeof value !== "number") || String(value).trim() === "") {
      throw new LookupError(`${lookup}: ${name} must be text that is not empty`);
    }
    result[name] = String(value);
  }
  const missing = required.find((name) => result[name] === undefined);
  if (missing !== undefined) {
    throw new LookupError(`${lookup}: ${missing} is required`);
  }
  return result as { [K in T]?: string } & { [K in F]?: boolean };
}

/** What is looked for, in words: `VPC with the name "office" and …`. */
export function inWords(thing: string, filters: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [`${name} "${value}"`]));
  return parts.length === 0 ? thing : `${thing} with ${parts.join(" and ")}`;
}
