import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import { idText } from "../ids.ts";
import type { ReadById, UserGw } from "../types.ts";
import type { ReadOptions } from "../vpc-api.ts";
import type { Envelope } from "../wire/answer.ts";
import { listAll } from "../wire/paging.ts";
import { readById } from "../wire/read-by-id.ts";
import { countOf, textOf } from "../wire/values.ts";
import { idOf } from "./ids.ts";
import { type ListAction, listOf } from "./list.ts";
import { call } from "./request.ts";
import type { Params } from "./sign.ts";

/** The actions on peer ("user") gateways (docs/api.md 2.10; 215/5116 to 215/5119). All are synchronous and throw what `call` throws. */

/** Decodes an entry of DescribeUserGw. */
export function userGwOf(entry: Envelope): UserGw {
  return {
    id: idOf(entry, "userGwId", "unUserGwId"),
    name: textOf(entry["userGwName"]),
    address: textOf(entry["userGwAddr"]),
    ...defined({ vpnConnNum: countOf(entry["vpnConnNum"]), createTime: textOf(entry["createTime"]) || undefined }),
  };
}

function describe(filter: Params): ListAction<UserGw> {
  return { action: "DescribeUserGw", filter, read: userGwOf, idOf: (entry) => entry.id };
}

/** DescribeUserGw: all peer gateways of the region. */
export function listUserGws(scope: ClientScope): Promise<UserGw[]> {
  return listAll(listOf(scope, describe({})));
}

/** DescribeUserGw: reads one peer gateway by its id, in either form. */
export function readUserGw(scope: ClientScope, userGwId: string, options: ReadOptions = {}): Promise<ReadById<UserGw>> {
  return readById(listOf(scope, { ...describe({ userGwId }), ...options }), userGwId, "user-gw-not-found");
}

/**
 * AddUserGw: creates a peer gateway. Retried only if the request certainly did not arrive.
 *
 * @returns its id, unified according to the documents; "" if the answer has none.
 */
export async function addUserGw(
  scope: ClientScope,
  what: { readonly name: string; readonly address: string },
): Promise<string> {
  const params = { userGwName: what.name, userGwAddr: what.address };
  const envelope = await call(scope, "AddUserGw", params, { repeat: "if-unsent", busy: "throw" });
  return idText(idOf(envelope, "userGwId", "unUserGwId"));
}

/** ModifyUserGw: renames a peer gateway; nothing else can be changed. */
export async function renameUserGw(scope: ClientScope, userGwId: string, name: string): Promise<void> {
  await call(scope, "ModifyUserGw", { userGwId, userGwName: name }, { repeat: "freely", busy: "wait" });
}

/** DeleteUserGw: deletes a peer gateway. A retry is answered with InvalidUserGw.NotFound if an earlier request had arrived. */
export async function deleteUserGw(scope: ClientScope, userGwId: string): Promise<void> {
  await call(scope, "DeleteUserGw", { userGwId }, { repeat: "freely", busy: "wait" });
}
