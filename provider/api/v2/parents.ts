import type { ApiErrorKind } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import type { ApiId } from "../types.ts";
import { readById } from "../wire/read-by-id.ts";
import { idOf } from "./ids.ts";
import { listOf } from "./list.ts";

/** Whether a list contains this id, in either form. An error that means "not found" is false; other errors are thrown. */
async function exists(
  scope: ClientScope,
  action: string,
  field: string,
  unifiedField: string,
  id: string,
  notFound: ApiErrorKind,
): Promise<boolean> {
  const list = listOf<ApiId>(scope, {
    action,
    filter: { [field]: id },
    read: (entry) => idOf(entry, field, unifiedField),
    idOf: (entry) => entry,
  });
  return (await readById(list, id, notFound)).kind === "found";
}

/** DescribeVpcEx (docs/api.md 2.12; 215/1372). */
export function vpcExists(scope: ClientScope, id: string): Promise<boolean> {
  return exists(scope, "DescribeVpcEx", "vpcId", "unVpcId", id, "vpc-not-found");
}

/** DescribeVpnGw (docs/api.md 2.9; 215/5108). */
export function vpnGwExists(scope: ClientScope, id: string): Promise<boolean> {
  return exists(scope, "DescribeVpnGw", "vpnGwId", "unVpnGwId", id, "vpn-gw-not-found");
}

/** DescribeUserGw (docs/api.md 2.10; 215/5119). */
export function userGwExists(scope: ClientScope, id: string): Promise<boolean> {
  return exists(scope, "DescribeUserGw", "userGwId", "unUserGwId", id, "user-gw-not-found");
}
