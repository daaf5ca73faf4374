import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { ReadById, UserGw } from "../types.ts";
import type { ReadOptions } from "../vpc-api.ts";
import type { Envelope } from "../wire/answer.ts";
import { listAll } from "../wire/paging.ts";
import { readById } from "../wire/read-by-id.ts";
import { groupOf, textOf } from "../wire/values.ts";
import { idOf, type ListAction, listOf, oldestFirst, unified } from "./list.ts";
import { call, FREELY, ONCE, type Params } from "./request.ts";

/** The actions on peer ("customer") gateways (docs/api-3.md 5). All are synchronous and throw what `call` throws. */

/** Decodes an entry. It has no count of tunnels. */
function userGwOf(entry: Envelope): UserGw {
  return {
    id: idOf(entry, "CustomerGatewayId"),
    name: textOf(entry["CustomerGatewayName"]),
    address: textOf(entry["IpAddress"]),
    ...defined({ createTime: textOf(entry["CreatedTime"]) || undefined }),
  };
}

const describe = (select: Params): ListAction<UserGw> => ({
  action: "DescribeCustomerGateways",
  set: "CustomerGatewaySet",
  select,
  read: userGwOf,
  idOf: (entry) => entry.id,
});

/** The peer gateways of the region, oldest first. */
export const listUserGws = async (scope: ClientScope): Promise<UserGw[]> =>
  oldestFirst(await listAll(listOf(scope, describe({}))));

export const readUserGw = (scope: ClientScope, id: string, options: ReadOptions = {}): Promise<ReadById<UserGw>> =>
  readById(listOf(scope, { ...describe({ CustomerGatewayIds: [unified(id)] }), ...options }), id);

export const userGwExists = async (scope: ClientScope, id: string): Promise<boolean> =>
  (await readUserGw(scope, id)).kind === "found";

export const addUserGw = (
  scope: ClientScope,
  what: { readonly name: string; readonly address: string },
): Promise<string> =>
  call(
    scope,
    "CreateCustomerGateway",
    { CustomerGatewayName: what.name, IpAddress: what.address },
    ONCE,
    ({ CustomerGateway: made }) => textOf(groupOf(made)["CustomerGatewayId"]),
  );

/** The name is the only thing that can be changed. */
export const renameUserGw = (scope: ClientScope, id: string, name: string): Promise<void> =>
  call(
    scope,
    "ModifyCustomerGatewayAttribute",
    { CustomerGatewayId: unified(id), CustomerGatewayName: name },
    FREELY,
    () => {},
  );

/** Refused with ResourceInUse while a tunnel uses it. */
export const deleteUserGw = (scope: ClientScope, id: string): Promise<void> =>
  call(scope, "DeleteCustomerGateway", { CustomerGatewayId: unified(id) }, FREELY, () => {});
