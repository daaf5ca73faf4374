/**
 * The lifecycles that hosts serve, and the methods of `VpcApi` that each of their operations calls. The actions behind these are in `api/v2`
 * and `api/v3`.
 *
 * | operation on a VpnConnection | methods |
 * | --- | --- |
 * | check | none |
 * | diff | none; before a replacement between other gateways `listVpnConns` |
 * | create | `listVpnConns`, `addVpnConn`, `pollTask`, `readVpnConn`, `withGateways`, `account`; for an adopted tunnel `readVpnConn`, and `renameVpnConn` for its name |
 * | import | `readVpnConn`, `listVpcs`, `withGateways`, `account` |
 * | read | `readVpnConn`, `withGateways`, `account`; to prove that a tunnel is gone also the lists and `…Exists` |
 * | update | `readVpnConn`, `modifyVpnConn`, `pollTask`, `withGateways`, `account` |
 * | delete | `deleteVpnConn`, `pollTask`, `readVpnConn`; for the proof the same as read |
 *
 * | operation on a UserGateway | methods |
 * | --- | --- |
 * | check | none |
 * | diff | none; before a replacement at another address `listUserGws` |
 * | create | `listUserGws`, `addUserGw`, `listVpcs`, `account`; for an adopted peer gateway `readUserGw`, and `renameUserGw` for its name |
 * | import | `readUserGw`, `listVpcs`, `account` |
 * | read | `readUserGw`, `account`; `listVpcs` if the state names no VPC yet; to prove that a peer gateway is gone also the lists and `…Exists` |
 * | update | `readUserGw`, `renameUserGw`, `account` |
 * | delete | `listVpnConns`, `deleteUserGw`, `readUserGw`; for the proof the same as read |
 */

import type { ApiVersion } from "../api/index.ts";
import {
  adoptedUserGateway,
  assertAddressFree,
  changedPathsOfUserGateway,
  createUserGateway,
  deleteUserGateway,
  diffUserGateway,
  importUserGateway,
  previewedUserGateway,
  readUserGateway,
  type UserGatewayInputs,
  type UserGatewayOutputs,
  updateUserGateway,
  userGatewayPlace,
  warnOfPrivateAddress,
} from "../lifecycle/user-gateway/index.ts";
import {
  adoptedTunnel,
  assertPairFree,
  type CallOptions,
  type Checked,
  type CheckSettings,
  changedPaths,
  create,
  type Diff,
  deleteTunnel,
  diff,
  type Inputs,
  importTunnel,
  type Outputs,
  previewed,
  read,
  type Settings,
  tunnelPlace,
  update,
  warnOfWeakSettings,
} from "../lifecycle/vpn-connection/index.ts";
import type { Kind } from "./ownership.ts";
import type { Properties } from "./properties.ts";

/** The operations of one kind of resource, independent of the host. */
export interface Lifecycle<I extends object, O extends object> extends Kind {
  /** Name of the resource class, for messages. */
  readonly type: string;
  check(settings: CheckSettings, olds: Properties, news: Properties): Promise<Checked<I>>;
  /** What is allowed but worth a warning in the arguments of a create or update; one line without values of arguments, or "". */
  warning(inputs: I, api: ApiVersion): string;
  diff(id: string, state: object, news: I): Diff;
  /** The paths of the arguments that an update changes, such as `ikeSet.dhGroupName`. */
  changedPaths(state: object, news: I): string[];
  /** What a preview shows of the outputs, unknown values included. `state` is undefined for a new resource. */
  previewed(state: object | undefined, news: I): object;
  /** Refuses a replacement if another resource has its place, so that nothing is deleted first. */
  assertFree(settings: Settings, id: string, news: I, options: CallOptions): Promise<void>;
  create(settings: Settings, inputs: I, options: CallOptions): Promise<{ id: string; outputs: O }>;
  read(
    settings: Settings,
    id: string,
    state: object,
    options: CallOptions,
  ): Promise<{ outputs: O; inputs: I } | undefined>;
  /** Reads a resource of which only region and id are known; undefined if the service does not show it. The inputs have no secrets. */
  import(
    settings: Settings,
    region: string,
    id: string,
    options: CallOptions,
  ): Promise<{ id: string; outputs: O; inputs: Partial<I> } | undefined>;
  update(settings: Settings, id: string, olds: object, news: I, options: CallOptions): Promise<O>;
  delete(settings: Settings, id: string, state: object, options: CallOptions): Promise<void>;
}

// The rules of arguments and zod are loaded at the first check, because delete and refresh do not need them.

export const vpnConnectionLifecycle: Lifecycle<Inputs, Outputs> = {
  type: "VpnConnection",
  form: "vpnConn",
  place: tunnelPlace,
  adopted: adoptedTunnel,
  check: async (...given) => (await import("../lifecycle/vpn-connection/check.ts")).check(...given),
  warning: warnOfWeakSettings,
  diff,
  changedPaths,
  previewed,
  assertFree: assertPairFree,
  create,
  read,
  import: importTunnel,
  update,
  delete: deleteTunnel,
};

export const userGatewayLifecycle: Lifecycle<UserGatewayInputs, UserGatewayOutputs> = {
  type: "UserGateway",
  form: "userGw",
  place: userGatewayPlace,
  adopted: adoptedUserGateway,
  check: async (...given) => (await import("../lifecycle/user-gateway/check.ts")).checkUserGateway(...given),
  warning: warnOfPrivateAddress,
  diff: diffUserGateway,
  changedPaths: changedPathsOfUserGateway,
  previewed: previewedUserGateway,
  assertFree: assertAddressFree,
  create: createUserGateway,
  read: readUserGateway,
  import: importUserGateway,
  update: updateUserGateway,
  delete: deleteUserGateway,
};
