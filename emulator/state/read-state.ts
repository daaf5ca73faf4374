/** The whole state, as the control path and `Emulator.state` show it. */

import { createHash } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import type { Tunnel } from "./model.ts";
import type { EmulatorState, VpnConnectionState } from "./types.ts";
import { gatewayView, taskView, tunnelView, userGatewayView, type ViewContext, viewContext, vpcView } from "./views.ts";

/** The state at this moment; tasks that are due have ended. */
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

/** The state of one tunnel. */
export function vpnConnectionState(context: ViewContext, tunnel: Tunnel): VpnConnectionState {
  return {
    ...tunnelView(context, tunnel),
    preSharedKeySha256: createHash("sha256").update(tunnel.preSharedKey, "utf8").digest("hex"),
  };
}
