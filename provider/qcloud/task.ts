import type { Scope } from "./client.ts";
import { type Envelope, isRecord } from "./decode.ts";
import { type ApiErrorKind, isApiError, isTimeoutError, QcloudTimeoutError } from "./errors.ts";
import { call } from "./request.ts";
import { seconds } from "./seconds.ts";
import type { TaskState } from "./types.ts";
import { waitUntil } from "./wait.ts";
import type { Watched } from "./watch/seat.ts";
import { watcherOf } from "./watch/watcher.ts";
import { groupOf, textOf } from "./wire.ts";

/** Answers that speak of who asks, or of the service as a whole, and not of the task. */
const aboutTheAsker: ReadonlySet<ApiErrorKind> = new Set(["auth", "https-required", "replay", "busy"]);

/** A task that runs no more, or of which nothing can be learned. */
export type EndedTask = Exclude<TaskState, { readonly state: "running" }>;

/**
 * DescribeVpcTaskResult (docs/api.md 2.8; 215/5094): how a task stands. What the service answers for a task that it
 * does not know is not documented, so every answer that speaks of the task alone and not of who asks becomes
 * `unknown`, as does a status outside the table: looking at the tunnel decides then.
 *
 * @throws what `call` throws, except those answers.
 */
export async function describeVpcTaskResult(scope: Scope, taskId: string): Promise<TaskState> {
  let envelope: Envelope;
  try {
    envelope = await call(scope, "DescribeVpcTaskResult", { taskId }, { repeat: "freely", busy: "wait" });
  } catch (error) {
    if (!isApiError(error) || aboutTheAsker.has(error.kind)) throw error;
    return { state: "unknown", detail: error.message };
  }
  const data = groupOf(envelope["data"]);
  const status = textOf(data["status"]);
  switch (status) {
    case "0":
      return { state: "done" };
    case "1":
      return { state: "failed", reason: scope.client.redactor.clean(failureReason(envelope, data)) };
    case "2":
      return { state: "running" };
    default:
      return {
        state: "unknown",
        detail: `task ${taskId} has ${status === "" ? "no status" : `the status ${scope.client.redactor.clean(status, 40)}`}, which no document describes`,
      };
  }
}

/** The reason that a failed task gives: `data.output` of the Go client's model, or the message of the answer. */
function failureReason(envelope: Envelope, data: Envelope): string {
  const output = groupOf(data["output"]);
  const text = textOf(data["output"]);
  const parts = [textOf(output["errorMsg"]), textOf(output["errorCode"])].filter((part) => part !== "" && part !== "0");
  if (parts.length > 0) return parts.length === 2 ? `${parts[0]} (${parts[1]})` : parts.join("");
  if (text !== "" && !isRecord(data["output"])) return text;
  const message = textOf(envelope["message"]);
  return message === "" || message.toLowerCase() === "ok" ? "the task gives no reason" : message;
}

/**
 * Waits until a task runs no more. Few tasks are each asked in turn; of many that are waited for at once in this process, lists of
 * tunnels tell which may be over, and only those are asked (`Watcher`).
 *
 * @param task.kind What it does; tasks of one kind are expected to take equally long.
 * @param task.tunnel The tunnel that it works on.
 * @param task.begunAt When it began, by `performance.now`, where that was before this call.
 * @param task.onRunning Called after each look that found it running.
 * @throws QcloudTimeoutError when the scope's deadline comes first.
 */
export async function waitForTask(scope: Scope, taskId: string, task: Watched): Promise<EndedTask> {
  const watcher = watcherOf(scope);
  const seat = watcher.sit(scope, task);
  let last = "nothing";
  const timeout = (why: string): QcloudTimeoutError => {
    const often = seat.looks === 1 ? "1 look" : `${seat.looks} looks`;
    const long = seconds(performance.now() - seat.start);
    const seen = seat.isListed ? "running" : last;
    return new QcloudTimeoutError(
      `task ${taskId} has not ended in the time allowed (${often} in ${long}); last seen: ${seen}${why}`,
    );
  };
  const look = async (): Promise<EndedTask | undefined> => {
    const askedAt = performance.now();
    seat.looks += 1;
    const state = await describeVpcTaskResult(scope, taskId).catch((error: unknown) => {
      throw isTimeoutError(error) ? timeout(`; the last look failed: ${error.message}`) : error;
    });
    if (state.state !== "running") {
      if (state.state !== "unknown") watcher.over(seat);
      return state;
    }
    last = "running";
    watcher.runs(seat, askedAt);
    return undefined;
  };
  try {
    const outcome = await waitUntil(look, {
      deadline: scope.deadline,
      pace: (lastMs) => watcher.turn(seat, lastMs),
      ...(scope.signal === undefined ? {} : { signal: scope.signal }),
      ...(task.onRunning === undefined ? {} : { onPending: task.onRunning }),
    });
    if ("value" in outcome) return outcome.value;
  } finally {
    watcher.leave(seat);
  }
  throw timeout("");
}
