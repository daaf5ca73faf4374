/** Finds the resources that a request names. API 3.0 knows unified ids alone (docs/api-3.md 8). */

import type { Caller } from "../../requests/call.ts";
import { isOwn } from "../../rules/parents.ts";
import { mayChange } from "../../rules/permissions.ts";
import type { Tunnel, UserGateway, Vpc, VpnGateway } from "../../state/model.ts";
import type { RemovableKind } from "../../state/types.ts";
import { Api3Error } from "../protocol/error.ts";

const prefixes: Readonly<Record<RemovableKind, string>> = {
  vpcs: "vpc",
  vpnGateways: "vpngw",
  userGateways: "cgw",
  vpnConnections: "vpnx",
};

/**
 * Refuses an id of another form.
 *
 * @param name the parameter's name.
 * @throws Api3Error `InvalidParameterValue.Malformed`.
 */
export function checkId(kind: RemovableKind, name: string, id: string): void {
  if (!new RegExp(`^${prefixes[kind]}-[0-9a-z]{1,32}$`).test(id)) {
    throw new Api3Error("InvalidParameterValue.Malformed", `${name} must hold ids such as ${prefixes[kind]}-0a1b2c3d`);
  }
}

/** The VPC of an id. @throws Api3Error `ResourceNotFound`, or the code for an id of another form. */
export function vpcOf3(call: Caller, id: string): Vpc {
  checkId("vpcs", "VpcId", id);
  return own(call, call.cloud.store.vpcs.find(id), "the VPC");
}

/** The VPN gateway of an id. @throws Api3Error `ResourceNotFound`, or the code for an id of another form. */
export function gatewayOf3(call: Caller, id: string): VpnGateway {
  checkId("vpnGateways", "VpnGatewayId", id);
  return own(call, call.cloud.store.gateways.find(id), "the VPN gateway");
}

/** The peer gateway of an id. @throws Api3Error as `missing` or `ResourceNotFound`, or the code for an id of another form. */
export function userGatewayOf3(call: Caller, id: string, missing = "ResourceNotFound"): UserGateway {
  checkId("userGateways", "CustomerGatewayId", id);
  return own(call, call.cloud.store.userGateways.find(id), "the customer gateway", missing);
}

/**
 * The tunnel of an id.
 *
 * @throws Api3Error as `missing` or `ResourceNotFound`, or the code for an id of another form.
 */
export function tunnelOf3(call: Caller, id: string, missing = "ResourceNotFound"): Tunnel {
  checkId("vpnConnections", "VpnConnectionId", id);
  const tunnel = call.cloud.store.tunnels.find(id);
  return own(call, tunnel !== undefined && exists(call, tunnel) ? tunnel : undefined, "the VPN connection", missing);
}

/** Whether API 3.0 knows a tunnel: the switch `failedCreate` decides it for one whose creation failed. */
export function exists(call: Caller, tunnel: Tunnel): boolean {
  return tunnel.status !== 1 || call.cloud.settings.switches.failedCreate === "PENDING";
}

/**
 * Refuses a change of a record that the caller may not change.
 *
 * @throws Api3Error `UnauthorizedOperation`, or the code that the permissions name.
 */
export function checkMayChange3(call: Caller, kind: RemovableKind, record: { readonly id: string }): void {
  if (!mayChange(call, kind, record)) {
    const { refusedCodeDesc = "UnauthorizedOperation" } = call.permissions;
    throw new Api3Error(refusedCodeDesc, `this key pair has no permission to change ${record.id}`);
  }
}

function own<T extends { readonly account: string; readonly region: string }>(
  call: Caller,
  record: T | undefined,
  what: string,
  missing = "ResourceNotFound",
): T {
  if (record === undefined || !isOwn(call, record)) {
    throw new Api3Error(missing, `${what} does not exist`);
  }
  return record;
}
