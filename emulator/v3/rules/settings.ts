/** The settings of a tunnel that API 2.0 does not know (docs/api-3.md 3.1, 3.3). */

import { z } from "zod";
import { addressNumber, rangeOf } from "../../rules/networks.ts";
import type { Api3Settings, SpdRule, Tunnel, UserGateway, VpnGateway } from "../../state/model.ts";
import { Api3Error } from "../protocol/error.ts";
import { allToAll } from "./networks.ts";
import { isVersion4 } from "./sets.ts";

const address = z.string().refine((text) => addressNumber(text) !== undefined, "must be an IPv4 address");

/** Tags in a request. */
export const tagsInput = z.array(z.strictObject({ Key: z.string().min(1), Value: z.string() })).optional();

/** The settings that a creation and a modification have in common. */
export const settingsInput = {
  EnableHealthCheck: z.boolean().optional(),
  HealthCheckLocalIp: address.optional(),
  HealthCheckRemoteIp: address.optional(),
  NegotiationType: z.enum(["active", "passive", "flowTrigger"]).optional(),
  DpdEnable: z.int().min(0).max(1).optional(),
  DpdTimeout: z
    .string()
    .regex(/^\d{1,5}$/, "must be seconds in digits")
    .optional(),
  DpdAction: z.enum(["clear", "restart"]).optional(),
  HealthCheckConfig: z
    .strictObject({
      ProbeType: z.enum(["NQA"]).optional(),
      ProbeInterval: z.int().min(1000).max(5000).optional(),
      ProbeThreshold: z.int().min(3).max(8).optional(),
      ProbeTimeout: z.int().min(10).max(5000).optional(),
    })
    .optional(),
  BgpConfig: z
    .strictObject({ TunnelCidr: z.string(), LocalBgpIp: address.optional(), RemoteBgpIp: address.optional() })
    .optional(),
};

const settings = z.object(settingsInput);

/** Settings of a request over those of the tunnel. */
export function settingsOf(
  input: z.output<typeof settings>,
  routeType: string | undefined,
  ikeVersion: string | undefined,
  base: Api3Settings,
): Api3Settings {
  const given = {
    RouteType: routeType,
    IKEVersion: ikeVersion,
    ...Object.fromEntries(Object.keys(settingsInput).map((name) => [name, input[name as keyof typeof input]])),
  };
  return { ...base, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/**
 * The rules between these settings and the rest of a tunnel.
 *
 * @param others the other tunnels of its VPN gateway.
 * @throws Api3Error `UnsupportedOperation.*` or `InvalidParameterValue.*`.
 */
export function checkSettings(
  { api3, spd }: { readonly api3: Api3Settings; readonly spd: readonly SpdRule[] },
  gateway: VpnGateway | undefined,
  userGateway: UserGateway | undefined,
  others: readonly Tunnel[],
): void {
  const isRouted = api3.RouteType === "StaticRoute" || api3.RouteType === "Bgp";
  if (api3.EnableHealthCheck === true && !isRouted && !allToAll(spd)) {
    throw new Api3Error(
      "UnsupportedOperation.VpnConnCidrNotSupportedHealthCheck",
      "a tunnel by rules has no health check, unless its rule is all to all",
    );
  }
  const isBgp = api3.RouteType === "Bgp";
  if (others.some((other) => (other.api3.RouteType === "Bgp") !== isBgp)) {
    throw new Api3Error(
      "UnsupportedOperation.VpnConnRouteTypeMixed",
      "a VPN gateway does not mix tunnels of dynamic and other routes",
    );
  }
  if (isBgp) {
    checkBgp(api3, gateway, userGateway);
  }
}

function checkBgp(api3: Api3Settings, gateway: VpnGateway | undefined, userGateway: UserGateway | undefined): void {
  if (!isVersion4(gateway)) {
    throw new Api3Error("UnsupportedOperation.VpnUnsupportedBgp", "BGP needs a VPN gateway of version 4.0");
  }
  const numbers = [gateway?.bgpAsn ?? null, userGateway?.bgpAsn ?? null];
  if (numbers.includes(null)) {
    throw new Api3Error("UnsupportedOperation.VpnUnsupportedNotExistBgpAsn", "both gateways need a BGP ASN");
  }
  if (numbers[0] === numbers[1]) {
    throw new Api3Error("UnsupportedOperation.VpnUnsupportedBgpAsnEqual", "the two gateways have one BGP ASN");
  }
  const range = api3.BgpConfig?.TunnelCidr === undefined ? undefined : rangeOf(api3.BgpConfig.TunnelCidr);
  if (range !== undefined && range.last - range.first !== 3) {
    throw new Api3Error("InvalidParameterValue.VpnConnBgpTunnelCidrMask", "TunnelCidr must have a mask of 30 bits");
  }
}
