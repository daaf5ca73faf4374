import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { VpnGw, VpnGwStatus } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { listAll } from "../wire/paging.ts";
import { countOf, textOf } from "../wire/values.ts";
import { idOf } from "./ids.ts";
import { listOf } from "./list.ts";

/** Numbers 0 to 6 of `vpnGwStatus` (docs/api.md 2.3). */
const STATUSES: readonly VpnGwStatus[] = [
  "awaiting-payment",
  "payment-failed",
  "delivering",
  "delivery-failed",
  "destroying",
  "destroy-failed",
  "running",
];

/** Decodes an entry of DescribeVpnGw (docs/api.md 2.9; 215/5108). */
export function vpnGwOf(entry: Envelope): VpnGw {
  const status = textOf(entry["vpnGwStatus"]);
  return {
    id: idOf(entry, "vpnGwId", "unVpnGwId"),
    vpc: idOf(entry, "vpcId", "unVpcId"),
    name: textOf(entry["vpnGwName"]),
    status: STATUSES[countOf(status) ?? -1] ?? `unknown-${status === "" ? "missing" : status}`,
    ...defined({
      bandwidth: countOf(entry["bandwidth"]),
      address: textOf(entry["vpnGwAddress"]) || undefined,
      expireTime: textOf(entry["expireTime"]) || undefined,
      createTime: textOf(entry["createTime"]) || undefined,
    }),
  };
}

/** DescribeVpnGw: the VPN gateways that match the filter. Ids in either form; the service matches parts of `vpnGwName`. */
export function listVpnGws(
  scope: ClientScope,
  filter: { readonly vpcId?: string; readonly vpnGwId?: string; readonly vpnGwName?: string },
): Promise<VpnGw[]> {
  const { vpcId, vpnGwId, vpnGwName } = filter;
  const list = listOf(scope, {
    action: "DescribeVpnGw",
    filter: { vpcId, vpnGwId, vpnGwName },
    read: vpnGwOf,
    idOf: (gateway) => gateway.id,
  });
  return listAll(list);
}
