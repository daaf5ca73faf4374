import { facts, idText, sameId, type VpnConn } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { HIDDEN, omit, originOf, withName } from "../common.ts";
import type { Context } from "../context.ts";
import { shownName } from "../names.ts";
import { SETTING_GROUPS } from "../observed.ts";
import { type Inputs, networksOf, type Origin, type Outputs } from "./inputs.ts";
import { asWritten } from "./values/as-written.ts";
import { differingSettings } from "./values/compare.ts";
import { observedNetworks, rulesOf, sameNetworks } from "./values/networks.ts";

/** Inputs that `read` does not derive from the observed values. */
const CARRIED = ["vpnConnId", "timeouts"] as const;

/** Settings that are not in a group. */
const SINGLE = ["negotiationType", "routeType"] as const;

/** What is known from before a read. */
export interface Before {
  /** The source networks of the last read, if no networks were written since. */
  readonly sourceCidr?: readonly string[];
  /** The service's form of the name. */
  readonly nameAs?: Origin["nameAs"];
  /** Whether the peer gateway can be changed; only some reads show it. */
  readonly canChangeUserGw?: boolean;
}

/**
 * The outputs of a tunnel: its inputs, updated with what was observed, so that the next preview shows each difference. Values with the same
 * meaning keep the program's form.
 */
export function outputsOf(context: Context, inputs: Inputs, seen: VpnConn, before: Before = {}): Outputs {
  const { netStatus, vpnGwAddress, userGwAddress, createTime } = seen;
  return {
    ...withName(
      omit(inputs, "userGwCidrBlock", "spdAcl", "tags"),
      "vpnConnName",
      shownName(inputs.vpnConnName, seen, before.nameAs),
    ),
    userGwId: idText(seen.userGw) === "" || !context.api.canMoveTunnels ? inputs.userGwId : movedTo(inputs, seen),
    ...networksAsInputs(inputs, seen, before),
    preSharedKey: seen.preSharedKey ?? inputs.preSharedKey,
    // Of tags, every one is seen if any answer shows them.
    ...settingsOf((group) => (group === "tags" && seen.tags) || asWritten(inputs[group], seen[group])),
    ...defined({
      negotiationType: seen.negotiationType ?? inputs.negotiationType,
      routeType: seen.routeType ?? inputs.routeType,
    }),
    vpnConnId: idText(seen.id),
    status: seen.status,
    ...defined({ netStatus, vpnGwAddress, userGwAddress, createTime }),
    sourceCidr: [...seen.sourceCidr],
    destinationCidr: [...seen.destinationCidr],
    __origin: {
      ...originOf(context, before.nameAs),
      vpc: { ...seen.vpc },
      vpnGw: { ...seen.vpnGw },
      userGw: { ...seen.userGw },
      vpnConn: { ...seen.id },
      ...defined({ canChangeUserGw: seen.canChangeUserGw ?? before.canChangeUserGw }),
    },
    __given: givenPaths(inputs),
  };
}

/**
 * Takes values that the answer leaves out (settings, name, key, networks) from the last known ones. Unknown values are left out, so that the
 * next update writes them.
 */
export function unseenFrom(outputs: Outputs, seen: VpnConn, known: Partial<Outputs>): Outputs {
  const { userGwCidrBlock, spdAcl } = areNetworksSeen(seen) ? outputs : known;
  const name = seen.name === "" ? known.vpnConnName : outputs.vpnConnName;
  return {
    ...withName(omit(outputs, "userGwCidrBlock", "spdAcl"), "vpnConnName", name),
    ...defined({ userGwCidrBlock, spdAcl }),
    preSharedKey: seen.preSharedKey ?? known.preSharedKey ?? "",
    ...settingsOf((group) => unseenSettings(outputs[group], seen[group], known[group])),
  };
}

function unseenSettings<T extends object>(of: T | undefined, seen: T | undefined, known: T | undefined): T {
  const entries = Object.entries(of ?? {}).map(([key, value]) => [
    key,
    seen !== undefined && key in seen ? value : known?.[key as keyof T],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

/** Every group of settings by its name; of those that only API 3.0 knows, the ones that have settings. */
function settingsOf(of: (group: (typeof SETTING_GROUPS)[number]) => object): Pick<Inputs, "ikeSet" | "ipsecSet"> {
  return Object.fromEntries(
    SETTING_GROUPS.map((group) => [group, of(group)] as const).filter(
      ([group, settings]) => group === "ikeSet" || group === "ipsecSet" || Object.keys(settings).length > 0,
    ),
  );
}

/**
 * The outputs of a tunnel that existed before: values that the answer leaves out are unknown, as are rules that it does not show. The next
 * update writes them.
 */
export function foundOutputs(outputs: Outputs, seen: VpnConn): Outputs {
  const found = unseenFrom(outputs, seen, {});
  const product = { spdAcl: rulesOf(seen) };
  return found.spdAcl === undefined || sameNetworks({ spdAcl: found.spdAcl }, product)
    ? found
    : { ...found, ...product };
}

/**
 * The outputs of a tunnel after a change with an unknown result: changed values that the answer leaves out are removed, so that the next
 * update writes them.
 *
 * @param outputs Those of the state, updated with what was observed.
 * @param sent The inputs of the change.
 */
export function undecidedOutputs(outputs: Outputs, seen: VpnConn, sent: Inputs): Outputs {
  const { userGwCidrBlock, spdAcl, vpnConnName, preSharedKey, ...rest } = outputs;
  const settled = sameNetworks(networksOf(outputs), networksOf(sent));
  const agreed = {
    ...rest,
    ...(settled && userGwCidrBlock !== undefined ? { userGwCidrBlock } : {}),
    ...(settled && spdAcl !== undefined ? { spdAcl } : {}),
    ...(vpnConnName === undefined || vpnConnName !== (sent.vpnConnName ?? vpnConnName) ? {} : { vpnConnName }),
    ...(preSharedKey === sent.preSharedKey ? { preSharedKey } : {}),
    ...settingsOf((group) => unchanged(outputs[group], sent[group])),
  };
  const undecided = unseenFrom(outputs, seen, agreed);
  if (
    settled ||
    !areNetworksSeen(seen) ||
    seen.spdAcl !== undefined ||
    (spdAcl === undefined && sent.spdAcl === undefined)
  ) {
    return undecided;
  }
  // The rules behind the lists are unknown. Rules that differ from the state make the next update write them.
  const { userGwCidrBlock: _peers, spdAcl: _rules, ...others } = undecided;
  const product = { spdAcl: rulesOf(seen) };
  return sameNetworks(networksOf(outputs), product)
    ? { ...others, userGwCidrBlock: [...seen.destinationCidr] }
    : { ...others, ...product };
}

function unchanged<T extends object>(before: T | undefined, sent: T | undefined): T {
  const changed: readonly string[] = differingSettings(sent, before, { strict: true });
  return Object.fromEntries(Object.entries(before ?? {}).filter(([key]) => !changed.includes(key))) as T;
}

/** A tunnel always has peer networks, if it does not carry routes: an answer without them leaves them out. */
const areNetworksSeen = ({ destinationCidr, routeType }: VpnConn): boolean =>
  destinationCidr.length > 0 || facts["3.0"].routeTypesWithoutRules.some((type) => type === routeType);

/**
 * The inputs for `read`: those that were given, with the observed values. They are valid together, because `ignoreChanges` can use them
 * instead of the program's.
 */
export function inputsOf(outputs: Partial<Outputs>): Inputs {
  const given = givenWithIdentities(outputs);
  const pick = (group: (typeof SETTING_GROUPS)[number]): Record<string, unknown> | undefined => {
    const entries = Object.entries(outputs[group] ?? {}).filter(([key]) => given.has(`${group}.${key}`));
    return given.has(group) || entries.length > 0 ? Object.fromEntries(entries) : undefined;
  };
  const inputs: Record<string, unknown> = {
    region: outputs.region,
    vpcId: outputs.vpcId,
    vpnGwId: outputs.vpnGwId,
    userGwId: outputs.userGwId,
    vpnConnName: given.has("vpnConnName") ? outputs.vpnConnName : undefined,
    preSharedKey: outputs.preSharedKey,
    ...networksOf(outputs),
    ...Object.fromEntries(SETTING_GROUPS.map((group) => [group, pick(group)])),
  };
  for (const key of [...CARRIED, ...SINGLE]) {
    inputs[key] = given.has(key) ? outputs[key] : undefined;
  }
  for (const key of HIDDEN) {
    inputs[key] = outputs[key];
  }
  return defined(inputs) as unknown as Inputs;
}

/**
 * The given paths. If a side has another identity than the given one, the paths of that identity; if its name is not shown, none of this
 * side.
 */
function givenWithIdentities({ __given, ikeSet }: Partial<Outputs>): Set<string> {
  const given = new Set(__given ?? []);
  for (const side of ["local", "remote"] as const) {
    const identity = `ikeSet.${side}Identity`;
    const address = `ikeSet.${side}Address`;
    const name = `ikeSet.${side}FqdnName`;
    if (![identity, address, name].some((path) => given.has(path))) {
      continue;
    }
    if (ikeSet?.[`${side}Identity`] !== "fqdn") {
      given.delete(name);
    } else if (ikeSet[`${side}FqdnName`] === undefined) {
      for (const path of [identity, address]) {
        given.delete(path);
      }
    } else {
      given.delete(address);
      for (const path of [identity, name]) {
        given.add(path);
      }
    }
  }
  return given;
}

/** The outputs after a change that needs no call. */
export function echoed(olds: Partial<Outputs>, news: Inputs): Outputs {
  return {
    ...omit(olds, "timeouts", "userGwCidrBlock", "spdAcl", ...HIDDEN),
    ...omit(news, "vpnConnId"),
    ...settingsOf((group) => ({ ...olds[group], ...news[group] })),
    __given: givenPaths(news),
  } as Outputs;
}

/** The optional inputs that were given, for `inputsOf`. */
function givenPaths(inputs: Inputs): string[] {
  const names = (["vpnConnName", ...CARRIED, ...SINGLE] as const).filter((key) => inputs[key] !== undefined);
  const settings = SETTING_GROUPS.flatMap((group) => {
    const keys = Object.keys(inputs[group] ?? {});
    return inputs[group] !== undefined && keys.length === 0 ? [group] : keys.map((key) => `${group}.${key}`);
  });
  return [...names, ...settings];
}

/** The peer gateway, in the program's form if it is the same. */
const movedTo = ({ userGwId }: Inputs, { userGw }: VpnConn): string =>
  sameId(userGw, userGwId) ? userGwId : idText(userGw);

function networksAsInputs(
  inputs: Inputs,
  seen: VpnConn,
  before: Before,
): Pick<Inputs, "userGwCidrBlock"> | Pick<Inputs, "spdAcl"> {
  const networks = observedNetworks(networksOf(inputs), seen, before.sourceCidr);
  return "spdAcl" in networks
    ? { spdAcl: Object.fromEntries(Object.entries(networks.spdAcl).map(([source, peers]) => [source, [...peers]])) }
    : { userGwCidrBlock: [...networks.userGwCidrBlock] };
}
