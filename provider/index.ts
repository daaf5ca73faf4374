export {
  type IkeSetArgs,
  type IpsecSetArgs,
  type TimeoutsArgs,
  VpnConnection,
  type VpnConnectionArgs,
  type VpnConnectionOrigin,
} from "./vpn-connection.ts";
