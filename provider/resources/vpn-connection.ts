import { type CustomResourceOptions, dynamic, type Input, type Output, type Unwrap } from "@pulumi/pulumi";
import type { facts } from "../api/index.ts";
import { vpnConnectionShell } from "../hosts/dynamic/shell.ts";
import { warnOfPlainKeys } from "../settings/plain-keys.ts";
import { knowById } from "./id-output.ts";
import { loadable } from "./loadable.ts";
import { tunnelProperties } from "./properties.ts";
import type { TimeoutsArgs } from "./timeouts.ts";
import { MODULE, PLUGIN_TYPES, seedFor, withOtherHost } from "./urn-seed.ts";

/** The type's name; part of every URN, and so fixed for good. */
const TYPE = "VpnConnection";

/** The values of the latest version of the API, which has those of every other one too. */
type Facts = (typeof facts)["3.0"];

/** One value of a list. */
type OneOf<L extends readonly string[]> = L[number];

/**
 * IKE settings (phase 1). The service chooses settings that are not given, and its defaults are weak. Changes are in-place updates.
 * Source: docs/api.md 2.4, docs/api-3.md 3.5.
 */
export interface IkeSetArgs {
  /** Version of IKE. Default: `ikev1`. API 3.0 only. */
  ikeVersion?: Input<OneOf<Facts["ikeVersions"]>>;
  /** Cipher. Default: `3des-cbc`, which is weak; `aes-cbc-256` is the strongest in API 2.0. `sm4` and the GCM ciphers with API 3.0 only. */
  propoEncryAlgorithm?: Input<OneOf<Facts["ciphers"]>>;
  /** Hash. Default: `md5`, which is weak, or `sha`, which is SHA-1; `sha-256` and `sha-512` with API 3.0 only. */
  propoAuthenAlgorithm?: Input<OneOf<Facts["hashes"]>>;
  /** Exchange mode. Default: `main`; `aggressive` is weak. */
  exchangeMode?: Input<OneOf<Facts["exchangeModes"]>>;
  /** Type of the identity of the VPN gateway. Default: `address`. */
  localIdentity?: Input<OneOf<Facts["identities"]>>;
  /** Type of the identity of the peer. Default: `address`. */
  remoteIdentity?: Input<OneOf<Facts["identities"]>>;
  /** IP address as the identity of the VPN gateway, with `localIdentity` `address`. Default: the public address of the VPN gateway. */
  localAddress?: Input<string>;
  /** IP address as the identity of the peer, with `remoteIdentity` `address`. Default: not documented by the vendor. */
  remoteAddress?: Input<string>;
  /** Name as the identity of the VPN gateway. Required with `localIdentity` `fqdn`, otherwise not allowed. */
  localFqdnName?: Input<string>;
  /** Name as the identity of the peer. Required with `remoteIdentity` `fqdn`, otherwise not allowed. */
  remoteFqdnName?: Input<string>;
  /** Diffie-Hellman group; `group1`, `group2` and `group5` are weak. Default: not documented by the vendor. */
  dhGroupName?: Input<OneOf<Facts["dhGroups"]>>;
  /** Lifetime of the IKE security association in seconds, 60 to 604800. Default: not documented by the vendor. */
  ikeSaLifetimeSeconds?: Input<number>;
}

/**
 * IPsec settings (phase 2). The service chooses settings that are not given, and its defaults are weak. Changes are in-place updates.
 * Source: docs/api.md 2.4, docs/api-3.md 3.5.
 */
export interface IpsecSetArgs {
  /** Cipher, or the string `null` for none. Default: `3des-cbc`, which is weak; `aes-cbc-256` is the strongest in API 2.0. */
  encryptAlgorithm?: Input<OneOf<Facts["ipsecCiphers"]>>;
  /** Hash. Default: `md5`, which is weak, or `sha`, which is SHA-1; the others with API 3.0 only. The vendor's `integrityAlgorith` (sic). */
  integrityAlgorithm?: Input<OneOf<Facts["ipsecHashes"]>>;
  /** Lifetime of the IPsec security association in seconds, 180 to 604800. Default: not documented by the vendor. */
  ipsecSaLifetimeSeconds?: Input<number>;
  /** Lifetime of the IPsec security association in kilobytes, at least 2560. Default: not documented by the vendor. */
  ipsecSaLifetimeTraffic?: Input<number>;
  /** Group of perfect forward secrecy, or the string `null` for none. Default: `null`. `dh-group1`, `dh-group2` and `dh-group5` are weak. */
  pfsDhGroup?: Input<OneOf<Facts["pfsDhGroups"]>>;
}

/** Dead peer detection. What is not given, the service chooses. API 3.0 only. Changes are in-place updates. Source: docs/api-3.md 3.1. */
export interface DpdArgs {
  /** Whether the VPN gateway asks the peer for signs of life. Default: false. */
  enable?: Input<boolean>;
  /** Seconds without an answer after which the peer counts as dead. Default: 30. */
  timeout?: Input<number>;
  /** What happens then. Default: not the same in all documents of the vendor. */
  action?: Input<OneOf<Facts["dpdActions"]>>;
}

/** Health check of a tunnel. What is not given, the service chooses. API 3.0 only. Changes are in-place updates. Source: docs/api-3.md 3.1. */
export interface HealthCheckArgs {
  /** Whether the service checks the tunnel. Default: false. */
  enable?: Input<boolean>;
  /** IP address of the VPN gateway's end of the check. Default: one that the service chooses. */
  localIp?: Input<string>;
  /** IP address of the peer's end of the check. Default: one that the service chooses. */
  remoteIp?: Input<string>;
  /** Milliseconds between two probes, 1000 to 5000. Default: not documented by the vendor. */
  probeInterval?: Input<number>;
  /** Failed probes in a row that make the tunnel unhealthy, 3 to 8. Default: not documented by the vendor. */
  probeThreshold?: Input<number>;
  /** Milliseconds until a probe has failed, 10 to 5000. Default: not documented by the vendor. */
  probeTimeout?: Input<number>;
}

/** BGP of a tunnel with `routeType` `Bgp`. API 3.0 only. Changes are in-place updates. Source: docs/api-3.md 3.1. */
export interface BgpArgs {
  /** Network of both ends of the session, with a mask of 30 bits. */
  tunnelCidr?: Input<string>;
  /** IP address of the VPN gateway's end. */
  localBgpIp?: Input<string>;
  /** IP address of the peer's end. */
  remoteBgpIp?: Input<string>;
}

/** A value as the service shows it, which can be one that the arguments do not have. */
type Shown<T> = T extends string ? T | (string & Record<never, never>) : T;

/** The settings that are in use. A setting that the service does not report is undefined. */
export type InUse<Args> = { [K in keyof Args]-?: Shown<Unwrap<NonNullable<Args[K]>>> | undefined };

/** Arguments of which exactly one of `K` is given. */
export type ExactlyOne<Args, K extends keyof Args> = Omit<Args, K> &
  { [P in K]: { [G in P]-?: NonNullable<Args[G]> } & { [L in Exclude<K, P>]?: undefined } }[K];

/** The arguments of a {@link VpnConnection}. Exactly one of `userGwCidrBlock` and `spdAcl` is required. */
export type VpnConnectionArgs = ExactlyOne<VpnConnectionProperties, "userGwCidrBlock" | "spdAcl">;

/** The properties of {@link VpnConnectionArgs}. */
export interface VpnConnectionProperties {
  /**
   * Region code, long (`ap-guangzhou`) or short (`gz`). Default: stack config `qcloud:region`, then `TENCENTCLOUD_REGION`; an existing
   * tunnel keeps the region in the state. Changing the region replaces the tunnel.
   */
  region?: Input<string>;
  /**
   * Id of the VPC: `vpc-03vihbk9`, or the legacy `gz_vpc_76` with API 2.0. Required, except with API 3.0 for a VPN gateway of a Cloud Connect
   * Network, whose tunnels have `spdAcl`. Changing the VPC replaces the tunnel. Source: docs/api.md 2.2.
   */
  vpcId?: Input<string>;
  /** Id of the VPN gateway: `vpngw-dystbrkv`, or the legacy `547` with API 2.0. Changing the gateway replaces the tunnel. */
  vpnGwId: Input<string>;
  /**
   * Id of the peer gateway (`UserGateway`): `cgw-e098slul`, or the legacy `315` with API 2.0. Changing the gateway replaces the tunnel; with API
   * 3.0 and a VPN gateway of version 4.0 or later, it is an in-place update.
   */
  userGwId: Input<string>;
  /**
   * Name of the tunnel, at most 60 characters. Default: the name of the resource and a hash of organization, project, stack, URN and owner,
   * by which a run recognizes the tunnel of an interrupted run. Changes are in-place updates.
   */
  vpnConnName?: Input<string>;
  /** Pre-shared key. Always a secret. With API 2.0, it must not begin with `@`, because that API does not sign such a value. Changes are in-place updates. */
  preSharedKey: Input<string>;
  /** Networks behind the peer, such as `["172.16.10.0/24"]`. Exactly one of this and `spdAcl` is required. Changes are in-place updates. */
  userGwCidrBlock?: Input<Input<string>[]>;
  /** SPD rules: for each network of the VPC, the networks behind the peer that it may reach. Changes are in-place updates. */
  spdAcl?: Input<Record<string, Input<Input<string>[]>>>;
  /** IKE settings. Default: those of the service, which are weak. Changes are in-place updates. */
  ikeSet?: Input<IkeSetArgs>;
  /** IPsec settings. Default: those of the service, which are weak. Changes are in-place updates. */
  ipsecSet?: Input<IpsecSetArgs>;
  /** Dead peer detection. Default: that of the service. API 3.0 only. Changes are in-place updates. */
  dpd?: Input<DpdArgs>;
  /** Health check. Default: that of the service. API 3.0 only. Changes are in-place updates. */
  healthCheck?: Input<HealthCheckArgs>;
  /** Who begins the negotiation. Default: `active`, the VPN gateway. API 3.0 only. Changes are in-place updates. */
  negotiationType?: Input<OneOf<Facts["negotiationTypes"]>>;
  /**
   * How packets find the tunnel. Default: `STATIC`. With `StaticRoute` and `Bgp` the tunnel has no rules, so that `userGwCidrBlock` and `spdAcl`
   * are not required. API 3.0 only. Changing it replaces the tunnel.
   */
  routeType?: Input<OneOf<Facts["routeTypes"]>>;
  /** BGP, with `routeType` `Bgp`. API 3.0 only. Changes are in-place updates. */
  bgp?: Input<BgpArgs>;
  /** Tags by name, for the creation. Tags that others set are left alone. API 3.0 only. Changing one replaces the tunnel: no VPN action changes tags. */
  tags?: Input<Record<string, Input<string>>>;
  /**
   * Id of an existing tunnel to adopt, `vpnx-ol6bcqp0`, or the legacy `399` with API 2.0; use it instead of `pulumi import`. The tunnel must have the
   * gateways of the other arguments; the next preview shows other differences. Adoption changes nothing, with one exception: if the tunnel
   * has the default name of another resource and the program gives no name, it gets the default name of this resource. You can remove the
   * argument after the adoption. Another id replaces the tunnel. `pulumi destroy` also deletes an adopted tunnel, unless `retainOnDelete` is set.
   */
  vpnConnId?: Input<string>;
  /** Timeouts of the operations. A change sends no request. */
  timeouts?: Input<TimeoutsArgs>;
}

/**
 * An IPsec tunnel between a VPN gateway and a peer gateway, through the VPC API 2.0 or 3.0 of Tencent Cloud (QCloud).
 *
 * ```ts
 * const branch = new VpnConnection("branch", {
 *   vpcId: "vpc-03vihbk9",
 *   vpnGwId: "vpngw-dystbrkv",
 *   userGwId: "cgw-e098slul",
 *   preSharedKey: config.requireSecret("preSharedKey"),
 *   userGwCidrBlock: ["172.16.10.0/24"],
 *   ikeSet: { propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha", dhGroupName: "group14" },
 *   ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
 * });
 * ```
 *
 * Without `ikeSet` and `ipsecSet` the tunnel gets the defaults of the service, as the API documents them. They are weak (3DES and MD5), and a
 * create or update says so. {@link SiteToSiteVpn} has strong defaults of its own.
 *
 * The id of the resource is the unified id of the tunnel. A replacement always deletes before it creates, because two gateways hold at most one
 * tunnel between them. `pulumi destroy` ends when the tunnel is gone, or with an error that says why it still exists.
 */
export class VpnConnection extends dynamic.Resource {
  /** Region of the tunnel, given or by default. */
  declare readonly region: Output<string>;
  /** Id of the VPC, as it was given. */
  declare readonly vpcId: Output<string | undefined>;
  /** Id of the VPN gateway, as it was given. */
  declare readonly vpnGwId: Output<string>;
  /** Id of the peer gateway, as it was given. */
  declare readonly userGwId: Output<string>;
  /** Name of the tunnel. */
  declare readonly vpnConnName: Output<string>;
  /** Pre-shared key, a secret. */
  declare readonly preSharedKey: Output<string>;
  /** Networks behind the peer, if given as `userGwCidrBlock`. */
  declare readonly userGwCidrBlock: Output<string[] | undefined>;
  /** SPD rules, if given as `spdAcl`. */
  declare readonly spdAcl: Output<Record<string, string[]> | undefined>;
  /** IKE settings in use, including those that the service chose. */
  declare readonly ikeSet: Output<InUse<IkeSetArgs>>;
  /** IPsec settings in use, including those that the service chose. */
  declare readonly ipsecSet: Output<InUse<IpsecSetArgs>>;
  /** Dead peer detection in use; undefined with API 2.0, as are the next five. */
  declare readonly dpd: Output<InUse<DpdArgs> | undefined>;
  /** Health check in use. */
  declare readonly healthCheck: Output<InUse<HealthCheckArgs> | undefined>;
  /** Who begins the negotiation. */
  declare readonly negotiationType: Output<string | undefined>;
  /** How packets find the tunnel. */
  declare readonly routeType: Output<string | undefined>;
  /** BGP in use. */
  declare readonly bgp: Output<InUse<BgpArgs> | undefined>;
  /** Tags of the tunnel, those that others set included. */
  declare readonly tags: Output<Record<string, string> | undefined>;
  /** Unified id of the tunnel, whichever form was given; equal to the id of the resource. */
  declare readonly vpnConnId: Output<string>;
  /** `creating`, `create-failed`, `modifying`, `modify-failed`, `deleting`, `delete-failed` or `running`. Source: docs/api.md 2.3. */
  declare readonly status: Output<string>;
  /** Whether the connection is up: `available` or `unavailable`; undefined if the service does not report it. */
  declare readonly netStatus: Output<string | undefined>;
  /** Public address of the VPN gateway. */
  declare readonly vpnGwAddress: Output<string | undefined>;
  /** Public address of the peer gateway. */
  declare readonly userGwAddress: Output<string | undefined>;
  /** Networks on the VPC side. */
  declare readonly sourceCidr: Output<string[]>;
  /** Networks on the peer's side. */
  declare readonly destinationCidr: Output<string[]>;
  /** Creation time, `YYYY-MM-DD hh:mm:ss`; the vendor does not document the time zone. */
  declare readonly createTime: Output<string | undefined>;

  /**
   * @param name The unique name of the resource.
   * @param args The arguments of the tunnel. They are checked before any request, with one message for each invalid property.
   * @param opts Pulumi's resource options. `deleteBeforeReplace` is always on. `customTimeouts` has no effect: use `args.timeouts`.
   */
  constructor(name: string, args: VpnConnectionArgs, opts: CustomResourceOptions = {}) {
    super(
      loadable(vpnConnectionShell),
      name,
      {
        ...tunnelProperties(args),
        __urn: seedFor(TYPE, name, opts.parent),
      },
      {
        ...opts,
        aliases: withOtherHost(opts.aliases, PLUGIN_TYPES.VpnConnection),
        deleteBeforeReplace: true,
        additionalSecretOutputs: [...(opts.additionalSecretOutputs ?? []), "preSharedKey"],
      },
      MODULE,
      TYPE,
    );
    warnOfPlainKeys();
    knowById(this, "vpnConnId", args.vpnConnId);
  }
}
