/** The actions of the emulator, by the vendor's names (docs/api.md 2.1). */

import type { Action } from "../requests/call.ts";
import { addVpnConnEx } from "./add-vpn-conn-ex.ts";
import { deleteVpnConn } from "./delete-vpn-conn.ts";
import { describeVpcTaskResult } from "./describe-vpc-task-result.ts";
import { describeVpnConn } from "./describe-vpn-conn.ts";
import { getVpnConnConfig } from "./get-vpn-conn-config.ts";
import { modifyVpnConnEx } from "./modify-vpn-conn-ex.ts";
import { resetVpnConnSa } from "./reset-vpn-conn-sa.ts";
import { addUserGw, deleteUserGw, describeUserGw, describeUserGwVendor, modifyUserGw } from "./user-gateways.ts";
import { createVpc, deleteVpc, describeVpcEx } from "./vpcs.ts";
import { describeVpnGw, runVpnGw } from "./vpn-gateways.ts";

/** Every action; any other name is answered with 6100. */
export const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["AddVpnConnEx", addVpnConnEx],
  ["DescribeVpnConn", describeVpnConn],
  ["ModifyVpnConnEx", modifyVpnConnEx],
  ["DeleteVpnConn", deleteVpnConn],
  ["DescribeVpcTaskResult", describeVpcTaskResult],
  ["GetVpnConnConfig", getVpnConnConfig],
  ["ResetVpnConnSA", resetVpnConnSa],
  ["DescribeVpnGw", describeVpnGw],
  ["RunVpnGw", runVpnGw],
  ["DescribeVpcEx", describeVpcEx],
  ["CreateVpc", createVpc],
  ["DeleteVpc", deleteVpc],
  ["AddUserGw", addUserGw],
  ["DescribeUserGw", describeUserGw],
  ["ModifyUserGw", modifyUserGw],
  ["DeleteUserGw", deleteUserGw],
  ["DescribeUserGwVendor", describeUserGwVendor],
]);
