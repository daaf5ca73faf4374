import ipaddr from "ipaddr.js";
import type { UserGatewayInputs } from "./inputs.ts";

/**
 * A warning of a private address: the vendor asks for a public one and lists no private ones among those that it refuses; in a private cloud
 * they may work.
 * @returns one line, or "".
 */
export const warnOfPrivateAddress = ({ userGwAddr }: UserGatewayInputs): string =>
  ipaddr.IPv4.isValidFourPartDecimal(userGwAddr) &&
  ["private", "carrierGradeNat"].includes(ipaddr.IPv4.parse(userGwAddr).range())
    ? "userGwAddr is a private address: only clouds whose network reaches it can take it"
    : "";
