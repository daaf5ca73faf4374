import { defined } from "../../util/defined.ts";
import { refreshed } from "../common.ts";
import { type CallOptions, openContext, type Settings } from "../context.ts";
import type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
import { accountVpcs, inputsOf, outputsOf } from "./outputs.ts";
import { observeUserGateway, readRecordedUserGateway } from "./recorded.ts";

/**
 * Refreshes a peer gateway.
 * Calls DescribeUserGw; DescribeVpcEx if the state names no VPC of the account yet, or to prove that the peer gateway is gone.
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
