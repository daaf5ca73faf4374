import { idText, isNamed, sameId, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import { defined } from "../../util/defined.ts";
import type { Context } from "../context.ts";
import { DuplicatesError, refuseForeign, type Where } from "../existing.ts";
import { isMarkedName, warnOfName } from "../names.ts";
import type { Inputs } from "./inputs.ts";

/** The natural key of a tunnel: only one can exist between two gateways (docs/api.md 2.13). */
export const pairKey = ({ settings, region }: Context, inputs: Inputs): string =>
  [settings.endpoint, region, inputs.vpnGwId, inputs.userGwId].join("|");

export async function listPair(context: Context, inputs: Inputs): Promise<VpnConn[]> {
  const all = await readsOf(context).list(context, defined({ vpcId: inputs.vpcId, vpnGwId: inputs.vpnGwId }));
  return all.filter((conn) => sameId(conn.vpnGw, inputs.vpnGwId) && sameId(conn.userGw, inputs.userGwId));
}

const hasName = (inputs: Inputs, conn: VpnConn): boolean =>
  inputs.vpnConnName !== undefined && isNamed(conn, inputs.vpnConnName);

/**
 * Whether an interrupted create of this resource left this tunnel: name and pre-shared key are the requested ones. A name alone proves
 * nothing, because stacks of the same name give the same one, and anybody can compute it. If the service hides keys, the default name with the
 * hash of this resource is enough. In a host whose resources another host may hold too, only the default name counts: the other host deletes
 * what it holds in another process, which does not know who took it up.
 */
export function isOurs(context: Context, inputs: Inputs, conn: VpnConn): boolean {
  const byDefault = inputs.__defaults?.includes("vpnConnName") === true && isMarkedName(inputs.vpnConnName ?? "");
  if (context.onlyByDefaultName && !byDefault) {
    return false;
  }
  return (
    hasName(inputs, conn) && (conn.preSharedKey === undefined ? byDefault : conn.preSharedKey === inputs.preSharedKey)
  );
}

/** Warns if only the name shows that the tunnel belongs to this resource. */
export function warnIfByName(context: Context, conn: VpnConn): void {
  if (conn.preSharedKey === undefined) {
    warnOfName(context, idText(conn.id), "the service hides pre-shared keys");
  }
}

/**
 * Whether a tunnel that appeared after our accepted request can be ours, even if the service changes names or hides keys. Another one can
 * appear at the same time.
 */
export const mayBeOurs = (inputs: Inputs, conn: VpnConn): boolean =>
  conn.preSharedKey === undefined || conn.preSharedKey === inputs.preSharedKey;

/** Whether a tunnel that appeared after a request with a lost answer is ours: it has our key, or our name if keys are hidden. */
export function fitsRequest(inputs: Inputs, conn: VpnConn): boolean {
  return conn.preSharedKey === undefined ? hasName(inputs, conn) : conn.preSharedKey === inputs.preSharedKey;
}

const where = ({ vpnGwId, userGwId }: Inputs): Where => ({
  at: `between VPN gateway ${vpnGwId} and peer gateway ${userGwId}`,
  what: "tunnel",
  argument: "vpnConnId",
});

/** The tunnel between two gateways. @throws DuplicatesError if there are several. */
export function onlyOne(context: Context, inputs: Inputs, pair: readonly VpnConn[]): VpnConn | undefined {
  if (pair.length > 1) {
    throw new DuplicatesError(where(inputs), pair, (conn) => isOurs(context, inputs, conn));
  }
  return pair[0];
}

/** @throws LifecycleError that names the id to adopt. */
export function refuseTunnel(context: Context, inputs: Inputs, conn: VpnConn): never {
  const isOtherKey = conn.preSharedKey !== undefined && conn.preSharedKey !== inputs.preSharedKey;
  const reason = {
    why: "it has this resource's name and another pre-shared key: another stack gave it that name (QCLOUD_OWNER tells stacks of one name apart), or the key of the program was changed since a run was interrupted",
    advice: `To take it over, set the argument vpnConnId to "${idText(conn.id)}"; otherwise remove it first`,
  };
  refuseForeign(context, inputs.__urn, where(inputs), [conn], isOtherKey && hasName(inputs, conn) ? reason : undefined);
}
