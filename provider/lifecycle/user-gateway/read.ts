import { idText } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { refreshed } from "../common.ts";
import { type CallOptions, openContext, type Settings } from "../context.ts";
import type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
import { accountVpcs, inputsOf, outputsOf } from "./outputs.ts";
import { observeUserGateway, readRecordedUserGateway } from "./recorded.ts";

/**
 * Refreshes a peer gateway.
 * Lists VPCs only if the state names none of the account yet, or to prove that the peer gateway is gone.
 *
 * @returns undefined if the peer gateway is gone.
 */
export async function readUserGateway(
  settings: Settings,
  id: string,
  state: object,
  options: CallOptions,
): Promise<{ outputs: UserGatewayOutputs; inputs: UserGatewayInputs } | undefined> {
  const recorded = readRecordedUserGateway(id, state);
  const context = openContext(settings, "read", recorded.region, options);
  const seen = await observeUserGateway(context, recorded);
  if (seen === undefined) {
    return undefined;
  }
  const olds = recorded.outputs;
  const { nameAs, vpcs } = recorded.origin ?? {};
  const outputs = outputsOf(context, inputsOf(olds), seen, {
    vpcs: await accountVpcs(context, vpcs),
    ...defined({ nameAs }),
  });
  return refreshed(olds, outputs, inputsOf);
}

/**
 * Reads a peer gateway of which only the id is known.
 *
 * @returns undefined if no peer gateway with this id is shown.
 */
export async function importUserGateway(
  settings: Settings,
  region: string,
  id: string,
  options: CallOptions,
): Promise<{ id: string; outputs: UserGatewayOutputs; inputs: Partial<UserGatewayInputs> } | undefined> {
  const context = openContext(settings, "read", region, options);
  const answer = await context.api.readUserGw(context, id);
  if (answer.kind !== "found") {
    return undefined;
  }
  const seen = answer.value;
  const inputs: UserGatewayInputs = { region, userGwAddr: seen.address, userGwName: seen.name };
  return {
    id: idText(seen.id),
    outputs: outputsOf(context, inputs, seen, { vpcs: await accountVpcs(context) }),
    inputs,
  };
}
