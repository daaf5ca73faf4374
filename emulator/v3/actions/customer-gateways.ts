/** The actions of customer gateways, which API 2.0 calls user gateways (docs/api-3.md 5). */

import { z } from "zod";
import { vendors } from "../../actions/user-gateways.ts";
import type { Answer } from "../../requests/call.ts";
import { isPeerAddress } from "../../rules/peer-address.ts";
import type { UserGateway } from "../../state/model.ts";
import { timeText, viewContext, withoutOmitted } from "../../state/views.ts";
import { action3, type Call3 } from "../protocol/call.ts";
import { Api3Error } from "../protocol/error.ts";
import { checkMayChange3, exists, userGatewayOf3 } from "../rules/find.ts";
import { idList, listInput, namesMatch, selected } from "../rules/lists.ts";
import { checkName3 } from "../rules/names.ts";
import { tagsInput } from "../rules/settings.ts";

const bgpAsn = z
  .int()
  .min(1)
  .max(4_294_967_295)
  .refine((asn) => ![139_341, 45_090, 58_835].includes(asn), "is reserved")
  .optional();

const createSchema = z.strictObject({
  CustomerGatewayName: z.string(),
  IpAddress: z.string(),
  BgpAsn: bgpAsn,
  Tags: tagsInput,
});

/** Creates a customer gateway at once. */
export const createCustomerGateway = action3(createSchema, (call, input): Answer => {
  const { cloud, account, region, now } = call;
  const { store, settings } = cloud;
  const name = checkName3("CustomerGatewayName", input.CustomerGatewayName);
  if (!isPeerAddress(input.IpAddress)) {
    throw new Api3Error("InvalidParameterValue.Malformed", "IpAddress must be a public IPv4 address");
  }
  const inAccount = store.userGateways.where((other) => other.account === account);
  if (settings.switches.uniqueUserGwAddr === "on" && inAccount.some(({ address }) => address === input.IpAddress)) {
    throw new Api3Error("UnsupportedOperation.RecordExists", "the address is taken in this account");
  }
  if (settings.quotas && inAccount.filter((other) => other.region === region).length >= 20) {
    throw new Api3Error("LimitExceeded", "a region may have 20 customer gateways");
  }
  const userGateway: UserGateway = {
    account,
    region,
    id: store.newId("cgw"),
    number: store.newNumber("userGateway"),
    createdAt: now,
    name,
    address: input.IpAddress,
    bgpAsn: input.BgpAsn ?? null,
    tags: input.Tags ?? [],
  };
  store.userGateways.add(userGateway);
  store.changed();
  return { CustomerGateway: entry(call, userGateway) };
});

const listSchema = z.strictObject({ CustomerGatewayIds: idList, ...listInput });

/** The customer gateways with the ids, or those that match every filter. */
export const describeCustomerGateways = action3(listSchema, (call, input): Answer => {
  const { total, page } = selected<UserGateway>(
    call,
    {
      kind: "userGateways",
      idsName: "CustomerGatewayIds",
      missing: "ResourceNotFound",
      idFilter: "customer-gateway-id",
      filters: {
        "customer-gateway-name": ({ name }, value) => namesMatch(call, name, value),
        "ip-address": ({ address }, value) => address === value,
      },
    },
    [...call.cloud.store.userGateways.values()],
    { ids: input.CustomerGatewayIds, filters: input.Filters, offset: input.Offset, limit: input.Limit },
  );
  return { TotalCount: total, CustomerGatewaySet: page.map((userGateway) => entry(call, userGateway)) };
});

const modifySchema = z.strictObject({
  CustomerGatewayId: z.string(),
  CustomerGatewayName: z.string(),
  BgpAsn: bgpAsn,
});

/** Renames a customer gateway; its address cannot be changed. */
export const modifyCustomerGatewayAttribute = action3(modifySchema, (call, input): Answer => {
  const userGateway = userGatewayOf3(call, input.CustomerGatewayId);
  checkMayChange3(call, "userGateways", userGateway);
  userGateway.name = checkName3("CustomerGatewayName", input.CustomerGatewayName);
  userGateway.bgpAsn = input.BgpAsn ?? userGateway.bgpAsn;
  call.cloud.store.changed();
  return {};
});

const deleteSchema = z.strictObject({ CustomerGatewayId: z.string() });

/** Deletes a customer gateway that no tunnel uses; the switch `userGwInUse` may allow it for others. */
export const deleteCustomerGateway = action3(deleteSchema, (call, input): Answer => {
  const { store, settings } = call.cloud;
  const userGateway = userGatewayOf3(call, input.CustomerGatewayId, settings.switches.deleteMissing);
  checkMayChange3(call, "userGateways", userGateway);
  const used =
    store.tunnels.where((tunnel) => tunnel.userGateway === userGateway.id && exists(call, tunnel)).length > 0;
  if (used && settings.switches.userGwInUse !== "allow") {
    throw new Api3Error("ResourceInUse", "VPN connections still use the customer gateway");
  }
  store.userGateways.remove(userGateway);
  store.changed();
  return {};
});

/** The devices that DownloadCustomerGatewayConfiguration takes. */
export const describeCustomerGatewayVendors = action3(z.strictObject({}), (): Answer => {
  const set = vendors.map((one) => ({
    Platform: one.platform,
    SoftwareVersion: one.software,
    VendorName: one.vendorname,
  }));
  return { CustomerGatewayVendorSet: set };
});

function entry(call: Call3, userGateway: UserGateway): Answer {
  const { offset, zone } = viewContext(call.cloud);
  return withoutOmitted(
    {
      CustomerGatewayId: userGateway.id,
      CustomerGatewayName: userGateway.name,
      IpAddress: userGateway.address,
      CreatedTime: timeText(userGateway.createdAt + offset, zone),
      ...(userGateway.bgpAsn === null ? {} : { BgpAsn: userGateway.bgpAsn }),
    },
    call.cloud.settings.switches.omit,
  );
}
