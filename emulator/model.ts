/** What the emulator holds: plain records, written to the data file as they are. Times are ms since 1970. */

/** Who owns a record, and where. */
interface Owned {
  /** The account: the SecretId of its first key pair. */
  readonly account: string;
  /** Long region code, such as `ap-guangzhou`. */
  readonly region: string;
  /** Unified id (docs/api.md 2.2). */
  readonly id: string;
  /** Legacy number (docs/api.md 2.2). */
  readonly number: number;
  /** When it was made, on the unshifted clock. */
  readonly createdAt: number;
}

/** A VPC (docs/api.md 2.12). */
export interface Vpc extends Owned {
  name: string;
  /** Its network, such as `10.0.0.0/16`. */
  readonly cidr: string;
  readonly isDefault: boolean;
}

/** A VPN gateway (docs/api.md 2.9). */
export interface VpnGateway extends Owned {
  /** Unified id of its VPC. */
  readonly vpc: string;
  name: string;
  /** Mbit/s. */
  readonly bandwidth: number;
  /** Public IPv4 address. */
  readonly address: string;
  /** Its SLA address, which no source explains. */
  readonly slaAddress: string;
  readonly dealId: string;
  readonly autoRenew: boolean;
  /** End of a prepaid period. */
  readonly expiresAt: number | null;
  /** From then on it runs (state 6); before, it is being delivered (state 2). */
  readonly runsAt: number;
}

/** A peer ("user") gateway (docs/api.md 2.10). */
export interface UserGateway extends Owned {
  name: string;
  /** Public IPv4 address; cannot be changed. */
  readonly address: string;
}

/** IKE settings with the vendor's names (docs/api.md 2.4); addresses and names are null when unused. */
export interface IkeSettings {
  propoEncryAlgorithm: string;
  propoAuthenAlgorithm: string;
  exchangeMode: string;
  localIdentity: string;
  remoteIdentity: string;
  localAddress: string | null;
  remoteAddress: string | null;
  localFqdnName: string | null;
  remoteFqdnName: string | null;
  dhGroupName: string;
  /** Seconds. */
  ikeSaLifetimeSeconds: number;
}

/** IPsec settings with the vendor's names (docs/api.md 2.4), the missing m of integrityAlgorith included. */
export interface IpsecSettings {
  encryptAlgorithm: string;
  integrityAlgorith: string;
  /** The text `null` for none. */
  pfsDhGroup: string;
  /** Seconds. */
  ipsecSaLifetimeSeconds: number;
  /** Kilobytes. */
  ipsecSaLifetimeTraffic: number;
}

/** One rule of a tunnel's SPD: a network of the VPC and the peer networks that it may reach. */
export interface SpdRule {
  readonly source: string;
  readonly destinations: readonly string[];
}

/** What ModifyVpnConnEx can change. */
export interface TunnelSettings {
  name: string;
  /** In clear, as the API keeps it. */
  preSharedKey: string;
  spd: readonly SpdRule[];
  ike: IkeSettings;
  ipsec: IpsecSettings;
}

/** A tunnel (docs/api.md 2.5). */
export interface Tunnel extends Owned, TunnelSettings {
  /** Unified ids of its VPC, its gateway and its peer gateway. */
  readonly vpc: string;
  readonly gateway: string;
  readonly userGateway: string;
  /** 0 to 6 (docs/api.md 2.3). */
  status: number;
  /** `available` or `unavailable` when planted; null: follows the state. */
  netStatus: string | null;
  /** Since when it is deleted though still listed; null while it stands. */
  deletedAt: number | null;
}

/** A task (docs/api.md 2.8). */
export interface Task {
  readonly id: number;
  readonly account: string;
  readonly region: string;
  readonly kind: "create" | "modify" | "delete";
  /** Unified id of its tunnel. */
  readonly tunnel: string;
  readonly startedAt: number;
  /** When it ends, on the unshifted clock; null: never. */
  readonly endsAt: number | null;
  /** How it will fail; null: it will succeed. */
  readonly failure: { readonly message: string; readonly errorCode: number } | null;
  /** Whether DescribeVpcTaskResult denies knowing it. */
  readonly unknown: boolean;
  /** What a modify applies when it ends. */
  readonly change: TunnelSettings | null;
  /** 0 succeeded, 1 failed, 2 running (docs/api.md 2.3). */
  status: 0 | 1 | 2;
  /** Why it failed; empty otherwise. */
  errorMessage: string;
}

/** A key pair (docs/api.md 1.2). */
export interface Credential {
  readonly secretId: string;
  readonly secretKey: string;
  /** Set for a temporary key: requests must carry this Token. */
  readonly token: string | null;
  /** The account that it belongs to. */
  readonly account: string;
}

/** The next number of each kind of legacy id. */
export interface Counters {
  vpc: number;
  gateway: number;
  userGateway: number;
  tunnel: number;
  task: number;
}

/** Everything that survives a restart, apart from planted faults. */
export interface CloudData {
  counters: Counters;
  /** Accounts that have had their first resources. */
  accounts: string[];
  credentials: Credential[];
  vpcs: Vpc[];
  gateways: VpnGateway[];
  userGateways: UserGateway[];
  tunnels: Tunnel[];
  tasks: Task[];
}
