import { sameId } from "../qcloud/ids.ts";
import type { Look, VpnConn } from "../qcloud/types.ts";
import { watcherOf } from "../qcloud/watch/watcher.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { confirmGone, type Known } from "./gone.ts";
import type { Recorded } from "./recorded.ts";
import { pause } from "./wait.ts";

/** How long after an empty list the thing is asked for again. */
const SECOND_LOOK_MS = 2000;

/** How often an answer that does not speak of the thing is asked again before that is an error. */
const UNCLEAR_LOOKS = 3;

/** How to look. */
export interface Observation {
  /** True when this operation had the deletion accepted or saw it under way: one look without the thing is then enough. */
  readonly deletionSeen?: boolean;
}

/**
 * Looks for the recorded tunnel in its region: by its id, or in a list that is read for several at once.
 * @returns the tunnel, or undefined when it is gone by the verdict of `confirmGone`.
 * @throws LifecycleError when it cannot be found and that proves nothing, or when another tunnel answers to its id.
 */
export function observe(
  context: Context,
  recorded: Recorded,
  observation: Observation = {},
): Promise<VpnConn | undefined> {
  return observeWith(context, recorded, {
    look: () =>
      watcherOf(context).look(context, { ...recorded, vpnConnId: recorded.id }, observation.deletionSeen === true),
    difference: (found) => otherParent(recorded, found),
    ...observation,
  });
}

/** A thing that the state may know the time of. */
type Timed = Known & { readonly createTime: string | undefined };

/**
 * Looks for a recorded thing until an answer speaks of it.
 * @param how.look asks for it by its id.
 * @param how.difference what shows that another thing answers to the id, such as "it belongs to …"; undefined where it is the same.
 * @returns the thing, or undefined when it is gone by the verdict of `confirmGone`.
 * @throws LifecycleError when it cannot be found and that proves nothing, or when another thing answers to its id.
 */
export async function observeWith<T extends { readonly createTime?: string }>(
  context: Context,
  recorded: Timed,
  how: Observation & {
    readonly look: () => Promise<Look<T>>;
    readonly difference: (found: T) => string | undefined;
  },
): Promise<T | undefined> {
  let emptyLists = 0;
  let unclear = 0;
  for (;;) {
    const look = await how.look();
    if ("found" in look) {
      assertSame(context, recorded, look.found, how.difference(look.found));
      return look.found;
    }
    if ("unclear" in look) {
      unclear += 1;
      if (unclear >= UNCLEAR_LOOKS || context.deadline.remainingMs() <= 0) {
        throw new LifecycleError(
          `${recorded.what} ${recorded.id}: the list was asked for this id and answered with others, without it (${look.unclear}). Whether it exists cannot be told; run the command again later`,
        );
      }
    } else {
      emptyLists += look.absent === "empty-list" ? 1 : 0;
      if (how.deletionSeen || look.absent === "not-found-code" || emptyLists >= 2) {
        const absence = how.deletionSeen
          ? "deleted-here"
          : look.absent === "empty-list"
            ? "empty-list-twice"
            : look.absent;
        await confirmGone(context, recorded, absence);
        return undefined;
      }
    }
    await pause(context, SECOND_LOOK_MS);
  }
}

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

/** An id says which thing only within one cloud: at another endpoint, or for another account, the same id can be somebody else's. */
function assertSame(
  context: Context,
  recorded: Timed,
  found: { readonly createTime?: string },
  other: string | undefined,
): void {
  const { endpoint, endpointSource } = context.settings;
  const elsewhere = recorded.origin?.endpoint !== undefined && recorded.origin.endpoint !== endpoint;
  const otherTime = elsewhere && recorded.createTime !== undefined && found.createTime !== recorded.createTime;
  if (other === undefined && !otherTime) {
    return;
  }
  const difference = other ?? `it was created ${found.createTime ?? "at a time not told"}, not ${recorded.createTime}`;
  throw new LifecycleError(
    `the ${recorded.what} that answers to ${recorded.id} at ${endpoint} (from ${endpointSource}) is not the one of this stack: ${difference}. ` +
      "Nothing was changed. Use the endpoint and the key pair that it was made with",
  );
}
