import { type CallOptions, openContext, type Settings } from "../context.ts";
import { observedPaths } from "../observed.ts";
import type { Inputs, Outputs } from "./inputs.ts";
import { networksOf } from "./inputs.ts";
import { inputsOf, outputsOf } from "./outputs.ts";
import { observe, readRecorded } from "./recorded.ts";
import { sameNetworkList } from "./values/networks.ts";

/**
 * Refreshes a tunnel from what stands in its recorded region.
 * Calls DescribeVpnConn, and look-ups of its parents only where "not found" has to be proved.
 * @returns outputs and inputs, or undefined when the tunnel is gone.
 */
export async function read(
  settings: Settings,
  id: string,
  state: object,
  options: CallOptions,
): Promise<{ outputs: Outputs; inputs: Inputs } | undefined> {
  const recorded = readRecorded(id, state);
  const context = openContext(settings, "read", recorded.region, options);
  const seen = await observe(context, recorded);
  if (seen === undefined) {
    return undefined;
  }
  const olds = recorded.outputs as Outputs;
  const nameAs = olds.origin?.nameAs;
  const outputs = outputsOf(context, inputsOf(olds), seen, {
    ...(olds.sourceCidr === undefined || olds.sourceCidr.length === 0 ? {} : { sourceCidr: olds.sourceCidr }),
    ...(nameAs === undefined ? {} : { nameAs }),
  });
  // What was given stays marked as given, also where the networks now stand in their other form.
  outputs.__given = olds.__given ?? [];
  const changed = !sameNetworkList(olds.sourceCidr ?? [], outputs.sourceCidr) && "userGwCidrBlock" in networksOf(olds);
  if (changed) {
    context.log(`${id}: the VPC side of its networks was changed elsewhere: ${outputs.sourceCidr.join(", ")}`);
  }
  const observed = observedPaths(inputsOf(olds), inputsOf(outputs));
  if (observed.length > 0) {
    outputs.__observed = observed;
  }
  return { outputs, inputs: inputsOf(outputs) };
}
