/** DescribeVpnGateways and DescribeVpcs (docs/api-3.md 6). */

import { z } from "zod";
import type { Answer } from "../../requests/call.ts";
import type { Vpc, VpnGateway } from "../../state/model.ts";
import { gatewayView, type ViewContext, viewContext, vpcView } from "../../state/views.ts";
import { action3 } from "../protocol/call.ts";
import { idList, listInput, namesMatch, selected } from "../rules/lists.ts";

const gatewaySchema = z.strictObject({ VpnGatewayIds: idList, ...listInput });

/** The VPN gateways with the ids, or those that match every filter. */
export const describeVpnGateways = action3(gatewaySchema, (call, input): Answer => {
  const context = viewContext(call.cloud);
  const { total, page } = selected<VpnGateway>(
    call,
    {
      kind: "vpnGateways",
      idsName: "VpnGatewayIds",
      missing: "InvalidVpnGatewayId.NotFound",
      idFilter: "vpn-gateway-id",
      filters: {
        "vpc-id": ({ type, vpc }, id) => type === "IPSEC" && vpc === id,
        "vpn-gateway-name": ({ name }, value) => namesMatch(call, name, value),
        type: ({ type }, value) => type === value,
        "public-ip-address": ({ address }, value) => address === value,
        "renew-flag": (gateway, value) => renewFlag(gateway) === value,
        zone: () => false,
      },
    },
    [...call.cloud.store.gateways.values()],
    { ids: input.VpnGatewayIds, filters: input.Filters, offset: input.Offset, limit: input.Limit },
  );
  return { TotalCount: total, VpnGatewaySet: page.map((gateway) => gatewayEntry(context, gateway)) };
});

/** The values of this field are assumed. */
function renewFlag({ autoRenew }: VpnGateway): string {
  return autoRenew ? "NOTIFY_AND_AUTO_RENEW" : "NOTIFY_AND_MANUAL_RENEW";
}

function gatewayEntry(context: ViewContext, gateway: VpnGateway): Answer {
  const view = gatewayView(context, gateway);
  const isCcn = gateway.type === "CCN";
  return {
    VpnGatewayId: gateway.id,
    VpcId: isCcn ? "" : gateway.vpc,
    VpnGatewayName: gateway.name,
    Type: gateway.type,
    State: view.vpnGwStatus === 6 ? "AVAILABLE" : "PENDING",
    PublicIpAddress: gateway.address,
    InternetMaxBandwidthOut: gateway.bandwidth,
    CreatedTime: view.createTime,
    ExpiredTime: view.expireTime,
    RenewFlag: renewFlag(gateway),
    InstanceChargeType: gateway.expiresAt === null ? "POSTPAID_BY_HOUR" : "PREPAID",
    Version: gateway.version,
    NetworkInstanceId: isCcn ? `ccn-${gateway.id.split("-")[1]}` : "",
    ...(gateway.bgpAsn === null ? {} : { BgpAsn: gateway.bgpAsn }),
    TagSet: [],
  };
}

const digits = z.string().regex(/^\d{1,9}$/, "must be a whole number as text");

const vpcSchema = z.strictObject({
  VpcIds: idList,
  Filters: listInput.Filters,
  Offset: digits.optional(),
  Limit: digits.refine((text) => Number(text) >= 1 && Number(text) <= 100, "must be from 1 to 100").optional(),
});

/** The VPCs with the ids, or those that match every filter. Offset and Limit are texts. */
export const describeVpcs = action3(vpcSchema, (call, input): Answer => {
  const context = viewContext(call.cloud);
  const { total, page } = selected<Vpc>(
    call,
    {
      kind: "vpcs",
      idsName: "VpcIds",
      missing: "ResourceNotFound",
      idFilter: "vpc-id",
      filters: {
        // Documented to take parts, unlike the name filters of the other lists.
        "vpc-name": ({ name }, value) => name.includes(value),
        "is-default": ({ isDefault }, value) => String(isDefault) === value,
        "cidr-block": ({ cidr }, value) => cidr === value,
        tags: () => false,
      },
    },
    [...call.cloud.store.vpcs.values()],
    {
      ids: input.VpcIds,
      filters: input.Filters,
      offset: input.Offset === undefined ? undefined : Number(input.Offset),
      limit: input.Limit === undefined ? undefined : Number(input.Limit),
    },
  );
  return {
    TotalCount: total,
    VpcSet: page.map((vpc) => ({
      VpcId: vpc.id,
      VpcName: vpc.name,
      CidrBlock: vpc.cidr,
      IsDefault: vpc.isDefault,
      CreatedTime: vpcView(context, vpc).createTime,
      AssistantCidrSet: [],
      TagSet: [],
    })),
  };
});
