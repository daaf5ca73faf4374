import type { ApiId } from "../../api/index.ts";
import type { CommonInputs, CommonOrigin, CommonOutputs } from "../common.ts";

/** The arguments of a peer gateway after `check`: complete, of the right types, defaults filled in. */
export interface UserGatewayInputs extends CommonInputs {
  userGwAddr: string;
  /** Absent only for an adopted peer gateway whose program says no name: the name it has is then left alone. */
  userGwName?: string;
  /** The peer gateway to adopt. */
  userGwId?: string;
}

/** Where a peer gateway was created or found. */
export interface UserGatewayOrigin extends CommonOrigin {
  /** Both forms of its id. */
  userGw: ApiId;
  /** Unified ids of some VPCs of the account; a key pair that sees one of them is of the same account. */
  vpcs: string[];
}

/** What the state holds of a peer gateway: the inputs, echoed, and what was observed. */
export interface UserGatewayOutputs extends UserGatewayInputs, CommonOutputs {
  userGwId: string;
  vpnConnNum?: number;
  origin: UserGatewayOrigin;
}
