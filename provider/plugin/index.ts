/** `pulumi-qcloud-vpn/plugin`: the resources through the provider plugin `qcloud`. The lookups are the functions of `pulumi-qcloud-vpn`. */
import "../util/node-version.ts";

export * from "../lookups/functions.ts";
export type { QcloudProviderArgs } from "../resources/qcloud-provider.ts";
export type {
  BranchArgs,
  BranchProperties,
  FormerlyArgs,
  SiteToSiteVpnArgs,
} from "../resources/site-to-site/arguments.ts";
export type { BranchOutputs } from "../resources/site-to-site-vpn.ts";
export type { UserGatewayArgs } from "../resources/user-gateway.ts";
export type { VpnConnectionArgs } from "../resources/vpn-connection.ts";
export { Provider } from "./provider.ts";
export { SiteToSiteVpn } from "./site-to-site-vpn.ts";
export { UserGateway } from "./user-gateway.ts";
export { VpnConnection } from "./vpn-connection.ts";
