import { isApiError, isTimeoutError, saysNotFound } from "../../api/index.ts";
import { type CallOptions, type Context, isElsewhere, openContext, type Settings } from "../context.ts";
import { LifecycleError, messageOf } from "../errors.ts";
import type { Evidence } from "../observe.ts";
import { isOfAnother, NAME_READS, refuseHandedOver } from "../take-over.ts";
import { done, pending, progress, type Report, type Seen, waitFor } from "../wait.ts";
import { findUserGateway, observeUserGateway, type RecordedUserGateway, readRecordedUserGateway } from "./recorded.ts";
import { usersOf } from "./users.ts";

/** How many refusals for a reason other than tunnels are an error. */
const MOST_REFUSALS = 5;

/** How many reads that still show the peer gateway after an accepted deletion lead to another request. */
const READS_BEFORE_RETRY = 3;

/**
 * Deletes a peer gateway and returns only when it is gone. Waits first until no tunnel uses it, because the effect on tunnels is not
 * documented (docs/api.md 8, 22).
 *
 * @throws if the peer gateway exists, or is not proved to be gone. The state must then be kept.
 */
export async function deleteUserGateway(
  settings: Settings,
  id: string,
  state: object,
  options: CallOptions,
): Promise<void> {
  const recorded = readRecordedUserGateway(id, state);
  const context = openContext(settings, "delete", recorded.region, options);
  await new Deletion(context, recorded, options.mayBeHandedOver === true).run();
}

/** Refusals that may pass: they are not specific, or a read of the peer gateway contradicts them. */
const PASSING = ["refused", "operation-failed", "unknown", "user-gw-not-found", "resource-not-found"] as const;

class Deletion {
  readonly #context: Context;
  readonly #recorded: RecordedUserGateway;
  readonly #report: Report;
  /** A deletion was accepted. That completes it, because it has no task. */
  #isAccepted = false;
  /** A read has shown the peer gateway, so the key pair belongs to its account. */
  #wasFound = false;
  #readsAfter = 0;
  #refusals = 0;
  #isInUse = false;
  readonly #mayBeHandedOver: boolean;
  #nameReads = 0;

  constructor(context: Context, recorded: RecordedUserGateway, mayBeHandedOver: boolean) {
    this.#mayBeHandedOver = mayBeHandedOver;
    this.#context = context;
    this.#recorded = recorded;
    this.#report = progress(context, recorded.id);
  }

  async run(): Promise<void> {
    const { id, origin } = this.#recorded;
    try {
      if (isElsewhere(this.#context, origin?.endpoint)) {
        // At another endpoint it must be found; otherwise nothing proves that it is gone.
        await observeUserGateway(this.#context, this.#recorded);
      }
      await waitFor<true>(this.#context, `peer gateway ${id} to be deleted`, () => this.#step());
    } catch (error) {
      if (!isTimeoutError(error)) {
        throw error;
      }
      const advice = this.#isInUse
        ? "Delete the tunnels; if they belong to this stack, give them the peer gateway's output userGwId, so that Pulumi deletes them first. "
        : "";
      throw new LifecycleError(
        `${error.message}. ${advice}The peer gateway stays in the state: run the command again, with more time if it needs it ` +
          "(the argument timeouts.delete, or QCLOUD_TIMEOUT_DELETE for this run)",
      );
    }
    this.#report("deleted");
  }

  async #step(): Promise<Seen<true>> {
    // The deletion is requested even if no read shows it: lists hide what a key pair may not list.
    const seen = await findUserGateway(this.#context, this.#recorded);
    this.#wasFound ||= seen !== undefined;
    if (this.#isAccepted) {
      if (seen === undefined && (await this.#isGone("deletion-done"))) {
        return done(true);
      }
      this.#readsAfter += 1;
      if (this.#readsAfter < READS_BEFORE_RETRY) {
        return this.#pending("deleting", "its deletion was accepted, and it is still listed");
      }
    }
    const users = await usersOf(this.#context, this.#recorded, seen);
    this.#isInUse = users !== "";
    if (this.#isInUse) {
      return this.#pending("waiting to delete", users);
    }
    if (
      seen !== undefined &&
      this.#mayBeHandedOver &&
      isOfAnother(this.#recorded.outputs.userGwName, this.#recorded.outputs, seen)
    ) {
      this.#nameReads += 1;
      if (this.#nameReads >= NAME_READS) {
        refuseHandedOver("peer gateway", this.#recorded.id, seen.name);
      }
      return this.#pending("waiting to delete", `it carries the name "${seen.name}" of another resource`);
    }
    return await this.#request();
  }

  async #request(): Promise<Seen<true>> {
    try {
      await this.#context.api.deleteUserGw(this.#context, this.#recorded.id);
    } catch (error) {
      // The request names nothing else that could be missing.
      if (
        (saysNotFound(error) || isApiError(error, "user-gw-not-found")) &&
        (await this.#isGone(this.#wasFound ? "deletion-seen" : "not-found-code"))
      ) {
        return done(true);
      }
      if (isApiError(error, "resource-not-found") && (await this.#isGone())) {
        return done(true);
      }
      if (isApiError(error, "in-use")) {
        this.#isInUse = true;
        return this.#pending("waiting to delete", `${messageOf(error)}; no tunnel is listed that uses it`);
      }
      if (isApiError(error, ...PASSING) && this.#refusals + 1 < MOST_REFUSALS) {
        this.#refusals += 1;
        return this.#pending("waiting to delete", messageOf(error));
      }
      throw error;
    }
    this.#isAccepted = true;
    this.#readsAfter = 0;
    return (await this.#isGone("deletion-done"))
      ? done(true)
      : this.#pending("deleting", "its deletion was accepted, and it is still listed");
  }

  async #isGone(after?: Evidence): Promise<boolean> {
    return (await observeUserGateway(this.#context, this.#recorded, after)) === undefined;
  }

  #pending(doing: string, what: string): Seen<never> {
    this.#report(doing, what);
    return pending(what);
  }
}
