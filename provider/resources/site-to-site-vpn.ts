import { ComponentResource, type ComponentResourceOptions, type Input, type Output, output } from "@pulumi/pulumi";
import type { SiteToSiteVpnArgs } from "./site-to-site/arguments.ts";
import { checkArguments } from "./site-to-site/check.ts";
import { userGatewayOf, vpnConnectionOf } from "./site-to-site/children.ts";
import { reserveNames } from "./site-to-site/names.ts";
import { UserGateway } from "./user-gateway.ts";
import { VpnConnection } from "./vpn-connection.ts";

/** The type's token; part of every URN, and so fixed for good. */
const TYPE = "qcloud:vpn:SiteToSiteVpn";

/** The outputs of a branch. */
export interface BranchOutputs {
  /** Id of the peer gateway. */
  userGwId: string;
  /** Unified id of the tunnel. */
  vpnConnId: string;
  /** Status of the tunnel; `running` is the normal status. */
  status: string;
  /** Whether the connection is up: `available` or `unavailable`; undefined if the service does not report it. */
  netStatus: string | undefined;
  /** Public address of the VPN gateway, to which the device of the branch connects. */
  vpnGwAddress: string | undefined;
  /** Public address of the device of the branch. */
  userGwAddress: string | undefined;
  /** Networks on the VPC side. */
  sourceCidr: string[];
  /** Networks of the branch. */
  destinationCidr: string[];
}

/**
 * Tunnels from one VPN gateway to many branches: a {@link UserGateway} and a {@link VpnConnection} for each branch of a list, with strong
 * settings by default.
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
 * The options `provider`, `providers`, `protect`, `transforms` and `aliases` apply to the resources of the component, as for any component.
 * Both resources of a branch have the name `<component>-<branch>`. To move existing resources of the stack into the component, set `formerly` on
 * the branch: they are not replaced, and no request is sent.
 */
export class SiteToSiteVpn extends ComponentResource {
  /** The outputs of each branch, by its name. They contain no key. */
  readonly branches: Output<Record<string, BranchOutputs>>;
  /** The tunnels, by the names of their branches. */
  readonly vpnConnections: Readonly<Record<string, VpnConnection>>;
  /** The peer gateways, by the names of their branches. Branches with only `userGwId` have none. */
  readonly userGateways: Readonly<Record<string, UserGateway>>;

  /**
   * The classes of the resources.
   * @hidden
   */
  protected get classes(): { readonly UserGateway: typeof UserGateway; readonly VpnConnection: typeof VpnConnection } {
    return { UserGateway, VpnConnection };
  }

  /**
   * @param name The unique name of the component.
   * @param args The arguments of the component.
   * @param opts Pulumi's component options.
   * @throws RunError before anything is registered, for invalid arguments, and for a branch whose resources have the names of another component's resources.
   */
  constructor(name: string, args: SiteToSiteVpnArgs, opts: ComponentResourceOptions = {}) {
    checkArguments(name, args);
    reserveNames(name, args.branches, opts.parent);
    super(TYPE, name, {}, opts);
    const userGateways: Record<string, UserGateway> = {};
    const vpnConnections: Record<string, VpnConnection> = {};
    for (const branch of args.branches) {
      if (branch.address != null) {
        userGateways[branch.name] = userGatewayOf(this.classes.UserGateway, this, name, args, branch);
      }
      const userGwId = userGateways[branch.name]?.userGwId ?? (branch.userGwId as Input<string>);
      vpnConnections[branch.name] = vpnConnectionOf(this.classes.VpnConnection, this, name, args, branch, userGwId);
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
