import { ComponentResource, type ComponentResourceOptions, type Input, type Output, output } from "@pulumi/pulumi";
import type { SiteToSiteVpnArgs } from "./site-to-site/arguments.ts";
import { checkArguments } from "./site-to-site/check.ts";
import { userGatewayOf, vpnConnectionOf } from "./site-to-site/children.ts";
import { reserveNames } from "./site-to-site/names.ts";
import type { UserGateway } from "./user-gateway.ts";
import type { VpnConnection } from "./vpn-connection.ts";

/** The type's token; part of every URN, and so fixed for good. */
const TYPE = "qcloud:vpn:SiteToSiteVpn";

/** What there is to know of a branch once it stands. */
export interface BranchOutputs {
  /** Id of the peer gateway. */
  userGwId: string;
  /** Unified id of the tunnel. */
  vpnConnId: string;
  /** State of the tunnel, `running` when all is well. */
  status: string;
  /** Whether the link is up: `available` or `unavailable`; undefined where the service does not say. */
  netStatus: string | undefined;
  /** Public address of the VPN gateway: what the branch's device connects to. */
  vpnGwAddress: string | undefined;
  /** Public address of the branch's device. */
  userGwAddress: string | undefined;
  /** Networks of the VPC side. */
  sourceCidr: string[];
  /** Networks of the branch. */
  destinationCidr: string[];
}

/**
 * Tunnels from one VPN gateway to many branches: a {@link UserGateway} and a {@link VpnConnection} for each branch of a list, with strong
 * settings unless others are given.
 *
 * ```ts
 * const vpn = new SiteToSiteVpn("vpn", {
 *   vpcId: "vpc-03vihbk9",
 *   vpnGwId: "vpngw-dystbrkv",
 *   localNetworks: ["10.0.0.0/24"],
 *   branches: [{ name: "shanghai", address: "203.0.113.7", networks: ["172.16.10.0/24"], preSharedKey: key }],
 * });
 * export const branches = vpn.branches;
 * ```
 *
 * The options are those of any component: `provider`, `providers`, `protect`, `transforms` and `aliases` hold for the resources in it.
 * Both resources of a branch are named `<component>-<branch>`. To take in resources that the stack already has, name them in
 * the branch's `formerly`: they are neither replaced nor called for.
 */
export class SiteToSiteVpn extends ComponentResource {
  /** What there is to know of each branch, by its name. Holds no key. */
  readonly branches: Output<Record<string, BranchOutputs>>;
  /** The tunnels by the names of their branches, to depend on or to look further into. */
  readonly vpnConnections: Readonly<Record<string, VpnConnection>>;
  /** The peer gateways by the names of their branches; none for branches that use one made elsewhere. */
  readonly userGateways: Readonly<Record<string, UserGateway>>;

  /**
   * @param name the component's name in the stack.
   * @param args what to make.
   * @param opts Pulumi's options.
   * @throws RunError, before anything is registered, for arguments that cannot be used, and for a branch whose resources have the names of another component's.
   */
  constructor(name: string, args: SiteToSiteVpnArgs, opts: ComponentResourceOptions = {}) {
    checkArguments(name, args);
    reserveNames(name, args.branches, opts.parent);
    super(TYPE, name, {}, opts);
    const userGateways: Record<string, UserGateway> = {};
    const vpnConnections: Record<string, VpnConnection> = {};
    for (const branch of args.branches) {
      if (branch.address != null) {
        userGateways[branch.name] = userGatewayOf(this, name, args, branch);
      }
      const userGwId = userGateways[branch.name]?.userGwId ?? (branch.userGwId as Input<string>);
      vpnConnections[branch.name] = vpnConnectionOf(this, name, args, branch, userGwId);
    }
    this.userGateways = userGateways;
    this.vpnConnections = vpnConnections;
    this.branches = output(
      Object.fromEntries(Object.entries(vpnConnections).map(([branch, tunnel]) => [branch, outputsOf(tunnel)])),
    ) as Output<Record<string, BranchOutputs>>;
    this.registerOutputs({ branches: this.branches });
  }
}

function outputsOf(tunnel: VpnConnection): { [K in keyof BranchOutputs]: Output<BranchOutputs[K]> } {
  const { userGwId, vpnConnId, status, netStatus, vpnGwAddress, userGwAddress, sourceCidr, destinationCidr } = tunnel;
  return { userGwId, vpnConnId, status, netStatus, vpnGwAddress, userGwAddress, sourceCidr, destinationCidr };
}
