import type { Input } from "@pulumi/pulumi";
import type { TimeoutsArgs } from "../timeouts.ts";
import type { IkeSetArgs, IpsecSetArgs } from "../vpn-connection.ts";

/** The arguments of a SiteToSiteVpn. */
export interface SiteToSiteVpnArgs {
  /** Region of everything in it, long or short. Default: as for VpnConnection. A change to another region replaces. */
  region?: Input<string>;
  /** Id of the VPC, in either form. A change to another VPC replaces the tunnels. */
  vpcId: Input<string>;
  /** Id of the VPN gateway that the tunnels end at, in either form. A change to another gateway replaces the tunnels. */
  vpnGwId: Input<string>;
  /**
   * The branches: a plain list with plain names, because a preview has to know them; the other values may be outputs. Neither empty nor
   * with a name twice. A branch that is taken out is deleted, its tunnel first; the order means nothing.
   */
  branches: readonly BranchArgs[];
  /**
   * Networks of the VPC that the branches may reach, such as `["10.0.0.0/24"]`: each tunnel gets SPD rules between all of them and its
   * branch's networks. Default: the branch's networks alone are given, and the service chooses the side of the VPC. Changed in place.
   */
  localNetworks?: Input<Input<string>[]>;
  /**
   * IKE settings of every tunnel, over these defaults one by one: `aes-cbc-256`, `sha`, `main`, `group14`, 86400 seconds. Changed in place.
   */
  ikeSet?: Input<IkeSetArgs>;
  /** IPsec settings of every tunnel, over these defaults one by one: `aes-cbc-256`, `sha`, `dh-group14`, 3600 seconds. Changed in place. */
  ipsecSet?: Input<IpsecSetArgs>;
  /** How long each operation on each resource may take. A change calls nothing. */
  timeouts?: Input<TimeoutsArgs>;
}

/** One branch of a site-to-site VPN: the device at the other end, the networks behind it, and the tunnel to it. */
export interface BranchArgs {
  /**
   * Name of the branch, such as `shanghai`: the key of its outputs, and part of its resources' names. Plain text (not an output), without
   * control characters and `::`, not beginning with `__`, and unlike that of every other branch. A change replaces both resources, unless
   * `formerly.branch` says the old name.
   */
  name: string;
  /**
   * Public IPv4 address of the branch's device, as `userGwAddr` of a UserGateway. A change replaces. Left out: the peer gateway
   * `userGwId` is used as it stands, and belongs to whoever made it.
   */
  address?: Input<string>;
  /** Networks behind the branch's device, such as `["172.16.10.0/24"]`. Exactly one of this and `spdAcl` is required. Changed in place. */
  networks?: Input<Input<string>[]>;
  /** SPD rules in place of `networks`: for each network of the VPC the branch's networks that it may reach. Changed in place. */
  spdAcl?: Input<Record<string, Input<Input<string>[]>>>;
  /** Pre-shared key of the tunnel. Kept as a secret. Must not begin with `@`. Changed in place. */
  preSharedKey: Input<string>;
  /** IKE settings of this branch alone, over those of the component, one by one. Changed in place. */
  ikeSet?: Input<IkeSetArgs>;
  /** IPsec settings of this branch alone, over those of the component, one by one. Changed in place. */
  ipsecSet?: Input<IpsecSetArgs>;
  /** Name of the peer gateway, at most 60 characters. Default: as for UserGateway. Changed in place. */
  userGwName?: Input<string>;
  /** Name of the tunnel, at most 60 characters. Default: as for VpnConnection. Changed in place. */
  vpnConnName?: Input<string>;
  /** Id of an existing peer gateway: with `address` to adopt it, without to use it as it stands. Another id replaces. */
  userGwId?: Input<string>;
  /** Id of an existing tunnel to adopt; may be left out once adopted. Another id replaces. */
  vpnConnId?: Input<string>;
  /** What the branch's resources were in the state before, so that they are kept as they are. */
  formerly?: FormerlyArgs;
}

/** Where the resources of a branch come from: nothing is made anew or asked for when they are found there. */
export interface FormerlyArgs {
  /** The peer gateway's resource before: its name, when it stood at the top level of the stack, or its whole URN. */
  userGateway?: string;
  /** The tunnel's resource before: its name, when it stood at the top level of the stack, or its whole URN. */
  vpnConnection?: string;
  /** The name that the branch had before, in the same component. */
  branch?: string;
}
