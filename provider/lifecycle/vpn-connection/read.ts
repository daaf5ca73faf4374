import { idText, type VpnConn } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { completed, omit, refreshed } from "../common.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { type Inputs, networksOf, type Outputs } from "./inputs.ts";
import { foundOutputs, inputsOf, outputsOf } from "./outputs.ts";
import { observe, readRecorded } from "./recorded.ts";
import { rulesOf, sameNetworkList } from "./values/networks.ts";

/**
 * Refreshes a tunnel.
 * Reads its parents only to prove that the tunnel is gone.
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

/**
 * Reads a tunnel of which only the id is known. Its inputs are everything that the service shows. They have no pre-shared key, because
 * `pulumi import` prints the inputs as a program.
 * Lists the VPC to tell `userGwCidrBlock` from `spdAcl`.
 *
 * @returns undefined if no tunnel with this id is shown.
 */
export async function importTunnel(
  settings: Settings,
  region: string,
  id: string,
  options: CallOptions,
): Promise<{ id: string; outputs: Outputs; inputs: Partial<Inputs> } | undefined> {
  const context = openContext(settings, "read", region, options);
  const answer = await context.api.readVpnConn(context, id);
  if (answer.kind !== "found") {
    return undefined;
  }
  const seen = await completed(context, answer.value);
  const rules = (await isForWholeVpc(context, seen)) ? {} : rulesOf(seen);
  const shown = {
    region,
    vpcId: idText(seen.vpc),
    vpnGwId: idText(seen.vpnGw),
    userGwId: idText(seen.userGw),
    vpnConnName: seen.name,
    ...(Object.keys(rules).length === 0 ? { userGwCidrBlock: [...seen.destinationCidr] } : { spdAcl: rules }),
    ...defined({
      ikeSet: seen.ikeSet,
      ipsecSet: seen.ipsecSet,
      dpd: seen.dpd,
      healthCheck: seen.healthCheck,
      negotiationType: seen.negotiationType,
      routeType: seen.routeType,
      bgp: seen.bgp,
      tags: seen.tags,
    }),
  };
  const inputs: Inputs = { ...shown, preSharedKey: seen.preSharedKey ?? "" };
  const outputs = foundOutputs(outputsOf(context, inputs, seen), seen);
  return { id: idText(seen.id), outputs, inputs: omit(inputs, "preSharedKey") };
}

/** Whether the networks of the VPC side are those of the whole VPC, which the service chooses for `userGwCidrBlock`. */
async function isForWholeVpc(context: Context, { sourceCidr, vpc }: VpnConn): Promise<boolean> {
  if (sourceCidr.length !== 1) {
    return sourceCidr.length === 0;
  }
  const vpcs = await context.api.listVpcs(context, { vpcId: idText(vpc) }).catch(() => []);
  return vpcs.some(({ cidrBlock }) => sameNetworkList([cidrBlock], sourceCidr));
}
