/** DescribeVpnGw and RunVpnGw (docs/api.md 2.9, vendor doc 215/5108). API 2.0 has no action that deletes a gateway. */

import { randomInt } from "node:crypto";
import { badParameter, refuse } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { checkName } from "../rules/names.ts";
import { page } from "../rules/paging.ts";
import { gatewayOf, isOwn, unlessMissing, vpcOf } from "../rules/parents.ts";
import { isShown } from "../rules/permissions.ts";
import type { VpnGateway } from "../state/model.ts";
import { gatewayAddress } from "../state/seed.ts";
import { gatewayView, viewContext } from "../state/views.ts";

/** The VPN gateways that match the filters, newest first, 20 a page by default and 50 at most. */
export function describeVpnGw(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const vpcId = parameters.text("vpcId");
  const vpnGwId = parameters.text("vpnGwId");
  const name = parameters.text("vpnGwName");
  const dealId = parameters.text("dealId");
  const vpc = vpcId === undefined ? undefined : unlessMissing(call, () => vpcOf(call, vpcId));
  const only = vpnGwId === undefined ? undefined : unlessMissing(call, () => gatewayOf(call, vpnGwId, vpc));
  const gateways = cloud.store.gateways.where(
    (gateway) =>
      isOwn(call, gateway) &&
      isShown(call, "vpnGateways", gateway, vpnGwId !== undefined) &&
      (vpc === undefined || isShown(call, "vpcs", vpc, true)) &&
      (vpcId === undefined || gateway.vpc === vpc?.id) &&
      (vpnGwId === undefined || gateway === only) &&
      (name === undefined || gateway.name.includes(name)) &&
      (dealId === undefined || gateway.dealId === dealId),
  );
  const context = viewContext(cloud);
  const found = page(call, gateways, "vpnGwName", 50);
  return {
    totalCount: found.totalCount,
    data: found.records.map((gateway) => {
      // API 2.0 knows neither version nor type nor BGP.
      const {
        account: _account,
        region: _region,
        version: _version,
        type: _type,
        bgpAsn: _bgpAsn,
        ...view
      } = gatewayView(context, gateway);
      return view;
    }),
  };
}

/** Orders a VPN gateway: state 2 for as long as a task takes, then 6. */
export function runVpnGw(call: ApiCall): Answer {
  const { parameters, cloud, account, region, now } = call;
  const { store, settings } = cloud;
  const name = checkName(parameters.required("name"), "InvalidVpnGwName");
  const vpcId = parameters.required("vpcId");
  parameters.required("bandwidth");
  const bandwidth = Number(parameters.oneOf("bandwidth", ["5", "10", "20", "50", "100"]));
  parameters.required("chargeType");
  const prepaid = parameters.oneOf("chargeType", ["PREPAID", "POSTPAID_BY_HOUR"]) === "PREPAID";
  const months = prepaid ? prepaidMonths(call) : 0;
  const autoRenew = prepaid && parameters.whole("chargePrepaid.isAutoRenewals", 0, 1) === 1;
  const vpc = vpcOf(call, vpcId);
  if (settings.quotas && store.gateways.where((gateway) => gateway.vpc === vpc.id).length >= 10) {
    throw refuse("VpnGwLimitExceeded", "a VPC may have 10 VPN gateways");
  }
  const number = store.newNumber("gateway");
  const gateway: VpnGateway = {
    account,
    region,
    id: store.newId("vpngw"),
    number,
    createdAt: now,
    vpc: vpc.id,
    name,
    bandwidth,
    address: gatewayAddress(number),
    slaAddress: "169.254.112.1",
    dealId: String(randomInt(1e6, 1e7)),
    autoRenew,
    expiresAt: prepaid ? now + months * 30 * 86_400_000 : null,
    runsAt: now + settings.taskMs,
    version: "3.0",
    type: "IPSEC",
    bgpAsn: null,
  };
  store.gateways.add(gateway);
  store.changed();
  return { data: { vpnGwId: gateway.id } };
}

function prepaidMonths(call: ApiCall): number {
  call.parameters.required("chargePrepaid.period");
  const months = call.parameters.whole("chargePrepaid.period", 1, 36) ?? 1;
  if (months > 12 && months !== 24 && months !== 36) {
    throw badParameter("chargePrepaid.period", "must be 1 to 12, 24 or 36");
  }
  return months;
}
