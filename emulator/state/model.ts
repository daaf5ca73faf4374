/** What the emulator holds: plain records, written to the data file as they are. Times are ms since 1970. */

import type { Permissions } from "./permissions.ts";

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
  /** At most 60 characters. */
  name: string;
  /** Its network, such as `10.0.0.0/16`. */
  readonly cidr: string;
  /** Whether it came with the account. */
  readonly isDefault: boolean;
}

/** A VPN gateway (docs/api.md 2.9). */
export interface VpnGateway extends Owned {
  /** Unified id of its VPC. */
  readonly vpc: string;
  /** At most 60 characters. */
  name: string;
  /** Mbit/s. */
  readonly bandwidth: number;
  /** Public IPv4 address. */
  readonly address: string;
  /** Its localSlaIp, which no source explains. */
  readonly slaAddress: string;
  /** Number of the order, as digits. */
  readonly dealId: string;
  /** Whether a prepaid period is prolonged. */
  readonly autoRenew: boolean;
  /** End of a prepaid period. */
  readonly expiresAt: number | null;
  /** From then on it runs (state 6); before, it is being delivered (state 2). */
  readonly runsAt: number;
}

/** A peer ("user") gateway (docs/api.md 2.10). */
export interface UserGateway extends Owned {
  /** At most 60 characters. */
  name: string;
  /** Public IPv4 address; cannot be changed. */
  readonly address: string;
}

/** IKE settings with the vendor's names (docs/api.md 2.4); addresses and names are null when unused. */
export interface IkeSettings {
  /** Cipher: `3des-cbc`, `aes-cbc-128`, `aes-cbc-192`, `aes-cbc-256`, `des-cbc`. */
  propoEncryAlgorithm: string;
  /** Hash: `md5`, `sha`. */
  propoAuthenAlgorithm: string;
  /** `main` or `aggressive`. */
  exchangeMode: string;
  /** `address` or `fqdn`. */
  localIdentity: string;
  /** `address` or `fqdn`. */
  remoteIdentity: string;
  /** Defaults to the gateway's address; null with `fqdn`. */
  localAddress: string | null;
  /** Defaults to the peer gateway's address; null with `fqdn`. */
  remoteAddress: string | null;
  /** Null with `address`. */
  localFqdnName: string | null;
  /** Null with `address`. */
  remoteFqdnName: string | null;
  /** `group1`, `group2`, `group5`, `group14`, `group24`. */
  dhGroupName: string;
  /** Seconds. */
  ikeSaLifetimeSeconds: number;
}

/** IPsec settings with the vendor's names (docs/api.md 2.4), the missing m of integrityAlgorith included. */
export interface IpsecSettings {
  /** Cipher, as for IKE, or the text `null` for none. */
  encryptAlgorithm: string;
  /** Hash: `md5`, `sha`. */
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
  /** Network of the VPC side. */
  readonly source: string;
  /** Peer networks. */
  readonly destinations: readonly string[];
}

/** What ModifyVpnConnEx can change. */
export interface TunnelSettings {
  /** At most 60 characters, plus the prefix of the switch `namePrefix`. */
  name: string;
  /** In clear, as the API keeps it. */
  preSharedKey: string;
  /** Which networks may talk to each other. */
  spd: readonly SpdRule[];
  /** IKE settings. */
  ike: IkeSettings;
  /** IPsec settings. */
  ipsec: IpsecSettings;
}

/** A tunnel (docs/api.md 2.5). */
export interface Tunnel extends Owned, TunnelSettings {
  /** Unified id of its VPC. */
  readonly vpc: string;
  /** Unified id of its VPN gateway. */
  readonly gateway: string;
  /** Unified id of its peer gateway. */
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
  /** Counts up over all accounts. */
  readonly id: number;
  /** The account that started it. */
  readonly account: string;
  /** The region it was started in, long code. */
  readonly region: string;
  /** What it does to the tunnel. */
  readonly kind: "create" | "modify" | "delete";
  /** Unified id of its tunnel. */
  readonly tunnel: string;
  /** When it was started, on the machine's clock. */
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
  /** Names the key pair in requests. */
  readonly secretId: string;
  /** Signs them; in clear. */
  readonly secretKey: string;
  /** Set for a temporary key: requests must carry this Token. */
  readonly token: string | null;
  /** The account that it belongs to. */
  readonly account: string;
  /** What it may see and change; absent: everything. */
  readonly permissions?: Permissions | undefined;
}

/** The next number of each kind of legacy id. */
export interface Counters {
  /** VPCs. */
  vpc: number;
  /** VPN gateways. */
  gateway: number;
  /** Peer gateways. */
  userGateway: number;
  /** Tunnels. */
  tunnel: number;
  /** Tasks. */
  task: number;
}

/** Everything that survives a restart, apart from planted faults. */
export interface CloudData {
  /** The next legacy numbers. */
  counters: Counters;
  /** Accounts that have had their first resources. */
  accounts: string[];
  /** Key pairs accepted. */
  credentials: Credential[];
  /** VPCs of every account. */
  vpcs: Vpc[];
  /** VPN gateways of every account. */
  gateways: VpnGateway[];
  /** Peer gateways of every account. */
  userGateways: UserGateway[];
  /** Tunnels of every account. */
  tunnels: Tunnel[];
  /** Tasks, running ones and those whose result is kept. */
  tasks: Task[];
}
