import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { VpnConnectionState } from "../../emulator/index.ts";
import type { TunnelArgs } from "./program.ts";

/** Both forms of an id. */
export interface BothIds {
  readonly unified: string;
  readonly legacy: string;
}

/** Where the tunnels of a case stand. */
export interface Places {
  readonly vpc: BothIds;
  /** The last one is others'. */
  readonly gateways: readonly BothIds[];
  /** Two for each tunnel of ours, then one of others. */
  readonly peers: readonly BothIds[];
}

/** What all canaries have in common; it must not turn up where secrets have no place. */
export const CANARY = "canary";

export const keyText = (key: number): string => `${CANARY}-psk-${key}-Xy/+"\\ü`;

export const peerNetwork = (number: number): string =>
  number % 2 === 0 ? `172.16.${number}.0/24` : `172.16.${number}.5/24`;

export const vpcNetwork = (number: number): string => `10.0.${number}.0/24`;

/** Rules by number as networks. */
export function rulesOf(rules: Readonly<Record<number, readonly number[]>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rules).map(([source, peers]) => [vpcNetwork(Number(source)), peers.map(peerNetwork)]),
  );
}

/** The pair of gateways of a tunnel. */
export function pairOf(places: Places, tunnel: number, args: TunnelArgs): { gateway: BothIds; peer: BothIds } {
  const gateway = places.gateways[args.gateway];
  const peer = places.peers[2 * tunnel + args.peer];
  if (gateway === undefined || peer === undefined) {
    throw new Error(`there is no place for tunnel ${tunnel}`);
  }
  return { gateway, peer };
}

/** The arguments of VpnConnection. */
export function argumentsOf(places: Places, tunnel: number, args: TunnelArgs): Record<string, unknown> {
  const { gateway, peer } = pairOf(places, tunnel, args);
  const { timeout } = args;
  return {
    vpcId: places.vpc[args.ids],
    vpnGwId: gateway[args.ids],
    userGwId: peer[args.ids],
    preSharedKey: keyText(args.key),
    ...(Array.isArray(args.networks)
      ? { userGwCidrBlock: args.networks.map(peerNetwork) }
      : { spdAcl: rulesOf(args.networks as Record<number, number[]>) }),
    ...(args.region === "" ? {} : { region: args.region }),
    ...(args.name === "" ? {} : { vpnConnName: args.name }),
    ...(Object.keys(args.ike).length === 0 ? {} : { ikeSet: args.ike }),
    ...(Object.keys(args.ipsec).length === 0 ? {} : { ipsecSet: args.ipsec }),
    ...(timeout === "" ? {} : { timeouts: { create: timeout, update: timeout, delete: timeout } }),
  };
}

const masked = (network: string): string => network.replace(/\.\d+\//, ".0/");
const maskedRules = (rules: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(rules)
    .flatMap(([source, peers]) => peers.map((peer) => `${masked(source)} ${masked(peer)}`))
    .sort();

/** The two lists that the API shows of rules. */
const flat = (rules: Readonly<Record<string, readonly string[]>>): string[][] =>
  [Object.keys(rules), Object.values(rules).flat()].map((list) => [...new Set(list.map(masked))].sort());

/** What a tunnel that stands lacks of what its arguments ask for; empty when it is as they say. */
export function lacking(
  tunnel: VpnConnectionState,
  places: Places,
  index: number,
  args: TunnelArgs,
  name: unknown,
): string[] {
  const { gateway, peer } = pairOf(places, index, args);
  const rules = Array.isArray(args.networks)
    ? { [tunnel.vpcCidrBlock]: args.networks.map(peerNetwork) }
    : rulesOf(args.networks as Record<number, number[]>);
  const { integrityAlgorithm, ...ipsec } = args.ipsec;
  const settings = {
    ...args.ike,
    ...ipsec,
    ...(integrityAlgorithm === undefined ? {} : { integrityAlgorith: integrityAlgorithm }),
  };
  const has = { ...tunnel.IKESet, ...tunnel.IPsecSet } as Record<string, unknown>;
  const checks: Record<string, boolean> = {
    // A deletion that failed leaves the tunnel as it was, and only its status tells of it.
    status: tunnel.vpcConnStatus === 6 || tunnel.vpcConnStatus === 5,
    place: tunnel.unVpnGwId === gateway.unified && tunnel.unUserGwId === peer.unified,
    name: name === undefined || tunnel.vpnConnName === name || tunnel.vpnConnName === `${tunnel.vpnConnId}_${name}`,
    preSharedKey: tunnel.preSharedKeySha256 === createHash("sha256").update(keyText(args.key)).digest("hex"),
    networks: isDeepStrictEqual(flat(tunnel.spdAcl), flat(rules)),
    pairings: isDeepStrictEqual(maskedRules(tunnel.spdAcl), maskedRules(rules)),
    ...Object.fromEntries(Object.entries(settings).map(([field, value]) => [field, has[field] === value])),
  };
  return Object.keys(checks).filter((what) => checks[what] !== true);
}
