import type * as z from "zod";
import type { Inputs } from "./inputs.ts";
import { defaultName } from "./names.ts";
import { MEANT, rules } from "./rules.ts";
import { holdsUnknown, isUnknown } from "./unknown.ts";
import { weaknesses } from "./weaknesses.ts";

export interface CheckFailure {
  /** Path of the property, such as `ikeSet.dhGroupName`. */
  readonly property: string;
  readonly reason: string;
}

export interface Checked {
  readonly inputs: Inputs;
  readonly failures: CheckFailure[];
  /** What is allowed but weak; one line, empty when there is nothing to say. */
  readonly warning: string;
}

/** What `check` takes from the settings. */
export interface CheckSettings {
  /** Region of a new tunnel whose program says none. */
  readonly region: string | undefined;
  readonly owner: string;
}

type Loose = Record<string, unknown>;

/** Inputs that `check` can fill in. */
const NAME = "vpnConnName";
const REGION = "region";

/**
 * Checks the arguments of a tunnel and fills in its region and its name. Calls nothing. Values that are not known yet are stepped
 * over and stay as they are.
 * @param olds the inputs of the state, `{}` for a new tunnel.
 */
export function check(settings: CheckSettings, olds: Loose, news: Loose): Checked {
  const given = withoutAbsent(news);
  const { filled, defaults } = fillIn(settings, olds, given);
  const failures = [...ruleFailures(filled), ...pairFailures(filled)];
  const parsed = holdsUnknown(filled) || failures.length > 0 ? filled : (rules.parse(filled) as Loose);
  const inputs = { ...parsed, __defaults: defaults } as unknown as Inputs;
  return { inputs, failures: onePerProperty(failures), warning: failures.length > 0 ? "" : weaknesses(filled) };
}

function withoutAbsent(value: Loose): Loose {
  return Object.fromEntries(
    Object.entries(value).filter(([key, inner]) => inner !== undefined && inner !== null && key !== "__provider"),
  );
}

/**
 * A region that the program leaves out is the one that the state holds; only a new tunnel takes today's default. A default name
 * is fixed at creation, so that it still proves whose the tunnel is after a rename of the resource.
 */
function fillIn(settings: CheckSettings, olds: Loose, given: Loose): { filled: Loose; defaults: string[] } {
  const filled = { ...given };
  const defaults: string[] = [];
  if (filled[REGION] === undefined) {
    const region = olds[REGION] ?? settings.region;
    if (region !== undefined) {
      filled[REGION] = region;
      defaults.push(REGION);
    }
  }
  if (filled[NAME] === undefined) {
    const name = nameToFillIn(settings, olds, given);
    if (name !== undefined) {
      filled[NAME] = name;
      defaults.push(NAME);
    }
  }
  return { filled, defaults };
}

function nameToFillIn(settings: CheckSettings, olds: Loose, given: Loose): unknown {
  const wasDefault = Array.isArray(olds["__defaults"]) && olds["__defaults"].includes(NAME);
  if (wasDefault && olds[NAME] !== undefined) {
    return olds[NAME];
  }
  const isKnownTunnel = Object.keys(olds).length > 0;
  const keepsItsName = given["vpnConnId"] !== undefined || (isKnownTunnel && olds[NAME] === undefined);
  const seed = given["__urn"];
  return keepsItsName || typeof seed !== "string" || isUnknown(seed) ? undefined : defaultName(seed, settings.owner);
}

function ruleFailures(filled: Loose): CheckFailure[] {
  const result = rules.safeParse(filled);
  if (result.success) {
    return [];
  }
  return result.error.issues.flatMap((issue) => failuresOf(issue, filled));
}

function failuresOf(issue: z.core.$ZodIssue, filled: Loose): CheckFailure[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const full = [...path, key].join(".");
      const meant = MEANT[full] ?? MEANT[key];
      return {
        property: full,
        reason: `${full} is not an argument of VpnConnection${meant === undefined ? "" : `; did you mean ${meant}?`}`,
      };
    });
  }
  const value = valueAt(filled, path);
  if (value === undefined && path.length === 1) {
    return [{ property: path[0] ?? "", reason: `${path[0]} ${missing(path[0] ?? "")}` }];
  }
  return holdsUnknown(value) || passesUnknown(filled, path)
    ? []
    : [{ property: path.join("."), reason: `${path.join(".")} ${issue.message}${shown(path, value)}` }];
}

function missing(property: string): string {
  return property === REGION
    ? "is required: give it as an argument, or set qcloud:region in the stack's config or TENCENTCLOUD_REGION in the environment"
    : "is required";
}

/** The refused value, for the message; never the pre-shared key's. */
function shown(path: string[], value: unknown): string {
  if (path[0] === "preSharedKey" || value === undefined || (typeof value === "object" && value !== null)) {
    return "";
  }
  return `, not ${JSON.stringify(value).slice(0, 80)}`;
}

/** Rules between properties. */
function pairFailures(filled: Loose): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const peers = filled["userGwCidrBlock"];
  const acl = filled["spdAcl"];
  if (peers === undefined && acl === undefined) {
    failures.push({
      property: "userGwCidrBlock",
      reason:
        "one of userGwCidrBlock (the peer's networks) and spdAcl (peer networks for each network of the VPC) is required",
    });
  }
  if (peers !== undefined && acl !== undefined && !isUnknown(peers) && !isUnknown(acl)) {
    failures.push({ property: "spdAcl", reason: "spdAcl and userGwCidrBlock exclude each other: give one of them" });
  }
  const ike = filled["ikeSet"];
  if (typeof ike === "object" && ike !== null) {
    failures.push(...identityFailures(ike as Loose, "local"), ...identityFailures(ike as Loose, "remote"));
  }
  return failures;
}

/** An identity and what belongs to it come together (docs/api.md 2.4). */
function identityFailures(ike: Loose, side: "local" | "remote"): CheckFailure[] {
  const identity = ike[`${side}Identity`] ?? "address";
  const name = ike[`${side}FqdnName`];
  const address = ike[`${side}Address`];
  if (isUnknown(identity)) {
    return [];
  }
  if (identity === "fqdn" && name === undefined) {
    return [
      {
        property: `ikeSet.${side}FqdnName`,
        reason: `ikeSet.${side}FqdnName is required when ikeSet.${side}Identity is fqdn`,
      },
    ];
  }
  if (identity === "fqdn" && address !== undefined) {
    return [
      {
        property: `ikeSet.${side}Address`,
        reason: `ikeSet.${side}Address is used only when ikeSet.${side}Identity is address, not fqdn`,
      },
    ];
  }
  if (identity === "address" && name !== undefined) {
    return [
      {
        property: `ikeSet.${side}FqdnName`,
        reason: `ikeSet.${side}FqdnName is used only when ikeSet.${side}Identity is fqdn`,
      },
    ];
  }
  return [];
}

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
