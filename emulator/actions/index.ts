/** The actions that the emulator knows, by the vendor's names (docs/api.md 2.1). */

import type { Action } from "../cloud.ts";
import { addVpnConnEx } from "./add-vpn-conn-ex.ts";
import { deleteVpnConn } from "./delete-vpn-conn.ts";
import { describeVpcTaskResult } from "./describe-vpc-task-result.ts";
import { describeVpnConn } from "./describe-vpn-conn.ts";
import { modifyVpnConnEx } from "./modify-vpn-conn-ex.ts";

/** Every action; a name that is not here is answered with 6100. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["AddVpnConnEx", addVpnConnEx],
  ["DescribeVpnConn", describeVpnConn],
  ["ModifyVpnConnEx", modifyVpnConnEx],
  ["DeleteVpnConn", deleteVpnConn],
  ["DescribeVpcTaskResult", describeVpcTaskResult],
]);
