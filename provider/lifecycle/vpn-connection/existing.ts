import { isNamed, sameId, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { adviceOn, isMarkedName, warnOfName } from "../names.ts";
import type { Inputs } from "./inputs.ts";

/** The natural key of a tunnel: its two gateways hold at most one between them (docs/api.md 2.13). */
export const pairKey = ({ settings, region }: Context, inputs: Inputs): string =>
  [settings.endpoint, region, inputs.vpnGwId, inputs.userGwId].join("|");

/** The tunnels that stand between the two gateways. */
export async function listPair(context: Context, inputs: Inputs): Promise<VpnConn[]> {
  const all = await readsOf(context).list(context, { vpcId: inputs.vpcId, vpnGwId: inputs.vpnGwId });
  return all.filter((conn) => sameId(conn.vpnGw, inputs.vpnGwId) && sameId(conn.userGw, inputs.userGwId));
}

export const idOf = (conn: VpnConn): string => conn.id.unified || conn.id.legacy;

/** Whether a tunnel has the name that is asked for. */
const hasName = (inputs: Inputs, conn: VpnConn): boolean =>
  inputs.vpnConnName !== undefined && isNamed(conn, inputs.vpnConnName);

/**
 * Whether a tunnel that nobody told us of is this resource's own, left by a create that was cut off: both its name and its pre-shared key
 * are the ones asked for. A name alone proves nothing: stacks of one name give the same one, and anybody can compute it. Only where
 * the service hides keys there is nothing else; then it has to be the default name, which carries the hash of who declares it.
 */
export function isOurs(inputs: Inputs, conn: VpnConn): boolean {
  const byDefault = inputs.__defaults?.includes("vpnConnName") === true && isMarkedName(inputs.vpnConnName ?? "");
  return (
    hasName(inputs, conn) && (conn.preSharedKey === undefined ? byDefault : conn.preSharedKey === inputs.preSharedKey)
  );
}

/** Warns where nothing but the name shows that a tunnel is ours. */
export function warnIfByName(context: Context, conn: VpnConn): void {
  if (conn.preSharedKey === undefined) {
    warnOfName(context, idOf(conn), "the service hides pre-shared keys");
  }
}

/**
 * Whether a tunnel that appeared after our request was accepted can be the one that we asked for, also where the service writes names
 * in its own way or hides keys: somebody else's can appear at the same moment.
 */
export const mayBeOurs = (inputs: Inputs, conn: VpnConn): boolean =>
  conn.preSharedKey === undefined || conn.preSharedKey === inputs.preSharedKey;

/**
 * Whether a tunnel that was not there before our request, and is there after its answer was lost, is what we asked for: it has
 * our key, or our name where keys are hidden.
 */
export function fitsRequest(inputs: Inputs, conn: VpnConn): boolean {
  return conn.preSharedKey === undefined ? hasName(inputs, conn) : conn.preSharedKey === inputs.preSharedKey;
}

/** Several tunnels between two gateways that should hold one; `ours` is the one that proves to be this resource's, if any does. */
export class TwinsError extends LifecycleError {
  readonly ours: VpnConn | undefined;

  constructor(inputs: Inputs, twins: readonly VpnConn[]) {
    super(
      `between VPN gateway ${inputs.vpnGwId} and peer gateway ${inputs.userGwId} stand ${twins.length} tunnels: ${twins.map(described).join(", ")}. ` +
        "None was touched. Remove the ones that are not wanted, or name the one to take over with the argument vpnConnId",
    );
    const ours = twins.filter((conn) => isOurs(inputs, conn));
    this.ours = ours.length === 1 ? ours[0] : undefined;
  }
}

/** @throws LifecycleError that names the tunnel to adopt. */
export function refuseForeign(context: Context, inputs: Inputs, conn: VpnConn): never {
  const isOwnName = hasName(inputs, conn) && conn.preSharedKey !== undefined;
  const why = isOwnName
    ? "it has this resource's name and another pre-shared key: another stack gave it that name (QCLOUD_OWNER tells stacks of one name apart), or the key of the program was changed since a run was cut off"
    : "nothing shows that this resource made it";
  const advice = isOwnName
    ? `To take it over, set the argument vpnConnId to "${idOf(conn)}"; otherwise remove it first`
    : adviceOn(context, inputs.__urn, [conn], { argument: "vpnConnId", what: "tunnel" });
  throw new LifecycleError(
    `between VPN gateway ${inputs.vpnGwId} and peer gateway ${inputs.userGwId} there is a tunnel already, ${described(conn)}, and ${why}. It was not touched. ${advice}`,
  );
}

const described = (conn: VpnConn): string =>
  `${idOf(conn)} ("${conn.name}", ${conn.status}, created ${conn.createTime ?? "at a time not told"})`;
