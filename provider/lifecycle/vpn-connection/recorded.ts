import { seesUserGw, seesVpc, seesVpnGw } from "../../api/v2/exists.ts";
import { tunnelControl } from "../control.ts";
import type { StateRef } from "../gone.ts";
import { id, parseState, someText, text } from "../state.ts";
import type { Outputs } from "./inputs.ts";
import { origin, storedOutputs } from "./stored.ts";

/** What every operation on an existing tunnel needs from the state. */
export interface Recorded extends StateRef {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  /** Parts may be missing in a state that was written by hand. */
  readonly origin: Partial<Outputs["origin"]> | undefined;
  readonly createTime: string | undefined;
  readonly outputs: Partial<Outputs>;
}

const needed = { region: someText, vpcId: id, vpnGwId: id, userGwId: id };

const known = { createTime: text, origin };

/**
 * Reads the state of a tunnel, as any release wrote it. Prefers the unified ids that were observed over the ones that were
 * given, because they are what the vendor recommends and what no region repeats.
 * @throws LifecycleError when the state lacks what is needed to find the tunnel.
 */
export function readRecorded(tunnelId: string, state: unknown): Recorded {
  const { origin: place, ...rest } = parseState("tunnel", tunnelId, needed, known, state);
  const vpcId = place?.vpc?.unified || rest.vpcId;
  const vpnGwId = place?.vpnGw?.unified || rest.vpnGwId;
  const userGwId = place?.userGw?.unified || rest.userGwId;
  return {
    what: "tunnel",
    id: tunnelId,
    region: rest.region,
    vpcId,
    vpnGwId,
    userGwId,
    accountEvidence: {
      check: async (context) =>
        (await seesVpnGw(context, vpnGwId)) || (await seesUserGw(context, userGwId)) || (await seesVpc(context, vpcId)),
      failure: `sees neither its VPC ${vpcId} nor its gateways ${vpnGwId} and ${userGwId}`,
    },
    control: (context) => tunnelControl(context, { vpnGwId, userGwId }),
    origin: place as Recorded["origin"],
    createTime: rest.createTime,
    outputs: storedOutputs(state),
  };
}
