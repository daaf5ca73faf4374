/** Finds the resources that a request names, in the order of docs/api.md 6: VPC, then its gateway, then the gateway's tunnel. */

import { ApiError, refuse } from "../errors.ts";
import type { ApiCall, Caller } from "../requests/call.ts";
import type { Tunnel, UserGateway, Vpc, VpnGateway } from "../state/model.ts";
import { checkMayChange } from "./permissions.ts";

/** Whether a record belongs to the account and region of a call; for any other call it does not exist. */
export function isOwn(call: Caller, record: { readonly account: string; readonly region: string }): boolean {
  return record.account === call.account && record.region === call.region;
}

/**
 * The VPC of an id in either form.
 *
 * @throws ApiError `InvalidVpc.NotFound`.
 */
export function vpcOf(call: ApiCall, id: string): Vpc {
  const vpc = call.cloud.store.findVpc(id);
  if (vpc === undefined || !isOwn(call, vpc)) {
    throw refuse("InvalidVpc.NotFound", "the VPC does not exist");
  }
  return vpc;
}

/**
 * The VPN gateway of an id in either form; it must belong to `vpc` if that is given.
 *
 * @throws ApiError `InvalidVpnGw.NotFound`.
 */
export function gatewayOf(call: ApiCall, id: string, vpc?: Vpc): VpnGateway {
  const gateway = call.cloud.store.gateways.find(id);
  if (gateway === undefined || !isOwn(call, gateway) || (vpc !== undefined && gateway.vpc !== vpc.id)) {
    throw refuse("InvalidVpnGw.NotFound", "the VPN gateway does not exist");
  }
  return gateway;
}

/**
 * The peer gateway of an id in either form.
 *
 * @throws ApiError `InvalidUserGw.NotFound`.
 */
export function userGatewayOf(call: ApiCall, id: string): UserGateway {
  const userGateway = call.cloud.store.userGateways.find(id);
  if (userGateway === undefined || !isOwn(call, userGateway)) {
    throw refuse("InvalidUserGw.NotFound", "the peer gateway does not exist");
  }
  return userGateway;
}

/** What `find` finds; with `--set listMissing=empty` `undefined` instead of its refusal. */
export function unlessMissing<T>(call: ApiCall, find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof ApiError && call.cloud.settings.switches.listMissing === "empty") {
      return undefined;
    }
    throw error;
  }
}

/** The tunnel of an id in either form, if it belongs to the call's account and region. */
export function findTunnel(call: Caller, id: string): Tunnel | undefined {
  const tunnel = call.cloud.store.tunnels.find(id);
  return tunnel !== undefined && isOwn(call, tunnel) ? tunnel : undefined;
}

/**
 * The tunnel to change that `vpcId`, `vpnGwId` and `vpnConnId` name together, all three required.
 *
 * @param missing the code for a tunnel that does not exist; some pages print another one (docs/api.md 2.6).
 * @throws ApiError 4000 for an absent parameter, then the NotFound code of the first one that does not exist, then a
 * refusal if the caller may not change the tunnel.
 */
export function namedTunnel(call: ApiCall, missing: string): Tunnel {
  const { parameters } = call;
  const [vpcId, vpnGwId, vpnConnId] = [
    parameters.required("vpcId"),
    parameters.required("vpnGwId"),
    parameters.required("vpnConnId"),
  ];
  const gateway = gatewayOf(call, vpnGwId, vpcOf(call, vpcId));
  const tunnel = findTunnel(call, vpnConnId);
  if (tunnel === undefined || tunnel.gateway !== gateway.id) {
    throw refuse(missing, "the VPN tunnel does not exist");
  }
  checkMayChange(call, "vpnConnections", tunnel);
  return tunnel;
}

/**
 * Refuses a change while the tunnel is being created, modified or deleted (states 0, 2 and 4, docs/api.md 2.7, 6).
 *
 * @throws ApiError `InvalidVpnConnState`.
 */
export function checkState(tunnel: Tunnel): void {
  if ([0, 2, 4].includes(tunnel.status)) {
    throw refuse("InvalidVpnConnState", `the VPN tunnel is in state ${tunnel.status}, which does not allow this`);
  }
}

/** An id as an answer returns it: in the form of the request, with digits as a number (docs/api.md 2.2). */
export function echoedId(id: string): string | number {
  return /^\d{1,15}$/.test(id) ? Number(id) : id;
}
