/**
 * The vocabulary that the rest of the provider shares with the vendor's API: everything here is already
 * translated from the wire (numbers given as text, two spellings of one field, legacy beside unified ids).
 */

/** An id in both of the API's forms (docs/api.md 2.2). Every answer of a list carries both; a user may give either. */
export interface ApiId {
  /** Unified form such as `vpnx-ol6bcqp0`; empty when an answer left it out. */
  readonly unified: string;
  /** Legacy form such as `399` or `gz_vpc_76`; empty when an answer left it out. */
  readonly legacy: string;
}

/**
 * State of a tunnel (docs/api.md 2.3, numbers 0 to 6 in this order). A number outside the table becomes
 * `unknown-<number>`, so that no caller takes it for a state that it knows.
 */
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
 * IKE settings of a tunnel, with the vendor's field names (docs/api.md 2.4). Absent means "not said": the service then
 * takes its default on create and keeps what it has on modify.
 */
export interface IkeSet {
  /** Cipher: `3des-cbc` (the service's default), `aes-cbc-128`, `aes-cbc-192`, `aes-cbc-256` or `des-cbc`. */
  propoEncryAlgorithm?: string;
  /** Hash: `md5` (the service's default) or `sha`; an answer's `sha1` is read as `sha`. */
  propoAuthenAlgorithm?: string;
  /** `main` (the service's default) or `aggressive`. */
  exchangeMode?: string;
  /** How this side names itself: `address` (the service's default) or `fqdn`. */
  localIdentity?: string;
  /** How the peer names itself: `address` (the service's default) or `fqdn`. */
  remoteIdentity?: string;
  /** IPv4 address of this side's identity; the service's default is the gateway's. */
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

/** IPsec settings of a tunnel (docs/api.md 2.4). Absent means "not said", as in `IkeSet`. */
export interface IpsecSet {
  /** Cipher: those of `propoEncryAlgorithm`, or the text `null` for none; the service's default is `3des-cbc`. */
  encryptAlgorithm?: string;
  /** Hash: `md5` (the service's default) or `sha`. On the wire `integrityAlgorith` (sic). */
  integrityAlgorithm?: string;
  /** Seconds, 180 to 604800; the service's default is not documented. */
  ipsecSaLifetimeSeconds?: number;
  /** Kilobytes, from 2560; the upper limit and the service's default are not documented without contradiction. */
  ipsecSaLifetimeTraffic?: number;
  /** `dh-group1`, `dh-group2`, `dh-group5`, `dh-group14`, `dh-group24`, or the text `null` (the service's default). */
  pfsDhGroup?: string;
}

/** Peer networks, in one of the API's two forms: alone, or for each network of the VPC side (the SPD). */
export type Networks =
  | { readonly userGwCidrBlock: readonly string[] }
  | { readonly spdAcl: Readonly<Record<string, readonly string[]>> };

/** One tunnel as DescribeVpnConn shows it (docs/api.md 2.5). */
export interface VpnConn {
  readonly id: ApiId;
  /** The VPC that it belongs to. */
  readonly vpc: ApiId;
  /** The VPN gateway at this end. */
  readonly vpnGw: ApiId;
  /** The peer gateway at the other end. */
  readonly userGw: ApiId;
  /** As the service shows it, which may differ from what was sent (docs/api.md 2.5); "" where the answer has none. */
  readonly name: string;
  /** `unknown-missing` where the answer has none. */
  readonly status: VpnConnStatus;
  /** `available` or `unavailable`; absent where the answer has none. */
  readonly netStatus?: string;
  /** Public IPv4 address of the VPN gateway; absent where the answer has none. */
  readonly vpnGwAddress?: string;
  /** Public IPv4 address of the peer gateway; absent where the answer has none. */
  readonly userGwAddress?: string;
  /** In clear, as the API gives it; absent where the answer has none. Never log it. */
  readonly preSharedKey?: string;
  /** Networks of the VPC side, in the order of the answer. */
  readonly sourceCidr: readonly string[];
  /** Networks of the peer side, in the order of the answer; which pairs with which cannot be read back. */
  readonly destinationCidr: readonly string[];
  /** What the answer says of IKE; a setting that it leaves out is absent. */
  readonly ikeSet: IkeSet;
  /** What the answer says of IPsec; a setting that it leaves out is absent. */
  readonly ipsecSet: IpsecSet;
  /** As given, `YYYY-MM-DD hh:mm:ss`; zone not stated by the vendor. */
  readonly createTime?: string;
}

/** The ids that DeleteVpnConn and ModifyVpnConnEx ask for, in either form each. */
export interface VpnConnRef {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly vpnConnId: string;
}

/** What AddVpnConnEx takes (docs/api.md 2.4); the ids in either form. */
export interface AddVpnConn {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  /** At most 60 characters. */
  readonly vpnConnName: string;
  /** Must not begin with `@`, which would leave it out of the signature. */
  readonly preSharedKey: string;
  /** Sent in the form in which they are given. */
  readonly networks: Networks;
  /** Default: the service's, for each setting that is left out. */
  readonly ikeSet?: IkeSet;
  readonly ipsecSet?: IpsecSet;
}

/** What ModifyVpnConnEx takes beside the ids; the networks are always sent whole (docs/api.md 2.6). */
export interface ModifyVpnConn {
  /** All of them, whether they change or not. */
  readonly networks: Networks;
  /** At most 60 characters. Default: as it is. */
  readonly vpnConnName?: string;
  /** Must not begin with `@`. Default: as it is. */
  readonly preSharedKey?: string;
  /** Default: as it is, for each setting that is left out. */
  readonly ikeSet?: IkeSet;
  readonly ipsecSet?: IpsecSet;
}

/** What an accepted asynchronous write answers; without `taskId` only looking can tell how it ends. */
export interface Accepted {
  /** For `waitForTask`; digits. Absent where the answer has none, or 0. */
  readonly taskId?: string;
}

/** How a task stands (DescribeVpcTaskResult, docs/api.md 2.8). */
export type TaskState =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "running" }
  /** The service does not know the task, or answered a status outside the table; only looking can tell. */
  | { readonly kind: "unknown"; readonly detail: string };

/** One VPC as DescribeVpcEx shows it (fact sheet 2.12). */
export interface Vpc {
  readonly id: ApiId;
  readonly name: string;
  /** Its network, such as `10.0.0.0/16`. */
  readonly cidrBlock: string;
  /** Whether it is the region's default VPC. */
  readonly isDefault: boolean;
  /** As given, `YYYY-MM-DD hh:mm:ss`; zone not stated by the vendor. */
  readonly createTime?: string;
}

/** State of a VPN gateway (fact sheet 2.3, numbers 0 to 6 in this order); a number outside the table becomes `unknown-<number>`. */
export type VpnGwStatus =
  | "awaiting-payment"
  | "payment-failed"
  | "delivering"
  | "delivery-failed"
  | "destroying"
  | "destroy-failed"
  | "running"
  | `unknown-${string}`;

/** One VPN gateway as DescribeVpnGw shows it (fact sheet 2.9). */
export interface VpnGw {
  readonly id: ApiId;
  readonly vpc: ApiId;
  readonly name: string;
  readonly status: VpnGwStatus;
  /** Mbit/s. */
  readonly bandwidth?: number;
  /** Public IPv4 address. */
  readonly address?: string;
  /** End of a prepaid period, as given. */
  readonly expireTime?: string;
  /** As given, `YYYY-MM-DD hh:mm:ss`; zone not stated by the vendor. */
  readonly createTime?: string;
}

/** A device that GetVpnConnConfig writes configurations for (fact sheet 2.10). */
export interface Device {
  /** The wire's `vendorname`, such as `cisco`. */
  readonly vendorName: string;
  /** Such as `ios`. */
  readonly platform: string;
  /** Such as `V15.4`. */
  readonly software: string;
}

/** One peer ("user") gateway as DescribeUserGw shows it (docs/api.md 2.10). */
export interface UserGw {
  readonly id: ApiId;
  readonly name: string;
  /** Public IPv4 address of the device at the other end. */
  readonly address: string;
  /** How many tunnels use it; absent where the answer does not say. */
  readonly vpnConnNum?: number;
  /** As given, `YYYY-MM-DD hh:mm:ss`; zone not stated by the vendor. */
  readonly createTime?: string;
}

/**
 * A read of one thing by its id. `absent` is evidence, not a verdict: `lifecycle/gone.ts` decides whether it means "gone". `unclear` means
 * that the answer does not speak of that id (a filter that was ignored).
 */
export type ReadById<T> =
  | { readonly kind: "found"; readonly value: T }
  | { readonly kind: "absent"; readonly because: "not-found-code" | "empty-list" }
  | { readonly kind: "unclear"; readonly detail: string };
