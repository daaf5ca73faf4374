import "./util/node-version.ts";

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
} from "./lookups/functions.ts";
export type {
  Lifted,
  LookupOptions,
  LookupOutputOptions,
  LookupSettings,
  RegionArgs,
  RegionResult,
} from "./lookups/options.ts";
export { LookupError } from "./lookups/search.ts";
export type {
  GetUserGatewaysArgs,
  GetUserGatewaysOutputArgs,
  GetUserGatewaysResult,
  UserGatewaySummary,
} from "./lookups/user-gateways.ts";
export type { GetVpcArgs, GetVpcOutputArgs, GetVpcResult } from "./lookups/vpc.ts";
export type {
  GetVpnConnectionConfigArgs,
  GetVpnConnectionConfigOutputArgs,
  GetVpnConnectionConfigResult,
} from "./lookups/vpn-connection-config.ts";
export type {
  GetVpnConnectionsArgs,
  GetVpnConnectionsOutputArgs,
  GetVpnConnectionsResult,
  VpnConnectionSummary,
} from "./lookups/vpn-connections.ts";
export type { GetVpnGatewayArgs, GetVpnGatewayOutputArgs, GetVpnGatewayResult } from "./lookups/vpn-gateway.ts";
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
