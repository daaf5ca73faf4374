/** The actions that answer with a list, and their empty answer. */

import type { Switches } from "../switches.ts";
import type { Answer } from "./call.ts";

/** Lists of things that come and go; a stale replica may answer them. */
export const listActions: ReadonlySet<string> = new Set([
  "DescribeVpcEx",
  "DescribeVpnGw",
  "DescribeUserGw",
  "DescribeVpnConn",
]);

/** An empty list as an action answers it. */
export function emptyList(action: string, switches: Switches): Answer {
  const text = action === "DescribeUserGw" && switches.userGwNumbers === "text";
  return { totalCount: text ? "0" : 0, data: [] };
}
