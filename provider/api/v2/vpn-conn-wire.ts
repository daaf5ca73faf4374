import { defined } from "../../util/defined.ts";
import type { AddVpnConn, IkeSet, IpsecSet, ModifyVpnConn, Networks, VpnConn, VpnConnStatus } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { countOf, groupOf, textOf, textsOf } from "../wire/values.ts";
import { idOf } from "./ids.ts";
import type { Params } from "./sign.ts";

/** Numbers 0 to 6 of `vpcConnStatus`, `vpnConnStatus` and `state` (docs/api.md 2.3). */
const STATUSES: readonly VpnConnStatus[] = [
  "creating",
  "create-failed",
  "modifying",
  "modify-failed",
  "deleting",
  "delete-failed",
  "running",
];

function statusOf(entry: Envelope): VpnConnStatus {
  const text = textOf(entry["vpcConnStatus"] ?? entry["vpnConnStatus"] ?? entry["state"]);
  const number = countOf(text);
  return (number === undefined ? undefined : STATUSES[number]) ?? `unknown-${text === "" ? "missing" : text}`;
}

/** Text; undefined if the answer has none. */
const optional = (value: unknown): string | undefined => textOf(value) || undefined;

/** A setting. The text `null` means that the answer has none, except where it is a value (docs/api.md 2.4). */
const setting = (value: unknown): string | undefined => (textOf(value) === "null" ? undefined : optional(value));

/** Answers show `sha1` for the `sha` of requests (docs/api.md 2.4). */
const hash = (value: unknown): string | undefined => (textOf(value) === "sha1" ? "sha" : setting(value));

const ikeSetOf = (group: Envelope): IkeSet =>
  defined({
    propoEncryAlgorithm: setting(group["propoEncryAlgorithm"]),
    propoAuthenAlgorithm: hash(group["propoAuthenAlgorithm"]),
    exchangeMode: setting(group["exchangeMode"]),
    localIdentity: setting(group["localIdentity"]),
    remoteIdentity: setting(group["remoteIdentity"]),
    localAddress: setting(group["localAddress"]),
    remoteAddress: setting(group["remoteAddress"]),
    localFqdnName: setting(group["localFqdnName"]),
    remoteFqdnName: setting(group["remoteFqdnName"]),
    dhGroupName: setting(group["dhGroupName"]),
    ikeSaLifetimeSeconds: countOf(group["ikeSaLifetimeSeconds"]),
  });

const ipsecSetOf = (group: Envelope, ikeGroup: Envelope): IpsecSet =>
  defined({
    encryptAlgorithm: optional(group["encryptAlgorithm"] ?? ikeGroup["encryptAlgorithm"]),
    integrityAlgorithm: hash(group["integrityAlgorith"] ?? group["integrityAlgorithm"]),
    ipsecSaLifetimeSeconds: countOf(group["ipsecSaLifetimeSeconds"]),
    ipsecSaLifetimeTraffic: countOf(group["ipsecSaLifetimeTraffic"]),
    pfsDhGroup: optional(group["pfsDhGroup"]),
  });

/** Decodes an entry of DescribeVpnConn (docs/api.md 2.5; 215/5113), whose groups have several names. */
export function vpnConnOf(entry: Envelope): VpnConn {
  const ike = groupOf(entry["IKESet"] ?? entry["IKEArr"] ?? entry["ikeSet"]);
  const ipsec = groupOf(entry["IPsecSet"] ?? entry["IPSECArr"] ?? entry["ipsecSet"]);
  const key = entry["preSharedKey"];
  return {
    id: idOf(entry, "vpnConnId", "unVpnConnId"),
    vpc: idOf(entry, "vpcId", "unVpcId"),
    vpnGw: idOf(entry, "vpnGwId", "unVpnGwId"),
    userGw: idOf(entry, "userGwId", "unUserGwId"),
    name: textOf(entry["vpnConnName"]),
    status: statusOf(entry),
    sourceCidr: textsOf(entry["sourceCidr"]),
    destinationCidr: textsOf(entry["destinationCidr"]),
    ikeSet: ikeSetOf(ike),
    ipsecSet: ipsecSetOf(ipsec, ike),
    ...defined({
      netStatus: optional(entry["netStatus"]),
      vpnGwAddress: optional(entry["vpnGwAddress"]),
      userGwAddress: optional(entry["userGwAddress"]),
      // Not trimmed: a key is compared byte by byte.
      preSharedKey: typeof key === "string" ? key || undefined : optional(key),
      createTime: optional(entry["createTime"]),
    }),
  };
}

/** `spdAcl` is sent as one JSON text (docs/api.md 2.4). */
function writeNetworks(networks: Networks): Params {
  return "spdAcl" in networks
    ? { spdAcl: JSON.stringify(networks.spdAcl) }
    : { userGwCidrBlock: networks.userGwCidrBlock };
}

/**
 * The wire form of the settings of create and modify: groups without an index, and `integrityAlgorith` without the m (docs/api.md 2.4).
 *
 * @param cipherGroup The group that contains `encryptAlgorithm`.
 */
export function writeSettings(what: AddVpnConn | ModifyVpnConn, cipherGroup: "IKESet" | "IPsecSet"): Params {
  const { encryptAlgorithm, integrityAlgorithm, ...ipsec } = what.ipsecSet ?? {};
  const cipher = { encryptAlgorithm };
  return {
    vpnConnName: what.vpnConnName,
    preSharedKey: what.preSharedKey,
    ...writeNetworks(what.networks),
    IKESet: { ...what.ikeSet, ...(cipherGroup === "IKESet" ? cipher : {}) },
    IPsecSet: { ...ipsec, integrityAlgorith: integrityAlgorithm, ...(cipherGroup === "IPsecSet" ? cipher : {}) },
  };
}
