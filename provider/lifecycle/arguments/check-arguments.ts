import { isDeepStrictEqual } from "node:util";
import type * as z from "zod";
import { defaultName } from "../names.ts";
import { isRecord, texts } from "../state.ts";
import { holdsUnknown, isUnknown } from "./unknown.ts";

export interface CheckFailure {
  /** Path of the property, such as `ikeSet.dhGroupName`. */
  readonly property: string;
  readonly reason: string;
}

export interface Checked<I> {
  readonly inputs: I;
  readonly failures: CheckFailure[];
}

/** What `check` takes from the settings. */
export interface CheckSettings {
  /** Region of a new tunnel whose program says none. */
  readonly region: string | undefined;
  readonly owner: string;
}

export type Loose = Record<string, unknown>;

/** What there is to know of the arguments of one kind of resource. */
export interface ArgumentsOf {
  /** Name of the resource class, for messages. */
  readonly type: string;
  readonly rules: z.ZodObject;
  /** The argument that a default name fills in. */
  readonly name: string;
  /** The argument that names an existing thing to adopt, which then keeps its name. */
  readonly adopted: string;
  /** Names that users of the API or of other providers write, and ours for them. */
  readonly meant: Readonly<Record<string, string>>;
  /** Rules between properties. */
  readonly together: (filled: Loose) => CheckFailure[];
  /** The arguments that `ignoreChanges` mixed of the state's and the program's, where these do not go together. */
  readonly unmixed?: (olds: Loose, given: Loose) => Loose;
}

const REGION = "region";

/** Arguments that are groups of arguments. */
const GROUPS: readonly string[] = ["ikeSet", "ipsecSet", "timeouts"];

/**
 * Checks the arguments of a resource and fills in its region and its name. Calls nothing. Values that are not known yet are stepped
 * over and stay as they are; the others come out in one spelling. A value that a refresh found and `ignoreChanges` keeps is not judged: it
 * stands, and nothing is sent for it.
 * @param olds the inputs of the state, `{}` for a new resource.
 */
export function checkArguments<I>(of: ArgumentsOf, settings: CheckSettings, olds: Loose, news: Loose): Checked<I> {
  const given = withoutAbsent(news);
  const { filled, defaults } = fillIn(of, settings, olds, of.unmixed?.(olds, given) ?? given);
  const kept = keptPaths(olds, filled);
  const failures = [...ruleFailures(of, filled), ...of.together(filled)].filter(
    ({ property }) => !kept.some((path) => property === path || property.startsWith(`${path}.`)),
  );
  const { __observed, ...known } = normalised(of, filled);
  const inputs = { ...known, __defaults: defaults, ...(kept.length === 0 ? {} : { __observed: kept }) };
  return { inputs: inputs as I, failures: onePerProperty(failures) };
}

/** Null counts as left out, in a group too: an output of `undefined` and a config object give it. */
function withoutAbsent(value: Loose): Loose {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== undefined && inner !== null && key !== "__provider")
      .map(([key, inner]) => [key, GROUPS.includes(key) && isRecord(inner) ? withoutAbsent(inner) : inner]),
  );
}

/** The inputs that a refresh found otherwise than they were given, by their paths, as far as these arguments still hold what was found. */
function keptPaths(olds: Loose, filled: Loose): string[] {
  const observed = texts(olds["__observed"]) ?? [];
  return observed.filter((path) => isDeepStrictEqual(valueAt(filled, path.split(".")), valueAt(olds, path.split("."))));
}

/** Each argument that fits in its one spelling, the others as they are. */
function normalised(of: ArgumentsOf, filled: Loose): Loose {
  const entries = Object.entries(filled).map(([key, value]) => {
    const parsed = Object.hasOwn(of.rules.shape, key) ? of.rules.shape[key]?.safeParse(value) : undefined;
    return [key, parsed?.success === true ? parsed.data : value];
  });
  return Object.fromEntries(entries) as Loose;
}

/**
 * A region that the program leaves out is the one that the state holds; only a new resource takes today's default. A default name
 * is fixed at creation, so that it still proves whose the thing is after a rename of the resource.
 */
function fillIn(
  of: ArgumentsOf,
  settings: CheckSettings,
  olds: Loose,
  given: Loose,
): { filled: Loose; defaults: string[] } {
  const filled = { ...given };
  const defaults: string[] = [];
  if (filled[REGION] === undefined) {
    const region = olds[REGION] ?? settings.region;
    if (region !== undefined) {
      filled[REGION] = region;
      defaults.push(REGION);
    }
  }
  if (filled[of.name] === undefined) {
    const name = nameToFillIn(of, settings, olds, given);
    if (name !== undefined) {
      filled[of.name] = name;
      defaults.push(of.name);
    }
  }
  return { filled, defaults };
}

function nameToFillIn(of: ArgumentsOf, settings: CheckSettings, olds: Loose, given: Loose): unknown {
  const wasDefault = Array.isArray(olds["__defaults"]) && olds["__defaults"].includes(of.name);
  // After a refresh the name of the state is the one observed, which somebody may have changed.
  const before = olds["__defaultName"] ?? olds[of.name];
  if (wasDefault && before !== undefined) {
    return before;
  }
  const isKnown = Object.keys(olds).length > 0;
  const keepsItsName = given[of.adopted] !== undefined || (isKnown && olds[of.name] === undefined);
  const seed = given["__urn"];
  return keepsItsName || typeof seed !== "string" || isUnknown(seed) ? undefined : defaultName(seed, settings.owner);
}

function ruleFailures(of: ArgumentsOf, filled: Loose): CheckFailure[] {
  const result = of.rules.safeParse(filled);
  if (result.success) {
    return [];
  }
  return result.error.issues.flatMap((issue) => failuresOf(of, issue, filled));
}

function failuresOf(of: ArgumentsOf, issue: z.core.$ZodIssue, filled: Loose): CheckFailure[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const full = [...path, key].join(".");
      const meant = [full, key].filter((name) => Object.hasOwn(of.meant, name)).map((name) => of.meant[name])[0];
      return {
        property: full,
        reason: `${full} is not an argument of ${of.type}${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      };
    });
  }
  const value = valueAt(filled, path);
  if (value === undefined && path.length === 1) {
    return [{ property: path[0] ?? "", reason: `${path[0]} ${missing(path[0] ?? "")}` }];
  }
  return holdsUnknown(value) || passesUnknown(filled, path)
    ? []
    : [{ property: path.join("."), reason: `${path.join(".")} ${issue.message}${shown(issue, value)}` }];
}

function missing(property: string): string {
  return property === REGION
    ? "is required: give it as an argument, or set qcloud:region in the stack's config or TENCENTCLOUD_REGION in the environment"
    : "is required";
}

/**
 * What the refused value is, where it is of another type. Never the value: secrets arrive here in clear, and one may also have been written
 * into the wrong place.
 */
function shown(issue: z.core.$ZodIssue, value: unknown): string {
  const isOfOtherType = issue.code === "invalid_type" || issue.code === "invalid_union";
  if (!isOfOtherType || value === undefined) {
    return "";
  }
  const type = value === null ? "null" : Array.isArray(value) ? "a list" : TYPES[typeof value];
  return type === undefined ? "" : `, not ${type}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  object: "an object",
};

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Loose)[key] : undefined),
    value,
  );
}

function passesUnknown(value: unknown, path: string[]): boolean {
  return path.some((_, index) => isUnknown(valueAt(value, path.slice(0, index))));
}

function onePerProperty(failures: CheckFailure[]): CheckFailure[] {
  const seen = new Set<string>();
  return failures.filter(({ property }) => !seen.has(property) && seen.add(property));
}
