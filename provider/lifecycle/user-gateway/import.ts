import { idText } from "../../api/index.ts";
import { type CallOptions, openContext, type Settings } from "../context.ts";
import type { UserGatewayInputs, UserGatewayOutputs } from "./inputs.ts";
import { accountVpcs, outputsOf } from "./outputs.ts";

/**
 * Reads a peer gateway of which only the id is known.
 * Calls DescribeUserGw, DescribeVpcEx.
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
  return { id: idText(seen.id), outputs: outputsOf(context, inputs, seen, { vpcs: await accountVpcs(context) }), inputs };
}
