import type { ReadById } from "../api/index.ts";
import { type Context, isElsewhere } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { type Absence, confirmGone, type StateRef } from "./gone.ts";
import { pause } from "./wait.ts";

/** Delay before the second read. */
const SECOND_READ_MS = 2000;

/** How many unclear answers are an error. */
const UNCLEAR_READS = 3;

/** What this operation already knows about the deletion. */
export type Evidence = Exclude<Absence, "unseen">;

type Timed = StateRef & { readonly createTime: string | undefined };

/** How to read and recognize a recorded resource. */
interface Reads<T> {
  readonly read: (ownConnection: boolean) => Promise<ReadById<T>>;
  /** How the resource found differs from the recorded one, such as "it belongs to …"; undefined if it is the same. */
  readonly difference: (found: T) => string | undefined;
}

/**
 * Reads a recorded resource once.
 *
 * @returns undefined if the answer does not show it, which proves nothing.
 * @throws LifecycleError if the id belongs to another resource.
 */
export async function findWith<T extends { readonly createTime?: string }>(
  context: Context,
  recorded: Timed,
  { read, difference }: Reads<T>,
): Promise<T | undefined> {
  const answer = await read(false);
  if (answer.kind !== "found") {
    return undefined;
  }
  assertSame(context, recorded, answer.value, difference(answer.value));
  return answer.value;
}

/**
 * Reads a recorded resource until the answer is clear. An answer without it may come from an outdated replica, so it is read again two
 * seconds later over a new connection, unless the service said that its deletion is complete.
 *
 * @returns undefined if it is gone by `confirmGone`.
 * @throws LifecycleError if it cannot be found and that proves nothing, or if the id belongs to another resource.
 */
export async function observeWith<T extends { readonly createTime?: string }>(
  context: Context,
  recorded: Timed,
  { read, difference }: Reads<T>,
  after: Evidence | undefined,
): Promise<T | undefined> {
  let absences = after === "not-found-code" ? 1 : 0;
  let unclear = 0;
  for (;;) {
    if (absences + unclear > 0) {
      await pause(context, SECOND_READ_MS);
    }
    const answer = await read(absences > 0);
    if (answer.kind === "found") {
      assertSame(context, recorded, answer.value, difference(answer.value));
      return answer.value;
    }
    if (answer.kind === "unclear") {
      unclear += 1;
      if (unclear >= UNCLEAR_READS || context.deadline.remainingMs() <= 0) {
        throw new LifecycleError(
          `${recorded.what} ${recorded.id}: the service ignored the filter by id, and its list does not show this id (${answer.detail}). Whether it exists is unknown; run the command again later`,
        );
      }
    } else {
      absences += 1;
      if (absences >= (after === "deletion-done" ? 1 : 2)) {
        await confirmGone(context, recorded, after ?? "unseen");
        return undefined;
      }
    }
  }
}

/** Ids are unique only within one cloud: at another endpoint, the same id can belong to another resource. */
function assertSame(
  context: Context,
  recorded: Timed,
  found: { readonly createTime?: string },
  other: string | undefined,
): void {
  const { endpoint, endpointSource } = context.settings;
  const isOtherTime =
    isElsewhere(context, recorded.origin?.endpoint) &&
    recorded.createTime !== undefined &&
    found.createTime !== recorded.createTime;
  if (other === undefined && !isOtherTime) {
    return;
  }
  const difference = other ?? `it was created ${found.createTime ?? "at an unknown time"}, not ${recorded.createTime}`;
  throw new LifecycleError(
    `the ${recorded.what} that answers to ${recorded.id} at ${endpoint} (from ${endpointSource}) is not the one of this stack: ${difference}. ` +
      "Nothing was changed. Use the endpoint and the key pair that it was created with",
  );
}
