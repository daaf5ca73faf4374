/** Overwriting a tunnel's fields behind every client's back: a change made in the console, or a state to start from. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { rangeOf } from "../rules/networks.ts";
import type { IkeSettings, IpsecSettings } from "../state/model.ts";
import { viewContext, vpnConnectionState } from "../state/state.ts";
import type { VpnConnectionState } from "../state/types.ts";
import { ControlError, checked } from "./checked.ts";

const cidr = z.string().refine((text) => rangeOf(text) !== undefined, "is not an IPv4 network");
const seconds = z.int().min(0);
const text = z.string().optional();
const optionalText = z.string().nullable().optional();

const ikeSchema = z.strictObject({
  propoEncryAlgorithm: text,
  propoAuthenAlgorithm: text,
  exchangeMode: text,
  localIdentity: text,
  remoteIdentity: text,
  localAddress: optionalText,
  remoteAddress: optionalText,
  localFqdnName: optionalText,
  remoteFqdnName: optionalText,
  dhGroupName: text,
  ikeSaLifetimeSeconds: seconds.optional(),
});

const ipsecSchema = z.strictObject({
  encryptAlgorithm: text,
  integrityAlgorith: text,
  pfsDhGroup: text,
  ipsecSaLifetimeSeconds: seconds.optional(),
  ipsecSaLifetimeTraffic: seconds.optional(),
});

const patchSchema: z.ZodType<VpnConnectionPatch> = z.strictObject({
  vpcConnStatus: z.int().min(0).optional(),
  vpnConnName: text,
  preSharedKey: text,
  netStatus: z.string().nullable().optional(),
  spdAcl: z.record(cidr, z.array(cidr).min(1)).optional(),
  destinationCidr: z.array(cidr).min(1).optional(),
  IKESet: ikeSchema.optional(),
  IPsecSet: ipsecSchema.optional(),
});

/** Fields of a tunnel to overwrite, named as in the state. Values are taken as they are, allowed by the API or not. */
export interface VpnConnectionPatch {
  /** State (docs/api.md 2.3); any number. */
  readonly vpcConnStatus?: number | undefined;
  /** Name, of any length. */
  readonly vpnConnName?: string | undefined;
  /** In clear. */
  readonly preSharedKey?: string | undefined;
  /** Null: follows the state again. */
  readonly netStatus?: string | null | undefined;
  /** Peer networks for each network of the VPC side. */
  readonly spdAcl?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Peer networks, the same for every network of the VPC side. */
  readonly destinationCidr?: readonly string[] | undefined;
  /** IKE settings; those left out are kept. */
  readonly IKESet?: { readonly [Field in keyof IkeSettings]?: IkeSettings[Field] | undefined } | undefined;
  /** IPsec settings; those left out are kept. */
  readonly IPsecSet?: { readonly [Field in keyof IpsecSettings]?: IpsecSettings[Field] | undefined } | undefined;
}

/**
 * Overwrites fields of a tunnel at once. A task that runs on it goes on and has the last word when it ends.
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
  const { destinationCidr } = patch;
  if (patch.vpcConnStatus !== undefined) {
    tunnel.status = patch.vpcConnStatus;
  }
  if (patch.vpnConnName !== undefined) {
    tunnel.name = patch.vpnConnName;
  }
  if (patch.preSharedKey !== undefined) {
    tunnel.preSharedKey = patch.preSharedKey;
  }
  if (patch.netStatus !== undefined) {
    tunnel.netStatus = patch.netStatus;
  }
  if (patch.spdAcl !== undefined) {
    tunnel.spd = Object.entries(patch.spdAcl).map(([source, destinations]) => ({ source, destinations }));
  }
  if (destinationCidr !== undefined) {
    tunnel.spd = tunnel.spd.map((rule) => ({ source: rule.source, destinations: destinationCidr }));
  }
  if (patch.IKESet !== undefined) {
    tunnel.ike = { ...tunnel.ike, ...given(patch.IKESet) };
  }
  if (patch.IPsecSet !== undefined) {
    tunnel.ipsec = { ...tunnel.ipsec, ...given(patch.IPsecSet) };
  }
  cloud.store.changed();
  return vpnConnectionState(context, tunnel);
}

/** An object without the fields that are undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
