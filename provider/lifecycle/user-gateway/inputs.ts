import type { ApiId } from "../../api/index.ts";
import type { Timeouts } from "../../util/durations.ts";
import type { NameAs } from "../names.ts";

/** The arguments of a peer gateway after `check`: complete, of the right types, defaults filled in. */
export interface UserGatewayInputs {
  region: string;
  userGwAddr: string;
  /** Absent only for an adopted peer gateway whose program says no name: the name it has is then left alone. */
  userGwName?: string;
  /** The peer gateway to adopt. */
  userGwId?: string;
  timeouts?: Timeouts;
  /** Names of inputs that `check` filled in, as Pulumi's bridged providers record them. */
  __defaults?: string[];
  /** The default name, while another one is observed: fixed at creation, so that the next update gives it back. */
  __defaultName?: string;
  /** Paths of the inputs that a refresh found otherwise than they were given: `ignoreChanges` may keep them as they are. */
  __observed?: string[];
  /** `<organization>:<urn>` of the resource at the time of the check; the seed of the default name. */
  __urn?: string;
  /** Paths of the arguments that the program gave as secrets. */
  __secrets?: string[];
}

/** Where a peer gateway was made or found: what "not found" is later held against (docs/design.md, "gone"). */
export interface UserGatewayOrigin {
  /** The endpoint's URL. */
  endpoint: string;
  /** SHA-256 of the SecretId, shortened; tells accounts and key pairs apart without storing the id. */
  secretIdHash: string;
  /** Both forms of its id. */
  userGw: ApiId;
  /** Unified ids of some VPCs of the account; a key pair that sees one of them is of the same account. */
  vpcs: string[];
  /** Set when the service shows another name than the one sent: the pair of them, so that this is not taken for drift. */
  nameAs?: NameAs;
}

/** What the state holds of a peer gateway: the inputs, echoed, and what was observed. */
export interface UserGatewayOutputs extends UserGatewayInputs {
  userGwId: string;
  vpnConnNum?: number;
  createTime?: string;
  origin: UserGatewayOrigin;
  /** Names of the inputs that were given or filled in, so that `read` can tell them from what the service added. */
  __given: string[];
}
