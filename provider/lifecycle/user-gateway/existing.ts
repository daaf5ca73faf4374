import { isNamed, type UserGw } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { adviceOn, isMarkedName } from "../names.ts";
import { idOf, type UserGatewayInputs } from "./inputs.ts";

/** The natural key of a peer gateway: its address within its account and region (docs/api.md 2.10). */
export const addressKey = ({ settings, secretIdHash, region }: Context, inputs: UserGatewayInputs): string =>
  [settings.endpoint, secretIdHash, region, inputs.userGwAddr].join("|");

/** The peer gateways that stand at the address. */
export async function listAtAddress(context: Context, inputs: UserGatewayInputs): Promise<UserGw[]> {
  return (await context.api.listUserGws(context)).filter(({ address }) => address === inputs.userGwAddr);
}

const hasName = (inputs: UserGatewayInputs, userGw: UserGw): boolean =>
  inputs.userGwName !== undefined && isNamed(userGw, inputs.userGwName);

/**
 * Whether a peer gateway that nobody told us of is this resource's own, left by a create that was cut off: it has the default name, which
 * carries the hash of who declares it. A name that the program chose proves nothing, not with the address either: both are what
 * another stack, or a person at the console, would write for the same office.
 */
const isOurs = (inputs: UserGatewayInputs, userGw: UserGw): boolean =>
  hasName(inputs, userGw) &&
  inputs.__defaults?.includes("userGwName") === true &&
  isMarkedName(inputs.userGwName ?? "");

/**
 * This resource's own among the peer gateways at its address.
 * @param asked a request of this operation may have arrived, and no peer gateway stood there before it: then the name is enough.
 * @throws LifecycleError when several are.
 */
export function oursAmong(inputs: UserGatewayInputs, standing: readonly UserGw[], asked: boolean): UserGw | undefined {
  const ours = standing.filter((userGw) => isOurs(inputs, userGw) || (asked && hasName(inputs, userGw)));
  if (ours.length > 1) {
    throw new LifecycleError(
      `at the address ${inputs.userGwAddr} stand ${ours.length} peer gateways of this resource: ${ours.map(described).join(", ")}. ` +
        "None was touched. Remove the ones that are not wanted, and name the other one with the argument userGwId",
    );
  }
  return ours[0];
}

/** @throws LifecycleError that names the peer gateway to adopt. */
export function refuseForeign(
  context: Context,
  inputs: UserGatewayInputs,
  standing: readonly [UserGw, ...UserGw[]],
): never {
  throw new LifecycleError(
    `at the address ${inputs.userGwAddr} there is a peer gateway already, ${standing.map(described).join(", ")}, and nothing shows that this resource made it. ` +
      `It was not touched. ${adviceOn(context, inputs.__urn, standing, { argument: "userGwId", what: "peer gateway" })}`,
  );
}

const described = (userGw: UserGw): string =>
  `${idOf(userGw)} ("${userGw.name}", created ${userGw.createTime ?? "at a time not told"})`;
