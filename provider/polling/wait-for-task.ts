import { isTimeoutError, QcloudTimeoutError, type Scope, type TaskState } from "../api/index.ts";
import { defined } from "../util/defined.ts";
import { formatMs } from "../util/durations.ts";
import { waitUntil } from "../util/wait-until.ts";
import type { WatchedTask } from "./task-poller.ts";
import { readsOf } from "./tunnel-reads.ts";

/** The state of a task that has finished or is unknown. */
export type FinishedTask = Exclude<TaskState, { readonly kind: "running" }>;

/**
 * Waits until a task has finished or is unknown.
 *
 * @throws QcloudTimeoutError after the deadline.
 */
export async function waitForTask(scope: Scope, taskId: string, task: WatchedTask): Promise<FinishedTask> {
  const { poller } = readsOf(scope);
  const waiter = poller.add(scope, task);
  let last = "nothing";
  const timeout = (why: string): QcloudTimeoutError => {
    const polls = waiter.polls === 1 ? "1 poll" : `${waiter.polls} polls`;
    return new QcloudTimeoutError(
      `task ${taskId} has not finished in the time allowed (${polls} in ${formatMs(performance.now() - waiter.startedAt)}); last seen: ${waiter.isListed ? "running" : last}${why}`,
    );
  };
  const poll = async (): Promise<FinishedTask | undefined> => {
    waiter.polls += 1;
    const state = await scope.api.pollTask(scope, taskId).catch((error: unknown) => {
      throw isTimeoutError(error) ? timeout(`; the last poll failed: ${error.message}`) : error;
    });
    if (state.kind === "running") {
      last = "running";
      poller.running(waiter);
      return undefined;
    }
    if (state.kind !== "unknown") {
      poller.finished(waiter);
    }
    return state;
  };
  try {
    const outcome = await waitUntil(poll, {
      deadline: scope.deadline,
      pace: (lastMs) => poller.turn(waiter, lastMs),
      ...defined({ signal: scope.signal, onPending: task.onRunning }),
    });
    if (outcome !== undefined) {
      return outcome;
    }
  } finally {
    poller.remove(waiter);
  }
  throw timeout("");
}
