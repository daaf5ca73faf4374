import type { VpnConn } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { completed, refreshed } from "../common.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { type Inputs, networksOf, type Outputs } from "./inputs.ts";
import { inputsOf, outputsOf } from "./outputs.ts";
import { observe, readRecorded } from "./recorded.ts";
import { sameNetworkList } from "./values/networks.ts";

/**
 * Refreshes a tunnel.
 * Calls DescribeVpnConn, and reads of its parents to prove that the tunnel is gone.
 *
 * @returns undefined if the tunnel is gone.
 */
export async function read(
  settings: Settings,
  id: string,
  state: object,
  options: CallOptions,
): Promise<{ outputs: Outputs; inputs: Inputs } | undefined> {
  const recorded = readRecorded(id, state);
  const context = openContext(settings, "read", recorded.region, options);
  const found = await observe(context, recorded);
  if (found === undefined) {
    return undefined;
  }
  const seen = await completed(context, found);
  const olds = recorded.outputs;
  const outputs = observedOutputs(context, olds, seen);
  const { sourceCidr = [] } = olds;
  if (!sameNetworkList(sourceCidr, outputs.sourceCidr) && "userGwCidrBlock" in networksOf(olds)) {
    context.log(`${id}: the VPC side of its networks was changed elsewhere: ${outputs.sourceCidr.join(", ")}`);
  }
  return refreshed(olds, outputs, inputsOf);
}

/** The outputs of the state with what was observed in place of what they held. */
export function observedOutputs(context: Context, olds: Partial<Outputs>, seen: VpnConn): Outputs {
  const { __origin: origin, sourceCidr = [] } = olds;
  return outputsOf(context, inputsOf(olds), withKnownFailure(context, olds, seen), {
    ...(sourceCidr.length === 0 ? {} : { sourceCidr }),
    ...defined({ nameAs: origin?.nameAs, canChangeUserGw: origin?.canChangeUserGw }),
  });
}

/** Where no status shows a failure, only the run that asked for the tunnel knows that its creation failed. */
export function withKnownFailure({ api }: Context, { status }: Partial<Outputs>, seen: VpnConn): VpnConn {
  const hasFailed = status === "create-failed" && seen.status === "creating" && !api.showsFailures;
  return hasFailed ? { ...seen, status } : seen;
}
