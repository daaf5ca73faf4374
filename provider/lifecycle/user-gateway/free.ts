import { sameId } from "../../api/index.ts";
import { type CallOptions, openContext, type Settings } from "../context.ts";
import { knownArguments, type Place } from "../place.ts";
import { listAtAddress, oursAmong } from "./existing.ts";
import type { UserGatewayInputs } from "./inputs.ts";

/** The address of a peer gateway. */
export function userGatewayPlace(inputs: object): Place | undefined {
  const known = knownArguments(inputs, "userGwAddr");
  return known && { key: known.join("|"), text: "the peer gateway at this address" };
}

/** The peer gateway that the argument `userGwId` names. */
export function adoptedUserGateway(inputs: object): Place | undefined {
  const known = knownArguments(inputs, "userGwId");
  return known && { key: `id|${known.join("|")}`, text: "the peer gateway with this userGwId" };
}

/**
 * Refuses a replacement if another peer gateway has the new address and `create` would not join it: the old one and its tunnels would be
 * deleted first. If it cannot be read, `create` decides.
 *
 * @throws LifecycleError that names the existing peer gateway.
 */
export async function assertAddressFree(
  settings: Settings,
  id: string,
  news: UserGatewayInputs,
  options: CallOptions,
): Promise<void> {
  if (news.userGwId !== undefined || userGatewayPlace(news) === undefined) {
    return;
  }
  const context = openContext(settings, "read", news.region, options);
  const existing = await listAtAddress(context, news).catch(() => []);
  const others = existing.filter((userGw) => !sameId(userGw.id, id));
  oursAmong(context, news, others, false);
}
