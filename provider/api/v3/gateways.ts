import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { Vpc, VpnGw, VpnGwStatus } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { type List, listAll } from "../wire/paging.ts";
import { readById } from "../wire/read-by-id.ts";
import { countOf, textOf } from "../wire/values.ts";
import { filters, idFilter, idOf, listOf, unified } from "./list.ts";
import type { Params } from "./request.ts";

/** VPN gateways and VPCs (docs/api-3.md 6). */

const STATUSES: Readonly<Record<string, VpnGwStatus>> = {
  PENDING: "delivering",
  PENDING_ERROR: "delivery-failed",
  AVAILABLE: "running",
  DELETING: "destroying",
  DELETING_ERROR: "destroy-failed",
};

/** Decodes an entry. That of a CCN gateway has no VPC. */
function vpnGwOf(entry: Envelope): VpnGw {
  const state = textOf(entry["State"]);
  return {
    id: idOf(entry, "VpnGatewayId"),
    vpc: idOf(entry, "VpcId"),
    name: textOf(entry["VpnGatewayName"]),
    status: STATUSES[state] ?? `unknown-${state === "" ? "missing" : state}`,
    ...defined({
      version: textOf(entry["Version"]) || undefined,
      bandwidth: countOf(entry["InternetMaxBandwidthOut"]),
      address: textOf(entry["PublicIpAddress"]) || undefined,
      expireTime: textOf(entry["ExpiredTime"]) || undefined,
      createTime: textOf(entry["CreatedTime"]) || undefined,
    }),
  };
}

const vpnGws = (scope: ClientScope, select: Params): List<VpnGw> =>
  listOf(scope, {
    action: "DescribeVpnGateways",
    set: "VpnGatewaySet",
    select,
    read: vpnGwOf,
    idOf: (entry) => entry.id,
  });

export function listVpnGws(
  scope: ClientScope,
  { vpcId, vpnGwId, vpnGwName }: { readonly vpcId?: string; readonly vpnGwId?: string; readonly vpnGwName?: string },
): Promise<VpnGw[]> {
  const by = {
    "vpc-id": idFilter(vpcId),
    "vpn-gateway-id": idFilter(vpnGwId),
    "vpn-gateway-name": vpnGwName,
  };
  return listAll(vpnGws(scope, filters(by)));
}

export const vpnGwExists = async (scope: ClientScope, id: string): Promise<boolean> =>
  (await readById(vpnGws(scope, { VpnGatewayIds: [unified(id)] }), id, "vpn-gw-not-found")).kind === "found";

const vpcOf = (entry: Envelope): Vpc => ({
  id: idOf(entry, "VpcId"),
  name: textOf(entry["VpcName"]),
  cidrBlock: textOf(entry["CidrBlock"]),
  isDefault: entry["IsDefault"] === true,
  ...defined({ createTime: textOf(entry["CreatedTime"]) || undefined }),
});

const vpcs = (scope: ClientScope, select: Params, until?: (vpc: Vpc) => boolean): List<Vpc> =>
  listOf(scope, {
    action: "DescribeVpcs",
    set: "VpcSet",
    select,
    read: vpcOf,
    idOf: (entry) => entry.id,
    until,
    hasTextPages: true,
  });

/** The service matches parts of `vpcName`. */
export function listVpcs(
  scope: ClientScope,
  { vpcId, vpcName }: { readonly vpcId?: string; readonly vpcName?: string },
  until?: (vpc: Vpc) => boolean,
): Promise<Vpc[]> {
  return listAll(vpcs(scope, filters({ "vpc-id": idFilter(vpcId), "vpc-name": vpcName }), until));
}

export const vpcExists = async (scope: ClientScope, id: string): Promise<boolean> =>
  (await readById(vpcs(scope, { VpcIds: [unified(id)] }), id)).kind === "found";
