import "./util/node-version.ts";

export type {
  Lifted,
  LookupOptions,
  LookupOutputOptions,
  LookupSettings,
  RegionArgs,
  RegionResult,
} from "./lookups/options.ts";
export { LookupError } from "./lookups/search.ts";
export {
  type GetUserGatewaysArgs,
  type GetUserGatewaysOutputArgs,
  type GetUserGatewaysResult,
  getUserGateways,
  getUserGatewaysOutput,
  type UserGatewaySummary,
} from "./lookups/user-gateways.ts";
export {
  type GetVpcArgs,
  type GetVpcOutputArgs,
  type GetVpcResult,
  getVpc,
  getVpcOutput,
} from "./lookups/vpc.ts";
export {
  type GetVpnConnectionConfigArgs,
  type GetVpnConnectionConfigOutputArgs,
  type GetVpnConnectionConfigResult,
  getVpnConnectionConfig,
  getVpnConnectionConfigOutput,
} from "./lookups/vpn-connection-config.ts";
export {
  type GetVpnConnectionsArgs,
  type GetVpnConnectionsOutputArgs,
  type GetVpnConnectionsResult,
  getVpnConnections,
  getVpnConnectionsOutput,
  type VpnConnectionSummary,
} from "./lookups/vpn-connections.ts";
export {
  type GetVpnGatewayArgs,
  type GetVpnGatewayOutputArgs,
  type GetVpnGatewayResult,
  getVpnGateway,
  getVpnGatewayOutput,
} from "./lookups/vpn-gateway.ts";
export { QcloudProvider, type QcloudProviderArgs } from "./resources/qcloud-provider.ts";
export type {
  BranchArgs,
  BranchProperties,
  FormerlyArgs,
  SiteToSiteVpnArgs,
} from "./resources/site-to-site/arguments.ts";
export { type BranchOutputs, SiteToSiteVpn } from "./resources/site-to-site-vpn.ts";
export type { TimeoutsArgs } from "./resources/timeouts.ts";
export { UserGateway, type UserGatewayArgs } from "./resources/user-gateway.ts";
export {
  type BgpArgs,
  type DpdArgs,
  type ExactlyOne,
  type HealthCheckArgs,
  type IkeSetArgs,
  type InUse,
  type IpsecSetArgs,
  VpnConnection,
  type VpnConnectionArgs,
  type VpnConnectionProperties,
} from "./resources/vpn-connection.ts";
