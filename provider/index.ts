export { QcloudProvider, type QcloudProviderArgs } from "./qcloud-provider.ts";
export type { TimeoutsArgs } from "./timeouts.ts";
export { UserGateway, type UserGatewayArgs, type UserGatewayOrigin } from "./user-gateway.ts";
export {
  type IkeSetArgs,
  type IpsecSetArgs,
  VpnConnection,
  type VpnConnectionArgs,
  type VpnConnectionOrigin,
} from "./vpn-connection.ts";
