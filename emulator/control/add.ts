/** Adds a tunnel without a call of the API, as somebody else would in the console. */

import { z } from "zod";
import type { Cloud } from "../cloud.ts";
import { defaultSets } from "../rules/sets.ts";
import type { Tunnel } from "../state/model.ts";
import { vpnConnectionState } from "../state/read-state.ts";
import type { VpnConnectionState } from "../state/types.ts";
import { viewContext } from "../state/views.ts";
import { ControlError, checked } from "./checked.ts";
import { applyPatch, patchSchema, peerOf, type VpnConnectionPatch } from "./patch-tunnel.ts";

/** A tunnel to add. Fields that are left out have the service's defaults. */
export interface ForeignVpnConnection extends VpnConnectionPatch {
  /** Its VPN gateway, by either id. It also decides account, region and VPC. */
  readonly vpnGwId: string;
  /** Its peer gateway, by either id; of the same account and region. */
  readonly userGwId: string;
}

const schema = patchSchema.extend({ vpnGwId: z.string().min(1), userGwId: z.string().min(1) });

/**
 * Adds a tunnel at once. It runs (state 6), unless the fields say otherwise. Rules and quotas of the API do not apply,
 * so there may be a second tunnel between two gateways.
 *
 * @throws ControlError for an unknown gateway or field, or a value of the wrong type.
 */
export function addTunnel(cloud: Cloud, value: unknown): VpnConnectionState {
  const { vpnGwId, userGwId, ...fields } = checked(schema, value, "tunnel");
  const { store } = cloud;
  const context = viewContext(cloud);
  store.settle(context.now);
  const gateway = store.gateways.find(vpnGwId);
  if (gateway === undefined) {
    throw new ControlError(`vpnGateways has no ${vpnGwId}`, 404);
  }
  const userGateway = peerOf(cloud, gateway, userGwId);
  const vpc = store.vpcs.find(gateway.vpc);
  const tunnel: Tunnel = {
    account: gateway.account,
    region: gateway.region,
    id: store.newId("vpnx"),
    number: store.newNumber("tunnel"),
    createdAt: context.now,
    vpc: gateway.vpc,
    gateway: gateway.id,
    userGateway: userGateway.id,
    name: "foreign",
    preSharedKey: "foreign-pre-shared-key",
    spd: [{ source: vpc?.cidr ?? "10.0.0.0/16", destinations: ["192.168.0.0/24"] }],
    ...defaultSets(gateway.address, userGateway.address),
    api3: {},
    tags: [],
    status: 6,
    netStatus: null,
    deletedAt: null,
  };
  applyPatch(tunnel, fields);
  store.tunnels.add(tunnel);
  store.changed();
  return vpnConnectionState(context, tunnel);
}
