import { type ApiId, idText, isApiError, isBusy, isRefusal, isTransportError } from "../api/index.ts";
import type { Context } from "./context.ts";
import { messageOf } from "./errors.ts";
import { withLock } from "./locks.ts";
import { done, pause, pending, type Seen, waitFor } from "./wait.ts";

/** After an answer that was lost, how often and how far apart the list is read for what the request may have made. */
const READS_AFTER_LOSS = 3;
const READ_AFTER_LOSS_MS = 1000;

interface Thing {
  readonly id: ApiId;
  readonly createTime?: string;
}

/** What became of the requests of this operation. */
export interface Sent {
  /** One may have arrived, and nothing was at the place before it. */
  readonly mayHaveArrived: boolean;
  /** The last one was refused. */
  readonly isRefused: boolean;
}

/** How a thing is created that the service lets exist once at its place. */
export interface Creation<T extends Thing, A> {
  /** The place, among all clouds: one creation at a time is in progress there. */
  readonly place: string;
  /** The action that creates, such as `AddVpnConnEx`, and what it makes, such as "tunnel". */
  readonly action: string;
  readonly what: string;
  /** What exists at the place once nothing there is going away. */
  settled(): Promise<readonly T[]>;
  /** What exists at the place. */
  list(): Promise<readonly T[]>;
  /**
   * The one that this resource made.
   *
   * @throws LifecycleError where something else has the place.
   */
  ours(existing: readonly T[], sent: Sent): T | undefined;
  /** Asks for it, once. */
  add(): Promise<A>;
  /** What the accepted request made. */
  made(accepted: A): Promise<T>;
}

/** A thing that exists now. */
export interface Created<T, A> {
  readonly thing: T;
  /** It was there before this operation asked for it. */
  readonly isFound: boolean;
  /** The answer to the request that made it. */
  readonly accepted?: A;
}

/**
 * Creates a thing, or takes up the one that an earlier, interrupted run of this resource created: the place is listed before the request,
 * and after each one whose answer is an error, because the service may have carried it out all the same.
 */
export async function createOnce<T extends Thing, A>(
  context: Context,
  creation: Creation<T, A>,
): Promise<Created<T, A>> {
  return await withLock(creation.place, async () => {
    const existing = creation.ours(await creation.settled(), { mayHaveArrived: false, isRefused: false });
    if (existing !== undefined) {
      return takenUp(context, existing);
    }
    const sent = { mayHaveArrived: false, isRefused: false };
    return await waitFor(context, `${creation.action} to be accepted`, () => request(context, creation, sent), {
      minTimeout: 1000,
      factor: 1.5,
    });
  });
}

async function request<T extends Thing, A>(
  context: Context,
  creation: Creation<T, A>,
  sent: { -readonly [K in keyof Sent]: Sent[K] },
): Promise<Seen<Created<T, A>>> {
  let accepted: A;
  try {
    accepted = await creation.add();
  } catch (error) {
    return await afterFailure(context, creation, sent, error);
  }
  return done({ thing: await creation.made(accepted), isFound: false, accepted });
}

async function afterFailure<T extends Thing, A>(
  context: Context,
  creation: Creation<T, A>,
  sent: { -readonly [K in keyof Sent]: Sent[K] },
  error: unknown,
): Promise<Seen<Created<T, A>>> {
  sent.mayHaveArrived ||= (isTransportError(error) && !error.unsent) || isBusy(error) || isApiError(error, "unknown");
  sent.isRefused = isRefusal(error);
  // A refusal may come from a thing that exists and is listed late: one that a killed run made, or this very request, sent twice.
  const reads = sent.mayHaveArrived || sent.isRefused ? READS_AFTER_LOSS : 1;
  for (let read = 1; read <= reads; read += 1) {
    if (read > 1) {
      await pause(context, READ_AFTER_LOSS_MS);
    }
    const thing = creation.ours(await creation.list(), sent);
    if (thing !== undefined) {
      return done(sent.mayHaveArrived ? { thing, isFound: false } : takenUp(context, thing));
    }
  }
  if (!(isTransportError(error) ? error.retryable : isBusy(error))) {
    throw error;
  }
  context.log(`${creation.action} is retried: ${messageOf(error)}; no ${creation.what} was created`);
  return pending(messageOf(error));
}

function takenUp<T extends Thing>(context: Context, thing: T): { thing: T; isFound: true } {
  context.log(
    `${idText(thing.id)}: found from an earlier run of this resource (created ${thing.createTime ?? "at an unknown time"}), taken up instead of creating a second one`,
  );
  return { thing, isFound: true };
}
