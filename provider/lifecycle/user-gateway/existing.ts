import { isNamed, type UserGw } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { DuplicatesError, refuseForeign, type Where } from "../existing.ts";
import { isMarkedName } from "../names.ts";
import type { UserGatewayInputs } from "./inputs.ts";

/** The natural key of a peer gateway: its address within its account and region (docs/api.md 2.10). */
export const addressKey = ({ settings, secretIdHash, region }: Context, inputs: UserGatewayInputs): string =>
  [settings.endpoint, secretIdHash, region, inputs.userGwAddr].join("|");

/** The peer gateways with the address. */
export async function listAtAddress(context: Context, inputs: UserGatewayInputs): Promise<UserGw[]> {
  return (await context.api.listUserGws(context)).filter(({ address }) => address === inputs.userGwAddr);
}

const hasName = (inputs: UserGatewayInputs, userGw: UserGw): boolean =>
  inputs.userGwName !== undefined && isNamed(userGw, inputs.userGwName);

/**
 * Whether a peer gateway that no state knows is this resource's own, left by a create that was interrupted: it has the default name, which
 * carries the hash of who declares it. A name that the program chose proves nothing, not with the address either: both are what
 * another stack, or a person at the console, would write for the same office.
 */
const isOurs = (inputs: UserGatewayInputs, userGw: UserGw): boolean =>
  hasName(inputs, userGw) &&
  inputs.__defaults?.includes("userGwName") === true &&
  isMarkedName(inputs.userGwName ?? "");

const where = ({ userGwAddr }: UserGatewayInputs): Where => ({
  at: `at the address ${userGwAddr}`,
  what: "peer gateway",
  argument: "userGwId",
});

/**
 * This resource's own among the peer gateways at its address.
 *
 * @param wasAsked a request of this operation may have arrived, and no peer gateway was there before it: then the name is enough.
 * @throws DuplicatesError when several are; LifecycleError when only others are there.
 */
export function oursAmong(
  context: Context,
  inputs: UserGatewayInputs,
  existing: readonly UserGw[],
  wasAsked: boolean,
): UserGw | undefined {
  const ours = existing.filter((userGw) => isOurs(inputs, userGw) || (wasAsked && hasName(inputs, userGw)));
  if (ours.length > 1) {
    throw new DuplicatesError(where(inputs), ours, () => false);
  }
  if (ours.length === 0 && existing.length > 0) {
    refuseForeign(context, inputs.__urn, where(inputs), existing);
  }
  return ours[0];
}
