/**
 * The functions behind the text that Pulumi stores in a stack's state (`shell.ts`). Their names and parameters are a
 * contract with every state that any release wrote: they are added to, never changed.
 *
 * | method of VpnConnection | actions of the vendor's API |
 * | --- | --- |
 * | check | none |
 * | diff | none; before a replacement between other gateways DescribeVpnConn |
 * | create | DescribeVpnConn, AddVpnConnEx, DescribeVpcTaskResult; ModifyVpnConnEx for the name of an adopted tunnel |
 * | read | DescribeVpnConn; to prove that a tunnel is gone also DescribeUserGw, DescribeVpnGw, DescribeVpcEx |
 * | update | DescribeVpnConn, ModifyVpnConnEx, DescribeVpcTaskResult |
 * | delete | DeleteVpnConn, DescribeVpcTaskResult, DescribeVpnConn; for the proof the same as read |
 *
 * | method of UserGateway | actions of the vendor's API |
 * | --- | --- |
 * | check | none |
 * | diff | none; before a replacement at another address DescribeUserGw |
 * | create | DescribeUserGw, AddUserGw, DescribeVpcEx; ModifyUserGw for the name of an adopted peer gateway |
 * | read | DescribeUserGw; DescribeVpcEx where the state names no VPC yet; to prove that a peer gateway is gone DescribeVpcEx and DescribeVpnConn |
 * | update | DescribeUserGw, ModifyUserGw |
 * | delete | DescribeUserGw, DescribeVpnConn, DeleteUserGw; for the proof the same as read |
 */

import {
  adoptedUserGateway,
  assertAddressFree,
  createUserGateway,
  deleteUserGateway,
  diffUserGateway,
  readUserGateway,
  type UserGatewayInputs,
  type UserGatewayOutputs,
  updateUserGateway,
  userGatewayPlace,
} from "../../lifecycle/user-gateway/index.ts";
import {
  adoptedTunnel,
  assertPairFree,
  create,
  deleteTunnel,
  diff,
  type Inputs,
  type Outputs,
  read,
  tunnelPlace,
  update,
} from "../../lifecycle/vpn-connection/index.ts";
import { endAfterEngine } from "./engine-process.ts";
import { methodsOf } from "./methods.ts";
import { storedApi } from "./stored-api.ts";

endAfterEngine();

// The rules of arguments, and the library that they are written with, are loaded where they are needed: not to delete or to refresh.

/** The methods of VpnConnection. */
export const vpnConnection = storedApi(
  methodsOf<Inputs, Outputs>("VpnConnection", {
    form: "vpnConn",
    place: tunnelPlace,
    adopted: adoptedTunnel,
    assertFree: assertPairFree,
    check: async (...given) => (await import("../../lifecycle/vpn-connection/check.ts")).check(...given),
    diff,
    create,
    read,
    update,
    delete: deleteTunnel,
  }),
);

/** The methods of UserGateway. */
export const userGateway = storedApi(
  methodsOf<UserGatewayInputs, UserGatewayOutputs>("UserGateway", {
    form: "userGw",
    place: userGatewayPlace,
    adopted: adoptedUserGateway,
    assertFree: assertAddressFree,
    check: async (...given) => (await import("../../lifecycle/user-gateway/check.ts")).checkUserGateway(...given),
    diff: diffUserGateway,
    create: createUserGateway,
    read: readUserGateway,
    update: updateUserGateway,
    delete: deleteUserGateway,
  }),
);
