/** DownloadCustomerGatewayConfiguration: a configuration text for the peer's device (docs/api-3.md 6). */

import { z } from "zod";
import { configText } from "../../actions/get-vpn-conn-config.ts";
import { vendors } from "../../actions/user-gateways.ts";
import type { Answer } from "../../requests/call.ts";
import { isShown } from "../../rules/permissions.ts";
import { tunnelView, viewContext } from "../../state/views.ts";
import { action3 } from "../protocol/call.ts";
import { Api3Error } from "../protocol/error.ts";
import { gatewayOf3, tunnelOf3 } from "../rules/find.ts";

const schema = z.strictObject({
  VpnGatewayId: z.string(),
  VpnConnectionId: z.string(),
  CustomerGatewayVendor: z.strictObject({
    Platform: z.string(),
    SoftwareVersion: z.string(),
    VendorName: z.string(),
  }),
  InterfaceName: z.string(),
});

/** The text holds the pre-shared key in clear, as a device's configuration must. */
export const downloadCustomerGatewayConfiguration = action3(schema, (call, input): Answer => {
  const gateway = gatewayOf3(call, input.VpnGatewayId);
  const tunnel = tunnelOf3(call, input.VpnConnectionId);
  if (tunnel.gateway !== gateway.id || !isShown(call, "vpnConnections", tunnel, true)) {
    throw new Api3Error("ResourceNotFound", "the VPN connection does not exist");
  }
  const { VendorName, Platform, SoftwareVersion } = input.CustomerGatewayVendor;
  const known = vendors.some(
    (one) => one.vendorname === VendorName && one.platform === Platform && one.software === SoftwareVersion,
  );
  if (!known || input.InterfaceName === "") {
    throw new Api3Error(
      known ? "InvalidParameterValue.Empty" : "InvalidParameterValue.Malformed",
      known ? "InterfaceName is empty" : "CustomerGatewayVendor is no device of DescribeCustomerGatewayVendors",
    );
  }
  const view = tunnelView(viewContext(call.cloud), tunnel);
  const text = configText(view, tunnel.preSharedKey, VendorName, input.InterfaceName);
  return { CustomerGatewayConfiguration: text };
});
