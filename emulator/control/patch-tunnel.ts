/** Overwrites fields of a tunnel without a call of the API: a change in the console, or a state to start a test from. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { rangeOf } from "../rules/networks.ts";
import type { Tunnel, UserGateway } from "../state/model.ts";
import { vpnConnectionState } from "../state/read-state.ts";
import {
  type Api3Settings,
  api3Schema,
  type IkeSettings,
  type IpsecSettings,
  ikeSchema,
  ipsecSchema,
  tagsSchema,
} from "../state/tunnel-model.ts";
import type { TagState, VpnConnectionState } from "../state/types.ts";
import { viewContext } from "../state/views.ts";
import { ControlError, checked, existing } from "./checked.ts";

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

/** An object without the fields that are undefined. */
function defined<T extends object>(fields: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never;
}
