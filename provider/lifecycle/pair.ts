import { sameId } from "../qcloud/ids.ts";
import type { VpnConn } from "../qcloud/types.ts";
import { watcherOf } from "../qcloud/watch/watcher.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import type { Inputs } from "./inputs.ts";
import { adviceOn, isMarkedName, sameName } from "./names.ts";

/** The natural key of a tunnel: its two gateways hold at most one between them (docs/api.md 2.13). */
export const pairKey = ({ settings, region }: Context, inputs: Inputs): string =>
  [settings.endpoint, region, inputs.vpnGwId, inputs.userGwId].join("|");

/** The tunnels that stand between the two gateways. */
export async function listPair(context: Context, inputs: Inputs): Promise<VpnConn[]> {
  const all = await watcherOf(context).list(context, { vpcId: inputs.vpcId, vpnGwId: inputs.vpnGwId });
  return all.filter((conn) => sameId(conn.vpnGw, inputs.vpnGwId) && sameId(conn.userGw, inputs.userGwId));
}

export const idOf = (conn: VpnConn): string => conn.id.unified || conn.id.legacy;

/**
 * Whether a tunnel that nobody told us of is this resource's own, left by a create that was cut off: it has the default name, which carries
 * the hash of who declares it; or both its name and its pre-shared key are the ones asked for.
 */
export function isOurs(inputs: Inputs, conn: VpnConn): boolean {
  const name = inputs.vpnConnName;
  if (name === undefined || !sameName(name, conn.name, conn.id.legacy)) {
    return false;
  }
  const byDefault = inputs.__defaults?.includes("vpnConnName") === true && isMarkedName(name);
  return byDefault || conn.preSharedKey === inputs.preSharedKey;
}

/**
 * Whether a tunnel that appeared after our request was accepted can be the one that we asked for, also where the service writes names
 * in its own way or hides keys: somebody else's can appear at the same moment.
 */
export function mayBeOurs(inputs: Inputs, conn: VpnConn): boolean {
  const named = inputs.vpnConnName !== undefined && sameName(inputs.vpnConnName, conn.name, conn.id.legacy);
  return named || conn.preSharedKey === undefined || conn.preSharedKey === inputs.preSharedKey;
}

/**
 * Whether a tunnel that was not there before our request, and is there after its answer was lost, is what we asked for: it has
 * our key, or our name where keys are hidden.
 */
export function fitsRequest(inputs: Inputs, conn: VpnConn): boolean {
  return conn.preSharedKey === undefined
    ? inputs.vpnConnName !== undefined && sameName(inputs.vpnConnName, conn.name, conn.id.legacy)
    : conn.preSharedKey === inputs.preSharedKey;
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
  throw new LifecycleError(
    `between VPN gateway ${inputs.vpnGwId} and peer gateway ${inputs.userGwId} there is a tunnel already, ${described(conn)}, and nothing shows that this resource made it. ` +
      `It was not touched. ${adviceOn(context, inputs.__urn, [conn], { argument: "vpnConnId", what: "tunnel" })}`,
  );
}

const described = (conn: VpnConn): string =>
  `${idOf(conn)} ("${conn.name}", ${conn.status}, created ${conn.createTime ?? "at a time not told"})`;
