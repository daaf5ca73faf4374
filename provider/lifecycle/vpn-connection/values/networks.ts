import ipaddr from "ipaddr.js";
import type { Networks } from "../../../api/index.ts";

/** No leading zeros: some programs read `010` as 8, others as 10. */
const CIDR = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})\/(?:\d|[12]\d|3[0-2])$/;

/**
 * Normalizes an IPv4 network to the form without host bits. The API accepts and echoes host bits (docs/api.md 2.4).
 *
 * @returns undefined if the text is not an IPv4 network in CIDR form.
 */
export function canonicalNetwork(text: string): string | undefined {
  if (!CIDR.test(text) || !ipaddr.IPv4.isValidCIDR(text)) {
    return undefined;
  }
  const [, prefix] = ipaddr.IPv4.parseCIDR(text);
  return `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${prefix}`;
}

const normalized = (text: string): string => canonicalNetwork(text) ?? text;

const canonicalSet = (list: Iterable<string>): string[] => [...new Set([...list].map(normalized))].sort();

/** Compares networks, ignoring order, repetition and host bits. */
export function sameNetworkList(a: Iterable<string>, b: Iterable<string>): boolean {
  return canonicalSet(a).join() === canonicalSet(b).join();
}

/** Whether both are the same networks in the same form. */
export function sameNetworks(a: Networks, b: Networks): boolean {
  if ("userGwCidrBlock" in a || "userGwCidrBlock" in b) {
    return "userGwCidrBlock" in a && "userGwCidrBlock" in b && sameNetworkList(a.userGwCidrBlock, b.userGwCidrBlock);
  }
  const rules = (acl: Readonly<Record<string, readonly string[]>>): string =>
    Object.entries(acl)
      .flatMap(([source, peers]) => peers.map((peer) => `${normalized(source)}>${normalized(peer)}`))
      .sort()
      .filter((rule, index, all) => rule !== all[index - 1])
      .join();
  return rules(a.spdAcl) === rules(b.spdAcl);
}

/** The flat lists that an answer shows for these networks, as far as they determine them. */
export function flatLists(networks: Networks): { sourceCidr?: string[]; destinationCidr: string[] } {
  if ("userGwCidrBlock" in networks) {
    return { destinationCidr: canonicalSet(networks.userGwCidrBlock) };
  }
  return {
    sourceCidr: canonicalSet(Object.keys(networks.spdAcl)),
    destinationCidr: canonicalSet(Object.values(networks.spdAcl).flat()),
  };
}

/** The networks of a tunnel, as an answer shows them. */
export interface SeenNetworks {
  readonly sourceCidr: readonly string[];
  readonly destinationCidr: readonly string[];
  /** The rules behind the two lists; API 2.0 does not show them (docs/api.md 0, 8). */
  readonly spdAcl?: Readonly<Record<string, readonly string[]>>;
}

/** The rules of a tunnel: without the shown ones, every source with every peer. */
export const rulesOf = ({ sourceCidr, destinationCidr, spdAcl }: SeenNetworks): Record<string, string[]> =>
  Object.fromEntries(sourceCidr.map((source) => [source, [...(spdAcl?.[source] ?? destinationCidr)]]));

/**
 * The observed networks of a tunnel. If they match the written ones, the written ones are returned; otherwise the rules, so that the next
 * update repairs the difference. An answer without peer networks leaves out both lists.
 *
 * @param sourceBefore The source list of the last read. For plain peer networks, the service chooses the source, so only a change shows
 * that somebody wrote other rules.
 */
export function observedNetworks(
  written: Networks,
  seen: SeenNetworks,
  sourceBefore: readonly string[] | undefined,
): Networks {
  if (seen.destinationCidr.length === 0) {
    return written;
  }
  const expected = flatLists(written);
  const source = expected.sourceCidr ?? sourceBefore;
  const sourceAgrees = source === undefined || seen.sourceCidr.length === 0 || sameNetworkList(source, seen.sourceCidr);
  const rules = { spdAcl: rulesOf(seen) };
  if ("userGwCidrBlock" in written) {
    // All networks of the VPC side have the same peers, or the service does not say more.
    const isPlain = sameNetworks(rules, { spdAcl: rulesOf({ ...seen, spdAcl: {} }) });
    if (!sourceAgrees || !isPlain) {
      return rules;
    }
    const isWritten = sameNetworkList(expected.destinationCidr, seen.destinationCidr);
    return isWritten ? written : { userGwCidrBlock: [...seen.destinationCidr] };
  }
  const isWritten =
    seen.spdAcl === undefined
      ? sourceAgrees && sameNetworkList(expected.destinationCidr, seen.destinationCidr)
      : sameNetworks(written, rules);
  return isWritten ? written : rules;
}
