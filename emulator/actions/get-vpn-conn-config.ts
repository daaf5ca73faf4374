/** GetVpnConnConfig: a configuration text for the peer's device (docs/api.md 2.11, vendor doc 215/5114). */

import { badParameter, refuse } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { findTunnel } from "../rules/parents.ts";
import { isShown } from "../rules/permissions.ts";
import { type TunnelView, tunnelView, viewContext } from "../state/views.ts";
import { vendors } from "./user-gateways.ts";

/** The text holds the pre-shared key in clear, as a device's configuration must. */
export function getVpnConnConfig(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const { switches } = cloud.settings;
  const id = parameters.required("vpnConnId");
  const vendorname = parameters.required("vendorname");
  const platform = parameters.required("platform");
  const software = parameters.required("software");
  const interfaceName =
    switches.interfaceName === "required" ? parameters.required("interfaceName") : parameters.text("interfaceName");
  const tunnel = findTunnel(call, id);
  if (tunnel === undefined || !isShown(call, "vpnConnections", tunnel, true)) {
    throw refuse("InvalidVpnConn.NotFound", "the VPN tunnel does not exist");
  }
  const known = vendors.some(
    (one) => one.vendorname === vendorname && one.platform === platform && one.software === software,
  );
  if (!known) {
    throw badParameter("vendorname", "with platform and software names no device of DescribeUserGwVendor");
  }
  const view = tunnelView(viewContext(cloud), tunnel);
  const data = { configFileInfo: configText(view, tunnel.preSharedKey, vendorname, interfaceName ?? "outside") };
  return { data: switches.configShape === "array" ? [data] : data };
}

/** The vendor's text is not documented; this one is made up. */
export function configText(view: TunnelView, key: string, vendorname: string, interfaceName: string): string {
  const mark = vendorname === "cisco" ? "!" : "#";
  return [
    `${mark} ${view.vpnConnName} (${view.unVpnConnId}) on ${vendorname}`,
    `interface ${interfaceName}`,
    ` local address ${view.userGwAddress}`,
    ` peer address ${view.vpnGwAddress}`,
    `ike proposal ${view.IKESet.propoEncryAlgorithm} ${view.IKESet.propoAuthenAlgorithm} ${view.IKESet.dhGroupName}`,
    ` mode ${view.IKESet.exchangeMode}`,
    ` lifetime ${view.IKESet.ikeSaLifetimeSeconds}`,
    ` pre-shared-key ${key}`,
    `ipsec proposal ${view.IPsecSet.encryptAlgorithm} ${view.IPsecSet.integrityAlgorith}`,
    ` pfs ${view.IPsecSet.pfsDhGroup}`,
    ` lifetime ${view.IPsecSet.ipsecSaLifetimeSeconds} ${view.IPsecSet.ipsecSaLifetimeTraffic}`,
    ...Object.entries(view.spdAcl).flatMap(([source, peers]) => peers.map((peer) => `permit ${peer} ${source}`)),
    "",
  ].join("\n");
}
