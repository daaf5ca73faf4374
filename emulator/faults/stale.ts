/** What a stale replica answers: an empty list. */

import type { Switches } from "../switches.ts";

/** The actions that a stale replica may answer: those that list resources. */
export const listActions: ReadonlySet<string> = new Set([
  "DescribeVpcEx",
  "DescribeVpnGw",
  "DescribeUserGw",
  "DescribeVpnConn",
]);

/** An empty list in the form of an action. */
export function emptyList(action: string, switches: Switches): Readonly<Record<string, unknown>> {
  const isText = action === "DescribeUserGw" && switches.userGwNumbers === "text";
  return { totalCount: isText ? "0" : 0, data: [] };
}
