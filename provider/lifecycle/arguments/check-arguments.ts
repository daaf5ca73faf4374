import { isDeepStrictEqual } from "node:util";
import type * as z from "zod";
import type { ApiVersion } from "../../api/index.ts";
import { isRecord } from "../../util/is-record.ts";
import { defaultName } from "../names.ts";
import { isSettingGroup } from "../observed.ts";
import { texts } from "../state.ts";
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

/** The settings that `check` uses. */
export interface CheckSettings {
  /** Default region of a new resource. */
  readonly region: string | undefined;
  readonly owner: string;
  /** Default: 2.0. */
  readonly api?: ApiVersion;
}

export type Loose = Record<string, unknown>;

/** Describes the arguments of one kind of resource. */
export interface ArgumentsOf {
  /** Name of the resource class, for messages. */
  readonly type: string;
  readonly rules: Readonly<Record<ApiVersion, z.ZodObject>>;
  /** The argument with a default name. */
  readonly name: string;
  /** The argument with the id to adopt. An adopted resource has no default name. */
  readonly adopted: string;
  /** Argument names of the API or of other providers, and ours for them. */
  readonly suggestions: Readonly<Record<string, string>>;
  /** Rules between properties. */
  readonly crossChecks: (filled: Loose) => CheckFailure[];
  /** Repairs arguments that `ignoreChanges` combined from state and program, if they exclude each other. */
  readonly unmixed?: (olds: Loose, given: Loose) => Loose;
}

const REGION = "region";

/**
 * Checks the arguments of a resource, normalizes them, and fills in region and name. Calls no action. Unknown values are not checked. Nor is
 * a value that a refresh found and `ignoreChanges` keeps, because it exists and is not sent.
 *
 * @param olds The inputs of the state; `{}` for a new resource.
 */
export function checkArguments<I>(of: ArgumentsOf, settings: CheckSettings, olds: Loose, news: Loose): Checked<I> {
  const given = withoutAbsent(news);
  const { filled, defaults } = fillIn(of, settings, olds, of.unmixed?.(olds, given) ?? given);
  const kept = keptPaths(olds, filled);
  const rules = of.rules[settings.api ?? "2.0"];
  const failures = [...ruleFailures(of, rules, filled), ...of.crossChecks(filled)].filter(
    ({ property }) => !kept.some((path) => property === path || property.startsWith(`${path}.`)),
  );
  const { __observed, ...known } = normalized(rules, filled);
  const inputs = { ...known, __defaults: defaults, ...(kept.length === 0 ? {} : { __observed: kept }) };
  return { inputs: inputs as I, failures: onePerProperty(failures) };
}

/** Removes null and undefined, also in groups: an output of `undefined` and a config object give null. */
function withoutAbsent(value: Loose): Loose {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== undefined && inner !== null && key !== "__provider")
      .map(([key, inner]) => [
        key,
        (isSettingGroup(key) || key === "timeouts") && isRecord(inner) ? withoutAbsent(inner) : inner,
      ]),
  );
}

/** The paths of inputs that a refresh changed, and that these arguments did not change since. */
function keptPaths(olds: Loose, filled: Loose): string[] {
  const observed = texts(olds["__observed"]) ?? [];
  return observed.filter((path) => isDeepStrictEqual(valueAt(filled, path.split(".")), valueAt(olds, path.split("."))));
}

/** Normalizes the valid arguments. */
function normalized(rules: z.ZodObject, filled: Loose): Loose {
  const entries = Object.entries(filled).map(([key, value]) => {
    const parsed = Object.hasOwn(rules.shape, key) ? rules.shape[key]?.safeParse(value) : undefined;
    return [key, parsed?.success === true ? parsed.data : value];
  });
  return Object.fromEntries(entries) as Loose;
}

/**
 * Without a region in the program, that of the state is used; the current default applies only to a new resource. A default name is fixed at
 * creation, so that it proves the owner even after a rename of the resource.
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
  // After a refresh, the state contains the observed name, which somebody may have changed.
  const before = olds["__defaultName"] ?? olds[of.name];
  if (wasDefault && before !== undefined) {
    return before;
  }
  const isKnown = Object.keys(olds).length > 0;
  const keepsItsName = given[of.adopted] !== undefined || (isKnown && olds[of.name] === undefined);
  const seed = given["__urn"];
  return keepsItsName || typeof seed !== "string" || isUnknown(seed) ? undefined : defaultName(seed, settings.owner);
}

function ruleFailures(of: ArgumentsOf, rules: z.ZodObject, filled: Loose): CheckFailure[] {
  const result = rules.safeParse(filled);
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
      const suggested = [full, key]
        .filter((name) => Object.hasOwn(of.suggestions, name))
        .map((name) => of.suggestions[name])[0];
      return {
        property: full,
        reason: `${full} is not an argument of ${of.type}${suggested === undefined ? "" : `; did you mean ${suggested}?`}`,
      };
    });
  }
  const value = valueAt(filled, path);
  if (value === undefined && path.length === 1) {
    return [{ property: path[0] ?? "", reason: `${path[0]} ${missing(path[0] ?? "")}` }];
  }
  return holdsUnknown(value) || isInsideUnknown(filled, path)
    ? []
    : [{ property: path.join("."), reason: `${path.join(".")} ${issue.message}${actualType(issue, value)}` }];
}

function missing(property: string): string {
  return property === REGION
    ? "is required: give it as an argument, or set qcloud:region in the stack's config or TENCENTCLOUD_REGION in the environment"
    : "is required";
}

/** The type of a refused value, if that is the problem. The value itself may be a secret. */
function actualType(issue: z.core.$ZodIssue, value: unknown): string {
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

function isInsideUnknown(value: unknown, path: string[]): boolean {
  return path.some((_, index) => isUnknown(valueAt(value, path.slice(0, index))));
}

function onePerProperty(failures: CheckFailure[]): CheckFailure[] {
  const seen = new Set<string>();
  return failures.filter(({ property }) => !seen.has(property) && seen.add(property));
}
