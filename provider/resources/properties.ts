import { secret } from "@pulumi/pulumi";
import { comesFromSecret, secretPaths } from "./secret-inputs.ts";
import type { UserGatewayArgs } from "./user-gateway.ts";
import type { VpnConnectionArgs } from "./vpn-connection.ts";

/** The properties with which a resource is registered. Outputs that are not given are undefined, so that a preview shows them as unknown. */
export const tunnelProperties = (args: VpnConnectionArgs) => ({
  vpnConnId: undefined,
  vpnConnName: undefined,
  ikeSet: undefined,
  ipsecSet: undefined,
  dpd: undefined,
  healthCheck: undefined,
  negotiationType: undefined,
  routeType: undefined,
  bgp: undefined,
  tags: undefined,
  status: undefined,
  netStatus: undefined,
  vpnGwAddress: undefined,
  userGwAddress: undefined,
  sourceCidr: undefined,
  destinationCidr: undefined,
  createTime: undefined,
  ...args,
  preSharedKey: args.preSharedKey === undefined ? undefined : secret(args.preSharedKey),
  __secrets: secretPaths(
    args,
    comesFromSecret(args.userGwId).then((isSecret) => (isSecret ? ["userGwAddress"] : [])),
  ),
});

export const peerGatewayProperties = (args: UserGatewayArgs) => ({
  userGwId: undefined,
  userGwName: undefined,
  vpnConnNum: undefined,
  createTime: undefined,
  ...args,
  __secrets: secretPaths(args),
});
