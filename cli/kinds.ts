import { idText, isNamed, type ReadById, sameId, type UserGw, type VpnConn } from "../provider/api/index.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../provider/lifecycle/context.ts";
import type { StateRef } from "../provider/lifecycle/gone.ts";
import { SETTING_GROUPS } from "../provider/lifecycle/observed.ts";
import { deleteUserGateway } from "../provider/lifecycle/user-gateway/delete.ts";
import { diffUserGateway, nameChanged } from "../provider/lifecycle/user-gateway/diff.ts";
import {
  inputsOf as userGatewayInputs,
  outputsOf as userGatewayOutputs,
} from "../provider/lifecycle/user-gateway/outputs.ts";
import {
  observeUserGateway,
  type RecordedUserGateway,
  readRecordedUserGateway,
} from "../provider/lifecycle/user-gateway/recorded.ts";
import { deleteUntilGone } from "../provider/lifecycle/vpn-connection/delete.ts";
import { changedInPlace } from "../provider/lifecycle/vpn-connection/diff.ts";
import type { Outputs } from "../provider/lifecycle/vpn-connection/inputs.ts";
import { inputsOf as tunnelInputs } from "../provider/lifecycle/vpn-connection/outputs.ts";
import { observedOutputs, withKnownFailure } from "../provider/lifecycle/vpn-connection/read.ts";
import { observe, type Recorded, readRecorded } from "../provider/lifecycle/vpn-connection/recorded.ts";
import { differingSettings } from "../provider/lifecycle/vpn-connection/values/compare.ts";
import { defined } from "../provider/util/defined.ts";

/** The kinds of resources of this package, as messages name them. */
export type Kind = "tunnel" | "peer gateway";

/** A tunnel or a peer gateway as the service shows it. */
export type Found = VpnConn | UserGw;

/** Inputs or outputs of a resource in a state. */
export type Properties = Readonly<Record<string, unknown>>;

/** What differs between the kinds. */
interface KindOf<T extends Found, R extends StateRef> {
  /** The class in a program; the type token in a state ends in it. */
  readonly className: "VpnConnection" | "UserGateway";
  /** The ids that a user can give. */
  readonly idPattern: RegExp;
  /** Reads one by its id. */
  read(context: Context, id: string): Promise<ReadById<T>>;
  /** Reads the state of a resource. @throws LifecycleError when the state does not identify it. */
  recorded(id: string, state: object): R;
  /** Reads a recorded resource; undefined when it is gone. @throws LifecycleError when that cannot be proved. */
  observe(context: Context, recorded: R): Promise<T | undefined>;
  /** Deletes one and waits until it is gone. `state` is what `stateOf` makes. */
  delete(settings: Settings, region: string, id: string, state: object, options: CallOptions): Promise<void>;
  /** What a state would record of one that exists, beside region, creation time and settings. */
  stateOf(found: T): { readonly __origin: object };
  /** Whether a creation with these inputs, whose result is not recorded, created it: same name at the same place. */
  isCreatedFrom(inputs: Properties, found: T): boolean;
  /**
   * The names of what differs between a state and what exists, as paths of arguments such as `ikeSet.dhGroupName`. A pre-shared key that
   * the state does not show is not compared.
   */
  changes(context: Context, recorded: R, found: T): readonly string[];
  /** What exists, with what only the state knows of it. */
  withKnown(context: Context, recorded: R, found: T): T;
  /** Facts for the user, each with its label. */
  facts(found: T): readonly (readonly [string, string])[];
  /** Its columns in the list of `adopt`. */
  row(found: T): Row;
}

/** Columns in the list of `adopt`; empty where a kind has none. */
export interface Row {
  readonly status: string;
  /** The two gateways of a tunnel, or the address of a peer gateway. */
  readonly between: string;
  readonly networks: string;
}

const tunnel: KindOf<VpnConn, Recorded> = {
  className: "VpnConnection",
  idPattern: /^(?:vpnx-[0-9a-z]+|\d+)$/,
  read: readTunnel,
  recorded: readRecorded,
  observe,
  delete: (settings, region, id, state, options) =>
    deleteUntilGone(openContext(settings, "delete", region, options), readRecorded(id, state)),
  stateOf: ({ id, vpc, vpnGw, userGw }) => ({
    vpcId: idText(vpc),
    vpnGwId: idText(vpnGw),
    userGwId: idText(userGw),
    __origin: { vpc, vpnGw, userGw, vpnConn: id },
  }),
  isCreatedFrom: (inputs, found) =>
    hasName(textIn(inputs, "vpnConnName"), found) &&
    sameId(found.vpnGw, textIn(inputs, "vpnGwId") ?? "") &&
    sameId(found.userGw, textIn(inputs, "userGwId") ?? ""),
  changes: tunnelChanges,
  withKnown: (context, { outputs }, found) => withKnownFailure(context, outputs, found),
  facts: ({ status, vpc, vpnGw, vpnGwAddress, userGw, userGwAddress, sourceCidr, destinationCidr }) => [
    ["status", status],
    ["VPC", idText(vpc)],
    ["VPN gateway", `${idText(vpnGw)} ${vpnGwAddress ?? ""}`],
    ["peer gateway", `${idText(userGw)} ${userGwAddress ?? ""}`],
    ["networks", `${sourceCidr.join(", ")} to ${destinationCidr.join(", ")}`],
  ],
  row: ({ status, vpnGw, userGw, sourceCidr, destinationCidr }) => ({
    status,
    between: `${idText(vpnGw)} - ${idText(userGw)}`,
    networks: `${sourceCidr.join(" ")} - ${destinationCidr.join(" ")}`,
  }),
};

const userGateway: KindOf<UserGw, RecordedUserGateway> = {
  className: "UserGateway",
  idPattern: /^cgw-[0-9a-z]+$/,
  read: (context, id) => context.api.readUserGw(context, id),
  recorded: readRecordedUserGateway,
  observe: observeUserGateway,
  delete: (settings, _region, id, state, options) => deleteUserGateway(settings, id, state, options),
  stateOf: ({ id, address }) => ({ userGwAddr: address, __origin: { userGw: id, vpcs: [] } }),
  isCreatedFrom: (inputs, found) =>
    hasName(textIn(inputs, "userGwName"), found) && found.address === textIn(inputs, "userGwAddr"),
  changes: userGatewayChanges,
  withKnown: (_context, _recorded, found) => found,
  facts: ({ address }) => [["address", address]],
  row: ({ address }) => ({ status: "", between: address, networks: "" }),
};

/** The table of kinds, in the order in which their names are listed. */
export const KINDS: Readonly<Record<Kind, KindOf<Found, StateRef>>> = { tunnel, "peer gateway": userGateway };

export const kindNames = Object.keys(KINDS) as readonly Kind[];

/** The type tokens of a kind in a state: of the dynamic resource, and of the provider plugin's. */
export const typesOf = (kind: Kind): readonly string[] =>
  ["pulumi-nodejs:dynamic/qcloud", "qcloud:index"].map((module) => `${module}:${KINDS[kind].className}`);

/** The text of a property; undefined for anything but a text or a number. */
export function textIn(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  return typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;
}

/** A tunnel with the addresses of its gateways. */
async function readTunnel(context: Context, id: string): Promise<ReadById<VpnConn>> {
  const answer = await context.api.readVpnConn(context, id);
  if (answer.kind !== "found") {
    return answer;
  }
  const [value = answer.value] = await context.api.withGateways(context, [answer.value]);
  return { kind: "found", value };
}

function tunnelChanges(context: Context, { outputs: olds, userGwId }: Recorded, found: VpnConn): string[] {
  const now = observedOutputs(context, olds, found);
  const { vpnConnName, preSharedKey } = olds;
  const state = { ...tunnelInputs(olds), ...defined({ vpnConnName }) };
  const inPlace = changedInPlace(now, state).flatMap((name) => {
    switch (name) {
      case "vpnConnName":
        return [name];
      case "networks":
        return [olds.spdAcl === undefined ? "userGwCidrBlock" : "spdAcl"];
      case "preSharedKey":
        return preSharedKey === undefined ? [] : [name];
      default:
        return [];
    }
  });
  return [...inPlace, ...settingChanges(olds, now), ...(hasMoved(context, userGwId, found) ? ["userGwId"] : [])];
}

/** Settings that the answer leaves out, such as those that another version of the API knows, are not compared. */
function settingChanges(olds: Partial<Outputs>, now: Outputs): string[] {
  const groups = SETTING_GROUPS.flatMap((group) =>
    differingSettings<object>(olds[group], now[group], { strict: false }).map((key) => `${group}.${key}`),
  );
  const singles = (["negotiationType", "routeType"] as const).filter(
    (name) => olds[name] !== undefined && now[name] !== undefined && olds[name] !== now[name],
  );
  return [...groups, ...singles];
}

/** Whether the tunnel got another peer gateway, where a tunnel can. */
const hasMoved = ({ api }: Context, userGwId: string, { userGw }: VpnConn): boolean =>
  api.canMoveTunnels && idText(userGw) !== "" && !sameId(userGw, userGwId);

function userGatewayChanges(context: Context, { id, outputs: olds }: RecordedUserGateway, found: UserGw): string[] {
  const { userGwName, __origin } = olds;
  const { vpcs = [], nameAs } = __origin ?? {};
  const now = userGatewayOutputs(context, userGatewayInputs(olds), found, { vpcs, ...defined({ nameAs }) });
  const state = { ...userGatewayInputs(olds), ...defined({ userGwName }) };
  return [...(nameChanged(now, state) ? ["userGwName"] : []), ...diffUserGateway(id, now, state).replaces];
}

const hasName = (given: string | undefined, found: Found): boolean => given !== undefined && isNamed(found, given);
