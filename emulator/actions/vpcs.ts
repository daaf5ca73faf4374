/** DescribeVpcEx, CreateVpc, DeleteVpc (docs/api.md 2.12, vendor doc 215/1372). */

import { badParameter, refuse } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { checkName } from "../rules/names.ts";
import { addressNumber, rangeOf } from "../rules/networks.ts";
import { page } from "../rules/paging.ts";
import { isOwn, unlessMissing, vpcOf } from "../rules/parents.ts";
import { checkMayChange, isShown } from "../rules/permissions.ts";
import type { Vpc } from "../state/model.ts";
import { legacyVpcId, timeText, viewContext, vpcView } from "../state/views.ts";

/** The highest limit for a list of VPCs; none is documented. */
const maxLimit = 100;

/** The VPCs that match the filters, newest first, 20 a page by default. */
export function describeVpcEx(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const id = parameters.text("vpcId");
  // The English page calls the filter vpnName.
  const name = parameters.text("vpcName") ?? parameters.text("vpnName");
  const only = id === undefined ? undefined : unlessMissing(call, () => vpcOf(call, id));
  const vpcs = cloud.store.vpcs.where(
    (vpc) =>
      isOwn(call, vpc) &&
      isShown(call, "vpcs", vpc, id !== undefined) &&
      (id === undefined || vpc === only) &&
      (name === undefined || vpc.name.includes(name)),
  );
  const context = viewContext(cloud);
  const found = page(call, vpcs, "vpcName", maxLimit);
  return {
    totalCount: found.totalCount,
    data: found.records.map((vpc) => {
      const { account: _account, region: _region, ...view } = vpcView(context, vpc);
      return view;
    }),
  };
}

/** Creates a VPC; its ids are at the top level of the answer. */
export function createVpc(call: ApiCall): Answer {
  const { parameters, cloud, account, region, now } = call;
  const { store, settings } = cloud;
  const name = checkName(parameters.required("vpcName"), "InvalidVpcName");
  const cidr = parameters.required("cidrBlock");
  if (!isVpcNetwork(cidr)) {
    throw refuse("InvalidVpcCidr", "the network must be a /16 to /28 in 10.0.0.0/16, 172.16.0.0/16 or 192.168.0.0/16");
  }
  if ([...parameters.all.keys()].some((key) => key.startsWith("subnetSet."))) {
    throw badParameter("subnetSet", "is not emulated");
  }
  // The number of VPCs is not documented; this is the default of the current product.
  if (settings.quotas && store.vpcs.where((vpc) => isOwn(call, vpc)).length >= 20) {
    throw refuse("VpcLimitExceeded", "no further VPC is allowed");
  }
  const vpc: Vpc = {
    account,
    region,
    id: store.newId("vpc"),
    number: store.newNumber("vpc"),
    createdAt: now,
    name,
    cidr,
    isDefault: false,
  };
  store.vpcs.add(vpc);
  store.changed();
  const context = viewContext(cloud);
  return {
    vpcId: legacyVpcId(vpc),
    uniqVpcId: vpc.id,
    vpcCreateTime: timeText(now + context.offset, context.zone),
    subnetSet: [],
    routeTableSet: [],
  };
}

/** Deletes a VPC that has no VPN gateway. */
export function deleteVpc(call: ApiCall): Answer {
  const { store } = call.cloud;
  const vpc = vpcOf(call, call.parameters.required("vpcId"));
  checkMayChange(call, "vpcs", vpc);
  if (store.gateways.where((gateway) => gateway.vpc === vpc.id).length > 0) {
    throw refuse("InvalidVpc.CannotDelete", "the VPC still has resources");
  }
  store.vpcs.remove(vpc);
  store.changed();
  return {};
}

function isVpcNetwork(cidr: string): boolean {
  const range = rangeOf(cidr);
  const [address, length] = cidr.split("/");
  if (range === undefined || addressNumber(address ?? "") !== range.first) {
    return false;
  }
  const inside = ["10.0.0.0/16", "172.16.0.0/16", "192.168.0.0/16"].some((block) => {
    const outer = rangeOf(block);
    return outer !== undefined && outer.first <= range.first && range.last <= outer.last;
  });
  return inside && Number(length) >= 16 && Number(length) <= 28;
}
