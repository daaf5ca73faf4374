import ipaddr from "ipaddr.js";
import type { Networks } from "../../../api/index.ts";

/** Numbers without leading zeros: some programs read `010` as 8, others as 10. */
const CIDR = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})\/(?:\d|[12]\d|3[0-2])$/;

/**
 * Brings an IPv4 network to one spelling: address without host bits, slash, prefix length. The API accepts and echoes
 * host bits (docs/api.md 2.4), so two spellings of one network are no difference.
 * @returns undefined when the text is no IPv4 network in CIDR form.
 */
export function canonicalNetwork(text: string): string | undefined {
  if (!CIDR.test(text) || !ipaddr.IPv4.isValidCIDR(text)) {
    return undefined;
  }
  const [, prefix] = ipaddr.IPv4.parseCIDR(text);
  return `${ipaddr.IPv4.networkAddressFromCIDR(text).toString()}/${prefix}`;
}

const spelled = (text: string): string => canonicalNetwork(text) ?? text;

const canonicalSet = (list: Iterable<string>): string[] => [...new Set([...list].map(spelled))].sort();

/** The same networks, whatever their order, repetition and host bits. */
export function sameNetworkList(a: Iterable<string>, b: Iterable<string>): boolean {
  return canonicalSet(a).join() === canonicalSet(b).join();
}

/** The same rules in the same one of the two forms. */
export function sameNetworks(a: Networks, b: Networks): boolean {
  if ("userGwCidrBlock" in a || "userGwCidrBlock" in b) {
    return "userGwCidrBlock" in a && "userGwCidrBlock" in b && sameNetworkList(a.userGwCidrBlock, b.userGwCidrBlock);
  }
  const rules = (acl: Readonly<Record<string, readonly string[]>>): string =>
    Object.entries(acl)
      .flatMap(([source, peers]) => peers.map((peer) => `${spelled(source)}>${spelled(peer)}`))
      .sort()
      .filter((rule, index, all) => rule !== all[index - 1])
      .join();
  return rules(a.spdAcl) === rules(b.spdAcl);
}

/** The flat lists that DescribeVpnConn shows, as far as the rules determine them. */
export function flatLists(networks: Networks): { sourceCidr?: string[]; destinationCidr: string[] } {
  if ("userGwCidrBlock" in networks) {
    return { destinationCidr: canonicalSet(networks.userGwCidrBlock) };
  }
  return {
    sourceCidr: canonicalSet(Object.keys(networks.spdAcl)),
    destinationCidr: canonicalSet(Object.values(networks.spdAcl).flat()),
  };
}

/**
 * The networks of a tunnel as far as they can be seen. Rules cannot be read back, only two flat lists (docs/api.md 0, 8):
 * while these agree with what was written, that stands as it was written. Otherwise the lists are shown as the rules
 * that they would come from, every source with every peer, so that the difference is visible and the next update repairs it.
 * @param sourceBefore the source list of the last observation; with plain peer networks the service chooses the source,
 * so only a change of it shows that somebody wrote other rules. A tunnel has peer networks always, so an answer without them says
 * nothing of either list.
 */
export function observedNetworks(
  written: Networks,
  seen: { readonly sourceCidr: readonly string[]; readonly destinationCidr: readonly string[] },
  sourceBefore: readonly string[] | undefined,
): Networks {
  if (seen.destinationCidr.length === 0) {
    return written;
  }
  const expected = flatLists(written);
  const source = expected.sourceCidr ?? sourceBefore;
  const sourceAgrees = source === undefined || seen.sourceCidr.length === 0 || sameNetworkList(source, seen.sourceCidr);
  if (sourceAgrees && sameNetworkList(expected.destinationCidr, seen.destinationCidr)) {
    return written;
  }
  if ("userGwCidrBlock" in written && sourceAgrees) {
    return { userGwCidrBlock: [...seen.destinationCidr] };
  }
  return { spdAcl: Object.fromEntries(seen.sourceCidr.map((network) => [network, [...seen.destinationCidr]])) };
}
