import { isApiError, isTimeoutError, sameEndpoint, type VpnConnStatus } from "../../api/index.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import { type CallOptions, type Context, openContext, type Settings } from "../context.ts";
import { LifecycleError } from "../errors.ts";
import { done, pending, progress, type Report, waitFor } from "../wait.ts";
import { find, observe, type Recorded, readRecorded } from "./recorded.ts";
import { assertNotHandedOver } from "./take-over.ts";

/** How often a deletion that the service accepted may fail before that is the result. */
const FAILURES_AT_MOST = 3;

/** What one request for deletion came to. */
type Attempt =
  | { readonly kind: "gone" }
  /** The service tried and failed; asking again may help. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The service refused with a number that says nothing, and nothing seems to be in progress that would explain it. */
  | { readonly kind: "refused"; readonly error: Error }
  /** Nothing was decided, for this reason; ask again. */
  | { readonly kind: "again"; readonly reason: string };

const GONE: Attempt = { kind: "gone" };

/**
 * Deletes a tunnel and returns only when it is gone.
 * Calls DeleteVpnConn, DescribeVpcTaskResult, DescribeVpnConn.
 * @throws when the tunnel stands, or when its end cannot be proved; the state is then to be kept.
 */
export async function deleteTunnel(settings: Settings, id: string, state: object, options: CallOptions): Promise<void> {
  const recorded = readRecorded(id, state);
  const context = openContext(settings, "delete", recorded.region, options);
  try {
    await assertOurs(context, recorded);
    if (options.mayBeHandedOver === true) {
      await assertNotHandedOver(context, recorded);
    }
    await deleteUntilGone(context, recorded);
  } catch (error) {
    if (isTimeoutError(error)) {
      throw new LifecycleError(
        `${error.message}. The tunnel stays in the state: run the command again, with more time if it needs it ` +
          "(the argument timeouts.delete, or QCLOUD_TIMEOUT_DELETE for this run)",
      );
    }
    throw error;
  }
}

/**
 * With another endpoint or key pair than the recorded one, another tunnel may answer to the id: it is read before its deletion is asked
 * for. At another endpoint it must be found there. With another key pair alone, the deletion is asked for even if no read shows the
 * tunnel: lists hide what a key pair may not list, and only the answer to `DeleteVpnConn` tells.
 * @throws LifecycleError when another tunnel answers to the id, or none at another endpoint.
 */
async function assertOurs(context: Context, recorded: Recorded): Promise<void> {
  const { endpoint, secretIdHash } = recorded.origin ?? {};
  if (endpoint !== undefined && !sameEndpoint(endpoint, context.settings.endpoint)) {
    await observe(context, recorded);
  } else if (endpoint === undefined || secretIdHash !== context.secretIdHash) {
    await find(context, recorded);
  }
}

/** Asks for the deletion until the tunnel is gone; a deletion that fails is asked for again, three times in all. */
export async function deleteUntilGone(context: Context, recorded: Recorded): Promise<void> {
  const report = progress(context, recorded.id);
  let failures = 0;
  let refusals = 0;
  await waitFor<true>(context, `tunnel ${recorded.id} to be deleted`, async () => {
    const attempt = await requestDeletion(context, recorded, report);
    switch (attempt.kind) {
      case "gone":
        report("deleted");
        return done(true);
      case "again":
        report("deleting", attempt.reason);
        return pending(attempt.reason);
      case "refused":
        // What was in progress may just have ended; a refusal that stays is the result.
        refusals += 1;
        if (refusals >= FAILURES_AT_MOST) {
          throw attempt.error;
        }
        return pending(attempt.error.message);
      case "failed":
        failures += 1;
        report("deleting", `try ${failures} of ${FAILURES_AT_MOST} failed (${attempt.reason})`);
        if (failures >= FAILURES_AT_MOST) {
          throw new LifecycleError(
            `tunnel ${recorded.id} still exists: its deletion was accepted and failed ${failures} times, last with: ${attempt.reason}. ` +
              "It stays in the state; run the command again, or ask the operator of the cloud",
          );
        }
        return pending(`a failed deletion (${attempt.reason})`);
    }
  });
}

async function requestDeletion(context: Context, recorded: Recorded, report: Report): Promise<Attempt> {
  let accepted: { taskId?: string };
  try {
    accepted = await context.api.deleteVpnConn(context, { ...recorded, vpnConnId: recorded.id });
  } catch (error) {
    return await afterRefusal(context, recorded, report, error);
  }
  if (accepted.taskId === undefined) {
    report("deleting");
    return await untilSettled(context, recorded, report, { after: "deletion-seen" });
  }
  const { taskId } = accepted;
  const task = await waitForTask(context, taskId, {
    kind: "delete",
    tunnel: { ...recorded, vpnConnId: recorded.id },
    onRunning: () => report("deleting", `task ${taskId} running`),
  });
  if (task.kind === "failed") {
    // No read decides here: lists may hide the tunnel that was not deleted. The next request is answered with NotFound if it is gone.
    return { kind: "failed", reason: task.reason };
  }
  return await untilSettled(
    context,
    recorded,
    report,
    task.kind === "done"
      ? { after: "deletion-done" }
      : { after: "deletion-seen", otherwise: `task ${taskId} cannot be asked for and the tunnel stands` },
  );
}

/** What a refused deletion means, answer by answer (docs/design.md, the table of delete). */
async function afterRefusal(context: Context, recorded: Recorded, report: Report, error: unknown): Promise<Attempt> {
  if (isApiError(error, "vpn-conn-not-found")) {
    return (await observe(context, recorded, "not-found-code")) === undefined ? GONE : { kind: "refused", error };
  }
  if (isApiError(error, "vpc-not-found", "vpn-gw-not-found")) {
    return (await observe(context, recorded)) === undefined ? GONE : { kind: "refused", error };
  }
  if (isApiError(error, "operation-failed")) {
    const seen = await observe(context, recorded);
    if (seen === undefined || BEFORE_DELETION[seen.status] === undefined) {
      return seen === undefined ? GONE : { kind: "refused", error };
    }
  }
  if (isApiError(error, "operation-failed", "vpn-conn-state", "resource-not-found", "unknown")) {
    return await untilSettled(context, recorded, report, { otherwise: error.message });
  }
  throw error;
}

/**
 * What happens before a deletion is accepted, by the tunnel's status: the service refuses it while another task is in progress
 * (docs/api.md 2.7). In every other status it is accepted at once.
 */
export const BEFORE_DELETION: Readonly<Record<string, "wait for its task" | "join its deletion" | undefined>> = {
  creating: "wait for its task",
  modifying: "wait for its task",
  deleting: "join its deletion",
} as const satisfies Partial<Record<VpnConnStatus, string>>;

interface Settling {
  /** What is known of the deletion: it was accepted, and perhaps completed. */
  readonly after?: "deletion-seen" | "deletion-done";
  /** Why to ask again when the tunnel stands and nothing is under way; without it, looking goes on. */
  readonly otherwise?: string;
}

/** How often a tunnel is seen standing before the deletion is asked for again: a list may lag behind. */
const STANDING_LOOKS = 3;

/** Looks until the tunnel is gone, or until nothing is under way that could end it. */
async function untilSettled(
  context: Context,
  recorded: Recorded,
  report: Report,
  { after: accepted, otherwise }: Settling,
): Promise<Attempt> {
  let after = accepted;
  // A task whose end is not known proves no more than a read does.
  const isUndecided = accepted !== undefined && otherwise !== undefined;
  let standing = 0;
  return await waitFor<Attempt>(context, `tunnel ${recorded.id} to be deleted`, async () => {
    const seen = await observe(context, recorded, isUndecided ? undefined : after);
    if (seen === undefined) {
      return done(GONE);
    }
    report("deleting", `status ${seen.status}`);
    switch (BEFORE_DELETION[seen.status]) {
      case "join its deletion":
        after ??= "deletion-seen";
        break;
      case "wait for its task":
        break;
      default:
        if (seen.status === "delete-failed") {
          // Before a deletion was seen in this run, it tells of an earlier one.
          return after !== undefined
            ? done({ kind: "failed", reason: "the tunnel's status is delete-failed" })
            : done({ kind: "again", reason: otherwise ?? seen.status });
        }
        standing += 1;
        if (otherwise !== undefined && (accepted === undefined || standing >= STANDING_LOOKS)) {
          return done({ kind: "again", reason: otherwise });
        }
    }
    return pending(`status ${seen.status}`);
  });
}
