import { SiteToSiteVpn as DynamicSiteToSiteVpn } from "../resources/site-to-site-vpn.ts";
import { UserGateway } from "./user-gateway.ts";
import { VpnConnection } from "./vpn-connection.ts";

/**
 * The component `SiteToSiteVpn`, with the same arguments and outputs, whose resources go through the provider plugin `qcloud`. A stack that has
 * it with dynamic resources is moved by the import alone: Pulumi shows everything as unchanged.
 */
export class SiteToSiteVpn extends DynamicSiteToSiteVpn {
  declare readonly vpnConnections: Readonly<Record<string, VpnConnection>>;
  declare readonly userGateways: Readonly<Record<string, UserGateway>>;

  protected override get classes() {
    return { UserGateway, VpnConnection };
  }
}
