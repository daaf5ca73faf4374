import { isDeepStrictEqual } from "node:util";
import { type ApiId, normalId, sameId, sameRegion } from "../../api/index.ts";
import { sameTimeouts } from "../../util/durations.ts";
import { isRecord } from "../../util/is-record.ts";
import { holdsUnknown, isUnknown, UNKNOWN } from "../arguments/unknown.ts";
import { sameGivenName } from "../names.ts";
import { type Inputs, networksOf, type Outputs } from "./inputs.ts";
import { echoed } from "./outputs.ts";
import { storedOutputs } from "./stored.ts";
import { differingSettings } from "./values/compare.ts";
import { sameNetworks } from "./values/networks.ts";

export interface Diff {
  readonly changes: boolean;
  /** The inputs whose change replaces the resource. */
  readonly replaces: string[];
  /** Always true: only one tunnel can exist between two gateways, and one peer gateway with an address (docs/api.md 2.10, 2.13). */
  readonly deleteBeforeReplace: true;
}

/** Inputs whose change replaces the tunnel, because the API cannot change them (docs/api.md 2.6, docs/api-3.md 3.3). */
export const REPLACING = ["region", "vpcId", "vpnGwId", "userGwId", "vpnConnId", "routeType", "tags"] as const;

/** Inputs that are changed in place; the peer gateway only where the VPN gateway allows it. */
export const IN_PLACE = [
  "vpnConnName",
  "preSharedKey",
  "networks",
  "ikeSet",
  "ipsecSet",
  "dpd",
  "healthCheck",
  "negotiationType",
  "bgp",
  "userGwId",
] as const;

export type InPlace = (typeof IN_PLACE)[number];

/** Compares state and program by meaning. An unknown value counts as changed, so that a preview shows what may happen. */
export function diff(id: string, state: object, news: Inputs): Diff {
  const olds = storedOutputs(state);
  const replaces: string[] = REPLACING.filter((key) => replacing(key, id, olds, news));
  if (olds.status === "create-failed") {
    replaces.push("status");
  }
  const changes =
    replaces.length > 0 ||
    changedInPlace(olds, news).length > 0 ||
    olds.status === "modify-failed" ||
    mustBeRead(olds, news) ||
    holdsUnknown(news.timeouts) ||
    !sameTimeouts(olds.timeouts, news.timeouts) ||
    otherSecrets(olds, news);
  return { changes, replaces, deleteBeforeReplace: true };
}

/**
 * Whether the program gives what only API 3.0 shows, and the state is of API 2.0. The update reads it; only the next preview can say whether
 * the tunnel must be replaced for it.
 */
export const mustBeRead = (olds: Partial<Outputs>, { routeType, tags }: Inputs): boolean =>
  (routeType !== undefined || tags !== undefined) && olds.__origin?.api === undefined;

/** Whether other arguments are secret than before. The update calls no action; it encrypts the outputs that repeat them. */
export const otherSecrets = (olds: { __secrets?: string[] }, news: { __secrets?: string[] }): boolean =>
  (olds.__secrets ?? []).join() !== (news.__secrets ?? []).join();

function replacing(key: (typeof REPLACING)[number], id: string, olds: Partial<Outputs>, news: Inputs): boolean {
  const value: unknown = news[key];
  if (value === undefined) {
    return false;
  }
  if (mustBeRead(olds, news) && (key === "tags" || key === "routeType")) {
    return false;
  }
  if (key === "tags") {
    return groupChanged(olds.tags, news.tags);
  }
  if (isUnknown(value)) {
    return true;
  }
  const text = String(value);
  switch (key) {
    case "region":
      return olds.region !== undefined && !sameRegion(text, olds.region);
    case "vpnConnId":
      return normalId(text) !== normalId(id) && !sameId(olds.__origin?.vpnConn ?? { unified: id, legacy: "" }, text);
    case "vpcId":
      return !sameParent(olds.__origin?.vpc, olds.vpcId, text);
    case "vpnGwId":
      return !sameParent(olds.__origin?.vpnGw, olds.vpnGwId, text);
    case "userGwId":
      return olds.__origin?.canChangeUserGw !== true && userGwChanged(olds, news);
    case "routeType":
      return olds.routeType !== text;
  }
}

const userGwChanged = (olds: Partial<Outputs>, news: Inputs): boolean =>
  !sameParent(olds.__origin?.userGw, olds.userGwId, String(news.userGwId));

function sameParent(known: ApiId | undefined, given: unknown, now: string): boolean {
  return normalId(String(given)) === normalId(now) || (known !== undefined && sameId(known, now));
}

/** The inputs that an update changes. @param olds The outputs of the state, or those just observed. */
export function changedInPlace(olds: Partial<Outputs>, news: Inputs): InPlace[] {
  return IN_PLACE.filter((key) => CHANGED[key](olds, news));
}

const CHANGED: Record<InPlace, (olds: Partial<Outputs>, news: Inputs) => boolean> = {
  vpnConnName: (olds, news) => news.vpnConnName !== undefined && !sameGivenName(news.vpnConnName, olds.vpnConnName),
  preSharedKey: (olds, news) => news.preSharedKey !== olds.preSharedKey,
  networks: (olds, news) =>
    holdsUnknown(news.userGwCidrBlock) ||
    holdsUnknown(news.spdAcl) ||
    (olds.userGwCidrBlock === undefined && olds.spdAcl === undefined) ||
    !sameNetworks(networksOf(olds), networksOf(news)),
  ikeSet: (olds, news) => groupChanged(olds.ikeSet, news.ikeSet),
  ipsecSet: (olds, news) => groupChanged(olds.ipsecSet, news.ipsecSet),
  dpd: (olds, news) => groupChanged(olds.dpd, news.dpd),
  healthCheck: (olds, news) => groupChanged(olds.healthCheck, news.healthCheck),
  negotiationType: (olds, news) => news.negotiationType !== undefined && news.negotiationType !== olds.negotiationType,
  bgp: (olds, news) => groupChanged(olds.bgp, news.bgp),
  userGwId: (olds, news) => olds.__origin?.canChangeUserGw === true && userGwChanged(olds, news),
};

/** The paths of the arguments that an update changes, such as `preSharedKey` and `ikeSet.dhGroupName`. @param state The outputs of the state. */
export function changedPaths(state: object, news: Inputs): string[] {
  const olds = storedOutputs(state);
  const paths = changedInPlace(olds, news).flatMap((key): string[] => {
    if (key === "networks") {
      const forms = ["userGwCidrBlock", "spdAcl"] as const;
      return forms.filter((form) => !isDeepStrictEqual(olds[form], news[form]));
    }
    const [before, now] = [olds[key], news[key]];
    return isRecord(before) && isRecord(now)
      ? differingSettings(now, before, { strict: true }).map((setting) => `${key}.${setting}`)
      : [key];
  });
  return sameTimeouts(olds.timeouts, news.timeouts) ? paths : [...paths, "timeouts"];
}

function groupChanged<T extends object>(olds: T | undefined, news: T | undefined): boolean {
  return holdsUnknown(news) || differingSettings(news, olds, { strict: true }).length > 0;
}

/** Outputs that only the service knows. */
const COMPUTED = [
  "vpnConnId",
  "status",
  "netStatus",
  "vpnGwAddress",
  "userGwAddress",
  "sourceCidr",
  "destinationCidr",
  "createTime",
];

/** What a preview shows of the outputs, unknown values included. @param state The outputs of the state; undefined for a new tunnel. */
export function previewed(state: object | undefined, news: Inputs): object {
  if (state === undefined) {
    return { ...unknown([...COMPUTED, "ikeSet", "ipsecSet"]), ...news };
  }
  const olds = storedOutputs(state);
  const changed = changedInPlace(olds, news);
  return {
    ...echoed(olds, news),
    ...(changed.includes("networks") ? unknown(["sourceCidr", "destinationCidr"]) : {}),
    ...(changed.includes("userGwId") ? unknown(["userGwAddress"]) : {}),
  };
}

const unknown = (names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, UNKNOWN]));
