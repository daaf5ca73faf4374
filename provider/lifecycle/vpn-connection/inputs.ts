import type { ApiId, IkeSet, IpsecSet, Networks, VpnConn, VpnConnStatus } from "../../api/index.ts";
import type { CommonInputs, CommonOrigin, CommonOutputs } from "../common.ts";

/** The arguments of a tunnel after `check`: complete, of the right types, defaults filled in. */
export interface Inputs extends CommonInputs {
  vpcId: string;
  vpnGwId: string;
  userGwId: string;
  /** Absent only for an adopted tunnel whose program says no name: the name it has is then left alone. */
  vpnConnName?: string;
  preSharedKey: string;
  userGwCidrBlock?: string[];
  spdAcl?: Record<string, string[]>;
  ikeSet?: IkeSet;
  ipsecSet?: IpsecSet;
  /** The tunnel to adopt. */
  vpnConnId?: string;
}

/** Where a tunnel was created or found. */
export interface Origin extends CommonOrigin {
  /** Both forms of each id. */
  vpc: ApiId;
  vpnGw: ApiId;
  userGw: ApiId;
  vpnConn: ApiId;
}

/** What the state holds of a tunnel: the inputs, echoed, and what was observed. */
export interface Outputs extends Inputs, CommonOutputs {
  vpnConnId: string;
  status: VpnConnStatus;
  netStatus?: string;
  vpnGwAddress?: string;
  userGwAddress?: string;
  sourceCidr: string[];
  destinationCidr: string[];
  origin: Origin;
}

/** The peer networks of checked inputs, in the one of the two forms that was given. */
export function networksOf(inputs: Pick<Inputs, "userGwCidrBlock" | "spdAcl">): Networks {
  if (inputs.spdAcl !== undefined) {
    return { spdAcl: inputs.spdAcl };
  }
  return { userGwCidrBlock: inputs.userGwCidrBlock ?? [] };
}

export type { IkeSet, IpsecSet, Networks, VpnConn, VpnConnStatus };
