import { RunError } from "@pulumi/pulumi";
import { isLater, TEXT } from "../arguments.ts";
import { type Kind, type Kinds, problemsOf, required } from "../kinds.ts";
import type { BranchArgs, FormerlyArgs, SiteToSiteVpnArgs } from "./arguments.ts";

type Loose = Readonly<Record<string, unknown>>;

const isLaterOr =
  (fits: Kind["fits"]): Kind["fits"] =>
  (value) =>
    isLater(value) || fits(value);

const isPlain = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** Without holes: those count as undefined. */
export const isNetworkList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && Array.from(value).every(TEXT.fits);

const ID: Kind = { wanted: "must be an id as text", fits: (value) => TEXT.fits(value) || Number.isSafeInteger(value) };
const NETWORKS: Kind = {
  wanted: 'must be a list of IPv4 networks such as ["172.16.10.0/24"]',
  fits: isLaterOr(isNetworkList),
};
const RULES: Kind = {
  wanted: "must be an object that maps each network of the VPC to a list of the branch's networks",
  fits: isLaterOr((value) => isPlain(value) && Object.values(value as Loose).every(NETWORKS.fits)),
};
const SETTINGS: Kind = { wanted: "must be an object of settings", fits: isLaterOr(isPlain) };
const BEFORE: readonly string[] = ["userGateway", "vpnConnection", "branch"] satisfies (keyof FormerlyArgs)[];
const FORMERLY: Kind = {
  wanted: `must hold names as plain text: ${BEFORE.join(", ")}`,
  fits: (value) =>
    isPlain(value) &&
    Object.keys(value as Loose).length > 0 &&
    Object.entries(value as Loose).every(([key, name]) => BEFORE.includes(key) && typeof name === "string"),
};
/** Checked by a rule of its own. */
const ANY: Kind = { wanted: "", fits: () => true };

/** The arguments of the component. */
const ARGUMENTS: Kinds<keyof SiteToSiteVpnArgs> = {
  region: TEXT,
  vpcId: required(ID),
  vpnGwId: required(ID),
  branches: required(ANY),
  localNetworks: NETWORKS,
  ikeSet: SETTINGS,
  ipsecSet: SETTINGS,
  timeouts: SETTINGS,
};

/** The arguments of a branch. */
const BRANCH: Kinds<keyof BranchArgs> = {
  name: required(ANY),
  address: TEXT,
  networks: NETWORKS,
  spdAcl: RULES,
  preSharedKey: required(TEXT),
  ikeSet: SETTINGS,
  ipsecSet: SETTINGS,
  userGwName: TEXT,
  vpnConnName: TEXT,
  userGwId: ID,
  vpnConnId: ID,
  formerly: FORMERLY,
};

/** Names that users of the resources or of other tools write, and ours for them. */
const SUGGESTIONS: Readonly<Record<string, keyof BranchArgs>> = {
  userGwAddr: "address",
  ip: "address",
  network: "networks",
  cidrs: "networks",
  userGwCidrBlock: "networks",
  psk: "preSharedKey",
  key: "preSharedKey",
  preShareKey: "preSharedKey",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const UNFIT = /[\u0000-\u001f\u007f]|::|^__|^\s|\s$/;

/** Whether a name can be part of a resource's name, which everybody sees. */
const isFit = (name: unknown): name is string => typeof name === "string" && name !== "" && !UNFIT.test(name);

/**
 * Checks what can be known of the arguments while the program runs; a list often comes from the stack's config, which no compiler sees.
 * The resources check the rest.
 * @throws RunError with one line for each thing that does not fit.
 */
export function checkArguments(component: string, args: unknown): void {
  const isObject = args == null || (isPlain(args) && !isLater(args));
  const given = (isObject ? (args ?? {}) : {}) as Loose;
  const { branches, localNetworks } = given;
  const seen = { name: new Map<unknown, string>(), address: new Map<unknown, string>() };
  const problems = [
    ...(isObject ? [] : ["the arguments must be an object; only its values may be outputs"]),
    ...problemsOf(given, ARGUMENTS, "SiteToSiteVpn"),
    ...(branches == null ? [] : listProblems(branches)),
    ...(Array.isArray(branches)
      ? Array.from(branches).flatMap((branch, index) => branchProblems(`branches[${index}]`, branch, seen))
      : []),
    ...(Array.isArray(localNetworks) && localNetworks.length === 0
      ? ["localNetworks must hold at least one network, or be left out"]
      : []),
  ];
  const [first] = problems;
  if (first !== undefined) {
    const list = problems.length === 1 ? ` ${first}` : problems.map((problem) => `\n- ${problem}`).join("");
    // Pulumi shows nothing of a message that is not well-formed Unicode.
    throw new RunError(`SiteToSiteVpn ${component}:${list}`.toWellFormed());
  }
}

function listProblems(branches: unknown): string[] {
  if (Array.isArray(branches)) {
    return branches.length === 0 ? ["branches must hold at least one branch"] : [];
  }
  const what = isLater(branches) ? "an output" : `of type ${typeof branches}`;
  return [
    `branches must be a plain list, not ${what}: a preview has to know how many there are, and their names. The values in it may be outputs`,
  ];
}

function branchProblems(
  place: string,
  branch: unknown,
  seen: Record<"name" | "address", Map<unknown, string>>,
): string[] {
  if (!isPlain(branch) || isLater(branch)) {
    return [`${place} must be an object with name, address, networks and preSharedKey; only its values may be outputs`];
  }
  const given = branch as Loose;
  const { name } = given;
  const called = isFit(name) ? `${place} (${name})` : place;
  return [
    ...nameProblems(place, name),
    ...["name", "address"].flatMap((key) => twice(key as "name" | "address", called, given[key], seen)),
    ...problemsOf(given, BRANCH, "a branch", { prefix: `${called}.`, suggestions: SUGGESTIONS }),
    ...crossChecks(called, given),
  ];
}

function nameProblems(place: string, name: unknown): string[] {
  if (isLater(name)) {
    return [`${place}.name must be plain text, not an output: a preview has to know it`];
  }
  return name == null || isFit(name)
    ? []
    : [`${place}.name must be text without control characters, :: and spaces at its ends, and not begin with __`];
}

function twice(
  key: "name" | "address",
  called: string,
  value: unknown,
  seen: Record<string, Map<unknown, string>>,
): string[] {
  const meant = typeof value === "string" ? value.trim() : undefined;
  const first = seen[key]?.get(meant);
  if (meant === undefined || first === undefined) {
    seen[key]?.set(meant, called);
    return [];
  }
  const why = key === "address" ? ", and an account has one peer gateway for an address" : "";
  return [`${called} has the ${key} of ${first}${why}`];
}

function crossChecks(called: string, given: Loose): string[] {
  const has = (key: keyof BranchArgs): boolean => given[key] != null;
  const problems: string[] = [];
  if (!has("address") && !has("userGwId")) {
    problems.push(`${called}.address is required, or the userGwId of a peer gateway that is made elsewhere`);
  }
  if (!has("address") && has("userGwName")) {
    problems.push(`${called}.userGwName is used only with address: without it the peer gateway is not made here`);
  }
  if (has("networks") === has("spdAcl")) {
    problems.push(
      has("networks")
        ? `${called}: networks and spdAcl exclude each other: give one of them`
        : `${called}: one of networks and spdAcl is required`,
    );
  }
  return problems;
}
