/** DescribeVpnConn: the list of tunnels (docs/api.md 2.5, vendor doc 215/5113). */

import { ApiError, refuse } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { page } from "../rules/paging.ts";
import { findTunnel, gatewayOf, isOwn, vpcOf } from "../rules/parents.ts";
import { isShown } from "../rules/permissions.ts";
import { type TunnelView, tunnelView, viewContext, withoutOmitted } from "../state/views.ts";
import type { Switches } from "../switches.ts";

/** The tunnels that match every filter, newest first, 20 a page by default and 50 at most. */
export function describeVpnConn(call: ApiCall): Answer {
  const { parameters, cloud } = call;
  const { switches } = cloud.settings;
  const vpcId = parameters.text("vpcId");
  const vpnGwId = parameters.text("vpnGwId");
  const vpc = vpcId === undefined ? undefined : vpcOf(call, vpcId);
  const gateway = vpnGwId === undefined ? undefined : gatewayOf(call, vpnGwId, vpc);
  const name = parameters.text("vpnConnName");
  const id = switches.vpnConnIdFilter === "honoured" ? parameters.text("vpnConnId") : undefined;
  const byId = id !== undefined;
  const only = byId ? findTunnel(call, id) : undefined;
  // A filter by a hidden parent finds nothing.
  const parentsShown =
    (vpc === undefined || isShown(call, "vpcs", vpc, true)) &&
    (gateway === undefined || isShown(call, "vpnGateways", gateway, true));

  const tunnels = cloud.store.tunnels.where(
    (tunnel) =>
      isOwn(call, tunnel) &&
      parentsShown &&
      isShown(call, "vpnConnections", tunnel, byId) &&
      (vpc === undefined || tunnel.vpc === vpc.id) &&
      (gateway === undefined || tunnel.gateway === gateway.id) &&
      (name === undefined || tunnel.name.includes(name)) &&
      (!byId || tunnel === only) &&
      tunnel.createdAt + switches.describeLagMs <= call.now,
  );
  const isHidden = !parentsShown || (only !== undefined && !isShown(call, "vpnConnections", only, true));
  if (tunnels.length === 0 && byId && !isHidden) {
    refuseMissing(switches);
  }
  const context = viewContext(cloud);
  const found = page(call, tunnels, "vpnConnName", 50);
  const withNet =
    switches.netStatus === "present" ||
    (switches.netStatus === "on-request" && parameters.text("isNeedConnNet") === "1");
  return {
    totalCount: found.totalCount,
    data: found.records.map((tunnel) => toAnswer(tunnelView(context, tunnel), tunnel.preSharedKey, switches, withNet)),
  };
}

function refuseMissing(switches: Switches): void {
  if (switches.describeMissing === "empty") {
    return;
  }
  const message = "the VPN tunnel does not exist";
  throw switches.describeMissing === "5000"
    ? new ApiError(5000, "", message)
    : refuse(switches.describeMissing, message);
}

/** A tunnel in the form that the switches select. */
function toAnswer(view: TunnelView, preSharedKey: string, switches: Switches, withNet: boolean): Answer {
  // The API returns neither the owner nor the pairings (docs/api.md 0) nor what only API 3.0 knows.
  const {
    account: _account,
    region: _region,
    spdAcl: _spdAcl,
    api3: _api3,
    tags: _tags,
    IKESet,
    IPsecSet,
    netStatus,
    ...rest
  } = view;
  const lifetime = (value: number): string | number => (switches.lifetimes === "text" ? String(value) : value);
  const ike = { ...IKESet, ikeSaLifetimeSeconds: lifetime(IKESet.ikeSaLifetimeSeconds) };
  const ipsec = {
    ...IPsecSet,
    integrityAlgorith:
      switches.integrity === "sha1" && IPsecSet.integrityAlgorith === "sha" ? "sha1" : IPsecSet.integrityAlgorith,
    ipsecSaLifetimeSeconds: lifetime(IPsecSet.ipsecSaLifetimeSeconds),
    ipsecSaLifetimeTraffic: lifetime(IPsecSet.ipsecSaLifetimeTraffic),
  };
  const arr = switches.ikeNames === "IKEArr" || (switches.ikeNames === "mixed" && view.vpnConnId % 2 === 1);
  const shape = <T>(value: T): T | T[] => (switches.ikeShape === "array" ? [value] : value);
  const shown = (record: object): Answer => withoutOmitted(record, switches.omit);
  const sets = shown({ IKESet: shape(shown(ike)), IPsecSet: shape(shown(ipsec)) });
  return {
    ...shown({
      ...rest,
      ...(withNet ? { netStatus } : {}),
      ...(switches.preSharedKey === "shown" ? { preSharedKey } : {}),
    }),
    ...("IKESet" in sets ? { [arr ? "IKEArr" : "IKESet"]: sets["IKESet"] } : {}),
    ...("IPsecSet" in sets ? { [arr ? "IPSECArr" : "IPsecSet"]: sets["IPsecSet"] } : {}),
  };
}
