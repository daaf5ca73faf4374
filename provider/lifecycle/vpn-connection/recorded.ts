import { type ReadById, sameId, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import type { Context } from "../context.ts";
import { tunnelControl } from "../control.ts";
import type { StateRef } from "../gone.ts";
import { type Evidence, findWith, observeWith } from "../observe.ts";
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
        (await context.api.vpnGwExists(context, vpnGwId)) ||
        (await context.api.userGwExists(context, userGwId)) ||
        (await context.api.vpcExists(context, vpcId)),
      failure: `sees neither its VPC ${vpcId} nor its gateways ${vpnGwId} and ${userGwId}`,
    },
    control: (context) => tunnelControl(context, { id: tunnelId, vpnGwId, userGwId }),
    origin: place as Recorded["origin"],
    createTime: rest.createTime,
    outputs: storedOutputs(state),
  };
}

/**
 * Reads the recorded tunnel in its region: by its id, or in a list that is read for several operations at once and shows it.
 * @returns the tunnel, or undefined when it is gone by the verdict of `confirmGone`.
 * @throws LifecycleError when it cannot be found and that proves nothing, or when another tunnel answers to its id.
 */
export function observe(context: Context, recorded: Recorded, after?: Evidence): Promise<VpnConn | undefined> {
  // A list that is shared may lag behind what is known of the deletion.
  const look = (ownConnection: boolean): Promise<ReadById<VpnConn>> =>
    ownConnection || after !== undefined
      ? context.api.readVpnConn(context, recorded.id, { ownConnection })
      : readsOf(context).look(context, { ...recorded, vpnConnId: recorded.id });
  return observeWith(context, recorded, { look, difference: (found) => otherParent(recorded, found) }, after);
}

/** Reads the recorded tunnel once by its id, as `findWith`. */
export const find = (context: Context, recorded: Recorded): Promise<VpnConn | undefined> =>
  findWith(context, recorded, {
    look: () => context.api.readVpnConn(context, recorded.id),
    difference: (found) => otherParent(recorded, found),
  });

/** The parents of a tunnel never change, so a tunnel with other ones is another tunnel. */
function otherParent(recorded: Recorded, found: VpnConn): string | undefined {
  const other = (
    [
      ["VPC", found.vpc, recorded.vpcId],
      ["VPN gateway", found.vpnGw, recorded.vpnGwId],
      ["peer gateway", found.userGw, recorded.userGwId],
    ] as const
  ).find(([, id, known]) => (id.unified !== "" || id.legacy !== "") && !sameId(id, known));
  return other && `it belongs to ${other[0]} ${other[1].unified || other[1].legacy}, not ${other[2]}`;
}
