import { sameId } from "../qcloud/ids.ts";
import type { VpnConn } from "../qcloud/types.ts";
import { lookVpnConn } from "../qcloud/vpn-conn.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { confirmGone } from "./gone.ts";
import type { Recorded } from "./recorded.ts";
import { pause } from "./wait.ts";

/** How long after an empty list the tunnel is asked for again. */
const SECOND_LOOK_MS = 2000;

/** How often an answer that does not speak of the tunnel is asked again before that is an error. */
const UNCLEAR_LOOKS = 3;

/**
 * Looks for the recorded tunnel by its id in its region.
 * @param deletionSeen true when this operation had its deletion accepted or saw it under way: one look without it is then enough.
 * @returns the tunnel, or undefined when it is gone by the verdict of `confirmGone`.
 * @throws LifecycleError when it cannot be found and that proves nothing, or when another tunnel answers to its id.
 */
export async function observe(
  context: Context,
  recorded: Recorded,
  { deletionSeen = false }: { deletionSeen?: boolean } = {},
): Promise<VpnConn | undefined> {
  let emptyLists = 0;
  let unclear = 0;
  for (;;) {
    const look = await lookVpnConn(context, recorded.id);
    if ("found" in look) {
      assertSameTunnel(context, recorded, look.found);
      return look.found;
    }
    if ("unclear" in look) {
      unclear += 1;
      if (unclear >= UNCLEAR_LOOKS || context.deadline.remainingMs() <= 0) {
        throw new LifecycleError(
          `tunnel ${recorded.id}: DescribeVpnConn was asked for this id and answered with others, without it (${look.unclear}). Whether it exists cannot be told; run the command again later`,
        );
      }
    } else {
      emptyLists += look.absent === "empty-list" ? 1 : 0;
      if (deletionSeen || look.absent === "not-found-code" || emptyLists >= 2) {
        const absence = deletionSeen ? "deleted-here" : look.absent === "empty-list" ? "empty-list-twice" : look.absent;
        await confirmGone(context, recorded, absence);
        return undefined;
      }
    }
    await pause(context, SECOND_LOOK_MS);
  }
}

/**
 * An id says which tunnel only within one cloud: at another endpoint, or for another account, the same id can be somebody else's.
 * The parents never change, so a tunnel with other ones is another tunnel.
 */
function assertSameTunnel(context: Context, recorded: Recorded, found: VpnConn): void {
  const other = (
    [
      ["VPC", found.vpc, recorded.vpcId],
      ["VPN gateway", found.vpnGw, recorded.vpnGwId],
      ["peer gateway", found.userGw, recorded.userGwId],
    ] as const
  ).find(([, id, known]) => (id.unified !== "" || id.legacy !== "") && !sameId(id, known));
  const elsewhere = recorded.origin?.endpoint !== undefined && recorded.origin.endpoint !== context.settings.endpoint;
  const otherTime = elsewhere && recorded.createTime !== undefined && found.createTime !== recorded.createTime;
  if (other === undefined && !otherTime) {
    return;
  }
  const difference =
    other === undefined
      ? `it was created ${found.createTime ?? "at a time not told"}, not ${recorded.createTime}`
      : `it belongs to ${other[0]} ${other[1].unified || other[1].legacy}, not ${other[2]}`;
  throw new LifecycleError(
    `the tunnel that answers to ${recorded.id} at ${context.settings.endpoint} (from ${context.settings.endpointSource}) is not the one of this stack: ${difference}. ` +
      "Nothing was changed. Use the endpoint and the key pair that it was made with",
  );
}
