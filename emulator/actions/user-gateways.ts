/** AddUserGw, DescribeUserGw, ModifyUserGw, DeleteUserGw, DescribeUserGwVendor (docs/api.md 2.10, vendor docs 215/5116-5120). */

import { badParameter, refuse } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { checkName } from "../rules/names.ts";
import { page } from "../rules/paging.ts";
import { isOwn, unlessMissing, userGatewayOf } from "../rules/parents.ts";
import { isPeerAddress } from "../rules/peer-address.ts";
import { checkMayChange, isShown } from "../rules/permissions.ts";
import type { UserGateway } from "../state/model.ts";
import { userGatewayView, viewContext, withoutOmitted } from "../state/views.ts";

/** Creates a peer gateway at once; its unified id is at the top level of the answer. */
export function addUserGw(call: ApiCall): Answer {
  const { parameters, cloud, account, region, now } = call;
  const { store, settings } = cloud;
  const name = checkName(parameters.required("userGwName"), "InvalidUserGwName");
  const address = parameters.required("userGwAddr");
  if (!isPeerAddress(address)) {
    throw badParameter("userGwAddr", "must be a public IPv4 address");
  }
  const inAccount = store.userGateways.where((other) => other.account === account);
  if (settings.switches.uniqueUserGwAddr === "on" && inAccount.some((other) => other.address === address)) {
    throw refuse("InvalidUserGw.InUse", "the address is taken in this account");
  }
  if (settings.quotas && inAccount.filter((other) => other.region === region).length >= 20) {
    throw refuse("UserGwLimitExceeded", "a region may have 20 peer gateways");
  }
  const userGateway: UserGateway = {
    account,
    region,
    id: store.newId("cgw"),
    number: store.newNumber("userGateway"),
    createdAt: now,
    name,
    address,
    bgpAsn: null,
    tags: [],
  };
  store.userGateways.add(userGateway);
  store.changed();
  return { userGwId: userGateway.id };
}

/** The peer gateways that match the filters, newest first; every number in the answer is text, as in the vendor's example. */
export function describeUserGw(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const id = parameters.text("userGwId");
  const name = parameters.text("userGwName");
  const only = id === undefined ? undefined : unlessMissing(call, () => userGatewayOf(call, id));
  const userGateways = cloud.store.userGateways.where(
    (userGateway) =>
      isOwn(call, userGateway) &&
      isShown(call, "userGateways", userGateway, id !== undefined) &&
      (id === undefined || userGateway === only) &&
      (name === undefined || userGateway.name.includes(name)),
  );
  const context = viewContext(cloud);
  const found = page(call, userGateways, "userGwName", 50);
  const number = (value: number): string | number =>
    cloud.settings.switches.userGwNumbers === "text" ? String(value) : value;
  return {
    totalCount: number(found.totalCount),
    data: found.records.map((userGateway) => {
      const {
        account: _account,
        region: _region,
        bgpAsn: _bgpAsn,
        tags: _tags,
        ...view
      } = userGatewayView(context, userGateway);
      return withoutOmitted(
        { ...view, userGwId: number(view.userGwId), vpnConnNum: number(view.vpnConnNum) },
        cloud.settings.switches.omit,
      );
    }),
  };
}

/** Renames a peer gateway; its address cannot be changed. */
export function modifyUserGw(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const id = parameters.required("userGwId");
  const name = parameters.required("userGwName");
  const userGateway = userGatewayOf(call, id);
  checkMayChange(call, "userGateways", userGateway);
  checkName(name, "InvalidUserGwName");
  userGateway.name = name;
  cloud.store.changed();
  return {};
}

/** Deletes a peer gateway at once; while tunnels use it the switch userGwInUse decides, as the sources are silent. */
export function deleteUserGw(call: ApiCall): Answer {
  const { store, settings } = call.cloud;
  const userGateway = userGatewayOf(call, call.parameters.required("userGwId"));
  checkMayChange(call, "userGateways", userGateway);
  const { userGwInUse } = settings.switches;
  const used = store.tunnels.where((tunnel) => tunnel.userGateway === userGateway.id).length > 0;
  if (used && userGwInUse !== "allow") {
    throw refuse(userGwInUse, "VPN tunnels still use the peer gateway");
  }
  store.userGateways.remove(userGateway);
  store.changed();
  return {};
}

/** The devices of GetVpnConnConfig, from the vendor's example. */
export const vendors = [
  { platform: "ios", software: "V15.4", vendorname: "cisco" },
  { platform: "comware", software: "V1.0", vendorname: "h3c" },
] as const;

/** The list of devices. */
export function describeUserGwVendor(): Answer {
  return { data: vendors };
}
