/** Overwrites fields of a tunnel without a call of the API: a change in the console, or a state to start a test from. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { rangeOf } from "../rules/networks.ts";
import { type IkeSettings, type IpsecSettings, ikeSchema, ipsecSchema } from "../state/model.ts";
import { vpnConnectionState } from "../state/read-state.ts";
import type { VpnConnectionState } from "../state/types.ts";
import { viewContext } from "../state/views.ts";
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
}

const cidr = z.string().refine((text) => rangeOf(text) !== undefined, "is not an IPv4 network");

const patchSchema = z.strictObject({
  vpcConnStatus: z.int().min(0).optional(),
  vpnConnName: z.string().optional(),
  preSharedKey: z.string().optional(),
  netStatus: z.string().nullable().optional(),
  spdAcl: z.record(cidr, z.array(cidr).min(1)).optional(),
  destinationCidr: z.array(cidr).min(1).optional(),
  IKESet: ikeSchema.partial().optional(),
  IPsecSet: ipsecSchema.partial().optional(),
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
  const tunnel = cloud.store.tunnels.find(id);
  if (tunnel === undefined) {
    throw new ControlError(`vpnConnections has no ${id}`, 404);
  }
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
  cloud.store.changed();
  return vpnConnectionState(context, tunnel);
}

/** An object without the fields that are undefined. */
function defined<T extends object>(fields: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never;
}
