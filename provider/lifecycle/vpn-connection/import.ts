import { idText, type VpnConn } from "../../api/index.ts";
import { defined } from "../../util/defined.ts";
import { completed, omit } from "../common.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import type { Inputs, Outputs } from "./inputs.ts";
import { foundOutputs, outputsOf } from "./outputs.ts";
import { rulesOf, sameNetworkList } from "./values/networks.ts";

/**
 * Reads a tunnel of which only the id is known. Its inputs are everything that the service shows. They have no pre-shared key, because
 * `pulumi import` prints the inputs as a program.
 * Calls DescribeVpnConn; DescribeVpcEx to tell `userGwCidrBlock` from `spdAcl`.
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
