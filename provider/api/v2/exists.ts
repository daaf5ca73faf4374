import type { ApiErrorKind } from "../errors.ts";
import type { Scope } from "../http/client.ts";
import type { ApiId } from "../types.ts";
import { lookFor } from "./look.ts";
import type { ListAction } from "./paging.ts";
import { idOf } from "./wire-values.ts";

/**
 * Looks for what a tunnel hangs on. Each answers true only when a list shows an entry with exactly that id, in either
 * form, and false when the list has none or the service says that there is none; every other error escapes.
 */

async function sees(
  scope: Scope,
  action: string,
  field: string,
  unifiedField: string,
  id: string,
  notFound: ApiErrorKind,
): Promise<boolean> {
  const list: ListAction<ApiId> = {
    action,
    filter: { [field]: id },
    read: (entry) => idOf(entry, field, unifiedField),
    idOf: (entry) => entry,
  };
  return "found" in (await lookFor(scope, list, id, notFound));
}

/** Whether the account sees this VPC in the region (DescribeVpcEx, docs/api.md 2.12; 215/1372). */
export function seesVpc(scope: Scope, id: string): Promise<boolean> {
  return sees(scope, "DescribeVpcEx", "vpcId", "unVpcId", id, "vpc-not-found");
}

/** Whether the account sees this VPN gateway in the region (DescribeVpnGw, docs/api.md 2.9; 215/5108). */
export function seesVpnGw(scope: Scope, id: string): Promise<boolean> {
  return sees(scope, "DescribeVpnGw", "vpnGwId", "unVpnGwId", id, "vpn-gw-not-found");
}

/** Whether the account sees this peer gateway in the region (DescribeUserGw, docs/api.md 2.10; 215/5119). */
export function seesUserGw(scope: Scope, id: string): Promise<boolean> {
  return sees(scope, "DescribeUserGw", "userGwId", "unUserGwId", id, "user-gw-not-found");
}
