import type { Networks, UserGw, VpnConn } from "../../provider/api/index.ts";
import { checkUserGateway } from "../../provider/lifecycle/user-gateway/check.ts";
import { check } from "../../provider/lifecycle/vpn-connection/check.ts";
import { canonicalNetwork, sameNetworkList } from "../../provider/lifecycle/vpn-connection/values/networks.ts";

/** What a tunnel or a peer gateway is taken over with, and what is to be known of that. */
export interface Arguments {
  /** The arguments, without the region and the pre-shared key. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Sentences for a comment above the resource. */
  readonly comments: readonly string[];
  /** Why it cannot be taken over. */
  readonly obstacle?: string;
}

/** Stands for a key that the service hides, where one is checked. */
const HIDDEN_KEY = "hidden-by-the-service";

type Loose = Record<string, unknown>;

/**
 * The arguments under which a tunnel stands as it is, so that the preview after its adoption is empty.
 * @param vpcNetwork the network of its VPC, where it is known.
 */
export function tunnelArguments(region: string, conn: VpnConn, vpcNetwork: string | undefined): Arguments {
  const { networks, comment } = networksOf(conn, vpcNetwork);
  const args: Loose = {
    vpnConnId: conn.id.unified || conn.id.legacy,
    vpcId: conn.vpc.unified || conn.vpc.legacy,
    vpnGwId: conn.vpnGw.unified || conn.vpnGw.legacy,
    userGwId: conn.userGw.unified || conn.userGw.legacy,
    ...(conn.name === "" ? {} : { vpnConnName: conn.name }),
    ...networks,
    ikeSet: { ...conn.ikeSet },
    ipsecSet: { ...conn.ipsecSet },
  };
  const preSharedKey = conn.preSharedKey ?? HIDDEN_KEY;
  const checked = (given: Loose): readonly Failure[] =>
    check({ region, owner: "" }, {}, { ...given, region, preSharedKey }).failures;
  const { obstacle, comments } = withoutRefused(args, checked);
  return {
    args,
    comments: [
      ...(comment === undefined ? [] : [comment]),
      ...comments,
      ...(conn.preSharedKey === undefined
        ? ["The service does not show the key: whichever is set is written by the next `pulumi up`."]
        : []),
    ],
    ...(obstacle === undefined ? {} : { obstacle }),
  };
}

/** The arguments under which a peer gateway stands as it is. */
export function userGatewayArguments(region: string, userGw: UserGw): Arguments {
  const args: Loose = {
    userGwId: userGw.id.unified || userGw.id.legacy,
    userGwAddr: userGw.address,
    ...(userGw.name === "" ? {} : { userGwName: userGw.name }),
  };
  const checked = (given: Loose): readonly Failure[] =>
    checkUserGateway({ region, owner: "" }, {}, { ...given, region }).failures;
  const { obstacle, comments } = withoutRefused(args, checked);
  return { args, comments, ...(obstacle === undefined ? {} : { obstacle }) };
}

interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What may be left out: the service keeps what it has. */
const OPTIONAL = /^(?:vpnConnName|userGwName|(?:ikeSet|ipsecSet)\.\w+)$/;

/** Takes out what stands in the cloud and is refused as an argument; what cannot be left out is an obstacle. */
function withoutRefused(
  args: Loose,
  checked: (args: Loose) => readonly Failure[],
): { obstacle?: string; comments: string[] } {
  const comments: string[] = [];
  for (;;) {
    const failures = checked(args);
    const [first] = failures;
    if (first === undefined) {
      return { comments };
    }
    const removed = failures.filter(({ property }) => OPTIONAL.test(property) && takeOut(args, property));
    if (removed.length === 0) {
      return { comments, obstacle: failures.map(({ reason }) => reason).join("; ") };
    }
    comments.push(...removed.map(({ reason }) => `Left as it stands: ${reason}.`));
  }
}

/** An identity that lacks its name is taken out itself. */
function takeOut(args: Loose, property: string): boolean {
  const [group = "", key = ""] = property.split(".");
  const inner = args[group];
  if (key === "" || typeof inner !== "object" || inner === null) {
    return key === "" && delete args[group];
  }
  const candidates = [key, key.replace(/(?:FqdnName|Address)$/, "Identity")];
  const present = candidates.find((name) => Reflect.get(inner, name) !== undefined);
  return present !== undefined && Reflect.deleteProperty(inner, present);
}

/**
 * Which rules lie behind the two flat lists cannot be read back (docs/api.md 0, 8). With one source network, or none, they leave no
 * choice; with several every source is written with every destination, and the comment says so.
 */
function networksOf(conn: VpnConn, vpcNetwork: string | undefined): { networks: Networks; comment?: string } {
  const destinations = once(conn.destinationCidr);
  const sources = once(conn.sourceCidr);
  const [source] = sources;
  if (
    source === undefined ||
    (sources.length === 1 && vpcNetwork !== undefined && sameNetworkList(sources, [vpcNetwork]))
  ) {
    return { networks: { userGwCidrBlock: destinations } };
  }
  const networks = { spdAcl: Object.fromEntries(sources.map((network) => [network, destinations])) };
  return sources.length === 1
    ? { networks }
    : {
        networks,
        comment:
          "The service shows the networks of both sides and not which of them may reach which: these are all pairs. " +
          "Nothing is written while they stay; correct them before anything else of the tunnel is changed, since every change writes all rules.",
      };
}

const once = (networks: readonly string[]): string[] => {
  const seen = new Set<string>();
  return networks.filter((network) => {
    const spelled = canonicalNetwork(network) ?? network;
    return !seen.has(spelled) && seen.add(spelled);
  });
};
