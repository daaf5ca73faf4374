/** The whole state as the control path shows it, and changes made behind every client's back. */

import { createHash } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import { serverTime } from "../cloud.ts";
import type { Tunnel, VpnGateway } from "./model.ts";
import type { EmulatorState, VpnConnectionState } from "./types.ts";
import { gatewayView, taskView, tunnelView, userGatewayView, type ViewContext, vpcView } from "./views.ts";

/** What the views need, at this moment. */
export function viewContext(cloud: Cloud): ViewContext {
  const now = cloud.clock();
  return { store: cloud.store, now, offset: serverTime(cloud) - now, zone: cloud.settings.switches.timeZone };
}

/** The state at this moment, tasks that are due ended. */
export function readState(cloud: Cloud): EmulatorState {
  const context = viewContext(cloud);
  const { store } = cloud;
  store.settle(context.now);
  return {
    vpcs: [...store.vpcs.values()].map((vpc) => vpcView(context, vpc)),
    vpnGateways: [...store.gateways.values()].map((gateway) => gatewayView(context, gateway)),
    userGateways: [...store.userGateways.values()].map((userGateway) => userGatewayView(context, userGateway)),
    vpnConnections: [...store.tunnels.values()].map((tunnel) => vpnConnectionState(context, tunnel)),
    tasks: [...store.tasks.values()].map(taskView),
  };
}

/** One tunnel's state. */
export function vpnConnectionState(context: ViewContext, tunnel: Tunnel): VpnConnectionState {
  return {
    ...tunnelView(context, tunnel),
    preSharedKeySha256: createHash("sha256").update(tunnel.preSharedKey, "utf8").digest("hex"),
  };
}

/** The kinds of things that can be removed behind every client's back. */
export type RemovableKind = "vpnConnections" | "vpnGateways" | "userGateways" | "vpcs";

/**
 * Removes a thing at once with all that depends on it, whatever its state and whoever owns it.
 *
 * @param id in either form.
 * @returns whether it was there.
 */
export function removeThing(cloud: Cloud, kind: RemovableKind, id: string): boolean {
  const { store } = cloud;
  store.settle(cloud.clock());
  const dropTunnels = (fits: (tunnel: Tunnel) => boolean): void => {
    for (const tunnel of store.tunnels.where(fits)) {
      store.removeTunnel(tunnel);
    }
  };
  const dropGateway = (gateway: VpnGateway): void => {
    dropTunnels((tunnel) => tunnel.gateway === gateway.id);
    store.gateways.remove(gateway);
  };
  if (kind === "vpnConnections") {
    const tunnel = store.tunnels.find(id);
    if (tunnel === undefined) {
      return false;
    }
    store.removeTunnel(tunnel);
  } else if (kind === "vpnGateways") {
    const gateway = store.gateways.find(id);
    if (gateway === undefined) {
      return false;
    }
    dropGateway(gateway);
  } else if (kind === "userGateways") {
    const userGateway = store.userGateways.find(id);
    if (userGateway === undefined) {
      return false;
    }
    dropTunnels((tunnel) => tunnel.userGateway === userGateway.id);
    store.userGateways.remove(userGateway);
  } else {
    const vpc = store.findVpc(id);
    if (vpc === undefined) {
      return false;
    }
    for (const gateway of store.gateways.where((one) => one.vpc === vpc.id)) {
      dropGateway(gateway);
    }
    store.vpcs.remove(vpc);
  }
  store.changed();
  return true;
}
