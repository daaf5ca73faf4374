/** Networks of a tunnel: userGwCidrBlock and spdAcl (docs/api.md 2.4, 2.6, 2.13). */

import ipaddr from "ipaddr.js";
import { badParameter } from "../errors.ts";
import type { ApiCall } from "../requests/call.ts";
import type { SpdRule, Tunnel } from "../state/model.ts";

/** An IPv4 network as its first and last address. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** An IPv4 address as a number; `undefined` for any other text. */
export function addressNumber(text: string): number | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return undefined;
  }
  return ipaddr.IPv4.parse(text).octets.reduce((number, octet) => number * 256 + octet, 0);
}

/** The addresses of an IPv4 network written as `address/length`; `undefined` for any other text. */
export function rangeOf(cidr: string): Range | undefined {
  const parts = /^([\d.]+)\/(\d{1,2})$/.exec(cidr);
  const address = addressNumber(parts?.[1] ?? "");
  const length = Number(parts?.[2]);
  if (address === undefined || length > 32) {
    return undefined;
  }
  const size = 2 ** (32 - length);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

/** A network without host bits. */
export function masked(cidr: string): string {
  const first = rangeOf(cidr)?.first ?? 0;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${cidr.split("/")[1]}`;
}

/**
 * The SPD of a request, or `undefined` when it has none. spdAcl takes precedence over userGwCidrBlock, which has the
 * VPC's network as its source (docs/api.md 6).
 *
 * @throws ApiError 4000 for a value that is not a network, an empty list or a form of spdAcl that is not accepted.
 */
export function requestedSpd(call: ApiCall, vpcCidr: string): SpdRule[] | undefined {
  const { parameters, cloud } = call;
  const { hostBits, spdAclForm } = cloud.settings.switches;
  const network = (name: string, text: unknown): string => {
    if (typeof text !== "string" || rangeOf(text) === undefined) {
      throw badParameter(name, "must hold IPv4 networks such as 10.0.0.0/24");
    }
    return hostBits === "mask" ? masked(text) : text;
  };
  const bare = parameters.text("spdAcl");
  const indexed = parameters.list("spdAcl");
  if (bare !== undefined || indexed.length > 0) {
    const modify = call.action === "ModifyVpnConnEx";
    if (modify && spdAclForm === (bare === undefined ? "string" : "array")) {
      throw badParameter("spdAcl", `must be sent as ${bare === undefined ? "one text" : "an array"}`);
    }
    return (bare === undefined ? indexed : [bare]).flatMap((text) => spdRules(text, network));
  }
  const peers = parameters.list("userGwCidrBlock");
  if (peers.length === 0) {
    return undefined;
  }
  return [{ source: vpcCidr, destinations: unique(peers.map((text) => network("userGwCidrBlock", text))) }];
}

/** Parses one JSON object: networks of the VPC side, each with a list of peer networks. */
function spdRules(text: string, network: (name: string, text: unknown) => string): SpdRule[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badParameter("spdAcl", "must be JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value) || Object.keys(value).length === 0) {
    throw badParameter("spdAcl", "must be an object of at least one network");
  }
  return Object.entries(value).map(([source, peers]: [string, unknown]) => {
    if (!Array.isArray(peers) || peers.length === 0) {
      throw badParameter("spdAcl", "must give at least one peer network for each network");
    }
    return { source: network("spdAcl", source), destinations: unique(peers.map((peer) => network("spdAcl", peer))) };
  });
}

/**
 * The quotas of docs/api.md 2.13 on the SPDs of one VPN gateway; their code is assumed.
 *
 * @param others the gateway's other tunnels.
 * @throws ApiError 4000.
 */
export function checkSpdQuotas(others: readonly Tunnel[], spd: readonly SpdRule[]): void {
  if (spd.length > 10) {
    throw badParameter("spdAcl", "may have 10 rules at most");
  }
  if (spd.some((rule) => rule.destinations.length > 50)) {
    throw badParameter("spdAcl", "may have 50 peer networks a rule");
  }
  const total = others.reduce((sum, tunnel) => sum + pairings(tunnel.spd), pairings(spd));
  if (total > 200) {
    throw badParameter("spdAcl", "would give this VPN gateway more than 200 pairings");
  }
}

/** How many pairings of a VPC network and a peer network an SPD has. */
function pairings(spd: readonly SpdRule[]): number {
  return spd.reduce((sum, rule) => sum + rule.destinations.length, 0);
}

/** The texts without duplicates, in order. */
export function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
