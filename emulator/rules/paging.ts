/** Order and paging of lists: offset, limit, orderField, orderDirection (docs/api.md 2.5, 2.9, 2.10, 2.12). */

import type { ApiCall } from "../requests/call.ts";

interface Sortable {
  readonly name: string;
  readonly createdAt: number;
  readonly number: number;
}

/**
 * One page of a list, newest first by default, and the total count.
 *
 * @param nameField the value of orderField that sorts by name, such as `vpnConnName`.
 * @param maxLimit the highest limit; the default is 20.
 * @throws ApiError 4000 for a value out of range.
 */
export function page<T extends Sortable>(
  call: ApiCall,
  records: readonly T[],
  nameField: string,
  maxLimit: number,
): { totalCount: number; records: T[] } {
  const { parameters } = call;
  const offset = parameters.whole("offset", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const limit = parameters.whole("limit", 1, maxLimit) ?? 20;
  const byName = parameters.oneOf("orderField", ["createTime", nameField]) === nameField;
  const sign = parameters.oneOf("orderDirection", ["desc", "asc"]) === "asc" ? 1 : -1;
  const sorted = records.toSorted((a, b) => {
    const order = byName ? compare(a.name, b.name) : a.createdAt - b.createdAt;
    return sign * (order === 0 ? a.number - b.number : order);
  });
  return { totalCount: records.length, records: sorted.slice(offset, offset + limit) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
