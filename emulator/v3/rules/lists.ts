/** Lists: ids or filters, order and paging (docs/api-3.md 3.2, 5, 6). */

import { z } from "zod";
import type { Caller } from "../../requests/call.ts";
import { isOwn } from "../../rules/parents.ts";
import { isShown } from "../../rules/permissions.ts";
import type { RemovableKind } from "../../state/types.ts";
import { Api3Error } from "../protocol/error.ts";
import { checkId } from "./find.ts";

const filters = z.array(z.strictObject({ Name: z.string(), Values: z.array(z.string()) })).optional();

/** Ids in a request. */
export const idList = z.array(z.string()).optional();

/** Filters and paging of a request; DescribeVpcs takes Offset and Limit as texts. */
export const listInput = {
  Filters: filters,
  Offset: z.int().min(0).optional(),
  Limit: z.int().min(1).max(100).optional(),
};

interface Listed {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
  readonly number: number;
}

/** A list of one kind of resource. */
export interface List<T extends Listed> {
  /** The kind, for permissions. */
  readonly kind: RemovableKind;
  /** Name of the parameter with ids, such as `VpnConnectionIds`. */
  readonly idsName: string;
  /** Code for an id that is not there. */
  readonly missing: string;
  /** The filter that asks by id, such as `vpn-connection-id`. */
  readonly idFilter: string;
  /** Whether a record has a value, for each other filter. */
  readonly filters: Readonly<Record<string, (record: T, value: string) => boolean>>;
}

/** What a request asks a list for. */
export interface ListRequest {
  readonly ids: readonly string[] | undefined;
  readonly filters: z.output<typeof filters>;
  readonly offset: number | undefined;
  readonly limit: number | undefined;
}

/**
 * One page of the records that match, and their count.
 *
 * @param records every record that exists.
 * @throws Api3Error `InvalidParameter.Coexist`, `InvalidParameter.FilterInvalidKey`, `InvalidParameterValue.LimitExceeded`,
 * `InvalidParameterValue.Malformed`, or the list's code for a missing id.
 */
export function selected<T extends Listed>(
  call: Caller,
  list: List<T>,
  records: readonly T[],
  request: ListRequest,
): { total: number; page: T[] } {
  const { ids = [], filters: asked = [], offset = 0, limit = 20 } = request;
  if (ids.length > 0 && asked.length > 0) {
    throw new Api3Error("InvalidParameter.Coexist", `${list.idsName} and Filters exclude each other`);
  }
  if (ids.length > 100 || asked.length > 10 || asked.some(({ Values }) => Values.length > 5)) {
    const message = `there may be 100 ${list.idsName}, 10 Filters and 5 Values of each`;
    throw new Api3Error("InvalidParameterValue.LimitExceeded", message);
  }
  const mine = records.filter((record) => isOwn(call, record));
  for (const id of ids) {
    checkId(list.kind, list.idsName, id);
  }
  checkMissing(call, list, mine, ids);
  const byId = new Set([...ids, ...asked.filter(({ Name }) => Name === list.idFilter).flatMap(({ Values }) => Values)]);
  const tests = asked.map((filter) => testOf(call, list, filter));
  const found = mine.filter(
    (record) =>
      isShown(call, list.kind, record, byId.has(record.id)) &&
      (ids.length === 0 || ids.includes(record.id)) &&
      tests.every((fits) => fits(record)),
  );
  return { total: found.length, page: ordered(call, found).slice(offset, offset + limit) };
}

function checkMissing<T extends Listed>(
  call: Caller,
  list: List<T>,
  records: readonly T[],
  ids: readonly string[],
): void {
  const { missingIds, missingAmongIds } = call.cloud.settings.switches;
  const known = new Set(records.map(({ id }) => id));
  const missing = ids.filter((id) => !known.has(id));
  const some = missing.length < ids.length && missingAmongIds === "others";
  if (missing.length > 0 && missingIds !== "empty" && !some) {
    throw new Api3Error(list.missing, `${list.idsName} names something that does not exist: ${missing.join(", ")}`);
  }
}

/** Names of parents, by the filter that asks for them. */
const parents: Readonly<Record<string, RemovableKind>> = {
  "vpc-id": "vpcs",
  "vpn-gateway-id": "vpnGateways",
  "customer-gateway-id": "userGateways",
};

function testOf<T extends Listed>(
  call: Caller,
  list: List<T>,
  { Name, Values }: { Name: string; Values: string[] },
): (record: T) => boolean {
  if (Name === list.idFilter) {
    return (record) => Values.includes(record.id);
  }
  const has = Object.hasOwn(list.filters, Name) ? list.filters[Name] : undefined;
  if (has === undefined) {
    throw new Api3Error("InvalidParameter.FilterInvalidKey", "Filters has a Name that this action does not know");
  }
  // A filter by a hidden parent finds nothing.
  const parent = parents[Name];
  const shown = Values.filter((id) => parent === undefined || isShown(call, parent, { id }, true));
  return (record) => shown.some((value) => has(record, value));
}

/** In the order of the switch; a shuffled list has another order at each call, so that its pages overlap. */
function ordered<T extends Listed>(call: Caller, records: readonly T[]): T[] {
  const { listOrder } = call.cloud.settings.switches;
  if (listOrder === "shuffled") {
    return records
      .map((record) => ({ record, place: Math.random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ record }) => record);
  }
  const sign = listOrder === "oldest" ? 1 : -1;
  return records.toSorted((a, b) => sign * (a.createdAt - b.createdAt || a.number - b.number));
}

/** Whether a name has a value of a name filter (switch `nameFilter`). */
export function namesMatch(call: Caller, name: string, value: string): boolean {
  return call.cloud.settings.switches.nameFilter === "part" ? name.includes(value) : name === value;
}
