import { idText, isApiError, isBusy, sameId, type VpnConn } from "../api/index.ts";
import { readsOf } from "../polling/tunnel-reads.ts";
import type { Context } from "./context.ts";
import type { Control } from "./gone.ts";

/**
 * Positive controls: whether this key pair would see a resource if it still existed. Lists silently hide what a key pair may not list.
 */

/**
 * For a tunnel: the tunnel count of its peer gateway equals the number of listed tunnels, or the list shows another tunnel of its VPN
 * gateway. A higher count contradicts, and so does a list that shows the tunnel itself.
 */
export async function tunnelControl(
  context: Context,
  { id, vpnGwId, userGwId }: { readonly id: string; readonly vpnGwId: string; readonly userGwId: string },
): Promise<Control> {
  const peer = await readable(context.api.readUserGw(context, userGwId));
  const gateway = peer !== undefined && peer.kind === "found" ? peer.value : undefined;
  const tunnels = (await readable(readsOf(context).list(context, {}))) ?? [];
  if (tunnels.some((conn) => sameId(conn.id, id))) {
    return { kind: "contradicts", because: "a list of tunnels shows it, a read by its id does not" };
  }
  const shown = tunnels.filter((conn) => usesPeer(conn, [userGwId], gateway?.address)).length;
  const counted = gateway?.vpnConnNum;
  if (counted !== undefined && counted > shown) {
    return {
      kind: "contradicts",
      because: `peer gateway ${userGwId} has ${counted} tunnel${counted === 1 ? "" : "s"}, and a list of tunnels shows ${shown} of them`,
    };
  }
  if (counted === shown || tunnels.some((conn) => sameId(conn.vpnGw, vpnGwId))) {
    return { kind: "confirms" };
  }
  const peerFailure =
    gateway === undefined
      ? `it does not see peer gateway ${userGwId}`
      : `peer gateway ${userGwId} does not say how many tunnels it has`;
  return { kind: "missing", because: `${peerFailure}, and it sees no other tunnel of VPN gateway ${vpnGwId}` };
}

/** For a peer gateway: the list shows another one. A tunnel that names it contradicts, and so does a list that shows it. */
export async function peerGatewayControl(context: Context, ids: readonly string[]): Promise<Control> {
  const tunnels = (await readable(readsOf(context).list(context, {}))) ?? [];
  const user = tunnels.find((conn) => usesPeer(conn, ids, undefined));
  if (user !== undefined) {
    return {
      kind: "contradicts",
      because: `tunnel ${idText(user.id)} ("${user.name}") uses it`,
    };
  }
  const listed = (await readable(context.api.listUserGws(context))) ?? [];
  if (listed.some((userGw) => ids.some((id) => sameId(userGw.id, id)))) {
    return { kind: "contradicts", because: "a list of peer gateways shows it, a read by its id does not" };
  }
  return listed.length > 0
    ? { kind: "confirms" }
    : { kind: "missing", because: "it sees no other peer gateway of the region" };
}

/** Whether a tunnel uses a peer gateway: by any of its ids or, if the answer names no peer gateway, by its address. */
export function usesPeer(
  { userGw, userGwAddress }: VpnConn,
  ids: readonly string[],
  address: string | undefined,
): boolean {
  return idText(userGw) !== ""
    ? ids.some((id) => sameId(userGw, id))
    : address !== undefined && userGwAddress === address;
}

/** An answer; undefined if the service refuses the request. */
export async function readable<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isApiError(error) && !isBusy(error) && !isApiError(error, "replay", "https-required")) {
      return undefined;
    }
    throw error;
  }
}
