import { idText, sameId, type VpnConn } from "../api/index.ts";
import { FLAG } from "../resources/kinds.ts";
import type {
  BgpArgs,
  DpdArgs,
  HealthCheckArgs,
  IkeSetArgs,
  InUse,
  IpsecSetArgs,
} from "../resources/vpn-connection.ts";
import { defined } from "../util/defined.ts";
import { type Lookup, NAME } from "./lookup.ts";
import type { Lifted, RegionArgs, RegionResult } from "./options.ts";
import { isNotFound } from "./search.ts";

/** Which tunnels {@link getVpnConnections} lists: those that fit everything that is given. */
export interface GetVpnConnectionsArgs extends RegionArgs {
  /** Id of the VPC, in either form. */
  vpcId?: string | undefined;
  /** Id of the VPN gateway, in either form. */
  vpnGwId?: string | undefined;
  /** Id of the peer gateway, in either form. */
  userGwId?: string | undefined;
  /** Id of the tunnel, in either form. */
  vpnConnId?: string | undefined;
  /** The whole name. */
  vpnConnName?: string | undefined;
  /**
   * Whether the pre-shared keys come with the tunnels. Default: false. With them, the result of the lifted variant is a secret as a
   * whole; that of the plain function is in clear, so keep it out of outputs and logs.
   */
  includePreSharedKeys?: boolean | undefined;
}

/** A tunnel. Source: docs/api.md 2.5, docs/api-3.md 3.2. */
export interface VpnConnectionSummary {
  /** Unified id, such as `vpnx-ol6bcqp0`. */
  vpnConnId: string;
  /** Legacy id, such as `399`; empty where the service does not say. */
  legacyVpnConnId: string;
  /** Name of the tunnel. */
  vpnConnName: string;
  /** Unified id of its VPC. */
  vpcId: string;
  /** Unified id of its VPN gateway. */
  vpnGwId: string;
  /** Unified id of its peer gateway. */
  userGwId: string;
  /** `creating`, `create-failed`, `modifying`, `modify-failed`, `deleting`, `delete-failed` or `running`. Source: docs/api.md 2.3. */
  status: string;
  /** Whether the link is up: `available` or `unavailable`; absent where the service does not say. */
  netStatus?: string;
  /** Public address of the VPN gateway. */
  vpnGwAddress?: string;
  /** Public address of the peer gateway. */
  userGwAddress?: string;
  /** Networks of the VPC side. */
  sourceCidr: string[];
  /** Networks of the peer's side. */
  destinationCidr: string[];
  /** IKE settings in force. */
  ikeSet: Partial<InUse<IkeSetArgs>>;
  /** IPsec settings in force. */
  ipsecSet: Partial<InUse<IpsecSetArgs>>;
  /** The rules: the peer's networks for each network of the VPC side. With API 3.0 only. */
  spdAcl?: Record<string, string[]>;
  /** Dead peer detection. With API 3.0 only. */
  dpd?: Partial<InUse<DpdArgs>>;
  /** Health check. With API 3.0 only. */
  healthCheck?: Partial<InUse<HealthCheckArgs>>;
  /** Who begins the negotiation: `active`, `passive` or `flowTrigger`. With API 3.0 only. */
  negotiationType?: string;
  /** How packets find the tunnel: `STATIC`, `StaticRoute`, `Policy` or `Bgp`. With API 3.0 only. */
  routeType?: string;
  /** BGP; absent without it. With API 3.0 only. */
  bgp?: Partial<InUse<BgpArgs>>;
  /** Tags by their names; absent without any. With API 3.0 only. */
  tags?: Record<string, string>;
  /** `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  createTime?: string;
  /** In clear; only with `includePreSharedKeys`, and absent where the service hides it. */
  preSharedKey?: string;
}

/** What {@link getVpnConnections} found. */
export interface GetVpnConnectionsResult extends RegionResult {
  /** The tunnels, oldest first; empty when none fits. */
  vpnConnections: VpnConnectionSummary[];
}

/** The arguments of {@link getVpnConnectionsOutput}. */
export type GetVpnConnectionsOutputArgs = Lifted<GetVpnConnectionsArgs>;

export const VPN_CONNECTIONS: Lookup<GetVpnConnectionsArgs, GetVpnConnectionsResult> = {
  name: "getVpnConnections",
  args: {
    region: NAME,
    vpcId: NAME,
    vpnGwId: NAME,
    userGwId: NAME,
    vpnConnId: NAME,
    vpnConnName: NAME,
    includePreSharedKeys: FLAG,
  },
  thing: "place to look for tunnels",
  by: ["vpcId", "vpnGwId"],
  async find(search, { vpcId, vpnGwId, userGwId, vpnConnId, vpnConnName, includePreSharedKeys = false }) {
    const { context } = search;
    const listed = await context.api.listVpnConns(context, defined({ vpcId, vpnGwId })).catch((error: unknown) => {
      throw isNotFound(error) ? search.none(error.message, error) : error;
    });
    const fitting = listed.filter(
      (conn) =>
        (vpcId === undefined || sameId(conn.vpc, vpcId)) &&
        (vpnGwId === undefined || sameId(conn.vpnGw, vpnGwId)) &&
        (userGwId === undefined || sameId(conn.userGw, userGwId)) &&
        (vpnConnId === undefined || sameId(conn.id, vpnConnId)) &&
        (vpnConnName === undefined || conn.name === vpnConnName),
    );
    const whole = await context.api.withGateways(context, fitting);
    return { vpnConnections: whole.map((conn) => summaryOf(conn, includePreSharedKeys)) };
  },
  isSecret: ({ vpnConnections }) => vpnConnections.some(({ preSharedKey }) => preSharedKey !== undefined),
};

function summaryOf(conn: VpnConn, withKey: boolean): VpnConnectionSummary {
  return defined({
    vpnConnId: idText(conn.id),
    legacyVpnConnId: conn.id.legacy,
    vpnConnName: conn.name,
    vpcId: idText(conn.vpc),
    vpnGwId: idText(conn.vpnGw),
    userGwId: idText(conn.userGw),
    status: conn.status,
    netStatus: conn.netStatus,
    vpnGwAddress: conn.vpnGwAddress,
    userGwAddress: conn.userGwAddress,
    sourceCidr: [...conn.sourceCidr],
    destinationCidr: [...conn.destinationCidr],
    ikeSet: conn.ikeSet,
    ipsecSet: conn.ipsecSet,
    spdAcl: conn.spdAcl && Object.fromEntries(Object.entries(conn.spdAcl).map(([from, to]) => [from, [...to]])),
    dpd: conn.dpd,
    healthCheck: conn.healthCheck,
    negotiationType: conn.negotiationType,
    routeType: conn.routeType,
    bgp: conn.bgp,
    tags: conn.tags && { ...conn.tags },
    createTime: conn.createTime,
    preSharedKey: withKey ? conn.preSharedKey : undefined,
  });
}
