import type { ApiId } from "../../api/index.ts";
import type { CommonInputs, CommonOrigin, CommonOutputs } from "../common.ts";

/** The arguments of a peer gateway after `check`. */
export interface UserGatewayInputs extends CommonInputs {
  userGwAddr: string;
  /** Absent only for an adopted peer gateway without a name in the program; it keeps its name. */
  userGwName?: string;
  /** The id to adopt. */
  userGwId?: string;
}

/** Where a peer gateway was created or found. */
export interface UserGatewayOrigin extends CommonOrigin {
  /** Both forms of its id. */
  userGw: ApiId;
  /** Unified ids of some VPCs of the account. A key pair that sees one of them belongs to the same account. */
  vpcs: string[];
}

/** The outputs of a peer gateway: its inputs and what was observed. */
export interface UserGatewayOutputs extends UserGatewayInputs, CommonOutputs {
  userGwId: string;
  vpnConnNum?: number;
  __origin: UserGatewayOrigin;
}
