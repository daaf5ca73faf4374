import type { ClientScope } from "../http/client.ts";
import type { Device } from "../types.ts";
import { MalformedAnswer } from "../wire/answer.ts";
import { textOf } from "../wire/values.ts";
import { entriesOf } from "./decode.ts";
import { unified } from "./list.ts";
import { call, FREELY } from "./request.ts";
import { readVpnConn } from "./vpn-conn.ts";

/** The configuration of the peer's device, with the pre-shared key in plain text (docs/api-3.md 6). The request must name the VPN gateway. */
export async function vpnConnConfig(
  scope: ClientScope,
  { vpnConnId, interfaceName, ...device }: Device & { readonly vpnConnId: string; readonly interfaceName: string },
): Promise<string> {
  const tunnel = await readVpnConn(scope, vpnConnId);
  const params = {
    VpnGatewayId: tunnel.kind === "found" ? tunnel.value.vpnGw.unified : "",
    VpnConnectionId: unified(vpnConnId),
    CustomerGatewayVendor: {
      VendorName: device.vendorName,
      Platform: device.platform,
      SoftwareVersion: device.software,
    },
    InterfaceName: interfaceName,
  };
  return call(scope, "DownloadCustomerGatewayConfiguration", params, FREELY, (fields) => {
    const text = fields["CustomerGatewayConfiguration"];
    if (typeof text !== "string" || text.trim() === "") {
      throw new MalformedAnswer("it has no text in CustomerGatewayConfiguration");
    }
    return text;
  });
}

/** The supported devices. */
export const listDevices = (scope: ClientScope): Promise<Device[]> =>
  call(scope, "DescribeCustomerGatewayVendors", {}, FREELY, (fields) =>
    entriesOf(fields, "CustomerGatewayVendorSet").map((entry) => ({
      vendorName: textOf(entry["VendorName"]),
      platform: textOf(entry["Platform"]),
      software: textOf(entry["SoftwareVersion"]),
    })),
  );
