import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { Vpc } from "../types.ts";
import type { Envelope } from "./decode.ts";
import { type ListAction, listAll } from "./paging.ts";
import { idOf, textOf } from "./wire-values.ts";

/** One entry of DescribeVpcEx (docs/api.md 2.12; 215/1372). */
export function vpcOf(entry: Envelope): Vpc {
  const isDefault = entry["isDefault"];
  const createTime = textOf(entry["createTime"]);
  return {
    id: idOf(entry, "vpcId", "unVpcId"),
    name: textOf(entry["vpcName"]),
    cidrBlock: textOf(entry["cidrBlock"]),
    isDefault: isDefault === true || textOf(isDefault) === "1" || textOf(isDefault) === "true",
    ...(createTime === "" ? {} : { createTime }),
  };
}

/**
 * DescribeVpcEx (docs/api.md 2.12; 215/1372): all VPCs of the region, in all pages, oldest first, each once.
 *
 * @param filter `vpcId` in either form; `vpcName`, of which the service takes a part for the whole.
 * @param until Ends the reading at the first VPC that fits.
 */
export function listVpcs(
  scope: ClientScope,
  filter: { readonly vpcId?: string; readonly vpcName?: string } = {},
  until?: (vpc: Vpc) => boolean,
): Promise<Vpc[]> {
  const list: ListAction<Vpc> = {
    action: "DescribeVpcEx",
    filter: { vpcId: filter.vpcId, vpcName: filter.vpcName },
    read: vpcOf,
    idOf: (vpc) => vpc.id,
    ...defined({ until }),
  };
  return listAll(scope, list);
}
