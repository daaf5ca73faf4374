/** `pulumi-qcloud-vpn/plugin`: the resources through the provider plugin `qcloud`. The lookups are the functions of `pulumi-qcloud-vpn`. */
import "../util/node-version.ts";

// Named one by one: a TypeScript before 5.0 cannot follow the path of `export *` in the declarations, and would know none of them.
export {
  getUserGateways,
  getUserGatewaysOutput,
  getVpc,
  getVpcOutput,
  getVpnConnectionConfig,
  getVpnConnectionConfigOutput,
  getVpnConnections,
  getVpnConnectionsOutput,
  getVpnGateway,
  getVpnGatewayOutput,
} from "../lookups/functions.ts";
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
