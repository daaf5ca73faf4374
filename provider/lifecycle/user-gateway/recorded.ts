import type { ReadById, UserGw } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { peerGatewayControl } from "../control.ts";
import type { StateRef } from "../gone.ts";
import { type Evidence, findWith, observeWith } from "../observe.ts";
import { parseState, someText, text, unifiedOf, withLegacy } from "../state.ts";
import type { UserGatewayOutputs } from "./inputs.ts";
import { origin, storedOutputs } from "./stored.ts";

/** What operations need from the state of a peer gateway. */
export interface RecordedUserGateway extends StateRef {
  readonly userGwAddr: string;
  /** Every known form of its id; some may be empty. */
  readonly ids: readonly string[];
  readonly createTime: string | undefined;
  /** Parts may be missing in a state that was edited by hand. */
  readonly origin: Partial<UserGatewayOutputs["__origin"]> | undefined;
  readonly outputs: Partial<UserGatewayOutputs>;
}

const needed = { region: someText, userGwAddr: someText };

const known = { createTime: text, __origin: origin };

/**
 * Parses the state of a peer gateway. It has no parents, so VPCs of the account are the evidence for the account.
 *
 * @throws LifecycleError if a required property is missing.
 */
export function readRecordedUserGateway(id: string, state: unknown): RecordedUserGateway {
  const { __origin: place, region, userGwAddr, createTime } = parseState("peer gateway", id, needed, known, state);
  const vpcs = place?.vpcs ?? [];
  const ids = [id, place?.userGw?.unified ?? "", place?.userGw?.legacy ?? ""];
  return {
    what: "peer gateway",
    id: unifiedOf(place?.userGw, id),
    region,
    userGwAddr,
    createTime,
    accountEvidence: {
      check: async (context) => {
        for (const vpc of vpcs) {
          if (await context.api.vpcExists(context, vpc)) {
            return true;
          }
        }
        return false;
      },
      failure:
        vpcs.length === 0
          ? "cannot be told to be of the same account, as the state names none of its VPCs"
          : `sees none of its account's VPCs ${vpcs.join(", ")}`,
    },
    ids,
    control: (context) => peerGatewayControl(context, ids),
    origin: place as RecordedUserGateway["origin"],
    outputs: storedOutputs(state),
  };
}

const readsOf = (context: Context, recorded: RecordedUserGateway) => ({
  read: (ownConnection: boolean): Promise<ReadById<UserGw>> =>
    context.api.readUserGw(context, recorded.id, { ownConnection }),
  // The address never changes.
  difference: ({ address }: UserGw): string | undefined =>
    address === "" || address === recorded.userGwAddr
      ? undefined
      : `its address is ${address}, not ${recorded.userGwAddr}`,
});

/** Reads the recorded peer gateway, as `observeWith`. */
export async function observeUserGateway(
  context: Context,
  recorded: RecordedUserGateway,
  after?: Evidence,
): Promise<UserGw | undefined> {
  const seen = await observeWith(context, recorded, readsOf(context, recorded), after);
  return seen && { ...seen, id: withLegacy(seen.id, recorded.origin?.userGw) };
}

/** Reads the recorded peer gateway once, as `findWith`. */
export const findUserGateway = (context: Context, recorded: RecordedUserGateway): Promise<UserGw | undefined> =>
  findWith(context, recorded, readsOf(context, recorded));
