import { isNamed, type UserGw } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { DuplicatesError, refuseForeign, type Where } from "../existing.ts";
import { isMarkedName } from "../names.ts";
import type { UserGatewayInputs } from "./inputs.ts";

/** The natural key of a peer gateway: its address in an account and region (docs/api.md 2.10). */
export const addressKey = ({ settings, secretIdHash, region }: Context, inputs: UserGatewayInputs): string =>
  [settings.endpoint, secretIdHash, region, inputs.userGwAddr].join("|");

export async function listAtAddress(context: Context, inputs: UserGatewayInputs): Promise<UserGw[]> {
  return (await context.api.listUserGws(context)).filter(({ address }) => address === inputs.userGwAddr);
}

const hasName = (inputs: UserGatewayInputs, userGw: UserGw): boolean =>
  inputs.userGwName !== undefined && isNamed(userGw, inputs.userGwName);

/**
 * Whether an interrupted create of this resource left this peer gateway: it has the default name with the hash of this resource. A name from
 * the program proves nothing, because another stack or person would choose the same name and address for the same office.
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
 * The peer gateway of this resource among those at its address.
 *
 * @param mayHaveArrived A request of this operation may have arrived, and the address was free before: then the name is enough.
 * @throws DuplicatesError if several belong to it; LifecycleError if only others exist.
 */
export function oursAmong(
  context: Context,
  inputs: UserGatewayInputs,
  existing: readonly UserGw[],
  mayHaveArrived: boolean,
): UserGw | undefined {
  const ours = existing.filter((userGw) => isOurs(inputs, userGw) || (mayHaveArrived && hasName(inputs, userGw)));
  if (ours.length > 1) {
    throw new DuplicatesError(where(inputs), ours, () => false);
  }
  if (ours.length === 0 && existing.length > 0) {
    refuseForeign(context, inputs.__urn, where(inputs), existing);
  }
  return ours[0];
}
