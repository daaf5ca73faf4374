import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { ReadById, UserGw } from "../types.ts";
import type { Envelope } from "./decode.ts";
import { type ListAction, listAll } from "./paging.ts";
import { readById } from "./read-by-id.ts";
import { call } from "./request.ts";
import type { Params } from "./sign.ts";
import { countOf, idOf, textOf } from "./wire-values.ts";

/**
 * The actions on peer ("user") gateways (docs/api.md 2.10; 215/5116 to 215/5119), all of them synchronous. Each throws
 * what `call` throws.
 */

/** One entry of DescribeUserGw, whose numbers are texts in the vendor's example. */
export function userGwOf(entry: Envelope): UserGw {
  const vpnConnNum = countOf(entry["vpnConnNum"]);
  const createTime = textOf(entry["createTime"]);
  return {
    id: idOf(entry, "userGwId", "unUserGwId"),
    name: textOf(entry["userGwName"]),
    address: textOf(entry["userGwAddr"]),
    ...defined({ vpnConnNum }),
    ...(createTime === "" ? {} : { createTime }),
  };
}

function describe(filter: Params): ListAction<UserGw> {
  return { action: "DescribeUserGw", filter, read: userGwOf, idOf: (entry) => entry.id };
}

/** DescribeUserGw: all peer gateways of the region, in all pages, oldest first, each once. */
export function listUserGws(scope: ClientScope): Promise<UserGw[]> {
  return listAll(scope, describe({}));
}

/**
 * Looks for one peer gateway by its id alone, in either form.
 *
 * @param how.ownConnection As for `ListAction`.
 */
export function readUserGw(
  scope: ClientScope,
  userGwId: string,
  how: { readonly ownConnection?: boolean } = {},
): Promise<ReadById<UserGw>> {
  return readById(scope, { ...describe({ userGwId }), ...how }, userGwId, "user-gw-not-found");
}

/**
 * AddUserGw: makes a peer gateway. Sent once; again only when it surely did not arrive, and never because the service is busy.
 *
 * @returns its id in the form that the answer has, the unified one by the documents; "" where the answer has none.
 */
export async function addUserGw(
  scope: ClientScope,
  what: { readonly name: string; readonly address: string },
): Promise<string> {
  const params = { userGwName: what.name, userGwAddr: what.address };
  const envelope = await call(scope, "AddUserGw", params, { repeat: "if-unsent", busy: "throw" });
  const { unified, legacy } = idOf(envelope, "userGwId", "unUserGwId");
  return unified || legacy;
}

/** ModifyUserGw: renames a peer gateway; nothing else of it can be changed. Repeated until the deadline. */
export async function renameUserGw(scope: ClientScope, userGwId: string, name: string): Promise<void> {
  await call(scope, "ModifyUserGw", { userGwId, userGwName: name }, { repeat: "freely", busy: "wait" });
}

/**
 * DeleteUserGw: removes a peer gateway. What the service does while tunnels use it is not documented: look for them first.
 * Repeated until the deadline: a repeated one is answered with InvalidUserGw.NotFound when the lost one had arrived.
 */
export async function deleteUserGw(scope: ClientScope, userGwId: string): Promise<void> {
  await call(scope, "DeleteUserGw", { userGwId }, { repeat: "freely", busy: "wait" });
}
