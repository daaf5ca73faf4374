import { type ApiErrorKind, isApiError } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import { sameId } from "../ids.ts";
import type { ApiId, ReadById } from "../types.ts";
import { type ListAction, listAll } from "./paging.ts";
import { idOf } from "./wire-values.ts";

/**
 * Looks for one thing by its id alone, with a list action that is asked for this id. A list without the id means that
 * the filter was ignored: it is read to its end, and if the id is nowhere in it, the look is `unclear`.
 *
 * @param id Either form.
 * @param notFound Error answers that say that there is no such thing; 5000 without a codeDesc says so always.
 */
export async function readById<T>(
  scope: ClientScope,
  list: ListAction<T>,
  id: string,
  ...notFound: ApiErrorKind[]
): Promise<ReadById<T>> {
  const isIt = (entry: T): boolean => sameId(list.idOf(entry), id);
  let entries: readonly T[];
  try {
    entries = await listAll(scope, { ...list, until: isIt });
  } catch (error) {
    if (!isApiError(error, ...notFound, "resource-not-found")) {
      throw error;
    }
    return { kind: "absent", because: "not-found-code" };
  }
  const found = entries.find(isIt);
  if (found !== undefined) {
    return { kind: "found", value: found };
  }
  if (entries.length === 0) {
    return { kind: "absent", because: "empty-list" };
  }
  return { kind: "unclear", detail: `${list.action} was asked for ${id} and listed ${entries.length} others` };
}

/**
 * Whether a list shows an entry with exactly this id, in either form; false when it does not, or the service says that there is none.
 * Throws every other error.
 */
async function exists(
  scope: ClientScope,
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
  return (await readById(scope, list, id, notFound)).kind === "found";
}

/** Whether the account sees this VPC in the region (DescribeVpcEx, docs/api.md 2.12; 215/1372). */
export function vpcExists(scope: ClientScope, id: string): Promise<boolean> {
  return exists(scope, "DescribeVpcEx", "vpcId", "unVpcId", id, "vpc-not-found");
}

/** Whether the account sees this VPN gateway in the region (DescribeVpnGw, docs/api.md 2.9; 215/5108). */
export function vpnGwExists(scope: ClientScope, id: string): Promise<boolean> {
  return exists(scope, "DescribeVpnGw", "vpnGwId", "unVpnGwId", id, "vpn-gw-not-found");
}

/** Whether the account sees this peer gateway in the region (DescribeUserGw, docs/api.md 2.10; 215/5119). */
export function userGwExists(scope: ClientScope, id: string): Promise<boolean> {
  return exists(scope, "DescribeUserGw", "userGwId", "unUserGwId", id, "user-gw-not-found");
}
