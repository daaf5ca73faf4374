/** Removes resources without a call of the API, as somebody else would in the console. */

import type { Cloud } from "../cloud.ts";
import type { Tunnel, VpnGateway } from "../state/model.ts";
import type { RemovableKind } from "../state/types.ts";

/**
 * Removes a resource at once with everything that depends on it, whatever its state and account.
 *
 * @param id in either form.
 * @returns whether it existed.
 */
export function removeResource(cloud: Cloud, kind: RemovableKind, id: string): boolean {
  const { store } = cloud;
  store.settle(cloud.clock());
  const removeTunnels = (fits: (tunnel: Tunnel) => boolean): void => {
    for (const tunnel of store.tunnels.where(fits)) {
      store.removeTunnel(tunnel);
    }
  };
  const removeGateway = (gateway: VpnGateway): void => {
    removeTunnels((tunnel) => tunnel.gateway === gateway.id);
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
    removeGateway(gateway);
  } else if (kind === "userGateways") {
    const userGateway = store.userGateways.find(id);
    if (userGateway === undefined) {
      return false;
    }
    removeTunnels((tunnel) => tunnel.userGateway === userGateway.id);
    store.userGateways.remove(userGateway);
  } else {
    const vpc = store.findVpc(id);
    if (vpc === undefined) {
      return false;
    }
    for (const gateway of store.gateways.where((one) => one.vpc === vpc.id)) {
      removeGateway(gateway);
    }
    store.vpcs.remove(vpc);
  }
  store.changed();
  return true;
}
