/**
 * Records with the field names of the Describe actions (docs/api.md 2.5, 2.9, 2.10, 2.12), in one form: ids and
 * lifetimes as numbers, nested objects as IKESet and IPsecSet. The actions convert them to the form that the switches
 * select.
 */

import { type Cloud, serverTime } from "../cloud.ts";
import type { SpdRule, Task, Tunnel, UserGateway, Vpc, VpnGateway } from "./model.ts";
import { shortRegion } from "./regions.ts";
import type { Store } from "./store.ts";
import type { TaskState, UserGatewayState, VpcState, VpnConnectionState, VpnGatewayState } from "./types.ts";

/** A tunnel's fields, without its pre-shared key in any form. */
export type TunnelView = Omit<VpnConnectionState, "preSharedKeySha256">;

/** A record without the fields that the switch `omit` names. */
export function withoutOmitted(record: object, omit: string): Record<string, unknown> {
  const names = omit.split(",").map((name) => name.trim());
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

/** A time as answers format it, in a time zone given in hours from UTC (docs/api.md 2.5). */
export function timeText(ms: number, zone: number): string {
  return new Date(ms + zone * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}

/** A VPC's legacy id (docs/api.md 2.2). */
export function legacyVpcId(vpc: Vpc): string {
  return `${shortRegion(vpc.region)}_vpc_${vpc.number}`;
}

/** What the views need in addition to a record. */
export interface ViewContext {
  /** The related records. */
  readonly store: Store;
  /** The machine's clock, ms. */
  readonly now: number;
  /** The server's clock minus the machine's, in ms. */
  readonly offset: number;
  /** Time zone of the times shown, in hours from UTC. */
  readonly zone: number;
}

/** The context at this moment. */
export function viewContext(cloud: Cloud): ViewContext {
  const now = cloud.clock();
  return { store: cloud.store, now, offset: serverTime(cloud) - now, zone: cloud.settings.switches.timeZone };
}

/** A VPC's fields. */
export function vpcView(context: ViewContext, vpc: Vpc): VpcState {
  return {
    account: vpc.account,
    region: vpc.region,
    vpcId: legacyVpcId(vpc),
    unVpcId: vpc.id,
    vpcName: vpc.name,
    cidrBlock: vpc.cidr,
    subnetNum: 0,
    routeTableNum: 1,
    vpnGwNum: context.store.gateways.where((gateway) => gateway.vpc === vpc.id).length,
    vpcPeerNum: 0,
    vpcDeviceNum: 0,
    classicLinkNum: 0,
    vpgNum: 0,
    natNum: 0,
    createTime: timeText(vpc.createdAt + context.offset, context.zone),
    isDefault: vpc.isDefault,
  };
}

/** A VPN gateway's fields. */
export function gatewayView(context: ViewContext, gateway: VpnGateway): VpnGatewayState {
  const vpc = context.store.vpcs.find(gateway.vpc);
  return {
    account: gateway.account,
    region: gateway.region,
    vpcId: vpc === undefined ? "" : legacyVpcId(vpc),
    unVpcId: gateway.vpc,
    vpcName: vpc?.name ?? "",
    vpcCidrBlock: vpc?.cidr ?? "",
    vpnGwId: gateway.number,
    unVpnGwId: gateway.id,
    vpnGwName: gateway.name,
    bandwidth: gateway.bandwidth,
    vpnGwStatus: gateway.runsAt <= context.now ? 6 : 2,
    vpnGwAddress: gateway.address,
    localSlaIp: gateway.slaAddress,
    dealId: gateway.dealId,
    isAutoRenewals: gateway.autoRenew,
    expireTime: gateway.expiresAt === null ? "" : timeText(gateway.expiresAt + context.offset, context.zone),
    createTime: timeText(gateway.createdAt + context.offset, context.zone),
    version: gateway.version,
    type: gateway.type,
    bgpAsn: gateway.bgpAsn,
  };
}

/** A peer gateway's fields. */
export function userGatewayView(context: ViewContext, userGateway: UserGateway): UserGatewayState {
  return {
    account: userGateway.account,
    region: userGateway.region,
    userGwId: userGateway.number,
    unUserGwId: userGateway.id,
    userGwName: userGateway.name,
    userGwAddr: userGateway.address,
    vpnConnNum: context.store.tunnels.where((tunnel) => tunnel.userGateway === userGateway.id).length,
    createTime: timeText(userGateway.createdAt + context.offset, context.zone),
    bgpAsn: userGateway.bgpAsn,
    tags: userGateway.tags.map((tag) => ({ ...tag })),
  };
}

/** The networks of the VPC side and of the peer side, as DescribeVpnConn lists them (docs/api.md 0, 2.5). */
function flatLists(spd: readonly SpdRule[]): { sourceCidr: string[]; destinationCidr: string[] } {
  return {
    sourceCidr: [...new Set(spd.map((rule) => rule.source))],
    destinationCidr: [...new Set(spd.flatMap((rule) => rule.destinations))],
  };
}

/** The peer networks of each network of the VPC side. Through API 3.0 several rules can have one network. */
function pairings(spd: readonly SpdRule[]): Record<string, string[]> {
  const acl: Record<string, string[]> = {};
  for (const { source, destinations } of spd) {
    acl[source] = [...new Set([...(acl[source] ?? []), ...destinations])];
  }
  return acl;
}

/** A tunnel's fields. The default of netStatus is `available` in the states in which a tunnel carries traffic. */
export function tunnelView(context: ViewContext, tunnel: Tunnel): TunnelView {
  const vpc = context.store.vpcs.find(tunnel.vpc);
  const gateway = context.store.gateways.find(tunnel.gateway);
  const userGateway = context.store.userGateways.find(tunnel.userGateway);
  return {
    account: tunnel.account,
    region: tunnel.region,
    vpcId: vpc === undefined ? "" : legacyVpcId(vpc),
    unVpcId: tunnel.vpc,
    vpcName: vpc?.name ?? "",
    vpcCidrBlock: vpc?.cidr ?? "",
    vpnGwId: gateway?.number ?? 0,
    unVpnGwId: tunnel.gateway,
    vpnGwName: gateway?.name ?? "",
    vpnGwAddress: gateway?.address ?? "",
    vpnConnId: tunnel.number,
    unVpnConnId: tunnel.id,
    vpnConnName: tunnel.name,
    userGwId: userGateway?.number ?? 0,
    unUserGwId: tunnel.userGateway,
    userGwName: userGateway?.name ?? "",
    userGwAddress: userGateway?.address ?? "",
    vpcConnStatus: tunnel.status,
    netStatus: tunnel.netStatus ?? ([2, 3, 5, 6].includes(tunnel.status) ? "available" : "unavailable"),
    remoteSlaIp: `169.254.${112 + (Math.floor(tunnel.number / 100) % 100)}.${(tunnel.number % 100) + 2}`,
    ...flatLists(tunnel.spd),
    spdAcl: pairings(tunnel.spd),
    vpnProto: "ip-sec",
    createTime: timeText(tunnel.createdAt + context.offset, context.zone),
    IKESet: { ...tunnel.ike },
    IPsecSet: { ...tunnel.ipsec, encapMode: "tunnel", securityProto: "ESP" },
    api3: structuredClone(tunnel.api3),
    tags: tunnel.tags.map((tag) => ({ ...tag })),
  };
}

/** A task's fields. */
export function taskView(task: Task): TaskState {
  return {
    account: task.account,
    region: task.region,
    taskId: task.id,
    requestId: task.requestId,
    kind: task.kind,
    unVpnConnId: task.tunnel,
    status: task.status,
    errorMsg: task.errorMessage,
  };
}
