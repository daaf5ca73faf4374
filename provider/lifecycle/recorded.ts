import { seesUserGw, seesVpc, seesVpnGw } from "../qcloud/parents.ts";
import type { Known } from "./gone.ts";
import type { Outputs } from "./inputs.ts";
import { bothForms, id, nameAs, parseState, partOf, someText, text } from "./state.ts";

/** What every operation on an existing tunnel needs from the state. */
export interface Recorded extends Known {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  /** Parts may be missing in a state that was written by hand. */
  readonly origin: Partial<Outputs["origin"]> | undefined;
  readonly createTime: string | undefined;
  readonly outputs: Partial<Outputs>;
}

const needed = { region: someText, vpcId: id, vpnGwId: id, userGwId: id };

const known = {
  createTime: text,
  origin: partOf({
    endpoint: text,
    secretIdHash: text,
    vpc: bothForms,
    vpnGw: bothForms,
    userGw: bothForms,
    vpnConn: bothForms,
    nameAs,
  }),
};

/**
 * Reads the state of a tunnel, as any release wrote it. Prefers the unified ids that were observed over the ones that were
 * given, because they are what the vendor recommends and what no region repeats.
 * @throws LifecycleError when the state lacks what is needed to find the tunnel.
 */
export function readRecorded(tunnelId: string, state: unknown): Recorded {
  const { origin, ...rest } = parseState("tunnel", tunnelId, needed, known, state);
  const vpcId = origin?.vpc?.unified || rest.vpcId;
  const vpnGwId = origin?.vpnGw?.unified || rest.vpnGwId;
  const userGwId = origin?.userGw?.unified || rest.userGwId;
  return {
    what: "tunnel",
    id: tunnelId,
    region: rest.region,
    vpcId,
    vpnGwId,
    userGwId,
    witnesses: {
      seen: async (context) =>
        (await seesVpnGw(context, vpnGwId)) || (await seesUserGw(context, userGwId)) || (await seesVpc(context, vpcId)),
      unseen: `sees neither its VPC ${vpcId} nor its gateways ${vpnGwId} and ${userGwId}`,
    },
    origin: origin as Recorded["origin"],
    createTime: rest.createTime,
    outputs: state as Partial<Outputs>,
  };
}
