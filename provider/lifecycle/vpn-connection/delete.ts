import { isApiError, isTimeoutError, saysNotFound, type VpnConnStatus } from "../../api/index.ts";
import { waitForTask } from "../../polling/wait-for-task.ts";
import { type CallOptions, type Context, isElsewhere, openContext, type Settings } from "../context.ts";
import { readable } from "../control.ts";
import { LifecycleError } from "../errors.ts";
import { done, pending, progress, type Report, waitFor } from "../wait.ts";
import { find, observe, type Recorded, readRecorded } from "./recorded.ts";
import { assertNotHandedOver } from "./take-over.ts";

/** How many failed deletions, or refusals without a reason, are an error. */
const MOST_FAILURES = 3;

/** The result of one request for deletion. */
type Attempt =
  | { readonly kind: "gone" }
  /** The service accepted the deletion and failed. */
  | { readonly kind: "failed"; readonly reason: string }
  /** The service refused without a reason, and nothing in progress explains it. */
  | { readonly kind: "refused"; readonly error: Error }
  /** The result is unknown, for this reason; retry. */
  | { readonly kind: "again"; readonly reason: string };

const GONE: Attempt = { kind: "gone" };

/**
 * Deletes a tunnel and returns only when it is gone.
 *
 * @throws if the tunnel exists, or is not proved to be gone. The state must then be kept.
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
 * With another endpoint or key pair than the recorded one, the id may belong to another tunnel, so it is read before the deletion. At another
 * endpoint it must be found. With only another key pair, the deletion is requested even if no read shows the tunnel: lists hide what a key
 * pair may not list, and only the answer to the request for the deletion is certain.
 *
 * @throws LifecycleError if the id belongs to another tunnel, or to none at another endpoint.
 */
async function assertOurs(context: Context, recorded: Recorded): Promise<void> {
  const { endpoint, secretIdHash } = recorded.origin ?? {};
  if (isElsewhere(context, endpoint)) {
    await observe(context, recorded);
  } else if (endpoint === undefined || secretIdHash !== context.secretIdHash) {
    await find(context, recorded);
  }
}

/** Requests the deletion until the tunnel is gone; a failed deletion is requested three times in all. */
export async function deleteUntilGone(context: Context, recorded: Recorded): Promise<void> {
  const report = progress(context, recorded.id);
  const request = { isAccepted: false };
  let failures = 0;
  let refusals = 0;
  await waitFor<true>(context, `tunnel ${recorded.id} to be deleted`, async () => {
    const attempt = await requestDeletion(context, recorded, report, request);
    switch (attempt.kind) {
      case "gone":
        if (request.isAccepted) {
          report("deleted");
        } else {
          report("gone", "the service does not have it");
        }
        return done(true);
      case "again":
        report("deleting", attempt.reason);
        return pending(attempt.reason);
      case "refused":
        // Something in progress may just have ended.
        refusals += 1;
        if (refusals >= MOST_FAILURES) {
          throw attempt.error;
        }
        return pending(attempt.error.message);
      case "failed":
        failures += 1;
        report("deleting", `try ${failures} of ${MOST_FAILURES} failed (${attempt.reason})`);
        if (failures >= MOST_FAILURES) {
          throw new LifecycleError(
            `tunnel ${recorded.id} still exists: its deletion was accepted and failed ${failures} times, last with: ${attempt.reason}. ` +
              "It stays in the state; run the command again, or ask the operator of the cloud",
          );
        }
        return pending(`a failed deletion (${attempt.reason})`);
    }
  });
}

async function requestDeletion(
  context: Context,
  recorded: Recorded,
  report: Report,
  request: { isAccepted: boolean },
): Promise<Attempt> {
  let accepted: { taskId?: string };
  try {
    accepted = await context.api.deleteVpnConn(context, { ...recorded, vpnConnId: recorded.id });
  } catch (error) {
    return await afterRefusal(context, recorded, report, error);
  }
  request.isAccepted = true;
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
    // Not decided by a read: a list may hide the tunnel. The next request is answered with NotFound if it is gone.
    return { kind: "failed", reason: task.reason };
  }
  return await untilSettled(
    context,
    recorded,
    report,
    task.kind === "done"
      ? { after: "deletion-done" }
      : { after: "deletion-seen", otherwise: `task ${taskId} cannot be polled and the tunnel still exists` },
  );
}

/** Handles the error of a request for deletion (docs/design.md, the table of delete). */
async function afterRefusal(context: Context, recorded: Recorded, report: Report, error: unknown): Promise<Attempt> {
  if (isApiError(error, "vpn-conn-not-found")) {
    return (await observe(context, recorded, "not-found-code")) === undefined ? GONE : { kind: "refused", error };
  }
  if (saysNotFound(error) || isApiError(error, "vpc-not-found", "vpn-gw-not-found")) {
    // The code does not say what is missing. If the VPN gateway is there, it is the tunnel.
    const isTunnel =
      saysNotFound(error) && (await readable(context.api.vpnGwExists(context, recorded.vpnGwId))) === true;
    const seen = await observe(context, recorded, isTunnel ? "not-found-code" : undefined);
    return seen === undefined ? GONE : { kind: "refused", error };
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
 * What a deletion does first, by the status of the tunnel: the service refuses it while another task is in progress (docs/api.md 2.7). In
 * every other status, it accepts the deletion at once.
 */
export const BEFORE_DELETION: Readonly<Record<string, "wait for its task" | "join its deletion" | undefined>> = {
  creating: "wait for its task",
  modifying: "wait for its task",
  deleting: "join its deletion",
} as const satisfies Partial<Record<VpnConnStatus, string>>;

interface Settling {
  /** What is known about the deletion. */
  readonly after?: "deletion-seen" | "deletion-done";
  /** Why to retry if the tunnel exists and nothing is in progress. Default: keep reading. */
  readonly otherwise?: string;
}

/** How many reads that still show the tunnel lead to another request: a list may lag behind. */
const READS_BEFORE_RETRY = 3;

/** Reads until the tunnel is gone, or nothing is in progress that could delete it. */
async function untilSettled(
  context: Context,
  recorded: Recorded,
  report: Report,
  { after: accepted, otherwise }: Settling,
): Promise<Attempt> {
  let after = accepted;
  // An unknown task proves no more than a read.
  const isUndecided = accepted !== undefined && otherwise !== undefined;
  let reads = 0;
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
          // Without a deletion in this run, the status is from an earlier one.
          return after !== undefined
            ? done({ kind: "failed", reason: "the tunnel's status is delete-failed" })
            : done({ kind: "again", reason: otherwise ?? seen.status });
        }
        reads += 1;
        if (otherwise !== undefined && (accepted === undefined || reads >= READS_BEFORE_RETRY)) {
          return done({ kind: "again", reason: otherwise });
        }
    }
    return pending(`status ${seen.status}`);
  });
}
