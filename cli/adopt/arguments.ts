import { type ApiVersion, facts, idText, type Networks, type UserGw, type VpnConn } from "../../provider/api/index.ts";
import { checkUserGateway } from "../../provider/lifecycle/user-gateway/check.ts";
import { check } from "../../provider/lifecycle/vpn-connection/check.ts";
import { canonicalNetwork, sameNetworkList } from "../../provider/lifecycle/vpn-connection/values/networks.ts";

/** The arguments that adopt a tunnel or a peer gateway. */
export interface Arguments {
  /** The arguments, without the region and the pre-shared key. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Sentences for a comment above the resource. */
  readonly comments: readonly string[];
  /** Why it cannot be adopted. */
  readonly obstacle?: string;
}

/** Stands for a key that the service hides when the arguments are checked. */
const HIDDEN_KEY = "hidden-by-the-service";

/** Statuses in which a tunnel cannot be adopted. */
const UNFIT: readonly string[] = ["deleting", "create-failed", "delete-failed"];

type Loose = Record<string, unknown>;

/**
 * The arguments of a tunnel as it is, so that the preview after its adoption shows no changes.
 * @param vpcNetwork the network of its VPC, where it is known.
 * @param api the version through which the program is run.
 */
export function tunnelArguments(
  region: string,
  conn: VpnConn,
  vpcNetwork: string | undefined,
  api: ApiVersion = "2.0",
): Arguments {
  if (UNFIT.includes(conn.status)) {
    return { args: {}, comments: [], obstacle: `its status is ${conn.status}` };
  }
  const { networks, comment } = networksOf(conn, vpcNetwork);
  const args: Loose = {
    vpnConnId: idText(conn.id),
    ...(idText(conn.vpc) === "" ? {} : { vpcId: idText(conn.vpc) }),
    vpnGwId: idText(conn.vpnGw),
    userGwId: idText(conn.userGw),
    ...(conn.name === "" ? {} : { vpnConnName: conn.name }),
    ...networks,
    ikeSet: { ...conn.ikeSet },
    ipsecSet: { ...conn.ipsecSet },
    ...optionsOf(conn),
  };
  const preSharedKey = conn.preSharedKey ?? HIDDEN_KEY;
  const { comments, ...rest } = withoutRefused(
    args,
    () => check({ region, owner: "", api }, {}, { ...args, region, preSharedKey }).failures,
  );
  const hidden = "The service does not show the key: the next `pulumi up` writes the one that is set.";
  return {
    args,
    comments: [
      ...(comment === undefined ? [] : [comment]),
      ...comments,
      ...(conn.preSharedKey === undefined ? [hidden] : []),
    ],
    ...rest,
  };
}

/** The arguments of a peer gateway as it is. */
export function userGatewayArguments(region: string, userGw: UserGw): Arguments {
  const args: Loose = {
    userGwId: idText(userGw.id),
    userGwAddr: userGw.address,
    ...(userGw.name === "" ? {} : { userGwName: userGw.name }),
  };
  return {
    args,
    ...withoutRefused(args, () => checkUserGateway({ region, owner: "" }, {}, { ...args, region }).failures),
  };
}

/** Arguments that can be left out: the service keeps their values. */
const OPTIONAL = /^(?:vpnConnName|userGwName|negotiationType|routeType|(?:ikeSet|ipsecSet|dpd|healthCheck|bgp)\.\w+)$/;

/**
 * What only API 3.0 shows, where it is not the default of the service (docs/api-3.md 3.1). What is switched off has settings without effect.
 */
function optionsOf({ dpd, healthCheck, negotiationType, routeType, bgp, tags }: VpnConn): Loose {
  return {
    ...(dpd?.enable === true ? { dpd: { ...dpd } } : {}),
    ...(healthCheck?.enable === true ? { healthCheck: { ...healthCheck } } : {}),
    ...(negotiationType === undefined || negotiationType === "active" ? {} : { negotiationType }),
    ...(routeType === undefined || routeType === "STATIC" ? {} : { routeType }),
    ...(bgp === undefined ? {} : { bgp: { ...bgp } }),
    ...(Object.keys(tags ?? {}).length === 0 ? {} : { tags: { ...tags } }),
  };
}

/** Removes what the cloud has and no argument allows; what cannot be left out is an obstacle. */
function withoutRefused(
  args: Loose,
  refused: () => readonly { readonly property: string; readonly reason: string }[],
): { obstacle?: string; comments: string[] } {
  const comments: string[] = [];
  for (let failures = refused(); failures.length > 0; failures = refused()) {
    const removed = failures.filter(({ property }) => OPTIONAL.test(property) && takeOut(args, property));
    if (removed.length === 0) {
      return { comments, obstacle: failures.map(({ reason }) => reason).join("; ") };
    }
    comments.push(...removed.map(({ reason }) => `Left as it is: ${reason}.`));
  }
  return { comments };
}

/** Removes one argument; an identity without its name is removed itself. */
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
 * API 2.0 does not show the rules behind the two lists (docs/api.md 0, 8). With one source network, or none, they follow from the lists;
 * with several every source is written with every destination, and the comment says so. Tunnels that carry routes have none.
 */
function networksOf(
  conn: VpnConn,
  vpcNetwork: string | undefined,
): { networks: Networks | Record<string, never>; comment?: string } {
  if (facts["3.0"].routeTypesWithoutRules.some((type) => type === conn.routeType)) {
    return { networks: {} };
  }
  const destinations = once(conn.destinationCidr);
  const sources = once(conn.sourceCidr);
  const [source] = sources;
  if (
    source === undefined ||
    (sources.length === 1 && vpcNetwork !== undefined && sameNetworkList(sources, [vpcNetwork]))
  ) {
    return { networks: { userGwCidrBlock: destinations } };
  }
  const networks = {
    spdAcl: Object.fromEntries(sources.map((network) => [network, once(conn.spdAcl?.[network] ?? destinations)])),
  };
  return sources.length === 1 || conn.spdAcl !== undefined
    ? { networks }
    : {
        networks,
        comment:
          "The service shows the networks of both sides, not which of them can reach which: these are all pairs. " +
          "Nothing is written while they stay; correct them before you change anything else of the tunnel, because every change writes all rules.",
      };
}

const once = (networks: readonly string[]): string[] => {
  const seen = new Set<string>();
  return networks.filter((network) => {
    const spelled = canonicalNetwork(network) ?? network;
    return !seen.has(spelled) && seen.add(spelled);
  });
};
