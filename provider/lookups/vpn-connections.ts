import type { Output } from "@pulumi/pulumi";
import { type IkeSet, type IpsecSet, isApiError, sameId, type VpnConn } from "../api/index.ts";
import { argumentsOf, inWords } from "./arguments.ts";
import { type Lookup, lift } from "./lift.ts";
import type { Lifted, LookupOptions, LookupOutputOptions } from "./options.ts";
import { bestId, known, placesOf, Search } from "./search.ts";

/** Which tunnels {@link getVpnConnections} lists: those that fit everything that is given. */
export interface GetVpnConnectionsArgs {
  /** Id of the VPC, in either form. */
  vpcId?: string | undefined;
  /** Id of the VPN gateway, in either form. */
  vpnGwId?: string | undefined;
  /** Id of the peer gateway, in either form. */
  userGwId?: string | undefined;
  /** The whole name. */
  vpnConnName?: string | undefined;
  /** Region to look in, long or short. Default: `qcloud:region`, then `TENCENTCLOUD_REGION`. */
  region?: string | undefined;
  /**
   * Whether the pre-shared keys come with the tunnels. Default: false. With them, the result of the lifted variant is a secret as a
   * whole; that of the plain function is in clear, so keep it out of outputs and logs.
   */
  includePreSharedKeys?: boolean | undefined;
}

/** A tunnel. Source: docs/api.md 2.5. */
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
  ikeSet: IkeSet;
  /** IPsec settings in force. */
  ipsecSet: IpsecSet;
  /** `YYYY-MM-DD hh:mm:ss`; the vendor does not state the zone. */
  createTime?: string;
  /** In clear; only with `includePreSharedKeys`, and absent where the service hides it. */
  preSharedKey?: string;
}

/** What {@link getVpnConnections} found. */
export interface GetVpnConnectionsResult {
  /** The region that was looked in, as it was given. */
  region: string;
  /** The tunnels, oldest first; empty when none fits. */
  vpnConnections: VpnConnectionSummary[];
}

/** The arguments of {@link getVpnConnectionsOutput}. */
export type GetVpnConnectionsOutputArgs = Lifted<GetVpnConnectionsArgs>;

/**
 * Lists tunnels, in all pages. Runs at once, in previews too.
 * @throws LookupError when the VPC or the VPN gateway that it is to look in is not there. That no tunnel fits is no error.
 */
export const getVpnConnections = async (
  args: GetVpnConnectionsArgs = {},
  options: LookupOptions = {},
): Promise<GetVpnConnectionsResult> => lookUpVpnConnections(args, placesOf(options.settings), options);

/** As {@link getVpnConnections}, with arguments that may be outputs, and through a provider; a secret where it holds keys. */
export const getVpnConnectionsOutput = (
  args: GetVpnConnectionsOutputArgs = {},
  options: LookupOutputOptions = {},
): Output<GetVpnConnectionsResult> =>
  lift(lookUpVpnConnections, args, options, ({ vpnConnections }) =>
    vpnConnections.some(({ preSharedKey }) => preSharedKey !== undefined),
  );

const lookUpVpnConnections: Lookup<GetVpnConnectionsArgs, GetVpnConnectionsResult> = async (args, places, options) => {
  const { region, includePreSharedKeys, ...filters } = argumentsOf("getVpnConnections", args, {
    texts: ["region", "vpcId", "vpnGwId", "userGwId", "vpnConnName"],
    flags: ["includePreSharedKeys"],
  });
  const { vpcId, vpnGwId, userGwId, vpnConnName } = filters;
  const place = inWords("place to look for tunnels", known({ vpcId, vpnGwId }));
  const search = new Search(place, region, places, options);
  const listed = await search.context.api
    .listVpnConns(search.context, known({ vpcId, vpnGwId }))
    .catch((error: unknown) => {
      throw isApiError(error, "vpc-not-found", "vpn-gw-not-found", "resource-not-found")
        ? search.none(error.message, error)
        : error;
    });
  const fitting = listed.filter(
    (conn) =>
      (vpcId === undefined || sameId(conn.vpc, vpcId)) &&
      (vpnGwId === undefined || sameId(conn.vpnGw, vpnGwId)) &&
      (userGwId === undefined || sameId(conn.userGw, userGwId)) &&
      (vpnConnName === undefined || conn.name === vpnConnName),
  );
  return {
    region: search.region,
    vpnConnections: fitting.map((conn) => summaryOf(conn, includePreSharedKeys === true)),
  };
};

function summaryOf(conn: VpnConn, withKey: boolean): VpnConnectionSummary {
  return known({
    vpnConnId: bestId(conn.id),
    legacyVpnConnId: conn.id.legacy,
    vpnConnName: conn.name,
    vpcId: bestId(conn.vpc),
    vpnGwId: bestId(conn.vpnGw),
    userGwId: bestId(conn.userGw),
    status: conn.status,
    netStatus: conn.netStatus,
    vpnGwAddress: conn.vpnGwAddress,
    userGwAddress: conn.userGwAddress,
    sourceCidr: [...conn.sourceCidr],
    destinationCidr: [...conn.destinationCidr],
    ikeSet: conn.ikeSet,
    ipsecSet: conn.ipsecSet,
    createTime: conn.createTime,
    preSharedKey: withKey ? conn.preSharedKey : undefined,
  });
}
