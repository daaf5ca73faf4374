import { isRecord } from "../../util/is-record.ts";
import { type ApiErrorKind, isApiError } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import type { TaskState } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { groupOf, textOf } from "../wire/values.ts";
import { call } from "./request.ts";

/** Errors that concern the caller or the whole service, and not the task. */
const NOT_ABOUT_THE_TASK: ReadonlySet<ApiErrorKind> = new Set([
  "auth",
  "https-required",
  "replay",
  "busy",
  "throttled",
]);

/**
 * DescribeVpcTaskResult (docs/api.md 2.8; 215/5094). The answer for an unknown task is not documented, so every error that concerns the task
 * becomes `unknown`, as does an undocumented status. A read of the tunnel then decides.
 *
 * @throws what `call` throws, except these errors.
 */
export async function pollTask(scope: ClientScope, taskId: string): Promise<TaskState> {
  let envelope: Envelope;
  try {
    envelope = await call(scope, "DescribeVpcTaskResult", { taskId }, { repeat: "freely", busy: "wait" });
  } catch (error) {
    if (!isApiError(error) || NOT_ABOUT_THE_TASK.has(error.kind)) {
      throw error;
    }
    return { kind: "unknown", detail: error.message };
  }
  const data = groupOf(envelope["data"]);
  const status = textOf(data["status"]);
  switch (status) {
    case "0":
      return { kind: "done" };
    case "1":
      return { kind: "failed", reason: scope.client.redactor.clean(failureReason(envelope, data)) };
    case "2":
      return { kind: "running" };
    default:
      return {
        kind: "unknown",
        detail: `task ${taskId} has ${status === "" ? "no status" : `the status ${scope.client.redactor.clean(status, 40)}`}, which no document describes`,
      };
  }
}

/** The reason of a failed task: `data.output` (of the Go client's model), or the message of the answer. */
function failureReason(envelope: Envelope, data: Envelope): string {
  const output = groupOf(data["output"]);
  const text = textOf(data["output"]);
  const parts = [textOf(output["errorMsg"]), textOf(output["errorCode"])].filter((part) => part !== "" && part !== "0");
  if (parts.length > 0) {
    return parts.length === 2 ? `${parts[0]} (${parts[1]})` : parts.join("");
  }
  if (text !== "" && !isRecord(data["output"])) {
    return text;
  }
  const message = textOf(envelope["message"]);
  return message === "" || message.toLowerCase() === "ok" ? "the task gives no reason" : message;
}
