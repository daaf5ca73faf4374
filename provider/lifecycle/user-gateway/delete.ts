import { isApiError, isTimeoutError, sameEndpoint } from "../../api/index.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { LifecycleError, messageOf } from "../errors.ts";
import type { Evidence } from "../observe.ts";
import { isOfAnother, LOOKS_AT_NAME, refuseHandedOver } from "../take-over.ts";
import { done, pending, progress, type Report, type Seen, waitFor } from "../wait.ts";
import { findUserGateway, observeUserGateway, type RecordedUserGateway, readRecordedUserGateway } from "./recorded.ts";
import { usersOf } from "./users.ts";

/** How often a deletion may be refused, for a reason other than tunnels, before that is the result. */
const REFUSALS_AT_MOST = 5;

/** How often a peer gateway is seen standing after its deletion was accepted before that is asked for again. */
const STANDING_LOOKS = 3;

/**
 * Deletes a peer gateway and returns only when it is gone. Waits first until no tunnel uses it: what the service does to tunnels
 * whose peer gateway is deleted is not documented (docs/api.md 8, 22).
 * Calls DescribeUserGw, DescribeVpnConn, DeleteUserGw.
 * @throws when the peer gateway stands, or when its end cannot be proved; the state is then to be kept.
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

/** Refusals that may pass: those that say nothing certain, or that a read of the peer gateway contradicts. */
const PASSING = ["refused", "operation-failed", "unknown", "user-gw-not-found", "resource-not-found"] as const;

class Deletion {
  readonly #context: Context;
  readonly #recorded: RecordedUserGateway;
  readonly #report: Report;
  /** A request for deletion was accepted, which completes it: `DeleteUserGw` has no task. */
  #isAccepted = false;
  /** This operation has read it, so the key pair is of its account. */
  #wasFound = false;
  #standing = 0;
  #refusals = 0;
  #isInUse = false;
  readonly #mayBeHandedOver: boolean;
  #looksAtName = 0;

  constructor(context: Context, recorded: RecordedUserGateway, mayBeHandedOver: boolean) {
    this.#mayBeHandedOver = mayBeHandedOver;
    this.#context = context;
    this.#recorded = recorded;
    this.#report = progress(context, recorded.id);
  }

  async run(): Promise<void> {
    const { id, origin } = this.#recorded;
    try {
      if (origin?.endpoint !== undefined && !sameEndpoint(origin.endpoint, this.#context.settings.endpoint)) {
        // At another endpoint it must be found, or nothing proves that it is gone.
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
    // The deletion is asked for also where no read shows it: lists hide what a key pair may not list.
    const seen = await findUserGateway(this.#context, this.#recorded);
    this.#wasFound ||= seen !== undefined;
    if (this.#isAccepted) {
      if (seen === undefined && (await this.#isGone("deletion-done"))) {
        return done(true);
      }
      this.#standing += 1;
      if (this.#standing < STANDING_LOOKS) {
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
      this.#looksAtName += 1;
      if (this.#looksAtName >= LOOKS_AT_NAME) {
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
      if (
        isApiError(error, "user-gw-not-found") &&
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
      if (isApiError(error, ...PASSING) && this.#refusals + 1 < REFUSALS_AT_MOST) {
        this.#refusals += 1;
        return this.#pending("waiting to delete", messageOf(error));
      }
      throw error;
    }
    this.#isAccepted = true;
    this.#standing = 0;
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
