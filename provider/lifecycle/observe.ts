import { type ReadById, sameEndpoint } from "../api/index.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { type Absence, confirmGone, type StateRef } from "./gone.ts";
import { pause } from "./wait.ts";

/** How long after an answer without the thing it is read again. */
const SECOND_READ_MS = 2000;

/** How often an answer that does not speak of the thing is asked again before that is an error. */
const UNCLEAR_READS = 3;

/** What this operation already knows of an end of the thing, before it reads it. */
export type Evidence = Exclude<Absence, "unseen">;

/** A thing that the state may know the time of. */
type Timed = StateRef & { readonly createTime: string | undefined };

/** How a recorded thing is read and recognised. */
interface Reads<T> {
  /** Reads it by its id. */
  readonly look: (ownConnection: boolean) => Promise<ReadById<T>>;
  /** What shows that another thing answers to the id, such as "it belongs to …"; undefined where it is the same. */
  readonly difference: (found: T) => string | undefined;
}

/**
 * Reads a recorded thing once.
 * @returns the thing, or undefined where the answer does not show it, which says nothing about the thing.
 * @throws LifecycleError when another thing answers to its id.
 */
export async function findWith<T extends { readonly createTime?: string }>(
  context: Context,
  recorded: Timed,
  { look, difference }: Reads<T>,
): Promise<T | undefined> {
  const answer = await look(false);
  if (answer.kind !== "found") {
    return undefined;
  }
  assertSame(context, recorded, answer.value, difference(answer.value));
  return answer.value;
}

/**
 * Reads a recorded thing until an answer speaks of it. One answer without it may come from an outdated replica: it is read again two
 * seconds later over a connection of its own, unless the service said before that its deletion is complete.
 * @param after what this operation already knows.
 * @returns the thing, or undefined when it is gone by the verdict of `confirmGone`.
 * @throws LifecycleError when it cannot be found and that proves nothing, or when another thing answers to its id.
 */
export async function observeWith<T extends { readonly createTime?: string }>(
  context: Context,
  recorded: Timed,
  how: Reads<T>,
  after: Evidence | undefined,
): Promise<T | undefined> {
  let absences = after === "not-found-code" ? 1 : 0;
  let unclear = 0;
  for (;;) {
    if (absences + unclear > 0) {
      await pause(context, SECOND_READ_MS);
    }
    const look = await how.look(absences > 0);
    if (look.kind === "found") {
      assertSame(context, recorded, look.value, how.difference(look.value));
      return look.value;
    }
    if (look.kind === "unclear") {
      unclear += 1;
      if (unclear >= UNCLEAR_READS || context.deadline.remainingMs() <= 0) {
        throw new LifecycleError(
          `${recorded.what} ${recorded.id}: the list was asked for this id and answered with others, without it (${look.detail}). Whether it exists cannot be told; run the command again later`,
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

/** An id says which thing only within one cloud: at another endpoint, or for another account, the same id can be somebody else's. */
function assertSame(
  context: Context,
  recorded: Timed,
  found: { readonly createTime?: string },
  other: string | undefined,
): void {
  const { endpoint, endpointSource } = context.settings;
  const elsewhere = recorded.origin?.endpoint !== undefined && !sameEndpoint(recorded.origin.endpoint, endpoint);
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
