/** What a stale replica answers: an empty list. */

import type { Switches } from "../switches.ts";

/** The lists of API 3.0, with the field that holds the records. */
const sets: ReadonlyMap<string, string> = new Map([
  ["DescribeVpcs", "VpcSet"],
  ["DescribeVpnGateways", "VpnGatewaySet"],
  ["DescribeCustomerGateways", "CustomerGatewaySet"],
  ["DescribeVpnConnections", "VpnConnectionSet"],
]);

/** The actions that a stale replica may answer: those that list resources. */
export const listActions: ReadonlySet<string> = new Set([
  "DescribeVpcEx",
  "DescribeVpnGw",
  "DescribeUserGw",
  "DescribeVpnConn",
  ...sets.keys(),
]);

/** An empty list in the form of an action. */
export function emptyList(action: string, switches: Switches): Readonly<Record<string, unknown>> {
  const set = sets.get(action);
  if (set !== undefined) {
    return { TotalCount: 0, [set]: [] };
  }
  const isText = action === "DescribeUserGw" && switches.userGwNumbers === "text";
  return { totalCount: isText ? "0" : 0, data: [] };
}
