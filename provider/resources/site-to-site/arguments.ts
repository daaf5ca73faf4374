import type { Input } from "@pulumi/pulumi";
import type { TimeoutsArgs } from "../timeouts.ts";
import type { ExactlyOne, IkeSetArgs, IpsecSetArgs } from "../vpn-connection.ts";

/** The arguments of a SiteToSiteVpn. */
export interface SiteToSiteVpnArgs {
  /** Region of all resources, long or short. Default: as for VpnConnection. Changing the region replaces all resources. */
  region?: Input<string>;
  /** Id of the VPC, in either form. Changing the VPC replaces the tunnels. */
  vpcId: Input<string>;
  /** Id of the VPN gateway, in either form. Changing the gateway replaces the tunnels. */
  vpnGwId: Input<string>;
  /**
   * The branches: a plain list with plain names, because a preview must know them; the other values may be outputs. The list must not be empty,
   * and names must be unique. Removing a branch deletes its tunnel and then its peer gateway. The order has no meaning.
   */
  branches: readonly BranchArgs[];
  /**
   * Networks of the VPC that the branches may reach, such as `["10.0.0.0/24"]`. Each tunnel gets SPD rules between all of them and the
   * networks of its branch. Default: the service chooses the networks on the VPC side. Changes are in-place updates.
   */
  localNetworks?: Input<Input<string>[]>;
  /**
   * IKE settings of every tunnel. Each overrides one of these defaults: `aes-cbc-256`, `sha`, `main`, `group14`, 86400 seconds. Changes are
   * in-place updates.
   */
  ikeSet?: Input<IkeSetArgs>;
  /**
   * IPsec settings of every tunnel. Each overrides one of these defaults: `aes-cbc-256`, `sha`, `dh-group14`, 3600 seconds. Changes are in-place
   * updates.
   */
  ipsecSet?: Input<IpsecSetArgs>;
  /** Timeouts of the operations on each resource. A change sends no request. */
  timeouts?: Input<TimeoutsArgs>;
}

/**
 * One branch of a site-to-site VPN: the device at the other end, the networks behind it, and the tunnel to it. Exactly one of `networks` and
 * `spdAcl` is required.
 */
export type BranchArgs = ExactlyOne<BranchProperties, "networks" | "spdAcl">;

/** The properties of {@link BranchArgs}. */
export interface BranchProperties {
  /**
   * Name of the branch, such as `shanghai`: the key of its outputs, and part of the names of its resources. A plain string, not an output, without
   * control characters and `::`. It must not begin with `__`, and must be unique. Changing the name replaces both resources, unless
   * `formerly.branch` gives the old name.
   */
  name: string;
  /**
   * Public IPv4 address of the device of the branch, as `userGwAddr` of a UserGateway. Changing it replaces both resources. Without it, the branch
   * uses the peer gateway `userGwId`, which the component does not manage.
   */
  address?: Input<string>;
  /** Networks behind the device, such as `["172.16.10.0/24"]`. Exactly one of this and `spdAcl` is required. Changes are in-place updates. */
  networks?: Input<Input<string>[]>;
  /** SPD rules instead of `networks`: for each network of the VPC, the networks of the branch that it may reach. Changes are in-place updates. */
  spdAcl?: Input<Record<string, Input<Input<string>[]>>>;
  /** Pre-shared key of the tunnel. Always a secret. It must not begin with `@`. Changes are in-place updates. */
  preSharedKey: Input<string>;
  /** IKE settings of this branch. Each overrides a setting of the component. Changes are in-place updates. */
  ikeSet?: Input<IkeSetArgs>;
  /** IPsec settings of this branch. Each overrides a setting of the component. Changes are in-place updates. */
  ipsecSet?: Input<IpsecSetArgs>;
  /** Name of the peer gateway, at most 60 characters. Default: as for UserGateway. Changes are in-place updates. */
  userGwName?: Input<string>;
  /** Name of the tunnel, at most 60 characters. Default: as for VpnConnection. Changes are in-place updates. */
  vpnConnName?: Input<string>;
  /** Id of an existing peer gateway: with `address`, to adopt it; without, to use it only. Another id replaces it or the tunnel. */
  userGwId?: Input<string>;
  /** Id of an existing tunnel to adopt. You can remove it after the adoption. Another id replaces the tunnel. */
  vpnConnId?: Input<string>;
  /** The previous names of the resources of the branch, so that they are kept unchanged. */
  formerly?: FormerlyArgs;
}

/** Previous names of the resources of a branch. Resources that are found under them are not replaced, and no request is sent. */
export interface FormerlyArgs {
  /** Previous resource of the peer gateway: its name at the top level of the stack, or its whole URN. */
  userGateway?: string;
  /** Previous resource of the tunnel: its name at the top level of the stack, or its whole URN. */
  vpnConnection?: string;
  /** Previous name of the branch in the same component. */
  branch?: string;
}
