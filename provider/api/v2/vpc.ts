import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { Vpc } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { listAll } from "../wire/paging.ts";
import { textOf } from "../wire/values.ts";
import { idOf } from "./ids.ts";
import { listOf } from "./list.ts";

/** Decodes an entry of DescribeVpcEx (docs/api.md 2.12; 215/1372). */
export function vpcOf(entry: Envelope): Vpc {
  const isDefault = entry["isDefault"];
  return {
    id: idOf(entry, "vpcId", "unVpcId"),
    name: textOf(entry["vpcName"]),
    cidrBlock: textOf(entry["cidrBlock"]),
    isDefault: isDefault === true || textOf(isDefault) === "1" || textOf(isDefault) === "true",
    ...defined({ createTime: textOf(entry["createTime"]) || undefined }),
  };
}

/**
 * DescribeVpcEx (docs/api.md 2.12; 215/1372): the VPCs of the region.
 *
 * @param filter `vpcId` in either form; the service matches parts of `vpcName`.
 * @param until Ends the list at the first match.
 */
export function listVpcs(
  scope: ClientScope,
  filter: { readonly vpcId?: string; readonly vpcName?: string } = {},
  until?: (vpc: Vpc) => boolean,
): Promise<Vpc[]> {
  const list = listOf<Vpc>(scope, {
    action: "DescribeVpcEx",
    filter: { vpcId: filter.vpcId, vpcName: filter.vpcName },
    read: vpcOf,
    idOf: (vpc) => vpc.id,
    until,
  });
  return listAll(list);
}
