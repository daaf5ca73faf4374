/** Which addresses a peer gateway may have (docs/api.md 2.10). */

import ipaddr from "ipaddr.js";

/**
 * Whether a peer gateway may have this address. The private-cloud edition of the manual refuses all zeros, all ones,
 * multicast, loopback, 169.254.0.0/16 and host bits all 0 or all 1.
 */
export function isPeerAddress(text: string): boolean {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return false;
  }
  const address = ipaddr.IPv4.parse(text);
  const host = address.octets[3];
  const refused = ["unspecified", "broadcast", "multicast", "loopback", "linkLocal"];
  return !refused.includes(address.range()) && host !== 0 && host !== 255;
}
