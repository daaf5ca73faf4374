import type { ApiId, IkeSet, IpsecSet, Networks, TunnelOptions, VpnConn, VpnConnStatus } from "../../api/index.ts";
import type { CommonInputs, CommonOrigin, CommonOutputs } from "../common.ts";

/** The arguments of a tunnel after `check`. */
export interface Inputs extends CommonInputs, TunnelOptions {
  /** Absent only in API 3.0, for a VPN gateway of a Cloud Connect Network. */
  vpcId?: string;
  vpnGwId: string;
  userGwId: string;
  /** Absent only for an adopted tunnel without a name in the program; it keeps its name. */
  vpnConnName?: string;
  preSharedKey: string;
  userGwCidrBlock?: string[];
  spdAcl?: Record<string, string[]>;
  ikeSet?: IkeSet;
  ipsecSet?: IpsecSet;
  /** The id to adopt. */
  vpnConnId?: string;
}

/** Where a tunnel was created or found. */
export interface Origin extends CommonOrigin {
  /** Both forms of each id. */
  vpc: ApiId;
  vpnGw: ApiId;
  userGw: ApiId;
  vpnConn: ApiId;
  /** Whether the peer gateway can be changed in place. */
  canChangeUserGw?: boolean;
}

/** The outputs of a tunnel: its inputs and what was observed. */
export interface Outputs extends Inputs, CommonOutputs {
  vpnConnId: string;
  status: VpnConnStatus;
  netStatus?: string;
  vpnGwAddress?: string;
  userGwAddress?: string;
  sourceCidr: string[];
  destinationCidr: string[];
  __origin: Origin;
}

/** The peer networks, in the given form. */
export function networksOf(inputs: Pick<Inputs, "userGwCidrBlock" | "spdAcl">): Networks {
  if (inputs.spdAcl !== undefined) {
    return { spdAcl: inputs.spdAcl };
  }
  return { userGwCidrBlock: inputs.userGwCidrBlock ?? [] };
}

export type { IkeSet, IpsecSet, Networks, VpnConn, VpnConnStatus };
