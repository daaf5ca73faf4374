/** The state as tests read it, with the field names of the Describe actions (docs/api.md 2.5, 2.8, 2.9, 2.10, 2.12). */

import type { Api3Settings, IkeSettings, IpsecSettings } from "./model.ts";

/** A tag of API 3.0. */
export interface TagState {
  /** Key. */
  readonly Key: string;
  /** Value. */
  readonly Value: string;
}

/** The owner and place of a record. */
interface Owned {
  /** The account: the SecretId of its first key pair. */
  readonly account: string;
  /** Long region code, such as `ap-guangzhou`. */
  readonly region: string;
}

/** A VPC as DescribeVpcEx names its fields (docs/api.md 2.12). */
export interface VpcState extends Owned {
  /** Legacy id, such as `gz_vpc_76`. */
  readonly vpcId: string;
  /** Unified id. */
  readonly unVpcId: string;
  /** Name. */
  readonly vpcName: string;
  /** Network, such as `10.0.0.0/16`. */
  readonly cidrBlock: string;
  /** Always 0: subnets are not emulated. */
  readonly subnetNum: number;
  /** Always 1: route tables are not emulated. */
  readonly routeTableNum: number;
  /** Number of its VPN gateways. */
  readonly vpnGwNum: number;
  /** Always 0. */
  readonly vpcPeerNum: number;
  /** Always 0. */
  readonly vpcDeviceNum: number;
  /** Always 0. */
  readonly classicLinkNum: number;
  /** Always 0. */
  readonly vpgNum: number;
  /** Always 0. */
  readonly natNum: number;
  /** `YYYY-MM-DD hh:mm:ss`. */
  readonly createTime: string;
  /** Whether it came with the account. */
  readonly isDefault: boolean;
}

/** A VPN gateway as DescribeVpnGw names its fields (docs/api.md 2.9). */
export interface VpnGatewayState extends Owned {
  /** Legacy id of its VPC. */
  readonly vpcId: string;
  /** Unified id of its VPC. */
  readonly unVpcId: string;
  /** Name of its VPC. */
  readonly vpcName: string;
  /** Network of its VPC. */
  readonly vpcCidrBlock: string;
  /** Legacy id. */
  readonly vpnGwId: number;
  /** Unified id. */
  readonly unVpnGwId: string;
  /** Name. */
  readonly vpnGwName: string;
  /** Mbit/s. */
  readonly bandwidth: number;
  /** 2 being delivered, 6 running (docs/api.md 2.3). */
  readonly vpnGwStatus: number;
  /** Public IPv4 address. */
  readonly vpnGwAddress: string;
  /** No source explains it. */
  readonly localSlaIp: string;
  /** Number of its order. */
  readonly dealId: string;
  /** Whether a prepaid period is renewed. */
  readonly isAutoRenewals: boolean;
  /** `YYYY-MM-DD hh:mm:ss`; empty for a gateway that is not prepaid. */
  readonly expireTime: string;
  /** `YYYY-MM-DD hh:mm:ss`. */
  readonly createTime: string;
  /** What API 3.0 calls Version: `1.0` to `4.0`. */
  readonly version: string;
  /** `CCN`: API 3.0 shows it without a VPC. */
  readonly type: "IPSEC" | "CCN";
  /** Its number for BGP; null: none. */
  readonly bgpAsn: number | null;
}

/** A peer gateway as DescribeUserGw names its fields (docs/api.md 2.10). */
export interface UserGatewayState extends Owned {
  /** Legacy id. */
  readonly userGwId: number;
  /** Unified id. */
  readonly unUserGwId: string;
  /** Name. */
  readonly userGwName: string;
  /** Public IPv4 address. */
  readonly userGwAddr: string;
  /** Number of tunnels that use it. */
  readonly vpnConnNum: number;
  /** `YYYY-MM-DD hh:mm:ss`. */
  readonly createTime: string;
  /** Its number for BGP, which only API 3.0 knows; null: none. */
  readonly bgpAsn: number | null;
  /** Tags, which only API 3.0 knows. */
  readonly tags: readonly TagState[];
}

/** A tunnel as DescribeVpnConn names its fields (docs/api.md 2.5), with a hash of its pre-shared key instead of the key. */
export interface VpnConnectionState extends Owned {
  /** Legacy id of its VPC. */
  readonly vpcId: string;
  /** Unified id of its VPC. */
  readonly unVpcId: string;
  /** Name of its VPC. */
  readonly vpcName: string;
  /** Network of its VPC. */
  readonly vpcCidrBlock: string;
  /** Legacy id of its VPN gateway. */
  readonly vpnGwId: number;
  /** Unified id of its VPN gateway. */
  readonly unVpnGwId: string;
  /** Name of its VPN gateway. */
  readonly vpnGwName: string;
  /** Public address of its VPN gateway. */
  readonly vpnGwAddress: string;
  /** Legacy id. */
  readonly vpnConnId: number;
  /** Unified id. */
  readonly unVpnConnId: string;
  /** Name. */
  readonly vpnConnName: string;
  /** Legacy id of its peer gateway. */
  readonly userGwId: number;
  /** Unified id of its peer gateway. */
  readonly unUserGwId: string;
  /** Name of its peer gateway. */
  readonly userGwName: string;
  /** Public address of its peer gateway. */
  readonly userGwAddress: string;
  /** 0 creating, 1 create failed, 2 modifying, 3 modify failed, 4 deleting, 5 delete failed, 6 running (docs/api.md 2.3). */
  readonly vpcConnStatus: number;
  /** `available` or `unavailable`. */
  readonly netStatus: string;
  /** SHA-256 of the UTF-8 bytes of the pre-shared key, in hex. */
  readonly preSharedKeySha256: string;
  /** No source explains it. */
  readonly remoteSlaIp: string;
  /** Networks of the VPC side. */
  readonly sourceCidr: readonly string[];
  /** Networks of the peer side. */
  readonly destinationCidr: readonly string[];
  /** Which networks may communicate; API 2.0 itself shows only the two lists. */
  readonly spdAcl: Readonly<Record<string, readonly string[]>>;
  /** Always `ip-sec`. */
  readonly vpnProto: string;
  /** `YYYY-MM-DD hh:mm:ss`. */
  readonly createTime: string;
  /** IKE settings. */
  readonly IKESet: Readonly<IkeSettings>;
  /** IPsec settings. */
  readonly IPsecSet: Readonly<IpsecSettings> & {
    /** `tunnel`. */
    readonly encapMode: string;
    /** `ESP`. */
    readonly securityProto: string;
  };
  /** Settings that only API 3.0 knows, with its names; those that were given. */
  readonly api3: Readonly<Api3Settings>;
  /** Tags, which only API 3.0 knows. */
  readonly tags: readonly TagState[];
}

/** The kinds of resources that an emulator holds. */
export type RemovableKind = "vpnConnections" | "vpnGateways" | "userGateways" | "vpcs";

/** A task (docs/api.md 2.8). */
export interface TaskState extends Owned {
  /** As DescribeVpcTaskResult takes it. */
  readonly taskId: number;
  /** The RequestId by which API 3.0 knows it; null: API 3.0 does not know it. */
  readonly requestId: string | null;
  /** What it does to its tunnel. */
  readonly kind: "create" | "modify" | "delete";
  /** Unified id of its tunnel. */
  readonly unVpnConnId: string;
  /** 0 succeeded, 1 failed, 2 running. */
  readonly status: number;
  /** Why it failed; empty otherwise. */
  readonly errorMsg: string;
}

/** Everything that an emulator holds, of every account and region, including tunnels that are being deleted. */
export interface EmulatorState {
  /** VPCs. */
  readonly vpcs: readonly VpcState[];
  /** VPN gateways. */
  readonly vpnGateways: readonly VpnGatewayState[];
  /** Peer gateways. */
  readonly userGateways: readonly UserGatewayState[];
  /** Tunnels. */
  readonly vpnConnections: readonly VpnConnectionState[];
  /** Tasks whose result is kept. */
  readonly tasks: readonly TaskState[];
}
