/** A tunnel as API 3.0 shows it (docs/api-3.md 3.2, 12.1). */

import type { Answer, Caller } from "../../requests/call.ts";
import type { IkeSettings, IpsecSettings, Tunnel } from "../../state/model.ts";
import { type TunnelView, tunnelView, type ViewContext, viewContext, withoutOmitted } from "../../state/views.ts";
import type { Switches } from "../../switches.ts";

/** The entry of a list. */
export function tunnelEntry(call: Caller, tunnel: Tunnel): Answer {
  const { cloud } = call;
  const { switches } = cloud.settings;
  const context = viewContext(cloud);
  const view = tunnelView(context, tunnel);
  const isCcn = context.store.gateways.find(tunnel.gateway)?.type === "CCN";
  const { api3 } = tunnel;
  const routeType = api3.RouteType ?? switches.routeType;
  return withoutOmitted(
    {
      VpnConnectionId: tunnel.id,
      VpnConnectionName: tunnel.name,
      VpcId: isCcn ? "" : tunnel.vpc,
      VpnGatewayId: tunnel.gateway,
      CustomerGatewayId: tunnel.userGateway,
      ...(switches.preSharedKey === "shown" ? { PreShareKey: tunnel.preSharedKey } : {}),
      VpnProto: "IPSEC",
      EncryptProto: "IKE",
      ...(routeType === "absent" ? {} : { RouteType: routeType }),
      CreatedTime: view.createTime,
      State: stateOf(tunnel.status, switches),
      NetStatus: view.netStatus.toUpperCase(),
      SecurityPolicyDatabaseSet: rulesOf(tunnel),
      IKEOptionsSpecification: withoutOmitted(ikeEntry(tunnel.ike, api3.IKEVersion ?? "IKEV1"), switches.omit),
      IPSECOptionsSpecification: withoutOmitted(ipsecEntry(tunnel.ipsec, switches), switches.omit),
      ...healthCheck(view, tunnel, switches),
      DpdEnable: api3.DpdEnable ?? 0,
      DpdTimeout: api3.DpdTimeout ?? "30",
      DpdAction: api3.DpdAction ?? "restart",
      NegotiationType: api3.NegotiationType ?? "active",
      TagSet: tunnel.tags,
      HealthCheckConfig: api3.HealthCheckConfig ?? null,
      BgpConfig: bgpEntry(context, tunnel),
    },
    switches.omit,
  );
}

/**
 * The entry in the answer of a creation, as in the vendor's newest example: PENDING, without a time and without rules, the
 * network status of a tunnel that stands.
 */
export function createdEntry(call: Caller, tunnel: Tunnel): Answer {
  const isGiven = call.cloud.settings.switches.createdId === "given";
  return {
    ...tunnelEntry(call, tunnel),
    VpnConnectionId: isGiven ? tunnel.id : "",
    State: "PENDING",
    CreatedTime: "0000-00-00 00:00:00",
    NetStatus: "AVAILABLE",
    SecurityPolicyDatabaseSet: [],
    DpdEnable: -1,
  };
}

/** The three states of API 3.0 for the seven of API 2.0; any other number, which only a test can set, as a text of its own. */
export function stateOf(status: number, switches: Switches): string {
  const states: Readonly<Record<number, string>> = {
    0: "PENDING",
    1: "PENDING",
    2: switches.modifyingState,
    3: "AVAILABLE",
    4: "DELETING",
    5: switches.failedDelete,
    6: "AVAILABLE",
  };
  return states[status] ?? `STATE_${status}`;
}

/** The rules as they were sent; a tunnel of routes shows one, all to all, without having been given one. */
function rulesOf({ spd, api3 }: Tunnel): Answer[] {
  const isRouted = api3.RouteType === "StaticRoute" || api3.RouteType === "Bgp";
  const shown = spd.length === 0 && isRouted ? [{ source: "0.0.0.0/0", destinations: ["0.0.0.0/0"] }] : spd;
  return shown.map(({ source, destinations }) => ({ LocalCidrBlock: source, RemoteCidrBlock: [...destinations] }));
}

function ikeEntry(ike: IkeSettings, version: string): Answer {
  const upper = (text: string): string => text.toUpperCase();
  return {
    PropoEncryAlgorithm: upper(ike.propoEncryAlgorithm),
    PropoAuthenAlgorithm: upper(ike.propoAuthenAlgorithm),
    ExchangeMode: upper(ike.exchangeMode),
    LocalIdentity: upper(ike.localIdentity),
    RemoteIdentity: upper(ike.remoteIdentity),
    LocalAddress: ike.localAddress ?? "",
    RemoteAddress: ike.remoteAddress ?? "",
    LocalFqdnName: ike.localFqdnName ?? "",
    RemoteFqdnName: ike.remoteFqdnName ?? "",
    DhGroupName: upper(ike.dhGroupName),
    IKESaLifetimeSeconds: ike.ikeSaLifetimeSeconds,
    IKEVersion: version,
  };
}

function ipsecEntry(ipsec: IpsecSettings, { integrityField }: Switches): Answer {
  const hash = ipsec.integrityAlgorith === "sha" ? "SHA1" : ipsec.integrityAlgorith.toUpperCase();
  return {
    EncryptAlgorithm: ipsec.encryptAlgorithm.toUpperCase(),
    IntegrityAlgorith: integrityField === "IntegrityAlgorithm" ? null : hash,
    IntegrityAlgorithm: integrityField === "IntegrityAlgorith" ? null : hash,
    PfsDhGroup: ipsec.pfsDhGroup.toUpperCase(),
    IPSECSaLifetimeSeconds: ipsec.ipsecSaLifetimeSeconds,
    IPSECSaLifetimeTraffic: ipsec.ipsecSaLifetimeTraffic,
  };
}

/** What is shown without a check, the switch `noHealthCheck` decides. Addresses that were not given are drawn from 169.254.128.0/17. */
function healthCheck(view: TunnelView, { api3, number }: Tunnel, { noHealthCheck }: Switches): Answer {
  if (api3.EnableHealthCheck !== true) {
    const empty = noHealthCheck === "empty" ? { HealthCheckLocalIp: "", HealthCheckRemoteIp: "" } : {};
    return { EnableHealthCheck: false, ...empty };
  }
  const drawn = (offset: number): string => `169.254.${128 + (number % 128)}.${offset}`;
  return {
    EnableHealthCheck: true,
    HealthCheckLocalIp: api3.HealthCheckLocalIp ?? drawn(1),
    HealthCheckRemoteIp: api3.HealthCheckRemoteIp ?? drawn(2),
    HealthCheckStatus: view.netStatus.toUpperCase(),
  };
}

function bgpEntry({ store }: ViewContext, { api3, gateway, userGateway }: Tunnel): Answer | null {
  if (api3.BgpConfig === undefined) {
    return null;
  }
  return {
    ...api3.BgpConfig,
    LocalBgpAsn: String(store.gateways.find(gateway)?.bgpAsn ?? ""),
    RemoteBgpAsn: String(store.userGateways.find(userGateway)?.bgpAsn ?? ""),
  };
}
