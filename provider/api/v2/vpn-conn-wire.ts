import type { AddVpnConn, IkeSet, IpsecSet, ModifyVpnConn, Networks, VpnConn, VpnConnStatus } from "../types.ts";
import type { Envelope } from "./decode.ts";
import type { Params } from "./sign.ts";
import { countOf, groupOf, idOf, textOf, textsOf } from "./wire-values.ts";

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

/** A text field as a property of its own, or no property where the answer has none. */
function field<K extends string>(name: K, value: string): { [key in K]?: string } {
  return value === "" ? {} : ({ [name]: value } as { [key in K]?: string });
}

/** Fields in which the text `null` is a value of its own (docs/api.md 2.4); elsewhere it means that there is none. */
const NULL_IS_VALUE = new Set(["encryptAlgorithm", "pfsDhGroup"]);

function setting<K extends string>(name: K, value: unknown): { [key in K]?: string } {
  const text = textOf(value);
  return field(name, text === "null" && !NULL_IS_VALUE.has(name) ? "" : text);
}

/** `sha1`, which answers show for what requests call `sha` (docs/api.md 2.4), read as `sha`. */
function hashName(value: unknown): unknown {
  return textOf(value) === "sha1" ? "sha" : value;
}

function lifetime<K extends string>(name: K, value: unknown): { [key in K]?: number } {
  const count = countOf(value);
  return count === undefined ? {} : ({ [name]: count } as { [key in K]?: number });
}

function readIkeSet(group: Envelope): IkeSet {
  return {
    ...setting("propoEncryAlgorithm", group["propoEncryAlgorithm"]),
    ...setting("propoAuthenAlgorithm", hashName(group["propoAuthenAlgorithm"])),
    ...setting("exchangeMode", group["exchangeMode"]),
    ...setting("localIdentity", group["localIdentity"]),
    ...setting("remoteIdentity", group["remoteIdentity"]),
    ...setting("localAddress", group["localAddress"]),
    ...setting("remoteAddress", group["remoteAddress"]),
    ...setting("localFqdnName", group["localFqdnName"]),
    ...setting("remoteFqdnName", group["remoteFqdnName"]),
    ...setting("dhGroupName", group["dhGroupName"]),
    ...lifetime("ikeSaLifetimeSeconds", group["ikeSaLifetimeSeconds"]),
  };
}

function readIpsecSet(group: Envelope, ikeGroup: Envelope): IpsecSet {
  return {
    ...setting("encryptAlgorithm", group["encryptAlgorithm"] ?? ikeGroup["encryptAlgorithm"]),
    ...setting("integrityAlgorithm", hashName(group["integrityAlgorith"] ?? group["integrityAlgorithm"])),
    ...lifetime("ipsecSaLifetimeSeconds", group["ipsecSaLifetimeSeconds"]),
    ...lifetime("ipsecSaLifetimeTraffic", group["ipsecSaLifetimeTraffic"]),
    ...setting("pfsDhGroup", group["pfsDhGroup"]),
  };
}

/** One entry of DescribeVpnConn (docs/api.md 2.5; 215/5113), with both spellings of its groups. */
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
    ...field("netStatus", textOf(entry["netStatus"])),
    ...field("vpnGwAddress", textOf(entry["vpnGwAddress"])),
    ...field("userGwAddress", textOf(entry["userGwAddress"])),
    // Not trimmed: a key is compared byte by byte.
    ...field("preSharedKey", typeof key === "string" ? key : textOf(key)),
    sourceCidr: textsOf(entry["sourceCidr"]),
    destinationCidr: textsOf(entry["destinationCidr"]),
    ikeSet: readIkeSet(ike),
    ipsecSet: readIpsecSet(ipsec, ike),
    ...field("createTime", textOf(entry["createTime"])),
  };
}

/** Networks in the spelling of both write actions: `spdAcl` is one JSON text (docs/api.md 2.4). */
function writeNetworks(networks: Networks): Params {
  return "spdAcl" in networks
    ? { spdAcl: JSON.stringify(networks.spdAcl) }
    : { userGwCidrBlock: networks.userGwCidrBlock };
}

/**
 * The settings that create and modify share, with their wire names: groups without an index, `integrityAlgorith`
 * without its m, and the IPsec cipher in the group that the service reads it from (docs/api.md 2.4).
 *
 * @param cipherGroup The group that carries `encryptAlgorithm`.
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
