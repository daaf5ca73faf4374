/** Overwrites fields of a gateway, a VPC or a task without a call of the API. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import type { TaskState, UserGatewayState, VpcState, VpnGatewayState } from "../state/types.ts";
import { gatewayView, taskView, userGatewayView, viewContext, vpcView } from "../state/views.ts";
import { ControlError, checked, existing } from "./checked.ts";

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
