/** The state that tests see, with the field names of the Describe actions (docs/api.md 2.5, 2.8, 2.9, 2.10, 2.12). */

import type { IkeSettings, IpsecSettings } from "./model.ts";

/** Whose a record is. */
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
  readonly unVpcId: string;
  readonly vpcName: string;
  readonly cidrBlock: string;
  readonly subnetNum: number;
  readonly routeTableNum: number;
  readonly vpnGwNum: number;
  readonly vpcPeerNum: number;
  readonly vpcDeviceNum: number;
  readonly classicLinkNum: number;
  readonly vpgNum: number;
  readonly natNum: number;
  /** `YYYY-MM-DD hh:mm:ss`. */
  readonly createTime: string;
  readonly isDefault: boolean;
}

/** A VPN gateway as DescribeVpnGw names its fields (docs/api.md 2.9). */
export interface VpnGatewayState extends Owned {
  readonly vpcId: string;
  readonly unVpcId: string;
  readonly vpcName: string;
  readonly vpcCidrBlock: string;
  readonly vpnGwId: number;
  readonly unVpnGwId: string;
  readonly vpnGwName: string;
  /** Mbit/s. */
  readonly bandwidth: number;
  /** 2 being delivered, 6 running (docs/api.md 2.3). */
  readonly vpnGwStatus: number;
  readonly vpnGwAddress: string;
  readonly localSlaIp: string;
  readonly dealId: string;
  readonly isAutoRenewals: boolean;
  /** `YYYY-MM-DD hh:mm:ss`; empty without an end. */
  readonly expireTime: string;
  readonly createTime: string;
}

/** A peer gateway as DescribeUserGw names its fields (docs/api.md 2.10). */
export interface UserGatewayState extends Owned {
  readonly userGwId: number;
  readonly unUserGwId: string;
  readonly userGwName: string;
  readonly userGwAddr: string;
  /** How many tunnels use it. */
  readonly vpnConnNum: number;
  readonly createTime: string;
}

/** A tunnel as DescribeVpnConn names its fields (docs/api.md 2.5), with the hash of its key in place of the key. */
export interface VpnConnectionState extends Owned {
  readonly vpcId: string;
  readonly unVpcId: string;
  readonly vpcName: string;
  readonly vpcCidrBlock: string;
  readonly vpnGwId: number;
  readonly unVpnGwId: string;
  readonly vpnGwName: string;
  readonly vpnGwAddress: string;
  readonly vpnConnId: number;
  readonly unVpnConnId: string;
  readonly vpnConnName: string;
  readonly userGwId: number;
  readonly unUserGwId: string;
  readonly userGwName: string;
  readonly userGwAddress: string;
  /** 0 creating, 1 create failed, 2 modifying, 3 modify failed, 4 deleting, 5 delete failed, 6 running (docs/api.md 2.3). */
  readonly vpcConnStatus: number;
  /** `available` or `unavailable`. */
  readonly netStatus: string;
  /** SHA-256 of the pre-shared key's UTF-8 bytes, in hex. */
  readonly preSharedKeySha256: string;
  readonly remoteSlaIp: string;
  readonly sourceCidr: readonly string[];
  readonly destinationCidr: readonly string[];
  /** The pairings behind the two lists; the API itself does not show them. */
  readonly spdAcl: Readonly<Record<string, readonly string[]>>;
  readonly vpnProto: string;
  readonly createTime: string;
  readonly IKESet: Readonly<IkeSettings>;
  readonly IPsecSet: Readonly<IpsecSettings> & { readonly encapMode: string; readonly securityProto: string };
}

/** A task (docs/api.md 2.8). */
export interface TaskState extends Owned {
  readonly taskId: number;
  readonly kind: "create" | "modify" | "delete";
  /** Unified id of its tunnel. */
  readonly unVpnConnId: string;
  /** 0 succeeded, 1 failed, 2 running. */
  readonly status: number;
  /** Why it failed; empty otherwise. */
  readonly errorMsg: string;
}

/** Everything that an emulator holds, of every account and region; a tunnel being deleted is still among them. */
export interface EmulatorState {
  readonly vpcs: readonly VpcState[];
  readonly vpnGateways: readonly VpnGatewayState[];
  readonly userGateways: readonly UserGatewayState[];
  readonly vpnConnections: readonly VpnConnectionState[];
  readonly tasks: readonly TaskState[];
}
