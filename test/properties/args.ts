import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ApiVersion, VpnConnectionState } from "../../emulator/index.ts";
import type { OfficeArgs, TunnelArgs } from "./program.ts";
import { Output } from "./stack.ts";

/** Both forms of an id. */
export interface BothIds {
  readonly unified: string;
  readonly legacy: string;
}

/** A peer gateway that stands before the case begins. */
export interface Peer extends BothIds {
  readonly address: string;
}

/** Where the tunnels of a case stand. */
export interface Places {
  readonly vpc: BothIds;
  /** The last one is others'. */
  readonly gateways: readonly BothIds[];
  /** Two for each tunnel of ours, then one of others. */
  readonly peers: readonly Peer[];
}

/** What all canaries have in common; it must not turn up where secrets have no place. */
export const CANARY = "canary";

export const keyText = (key: number): string => `${CANARY}-psk-${key}-Xy/+"\\ü`;

/** As the emulator shows a key. */
export const keyHash = (key: string): string => createHash("sha256").update(key).digest("hex");

export const peerNetwork = (number: number): string =>
  number % 2 === 0 ? `172.16.${number}.0/24` : `172.16.${number}.5/24`;

export const vpcNetwork = (number: number): string => `10.0.${number}.0/24`;

/** Rules by number as networks. */
export function rulesOf(rules: Readonly<Record<number, readonly number[]>>): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(rules).map(([source, peers]) => [vpcNetwork(Number(source)), peers.map(peerNetwork)]),
  );
}

/** What the addresses of the program's own peer gateways begin with. */
const OFFICES = "192.0.2.";

export const officeAddress = (tunnel: number, { address }: OfficeArgs): string =>
  `${OFFICES}${1 + 2 * tunnel + address}`;

export const isOfficeAddress = (address: string): boolean => address.startsWith(OFFICES);

/** Which tunnel the peer gateway at an address belongs to. */
export function tunnelAt(places: Places, address: string): number {
  const at = isOfficeAddress(address)
    ? Number(address.slice(OFFICES.length)) - 1
    : places.peers.findIndex((peer) => peer.address === address);
  return Math.floor(at / 2);
}

/** The VPN gateway of a tunnel, and its peer gateway: its address, and its ids unless it is one of the program's own. */
export interface Pair {
  readonly gateway: BothIds;
  readonly address: string;
  readonly peer: BothIds | undefined;
}

/** The pair of gateways of a tunnel. */
export function pairOf(places: Places, tunnel: number, args: TunnelArgs): Pair {
  const gateway = places.gateways[args.gateway];
  const peer = args.peer === 2 ? undefined : places.peers[2 * tunnel + args.peer];
  const address = args.peer === 2 ? officeAddress(tunnel, args.office) : peer?.address;
  if (gateway === undefined || address === undefined) {
    throw new Error(`there is no place for tunnel ${tunnel}`);
  }
  return { gateway, address, peer };
}

/** The name of the `UserGateway` of a tunnel. */
export const officeName = (tunnel: number): string => `office${tunnel}`;

const timeoutsOf = ({ timeout }: TunnelArgs): Record<string, unknown> =>
  timeout === "" ? {} : { timeouts: { create: timeout, update: timeout, delete: timeout } };

/** The arguments of UserGateway. Its region is said: without one, it would be made wherever the settings say. */
export const officeArguments = (tunnel: number, args: TunnelArgs): Record<string, unknown> => ({
  userGwAddr: officeAddress(tunnel, args.office),
  region: args.region === "" ? "ap-guangzhou" : args.region,
  ...(args.office.name === "" ? {} : { userGwName: args.office.name }),
  ...timeoutsOf(args),
});

/** The arguments of VpnConnection. */
export function argumentsOf(
  places: Places,
  tunnel: number,
  args: TunnelArgs,
  api: ApiVersion,
): Record<string, unknown> {
  const { gateway, peer } = pairOf(places, tunnel, args);
  const ids = api === "3.0" ? "unified" : args.ids;
  return {
    vpcId: places.vpc[ids],
    vpnGwId: gateway[ids],
    userGwId: peer?.[ids] ?? new Output(officeName(tunnel)),
    preSharedKey: keyText(args.key),
    ...(Array.isArray(args.networks)
      ? { userGwCidrBlock: args.networks.map(peerNetwork) }
      : { spdAcl: rulesOf(args.networks as Record<number, number[]>) }),
    ...(args.region === "" ? {} : { region: args.region }),
    ...(args.name === "" ? {} : { vpnConnName: args.name }),
    ...(Object.keys(args.ike).length === 0 ? {} : { ikeSet: args.ike }),
    ...(Object.keys(args.ipsec).length === 0 ? {} : { ipsecSet: args.ipsec }),
    ...timeoutsOf(args),
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
  api: ApiVersion,
): string[] {
  const { gateway, address } = pairOf(places, index, args);
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
    // A deletion that failed leaves the tunnel as it was, and only its status tells of it; API 3.0 does not show a failed change either.
    status: [5, 6, ...(api === "3.0" ? [3] : [])].includes(tunnel.vpcConnStatus),
    place: tunnel.unVpnGwId === gateway.unified && tunnel.userGwAddress === address,
    name: name === undefined || tunnel.vpnConnName === name || tunnel.vpnConnName === `${tunnel.vpnConnId}_${name}`,
    preSharedKey: tunnel.preSharedKeySha256 === keyHash(keyText(args.key)),
    networks: isDeepStrictEqual(flat(tunnel.spdAcl), flat(rules)),
    pairings: isDeepStrictEqual(maskedRules(tunnel.spdAcl), maskedRules(rules)),
    ...Object.fromEntries(Object.entries(settings).map(([field, value]) => [field, has[field] === value])),
  };
  return Object.keys(checks).filter((what) => checks[what] !== true);
}
