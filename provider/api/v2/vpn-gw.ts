import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { VpnGw, VpnGwStatus } from "../types.ts";
import type { Envelope } from "./decode.ts";
import { listAll } from "./paging.ts";
import { countOf, idOf, textOf } from "./wire-values.ts";

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

/** One entry of DescribeVpnGw (docs/api.md 2.9; 215/5108). */
export function vpnGwOf(entry: Envelope): VpnGw {
  const status = textOf(entry["vpnGwStatus"]);
  const bandwidth = countOf(entry["bandwidth"]);
  const texts = {
    address: textOf(entry["vpnGwAddress"]),
    expireTime: textOf(entry["expireTime"]),
    createTime: textOf(entry["createTime"]),
  };
  return {
    id: idOf(entry, "vpnGwId", "unVpnGwId"),
    vpc: idOf(entry, "vpcId", "unVpcId"),
    name: textOf(entry["vpnGwName"]),
    status: STATUSES[countOf(status) ?? -1] ?? `unknown-${status === "" ? "missing" : status}`,
    ...defined({ bandwidth }),
    ...(Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== "")) as Partial<typeof texts>),
  };
}

/**
 * DescribeVpnGw: all VPN gateways that fit, in all pages, oldest first, each once.
 *
 * @param filter Ids in either form; of `vpnGwName` the service takes a part for the whole.
 */
export function listVpnGws(
  scope: ClientScope,
  filter: { readonly vpcId?: string; readonly vpnGwId?: string; readonly vpnGwName?: string },
): Promise<VpnGw[]> {
  const { vpcId, vpnGwId, vpnGwName } = filter;
  return listAll(scope, {
    action: "DescribeVpnGw",
    filter: { vpcId, vpnGwId, vpnGwName },
    read: vpnGwOf,
    idOf: (gateway) => gateway.id,
  });
}
