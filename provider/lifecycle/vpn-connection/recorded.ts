import { idText, type ReadById, sameId, type VpnConn } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import type { Context } from "../context.ts";
import { tunnelControl } from "../control.ts";
import type { StateRef } from "../gone.ts";
import { type Evidence, findWith, observeWith } from "../observe.ts";
import { id, parseState, someText, text, unifiedOf, withLegacy, withOrigin } from "../state.ts";
import type { Outputs } from "./inputs.ts";
import { origin, storedOutputs } from "./stored.ts";

/** What operations need from the state of a tunnel. */
export interface Recorded extends StateRef {
  /** "" for a VPN gateway without a VPC. */
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  /** Parts may be missing in a state that was edited by hand. */
  readonly origin: Partial<Outputs["__origin"]> | undefined;
  readonly createTime: string | undefined;
  readonly outputs: Partial<Outputs>;
}

const needed = { region: someText, vpnGwId: id, userGwId: id };

const known = { createTime: text, __origin: origin };

/** Only API 3.0 has tunnels without a VPC. */
const isOfApi3 = (state: unknown): boolean => known.__origin(withOrigin(state)["__origin"])?.api === "3.0";

/**
 * Parses the state of a tunnel. Prefers the observed unified ids, which are unique among regions, over the given ids.
 *
 * @throws LifecycleError if a required property is missing.
 */
export function readRecorded(tunnelId: string, state: unknown): Recorded {
  const { __origin: place, ...rest } = parseState(
    "tunnel",
    tunnelId,
    isOfApi3(state) ? needed : { ...needed, vpcId: id },
    { ...known, vpcId: id },
    state,
  );
  const vpcId = place?.vpc?.unified || rest.vpcId || "";
  const vpnGwId = place?.vpnGw?.unified || rest.vpnGwId;
  const userGwId = place?.userGw?.unified || rest.userGwId;
  const recordedId = unifiedOf(place?.vpnConn, tunnelId);
  return {
    what: "tunnel",
    id: recordedId,
    region: rest.region,
    vpcId,
    vpnGwId,
    userGwId,
    accountEvidence: {
      check: async (context) =>
        (await context.api.vpnGwExists(context, vpnGwId)) ||
        (await context.api.userGwExists(context, userGwId)) ||
        (vpcId !== "" && (await context.api.vpcExists(context, vpcId))),
      failure: `sees neither ${vpcId === "" ? "" : `its VPC ${vpcId} nor `}its gateways ${vpnGwId} and ${userGwId}`,
    },
    control: (context) => tunnelControl(context, { id: recordedId, vpnGwId, userGwId }),
    origin: place as Recorded["origin"],
    createTime: rest.createTime,
    outputs: storedOutputs(state),
  };
}

/** Reads the recorded tunnel, as `observeWith`: by its id, or from a shared list that shows it. */
export async function observe(context: Context, recorded: Recorded, after?: Evidence): Promise<VpnConn | undefined> {
  // A shared list may lag behind what is known about the deletion.
  const read = (ownConnection: boolean): Promise<ReadById<VpnConn>> =>
    ownConnection || after !== undefined
      ? context.api.readVpnConn(context, recorded.id, { ownConnection })
      : readsOf(context).read(context, { ...recorded, vpnConnId: recorded.id });
  const difference = (found: VpnConn): string | undefined => otherParent(context, recorded, found);
  const seen = await observeWith(context, recorded, { read, difference }, after);
  const { vpnConn, vpc, vpnGw, userGw } = recorded.origin ?? {};
  return (
    seen && {
      ...seen,
      id: withLegacy(seen.id, vpnConn),
      vpc: withLegacy(seen.vpc, vpc),
      vpnGw: withLegacy(seen.vpnGw, vpnGw),
      userGw: withLegacy(seen.userGw, userGw),
    }
  );
}

/** Reads the recorded tunnel once by its id, as `findWith`. */
export const find = (context: Context, recorded: Recorded): Promise<VpnConn | undefined> =>
  findWith(context, recorded, {
    read: () => context.api.readVpnConn(context, recorded.id),
    difference: (found) => otherParent(context, recorded, found),
  });

/**
 * The parents of a tunnel never change, except the peer gateway in some versions of the API: there, another one shows another tunnel only
 * together with another time of creation.
 */
function otherParent({ api }: Context, recorded: Recorded, found: VpnConn): string | undefined {
  const isMoved = api.canMoveTunnels && [undefined, recorded.createTime].includes(found.createTime);
  const other = (
    [
      ["VPC", found.vpc, recorded.vpcId],
      ["VPN gateway", found.vpnGw, recorded.vpnGwId],
      ["peer gateway", found.userGw, recorded.userGwId],
    ] as const
  )
    .slice(0, isMoved ? 2 : 3)
    .find(([, id, known]) => idText(id) !== "" && known !== "" && !sameId(id, known));
  return other && `it belongs to ${other[0]} ${idText(other[1])}, not ${other[2]}`;
}
