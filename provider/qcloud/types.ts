/**
 * The vocabulary that the rest of the provider shares with the vendor's API: everything here is already
 * translated from the wire (numbers given as text, two spellings of one field, legacy beside unified ids).
 */

/** An id in both of the API's forms (fact sheet 2.2). Every answer of a list carries both; a user may give either. */
export interface ApiId {
  /** Unified form such as `vpnx-ol6bcqp0`; empty when an answer left it out. */
  readonly unified: string;
  /** Legacy form such as `399` or `gz_vpc_76`; empty when an answer left it out. */
  readonly legacy: string;
}

/**
 * State of a tunnel (fact sheet 2.3, numbers 0 to 6 in this order). A number outside the table becomes
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

/** IKE settings of a tunnel, with the vendor's field names (fact sheet 2.4). Absent means "not said". */
export interface IkeSet {
  propoEncryAlgorithm?: string;
  propoAuthenAlgorithm?: string;
  exchangeMode?: string;
  localIdentity?: string;
  remoteIdentity?: string;
  localAddress?: string;
  remoteAddress?: string;
  localFqdnName?: string;
  remoteFqdnName?: string;
  dhGroupName?: string;
  /** Seconds. */
  ikeSaLifetimeSeconds?: number;
}

/** IPsec settings of a tunnel. `integrityAlgorithm` is the wire's `integrityAlgorith` (sic). */
export interface IpsecSet {
  encryptAlgorithm?: string;
  integrityAlgorithm?: string;
  /** Seconds. */
  ipsecSaLifetimeSeconds?: number;
  /** Kilobytes. */
  ipsecSaLifetimeTraffic?: number;
  pfsDhGroup?: string;
}

/** Peer networks, in one of the API's two forms: alone, or for each network of the VPC side (the SPD). */
export type Networks =
  | { readonly userGwCidrBlock: readonly string[] }
  | { readonly spdAcl: Readonly<Record<string, readonly string[]>> };

/** One tunnel as DescribeVpnConn shows it (fact sheet 2.5). */
export interface VpnConn {
  readonly id: ApiId;
  readonly vpc: ApiId;
  readonly vpnGw: ApiId;
  readonly userGw: ApiId;
  readonly name: string;
  readonly status: VpnConnStatus;
  /** `available` or `unavailable`; absent where the answer has none. */
  readonly netStatus?: string;
  readonly vpnGwAddress?: string;
  readonly userGwAddress?: string;
  /** In clear, as the API gives it; absent where the answer has none. Never log it. */
  readonly preSharedKey?: string;
  readonly sourceCidr: readonly string[];
  readonly destinationCidr: readonly string[];
  readonly ikeSet: IkeSet;
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

/** What AddVpnConnEx takes. */
export interface AddVpnConn {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  readonly vpnConnName: string;
  readonly preSharedKey: string;
  readonly networks: Networks;
  readonly ikeSet?: IkeSet;
  readonly ipsecSet?: IpsecSet;
}

/** What ModifyVpnConnEx takes beside the ids; the networks are always sent whole (fact sheet 2.6). */
export interface ModifyVpnConn {
  readonly networks: Networks;
  readonly vpnConnName?: string;
  readonly preSharedKey?: string;
  readonly ikeSet?: IkeSet;
  readonly ipsecSet?: IpsecSet;
}

/** What an accepted asynchronous write answers; without `taskId` only looking can tell how it ends. */
export interface Accepted {
  readonly taskId?: string;
}

/** How a task stands (DescribeVpcTaskResult, fact sheet 2.8). */
export type TaskState =
  | { readonly state: "done" }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "running" }
  /** The service does not know the task, or answered a status outside the table; only looking can tell. */
  | { readonly state: "unknown"; readonly detail: string };

/** One peer ("user") gateway as DescribeUserGw shows it (fact sheet 2.10). */
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
 * A look for one thing by its id alone. `absent` is evidence, not a verdict: whether it means "gone" is decided in
 * one place of the lifecycle. `unclear` means that the answer does not speak of that id (a filter that was ignored).
 */
export type Look<T> =
  | { readonly found: T }
  | { readonly absent: "not-found-code" | "empty-list" }
  | { readonly unclear: string };
