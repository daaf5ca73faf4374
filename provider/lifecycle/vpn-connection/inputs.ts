import type { ApiId, IkeSet, IpsecSet, Networks, VpnConn, VpnConnStatus } from "../../api/index.ts";
import type { Timeouts } from "../../util/durations.ts";
import type { NameAs } from "../names.ts";

/** The arguments of a tunnel after `check`: complete, of the right types, defaults filled in. */
export interface Inputs {
  region: string;
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
  timeouts?: Timeouts;
  /** Names of inputs that `check` filled in, as Pulumi's bridged providers record them. */
  __defaults?: string[];
  /** The default name, while another one is observed: fixed at creation, so that the next update gives it back. */
  __defaultName?: string;
  /** Paths of the inputs that a refresh found otherwise than they were given: `ignoreChanges` may keep them as they are. */
  __observed?: string[];
  /** `<organization>:<urn>` of the resource at the time of the check; the seed of the default name. */
  __urn?: string;
  /** Paths of the arguments that the program gave as secrets, but for the pre-shared key, which always is one. */
  __secrets?: string[];
}

/** Where a tunnel was made or found: what "not found" is later held against (docs/design.md, "gone"). */
export interface Origin {
  /** The endpoint's URL. */
  endpoint: string;
  /** SHA-256 of the SecretId, shortened; tells accounts and key pairs apart without storing the id. */
  secretIdHash: string;
  /** Both forms of each id. */
  vpc: ApiId;
  vpnGw: ApiId;
  userGw: ApiId;
  vpnConn: ApiId;
  /** Set when the service shows another name than the one sent: the pair of them, so that this is not taken for drift. */
  nameAs?: NameAs;
}

/** What the state holds of a tunnel: the inputs, echoed, and what was observed. */
export interface Outputs extends Inputs {
  vpnConnId: string;
  status: VpnConnStatus;
  netStatus?: string;
  vpnGwAddress?: string;
  userGwAddress?: string;
  sourceCidr: string[];
  destinationCidr: string[];
  createTime?: string;
  origin: Origin;
  /** Paths of inputs that were given or filled in, where `read` could not tell them from what the service added. */
  __given: string[];
}

/** The peer networks of checked inputs, in the one of the two forms that was given. */
export function networksOf(inputs: Pick<Inputs, "userGwCidrBlock" | "spdAcl">): Networks {
  if (inputs.spdAcl !== undefined) {
    return { spdAcl: inputs.spdAcl };
  }
  return { userGwCidrBlock: inputs.userGwCidrBlock ?? [] };
}

export type { IkeSet, IpsecSet, Networks, VpnConn, VpnConnStatus };
