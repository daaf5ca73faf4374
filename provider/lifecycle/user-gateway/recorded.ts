import type { ReadById, UserGw } from "../../api/index.ts";
import type { Context } from "../context.ts";
import { peerGatewayControl } from "../control.ts";
import type { StateRef } from "../gone.ts";
import { type Evidence, findWith, observeWith } from "../observe.ts";
import { parseState, someText, text } from "../state.ts";
import type { UserGatewayOutputs } from "./inputs.ts";
import { origin, storedOutputs } from "./stored.ts";

/** What every operation on an existing peer gateway needs from the state. */
export interface RecordedUserGateway extends StateRef {
  readonly userGwAddr: string;
  /** Every form of its id that is known; some may be empty. */
  readonly ids: readonly string[];
  readonly createTime: string | undefined;
  /** Parts may be missing in a state that was written by hand. */
  readonly origin: Partial<UserGatewayOutputs["origin"]> | undefined;
  readonly outputs: Partial<UserGatewayOutputs>;
}

const needed = { region: someText, userGwAddr: someText };

const known = { createTime: text, origin };

/**
 * Reads the state of a peer gateway, as any release wrote it. It has no parents that could prove whose it is; the account's VPCs that
 * the state names stand for them.
 * @throws LifecycleError when the state lacks what is needed to find the peer gateway.
 */
export function readRecordedUserGateway(id: string, state: unknown): RecordedUserGateway {
  const { origin: place, region, userGwAddr, createTime } = parseState("peer gateway", id, needed, known, state);
  const vpcs = place?.vpcs ?? [];
  const ids = [id, place?.userGw?.unified ?? "", place?.userGw?.legacy ?? ""];
  return {
    what: "peer gateway",
    id,
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
  look: (ownConnection: boolean): Promise<ReadById<UserGw>> =>
    context.api.readUserGw(context, recorded.id, { ownConnection }),
  // Its address never changes, so one with another is another one.
  difference: ({ address }: UserGw): string | undefined =>
    address === "" || address === recorded.userGwAddr
      ? undefined
      : `its address is ${address}, not ${recorded.userGwAddr}`,
});

/** Reads the recorded peer gateway by its id in its region, as `observeWith`. */
export const observeUserGateway = (
  context: Context,
  recorded: RecordedUserGateway,
  after?: Evidence,
): Promise<UserGw | undefined> => observeWith(context, recorded, readsOf(context, recorded), after);

/** Reads the recorded peer gateway once, as `findWith`. */
export const findUserGateway = (context: Context, recorded: RecordedUserGateway): Promise<UserGw | undefined> =>
  findWith(context, recorded, readsOf(context, recorded));
