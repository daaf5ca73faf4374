import { type ApiErrorKind, isApiError } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import { sameId } from "../ids.ts";
import type { ApiId, ReadById } from "../types.ts";
import { type ListAction, listAll } from "./paging.ts";
import { idOf } from "./wire-values.ts";

/**
 * Reads one resource by its id, with a list action and its filter. If the service ignores the filter, the list is read to its end; without
 * the id in it, the result is `unclear`.
 *
 * @param id Either form.
 * @param notFound Error answers that mean "not found", in addition to 5000 without a codeDesc.
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

/** Whether a list contains this id, in either form. An error that means "not found" is false; other errors are thrown. */
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
