import { idText, type VpnConn } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { HIDDEN, omit, originOf, withName } from "../common.ts";
import type { Context } from "../context.ts";
import { shownName } from "../names.ts";
import type { IkeSet, Inputs, IpsecSet, Origin, Outputs } from "./inputs.ts";
import { networksOf } from "./inputs.ts";
import { differingSettings, sameSetting } from "./values/compare.ts";
import { observedNetworks, sameNetworks } from "./values/networks.ts";

/** Inputs that `read` never derives from what is observed. */
const CARRIED = ["vpnConnId", "timeouts"] as const;

/** What is known from before an observation. */
export interface Before {
  /** The source networks of the last observation, when the networks were not written since. */
  readonly sourceCidr?: readonly string[];
  /** The name that the service showed for the one sent. */
  readonly nameAs?: Origin["nameAs"];
}

/**
 * The outputs of a tunnel: its inputs, echoed, with what was observed in place of what was asked for, so that each
 * difference shows in the next preview; where both mean the same, the words of the program stay.
 */
export function outputsOf(context: Context, inputs: Inputs, seen: VpnConn, before: Before = {}): Outputs {
  const { netStatus, vpnGwAddress, userGwAddress, createTime } = seen;
  return {
    ...withName(
      omit(inputs, "userGwCidrBlock", "spdAcl"),
      "vpnConnName",
      shownName(inputs.vpnConnName, seen, before.nameAs),
    ),
    ...networksAsInputs(inputs, seen, before),
    preSharedKey: seen.preSharedKey ?? inputs.preSharedKey,
    ikeSet: asWritten(inputs.ikeSet, seen.ikeSet),
    ipsecSet: asWritten(inputs.ipsecSet, seen.ipsecSet),
    vpnConnId: idText(seen.id),
    status: seen.status,
    ...defined({ netStatus, vpnGwAddress, userGwAddress, createTime }),
    sourceCidr: [...seen.sourceCidr],
    destinationCidr: [...seen.destinationCidr],
    origin: {
      ...originOf(context, before.nameAs),
      vpc: { ...seen.vpc },
      vpnGw: { ...seen.vpnGw },
      userGw: { ...seen.userGw },
      vpnConn: { ...seen.id },
    },
    __given: givenPaths(inputs),
  };
}

/**
 * The same outputs with what the answer leaves out of a tunnel (a setting, the name, the key, the networks) taken from what is known of
 * it: what was last sent or seen. What is not known either is left out, so that the next update writes it.
 */
export function unseenFrom(outputs: Outputs, seen: VpnConn, known: Partial<Outputs>): Outputs {
  const { userGwCidrBlock, spdAcl } = areNetworksSeen(seen) ? outputs : known;
  const name = seen.name === "" ? known.vpnConnName : outputs.vpnConnName;
  return {
    ...withName(omit(outputs, "userGwCidrBlock", "spdAcl"), "vpnConnName", name),
    ...defined({ userGwCidrBlock, spdAcl }),
    preSharedKey: seen.preSharedKey ?? known.preSharedKey ?? "",
    ikeSet: unseenSettings(outputs.ikeSet, seen.ikeSet, known.ikeSet),
    ipsecSet: unseenSettings(outputs.ipsecSet, seen.ipsecSet, known.ipsecSet),
  };
}

function unseenSettings<T extends IkeSet | IpsecSet>(of: T | undefined, seen: T, known: T | undefined): T {
  const entries = Object.entries(of ?? {}).map(([key, value]) => [key, key in seen ? value : known?.[key as keyof T]]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

/**
 * The outputs of a tunnel that was found standing: nothing shows what an answer leaves out of it, nor which rules lie behind the flat
 * lists. That is not taken for what the program asks for, so that the next update writes it.
 */
export function foundOutputs(outputs: Outputs, seen: VpnConn): Outputs {
  const found = unseenFrom(outputs, seen, {});
  const product = { spdAcl: everyPair(seen) };
  return found.spdAcl === undefined || sameNetworks({ spdAcl: found.spdAcl }, product)
    ? found
    : { ...found, ...product };
}

/**
 * The outputs of a tunnel after a change that was sent and whose end is not known: what the answer leaves out is neither the old nor
 * the new, so that the next update writes it, whichever of the two the program asks for then.
 * @param outputs from the state, with what was observed in its place.
 * @param sent what the change asked for.
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
    ikeSet: unchanged(outputs.ikeSet, sent.ikeSet),
    ipsecSet: unchanged(outputs.ipsecSet, sent.ipsecSet),
  };
  const undecided = unseenFrom(outputs, seen, agreed);
  if (settled || !areNetworksSeen(seen) || (spdAcl === undefined && sent.spdAcl === undefined)) {
    return undecided;
  }
  // Which rules lie behind the lists is not known: shown as rules that the state did not hold.
  const { userGwCidrBlock: _peers, spdAcl: _rules, ...others } = undecided;
  const product = { spdAcl: everyPair(seen) };
  return sameNetworks(networksOf(outputs), product)
    ? { ...others, userGwCidrBlock: [...seen.destinationCidr] }
    : { ...others, ...product };
}

function unchanged<T extends IkeSet | IpsecSet>(before: T | undefined, sent: T | undefined): T {
  const changed: readonly string[] = differingSettings(sent, before, { strict: true });
  return Object.fromEntries(Object.entries(before ?? {}).filter(([key]) => !changed.includes(key))) as T;
}

/** A tunnel has peer networks always: an answer that shows none leaves them out. */
const areNetworksSeen = (seen: VpnConn): boolean => seen.destinationCidr.length > 0;

const everyPair = ({ sourceCidr, destinationCidr }: VpnConn): Record<string, string[]> =>
  Object.fromEntries(sourceCidr.map((source) => [source, [...destinationCidr]]));

/**
 * The inputs that lead to these outputs, for `read`: what was given, with the values that were observed. They go together as arguments do,
 * because `ignoreChanges` can put them in place of the program's.
 */
export function inputsOf(outputs: Partial<Outputs>): Inputs {
  const given = givenWithIdentities(outputs);
  const pick = (group: "ikeSet" | "ipsecSet"): Record<string, unknown> | undefined => {
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
    ikeSet: pick("ikeSet"),
    ipsecSet: pick("ipsecSet"),
  };
  for (const key of CARRIED) {
    inputs[key] = given.has(key) ? outputs[key] : undefined;
  }
  for (const key of HIDDEN) {
    inputs[key] = outputs[key];
  }
  return defined(inputs) as unknown as Inputs;
}

/**
 * The paths that were given; where a side of the tunnel names itself otherwise than was asked for, those that belong to the identity that
 * it has. A name that is not shown leaves the whole side out.
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

/** The outputs after a change that nothing has to be called for: the new words of the program over what is known. */
export function echoed(olds: Partial<Outputs>, news: Inputs): Outputs {
  return {
    ...omit(olds, "timeouts", "userGwCidrBlock", "spdAcl", ...HIDDEN),
    ...omit(news, "vpnConnId"),
    ikeSet: { ...olds.ikeSet, ...news.ikeSet },
    ipsecSet: { ...olds.ipsecSet, ...news.ipsecSet },
    __given: givenPaths(news),
  } as Outputs;
}

/** What `inputsOf` asks for: the rest was given in any case, or its value tells. */
function givenPaths(inputs: Inputs): string[] {
  const names = (["vpnConnName", ...CARRIED] as const).filter((key) => inputs[key] !== undefined);
  const settings = (["ikeSet", "ipsecSet"] as const).flatMap((group) => {
    const keys = Object.keys(inputs[group] ?? {});
    return inputs[group] !== undefined && keys.length === 0 ? [group] : keys.map((key) => `${group}.${key}`);
  });
  return [...names, ...settings];
}

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

/** Observed settings, in the program's words where these mean the same; settings that the answer leaves out stay as written. */
function asWritten<T extends object>(written: T | undefined, seen: T): T {
  const result: Record<string, unknown> = { ...written };
  for (const [key, value] of Object.entries(seen)) {
    if (value !== undefined && !(key in result && sameSetting(key, result[key], value))) {
      result[key] = value;
    }
  }
  return result as T;
}
