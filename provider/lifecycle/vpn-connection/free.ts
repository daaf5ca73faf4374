import { sameId } from "../../api/index.ts";
import { type CallOptions, openContext, type Settings } from "../context.ts";
import { knownArguments, type Place } from "../place.ts";
import { isOurs, listPair, onlyOne, refuseTunnel } from "./existing.ts";
import type { Inputs } from "./inputs.ts";

/** The pair of gateways of a tunnel. */
export function tunnelPlace(inputs: object): Place | undefined {
  const known = knownArguments(inputs, "vpnGwId", "userGwId");
  return known && { key: known.join("|"), text: "the tunnel between these two gateways" };
}

/** The tunnel that the argument `vpnConnId` names. */
export function adoptedTunnel(inputs: object): Place | undefined {
  const known = knownArguments(inputs, "vpnConnId");
  return known && { key: `id|${known.join("|")}`, text: "the tunnel with this vpnConnId" };
}

/**
 * Refuses a replacement if another tunnel exists between the new gateways and `create` would not join it: the old one would be deleted
 * first. If it cannot be read, `create` decides.
 *
 * @throws LifecycleError that names the existing tunnel.
 */
export async function assertPairFree(
  settings: Settings,
  id: string,
  news: Inputs,
  options: CallOptions,
): Promise<void> {
  if (news.vpnConnId !== undefined || tunnelPlace(news) === undefined) {
    return;
  }
  const context = openContext(settings, "read", news.region, options);
  const pair = await listPair(context, news).catch(() => []);
  const others = pair.filter((conn) => !sameId(conn.id, id) && conn.status !== "deleting");
  const other = onlyOne(context, news, others);
  if (other !== undefined && !isOurs(context, news, other)) {
    refuseTunnel(context, news, other);
  }
}
