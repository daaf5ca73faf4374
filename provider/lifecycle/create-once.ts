import { type ApiId, idText, isApiError, isBusy, isRefusal, isTransportError } from "../api/index.ts";
import type { Context } from "./context.ts";
import { messageOf } from "./errors.ts";
import { withLock } from "./locks.ts";
import { done, pause, pending, type Seen, waitFor } from "./wait.ts";

/** How often, and at which interval, the place is listed after a request with an unknown result. */
const READS_AFTER_LOSS = 3;
const READ_AFTER_LOSS_MS = 1000;

interface Thing {
  readonly id: ApiId;
  readonly createTime?: string;
}

/** The results of the requests of this operation. */
export interface Sent {
  /** A request may have arrived, and the place was empty before. */
  readonly mayHaveArrived: boolean;
  /** The last request was refused. */
  readonly isRefused: boolean;
}

/** How to create a resource of which only one can exist at its place. */
export interface Creation<T extends Thing, A> {
  /** Key of the place, unique among clouds. Creations at one place run one after the other. */
  readonly place: string;
  /** The request, such as "the request for the tunnel", and what it creates, such as "tunnel". */
  readonly action: string;
  readonly what: string;
  /** What exists at the place, after deletions in progress. */
  settled(): Promise<readonly T[]>;
  /** What exists at the place. */
  list(): Promise<readonly T[]>;
  /**
   * The one that this resource created.
   *
   * @throws LifecycleError if another one has the place.
   */
  ours(existing: readonly T[], sent: Sent): T | undefined;
  /** Sends the request once. */
  add(): Promise<A>;
  /** Finds what the accepted request created. */
  created(accepted: A): Promise<T>;
}

/** The result of a creation. */
export interface Created<T, A> {
  readonly thing: T;
  /** It existed before the request. */
  readonly isFound: boolean;
  /** The answer to the request. */
  readonly accepted?: A;
}

/**
 * Creates a resource, or joins the one that an earlier, interrupted run created. Lists the place before the request, and after each error,
 * because the service may have carried out the request.
 */
export async function createOnce<T extends Thing, A>(
  context: Context,
  creation: Creation<T, A>,
): Promise<Created<T, A>> {
  return await withLock(creation.place, async () => {
    const existing = creation.ours(await creation.settled(), { mayHaveArrived: false, isRefused: false });
    if (existing !== undefined) {
      return joined(context, existing);
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
  return done({ thing: await creation.created(accepted), isFound: false, accepted });
}

async function afterFailure<T extends Thing, A>(
  context: Context,
  creation: Creation<T, A>,
  sent: { -readonly [K in keyof Sent]: Sent[K] },
  error: unknown,
): Promise<Seen<Created<T, A>>> {
  sent.mayHaveArrived ||= (isTransportError(error) && !error.unsent) || isBusy(error) || isApiError(error, "unknown");
  sent.isRefused = isRefusal(error);
  // The reason of a refusal may exist but not be listed yet: from a killed run, or from this request, sent twice.
  const reads = sent.mayHaveArrived || sent.isRefused ? READS_AFTER_LOSS : 1;
  for (let read = 1; read <= reads; read += 1) {
    if (read > 1) {
      await pause(context, READ_AFTER_LOSS_MS);
    }
    const thing = creation.ours(await creation.list(), sent);
    if (thing !== undefined) {
      return done(sent.mayHaveArrived ? { thing, isFound: false } : joined(context, thing));
    }
  }
  if (!(isTransportError(error) ? error.retryable : isBusy(error))) {
    throw error;
  }
  const line = `${creation.action} is retried: ${messageOf(error)}; no ${creation.what} was created`;
  if (context.status?.(line) !== true) {
    context.log(line);
  }
  return pending(messageOf(error));
}

function joined<T extends Thing>(context: Context, thing: T): { thing: T; isFound: true } {
  context.log(
    `${idText(thing.id)}: found from an earlier run of this resource (created ${thing.createTime ?? "at an unknown time"}), taken up instead of creating a second one`,
  );
  return { thing, isFound: true };
}
