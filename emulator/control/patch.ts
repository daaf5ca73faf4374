/** Overwrites fields of a resource without a call of the API: a change in the console, or a state to start a test from. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { rangeOf } from "../rules/networks.ts";
import {
  type Api3Settings,
  api3Schema,
  type IkeSettings,
  type IpsecSettings,
  ikeSchema,
  ipsecSchema,
  type Tunnel,
  tagsSchema,
  type UserGateway,
} from "../state/model.ts";
import { vpnConnectionState } from "../state/read-state.ts";
import type {
  TagState,
  TaskState,
  UserGatewayState,
  VpcState,
  VpnConnectionState,
  VpnGatewayState,
} from "../state/types.ts";
import { gatewayView, taskView, userGatewayView, viewContext, vpcView } from "../state/views.ts";
import { ControlError, checked } from "./checked.ts";

/** Fields of a tunnel to overwrite, named as in the state. Values are not checked against the rules of the API. */
export interface VpnConnectionPatch {
  /** State (docs/api.md 2.3); any number. */
  readonly vpcConnStatus?: number | undefined;
  /** Name, of any length. */
  readonly vpnConnName?: string | undefined;
  /** In clear. */
  readonly preSharedKey?: string | undefined;
  /** Null: derived from the state again. */
  readonly netStatus?: string | null | undefined;
  /** Peer networks for each network of the VPC side. */
  readonly spdAcl?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Peer networks, the same for every network of the VPC side. */
  readonly destinationCidr?: readonly string[] | undefined;
  /** IKE settings; those left out stay unchanged. */
  readonly IKESet?: { readonly [Field in keyof IkeSettings]?: IkeSettings[Field] | undefined } | undefined;
  /** IPsec settings; those left out stay unchanged. */
  readonly IPsecSet?: { readonly [Field in keyof IpsecSettings]?: IpsecSettings[Field] | undefined } | undefined;
  /** Settings that only API 3.0 knows, with its names; those left out stay unchanged. */
  readonly api3?: Readonly<Api3Settings> | undefined;
  /** Tags, in place of the present ones. */
  readonly tags?: readonly TagState[] | undefined;
  /** Another peer gateway, by either id; of the same account and region. */
  readonly userGwId?: string | undefined;
}

const cidr = z.string().refine((text) => rangeOf(text) !== undefined, "is not an IPv4 network");

/** The schema of a patch of a tunnel. */
export const patchSchema = z.strictObject({
  vpcConnStatus: z.int().min(0).optional(),
  vpnConnName: z.string().optional(),
  preSharedKey: z.string().optional(),
  netStatus: z.string().nullable().optional(),
  spdAcl: z.record(cidr, z.array(cidr).min(1)).optional(),
  destinationCidr: z.array(cidr).min(1).optional(),
  IKESet: ikeSchema.partial().optional(),
  IPsecSet: ipsecSchema.partial().optional(),
  api3: api3Schema.optional(),
  tags: tagsSchema.optional(),
  userGwId: z.string().min(1).optional(),
}) satisfies z.ZodType<VpnConnectionPatch>;

/**
 * Overwrites fields of a tunnel at once. A task that is running on it continues, and its end may overwrite them again.
 *
 * @param id in either form.
 * @throws ControlError for an unknown tunnel or field, or a value of the wrong type.
 */
export function patchTunnel(cloud: Cloud, id: string, value: unknown): VpnConnectionState {
  const patch = checked(patchSchema, value, "patch");
  const context = viewContext(cloud);
  cloud.store.settle(context.now);
  const tunnel = existing(cloud.store.tunnels.find(id), "vpnConnections", id);
  if (patch.userGwId !== undefined) {
    tunnel.userGateway = peerOf(cloud, tunnel, patch.userGwId).id;
  }
  applyPatch(tunnel, patch);
  cloud.store.changed();
  return vpnConnectionState(context, tunnel);
}

/**
 * A peer gateway of the account and region of a tunnel or VPN gateway.
 *
 * @throws ControlError when there is none.
 */
export function peerOf(cloud: Cloud, owner: Pick<Tunnel, "account" | "region" | "id">, id: string): UserGateway {
  const userGateway = cloud.store.userGateways.find(id);
  if (userGateway?.account !== owner.account || userGateway.region !== owner.region) {
    throw new ControlError(`userGateways has no ${id} in the account and region of ${owner.id}`, 404);
  }
  return userGateway;
}

/** Overwrites the fields of a tunnel that a patch holds. */
export function applyPatch(tunnel: Tunnel, patch: z.output<typeof patchSchema>): void {
  tunnel.status = patch.vpcConnStatus ?? tunnel.status;
  tunnel.name = patch.vpnConnName ?? tunnel.name;
  tunnel.preSharedKey = patch.preSharedKey ?? tunnel.preSharedKey;
  if (patch.netStatus !== undefined) {
    tunnel.netStatus = patch.netStatus;
  }
  if (patch.spdAcl !== undefined) {
    tunnel.spd = Object.entries(patch.spdAcl).map(([source, destinations]) => ({ source, destinations }));
  }
  const { destinationCidr } = patch;
  if (destinationCidr !== undefined) {
    tunnel.spd = tunnel.spd.map(({ source }) => ({ source, destinations: destinationCidr }));
  }
  tunnel.ike = { ...tunnel.ike, ...defined(patch.IKESet) };
  tunnel.ipsec = { ...tunnel.ipsec, ...defined(patch.IPsecSet) };
  tunnel.api3 = { ...tunnel.api3, ...defined(patch.api3) };
  tunnel.tags = patch.tags ?? tunnel.tags;
}

/** Fields of a VPN gateway to overwrite. */
export interface VpnGatewayPatch {
  /** Name, of any length. */
  readonly vpnGwName?: string | undefined;
  /** 2 being delivered, until the next patch, or 6 running (docs/api.md 2.3). */
  readonly vpnGwStatus?: 2 | 6 | undefined;
  /** Public address, any text. */
  readonly vpnGwAddress?: string | undefined;
  /** What API 3.0 calls Version: `1.0` to `4.0`. */
  readonly version?: string | undefined;
  /** `CCN`: API 3.0 shows it without a VPC. */
  readonly type?: "IPSEC" | "CCN" | undefined;
  /** Its number for BGP; null: none. */
  readonly bgpAsn?: number | null | undefined;
}

/** Fields of a peer gateway to overwrite. */
export interface UserGatewayPatch {
  /** Name, of any length. */
  readonly userGwName?: string | undefined;
  /** Public address, any text; the API cannot change it. */
  readonly userGwAddr?: string | undefined;
}

/** Fields of a VPC to overwrite. */
export interface VpcPatch {
  /** Name, of any length. */
  readonly vpcName?: string | undefined;
}

/** How a running task ends at once. */
export interface TaskPatch {
  /** 0 succeeded, 1 failed. */
  readonly status: 0 | 1;
  /** Why it failed. Default `planted task failure`. */
  readonly errorMsg?: string | undefined;
}

const vpnGatewayPatchSchema = z.strictObject({
  vpnGwName: z.string().optional(),
  vpnGwStatus: z.literal([2, 6]).optional(),
  vpnGwAddress: z.string().optional(),
  version: z
    .string()
    .regex(/^\d\.\d$/, "takes a version such as 4.0")
    .optional(),
  type: z.enum(["IPSEC", "CCN"]).optional(),
  bgpAsn: z.int().min(1).nullable().optional(),
}) satisfies z.ZodType<VpnGatewayPatch>;

/**
 * Overwrites fields of a VPN gateway at once.
 *
 * @param id in either form.
 * @throws ControlError for an unknown gateway or field, or a value of the wrong type.
 */
export function patchVpnGateway(cloud: Cloud, id: string, value: unknown): VpnGatewayState {
  const patch = checked(vpnGatewayPatchSchema, value, "patch");
  const gateway = existing(cloud.store.gateways.find(id), "vpnGateways", id);
  gateway.name = patch.vpnGwName ?? gateway.name;
  gateway.address = patch.vpnGwAddress ?? gateway.address;
  gateway.version = patch.version ?? gateway.version;
  gateway.type = patch.type ?? gateway.type;
  gateway.bgpAsn = patch.bgpAsn === undefined ? gateway.bgpAsn : patch.bgpAsn;
  if (patch.vpnGwStatus !== undefined) {
    gateway.runsAt = patch.vpnGwStatus === 6 ? 0 : Number.MAX_SAFE_INTEGER;
  }
  cloud.store.changed();
  return gatewayView(viewContext(cloud), gateway);
}

const userGatewayPatchSchema = z.strictObject({
  userGwName: z.string().optional(),
  userGwAddr: z.string().optional(),
}) satisfies z.ZodType<UserGatewayPatch>;

/**
 * Overwrites fields of a peer gateway at once.
 *
 * @param id in either form.
 * @throws ControlError for an unknown gateway or field, or a value of the wrong type.
 */
export function patchUserGateway(cloud: Cloud, id: string, value: unknown): UserGatewayState {
  const patch = checked(userGatewayPatchSchema, value, "patch");
  const userGateway = existing(cloud.store.userGateways.find(id), "userGateways", id);
  userGateway.name = patch.userGwName ?? userGateway.name;
  userGateway.address = patch.userGwAddr ?? userGateway.address;
  cloud.store.changed();
  return userGatewayView(viewContext(cloud), userGateway);
}

const vpcPatchSchema = z.strictObject({ vpcName: z.string().optional() }) satisfies z.ZodType<VpcPatch>;

/**
 * Overwrites fields of a VPC at once.
 *
 * @param id in either form.
 * @throws ControlError for an unknown VPC or field, or a value of the wrong type.
 */
export function patchVpc(cloud: Cloud, id: string, value: unknown): VpcState {
  const patch = checked(vpcPatchSchema, value, "patch");
  const vpc = existing(cloud.store.findVpc(id), "vpcs", id);
  vpc.name = patch.vpcName ?? vpc.name;
  cloud.store.changed();
  return vpcView(viewContext(cloud), vpc);
}

const taskPatchSchema = z.strictObject({
  status: z.literal([0, 1]),
  errorMsg: z.string().optional(),
}) satisfies z.ZodType<TaskPatch>;

/**
 * Ends a running task at once, also one that would never end.
 *
 * @throws ControlError for a task that does not exist or does not run, or an unknown field.
 */
export function patchTask(cloud: Cloud, taskId: number, value: unknown): TaskState {
  const patch = checked(taskPatchSchema, value, "patch");
  const { store } = cloud;
  const now = cloud.clock();
  store.settle(now);
  const task = existing(store.findTask(taskId, now), "tasks", taskId);
  if (task.status !== 2) {
    throw new ControlError(`the task ${taskId} has ended already`);
  }
  task.endsAt = now;
  task.failure = patch.status === 0 ? null : { message: patch.errorMsg ?? "planted task failure", errorCode: 6000 };
  store.unsettle();
  store.settle(now);
  store.changed();
  return taskView(task);
}

/** A record that was looked up. @throws ControlError when there is none. */
function existing<T>(record: T | undefined, kind: string, id: string | number): T {
  if (record === undefined) {
    throw new ControlError(`${kind} has no ${id}`, 404);
  }
  return record;
}

/** An object without the fields that are undefined. */
function defined<T extends object>(fields: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never;
}
