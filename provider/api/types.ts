/** Neutral types of the API: numbers as text, alternative field names and both forms of ids are already decoded. */

/** An id in both forms (docs/api.md 2.2). Lists contain both; a user may give either. */
export interface ApiId {
  /** Unified form, such as `vpnx-ol6bcqp0`; empty if the answer has none. */
  readonly unified: string;
  /** Legacy form, such as `399` or `gz_vpc_76`; empty if the answer has none. */
  readonly legacy: string;
}

/** Status of a tunnel (docs/api.md 2.3, numbers 0 to 6 in this order); any other number becomes `unknown-<number>`. */
export type VpnConnStatus =
  | "creating"
  | "create-failed"
  | "modifying"
  | "modify-failed"
  | "deleting"
  | "delete-failed"
  | "running"
  | `unknown-${string}`;

/**
 * IKE settings of a tunnel, with the vendor's field names (docs/api.md 2.4). For an absent setting, the service uses its default on create
 * and keeps the current value on modify.
 */
export interface IkeSet {
  /** `ikev1` (the service's default) or `ikev2`. API 3.0 only. */
  ikeVersion?: string;
  /** Cipher: `3des-cbc` (the service's default), `aes-cbc-128`, `aes-cbc-192`, `aes-cbc-256` or `des-cbc`. */
  propoEncryAlgorithm?: string;
  /** Hash: `md5` (the service's default) or `sha`; `sha1` in an answer is read as `sha`. */
  propoAuthenAlgorithm?: string;
  /** `main` (the service's default) or `aggressive`. */
  exchangeMode?: string;
  /** Identity type of this side: `address` (the service's default) or `fqdn`. */
  localIdentity?: string;
  /** Identity type of the peer: `address` (the service's default) or `fqdn`. */
  remoteIdentity?: string;
  /** IPv4 address of this side's identity; the service's default is that of the gateway. */
  localAddress?: string;
  /** IPv4 address of the peer's identity. */
  remoteAddress?: string;
  /** Domain name of this side's identity. */
  localFqdnName?: string;
  /** Domain name of the peer's identity. */
  remoteFqdnName?: string;
  /** `group1`, `group2`, `group5`, `group14` or `group24`; the service's default is not documented. */
  dhGroupName?: string;
  /** Seconds, 60 to 604800; the service's default is not documented. */
  ikeSaLifetimeSeconds?: number;
}

/** IPsec settings of a tunnel (docs/api.md 2.4). Absent settings as in `IkeSet`. */
export interface IpsecSet {
  /** Cipher: those of `propoEncryAlgorithm`, or the text `null` for none; the service's default is `3des-cbc`. */
  encryptAlgorithm?: string;
  /** Hash: `md5` (the service's default) or `sha`. On the wire `integrityAlgorith` (sic). */
  integrityAlgorithm?: string;
  /** Seconds, 180 to 604800; the service's default is not documented. */
  ipsecSaLifetimeSeconds?: number;
  /** Kilobytes, from 2560; the documents contradict each other on the upper limit and the service's default. */
  ipsecSaLifetimeTraffic?: number;
  /** `dh-group1`, `dh-group2`, `dh-group5`, `dh-group14`, `dh-group24`, or the text `null` (the service's default). */
  pfsDhGroup?: string;
}

/** Peer networks in one of two forms: as a list, or for each network of the VPC side (the SPD). */
export type Networks =
  | { readonly userGwCidrBlock: readonly string[] }
  | { readonly spdAcl: Readonly<Record<string, readonly string[]>> };

/** Dead peer detection (docs/api-3.md 3.1). Absent settings as in `IkeSet`. */
export interface Dpd {
  /** The service's default is off. */
  enable?: boolean;
  /** Seconds without an answer of the peer; the service's default is 30. */
  timeout?: number;
  /** What happens then: `clear` or `restart`. */
  action?: string;
}

/** Health check of a tunnel (docs/api-3.md 3.1). Absent settings as in `IkeSet`. */
export interface HealthCheck {
  /** The service's default is off. */
  enable?: boolean;
  /** IPv4 addresses of both ends of the check; the service chooses them from 169.254.128.0/17. */
  localIp?: string;
  remoteIp?: string;
  /** Milliseconds between probes, 1000 to 5000. */
  probeInterval?: number;
  /** Failed probes that make the tunnel unhealthy, 3 to 8. */
  probeThreshold?: number;
  /** Milliseconds until a probe has failed, 10 to 5000. */
  probeTimeout?: number;
}

/** BGP of a tunnel (docs/api-3.md 3.1). Absent settings as in `IkeSet`. */
export interface Bgp {
  /** Network of both ends, with a mask of 30 bits. */
  tunnelCidr?: string;
  localBgpIp?: string;
  remoteBgpIp?: string;
}

/** What only API 3.0 knows of a tunnel (docs/api-3.md 3.1). */
export interface TunnelOptions {
  readonly dpd?: Dpd;
  readonly healthCheck?: HealthCheck;
  /** Who begins the negotiation: `active` (the service's default), `passive` or `flowTrigger`. */
  readonly negotiationType?: string;
  /** How packets find the tunnel: `STATIC` (the service's default), `StaticRoute`, `Policy` or `Bgp`. Fixed at creation. */
  readonly routeType?: string;
  readonly bgp?: Bgp;
  /** Fixed at creation: no VPN action changes tags. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A tunnel (docs/api.md 2.5). */
export interface VpnConn extends TunnelOptions {
  readonly id: ApiId;
  readonly vpc: ApiId;
  readonly vpnGw: ApiId;
  readonly userGw: ApiId;
  /** As the service shows it, which may differ from the name sent (docs/api.md 2.5); "" if the answer has none. */
  readonly name: string;
  /** `unknown-missing` if the answer has none. */
  readonly status: VpnConnStatus;
  /** `available` or `unavailable`; absent if the answer has none. */
  readonly netStatus?: string;
  /** Public IPv4 address of the VPN gateway; absent if the answer has none. */
  readonly vpnGwAddress?: string;
  /** Public IPv4 address of the peer gateway; absent if the answer has none. */
  readonly userGwAddress?: string;
  /** In plain text; absent if the answer has none. Never log it. */
  readonly preSharedKey?: string;
  /** Networks of the VPC side, in the order of the answer. */
  readonly sourceCidr: readonly string[];
  /** Networks of the peer side, in the order of the answer. */
  readonly destinationCidr: readonly string[];
  /** The rules behind the two lists; absent if the service does not show them (API 2.0). */
  readonly spdAcl?: Readonly<Record<string, readonly string[]>>;
  /** Whether the peer gateway can be changed in place; absent if that is not known. */
  readonly canChangeUserGw?: boolean;
  readonly ikeSet: IkeSet;
  readonly ipsecSet: IpsecSet;
  /** `YYYY-MM-DD hh:mm:ss`; the time zone is not documented. */
  readonly createTime?: string;
}

/** The ids that identify a tunnel for a write, each in either form. */
export interface VpnConnRef {
  /** "" for a VPN gateway without a VPC (API 3.0). */
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly vpnConnId: string;
}

/** A tunnel to create (docs/api.md 2.4). Ids in either form. */
export interface AddVpnConn extends TunnelOptions {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  /** At most 60 characters. */
  readonly vpnConnName: string;
  /** Must not begin with `@` for API 2.0, which does not sign such values. */
  readonly preSharedKey: string;
  readonly networks: Networks;
  /** Default of each setting: that of the service. */
  readonly ikeSet?: IkeSet;
  readonly ipsecSet?: IpsecSet;
}

/** A change of a tunnel (docs/api.md 2.6). */
export interface ModifyVpnConn extends Omit<TunnelOptions, "routeType" | "tags"> {
  /** Always complete: API 2.0 may require the networks with every change. */
  readonly networks: Networks;
  /** Whether they are unchanged. Default: false. */
  readonly keepsNetworks?: boolean;
  /** Only where `VpnConn.canChangeUserGw`. Default: unchanged. */
  readonly userGwId?: string;
  /** At most 60 characters. Default: unchanged. */
  readonly vpnConnName?: string;
  /** As in `AddVpnConn`. Default: unchanged. */
  readonly preSharedKey?: string;
  /** Default of each setting: unchanged. */
  readonly ikeSet?: IkeSet;
  readonly ipsecSet?: IpsecSet;
}

/** The answer to an accepted asynchronous write. Without `taskId`, only a read shows the result. */
export interface Accepted {
  /** Absent if the answer has none. */
  readonly taskId?: string;
  /** What was created, as the answer shows it; absent if the answer has no id. */
  readonly made?: VpnConn;
}

/** State of a task (docs/api.md 2.8). */
export type TaskState =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "running" }
  /** The service does not know the task, or answers an undocumented status. Only a read shows the result. */
  | { readonly kind: "unknown"; readonly detail: string };

/** A VPC (docs/api.md 2.12). */
export interface Vpc {
  readonly id: ApiId;
  readonly name: string;
  /** Its network, such as `10.0.0.0/16`. */
  readonly cidrBlock: string;
  /** Whether it is the region's default VPC. */
  readonly isDefault: boolean;
  /** `YYYY-MM-DD hh:mm:ss`; the time zone is not documented. */
  readonly createTime?: string;
}

/** Status of a VPN gateway (docs/api.md 2.3, numbers 0 to 6 in this order); any other number becomes `unknown-<number>`. */
export type VpnGwStatus =
  | "awaiting-payment"
  | "payment-failed"
  | "delivering"
  | "delivery-failed"
  | "destroying"
  | "destroy-failed"
  | "running"
  | `unknown-${string}`;

/** A VPN gateway (docs/api.md 2.9). */
export interface VpnGw {
  /** Such as `3.0`; absent if the answer has none (API 2.0). */
  readonly version?: string;
  readonly id: ApiId;
  readonly vpc: ApiId;
  readonly name: string;
  readonly status: VpnGwStatus;
  /** Mbit/s. */
  readonly bandwidth?: number;
  /** Public IPv4 address. */
  readonly address?: string;
  /** End of the prepaid period, as the service gives it. */
  readonly expireTime?: string;
  /** `YYYY-MM-DD hh:mm:ss`; the time zone is not documented. */
  readonly createTime?: string;
}

/** A device for which the service generates a configuration (docs/api.md 2.10). */
export interface Device {
  /** Such as `cisco`. */
  readonly vendorName: string;
  /** Such as `ios`. */
  readonly platform: string;
  /** Such as `V15.4`. */
  readonly software: string;
}

/** A peer ("user") gateway (docs/api.md 2.10). */
export interface UserGw {
  readonly id: ApiId;
  readonly name: string;
  /** Public IPv4 address of the device. */
  readonly address: string;
  /** How many tunnels use it; absent if the answer does not say. */
  readonly vpnConnNum?: number;
  /** `YYYY-MM-DD hh:mm:ss`; the time zone is not documented. */
  readonly createTime?: string;
}

/**
 * The result of a read by id. `absent` is evidence: `lifecycle/gone.ts` decides whether it means "gone". `unclear` means that the service
 * ignored the filter.
 */
export type ReadById<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "absent"; readonly because: "not-found-code" | "empty-list" }
  | { readonly kind: "unclear"; readonly detail: string };
