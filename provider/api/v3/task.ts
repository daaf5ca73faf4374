import { type ApiErrorKind, isApiError, isBusy } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import type { TaskState } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import type { CallOptions } from "../wire/signed-call.ts";
import { textOf } from "../wire/values.ts";
import { call, FREELY } from "./request.ts";

/** Documented for this action, perhaps for a task that the service does not know: waiting for another answer could last until the deadline. */
const MODULE_ERROR = "InternalError.ModuleError";

/** Errors that concern the caller or the whole service, and not the task. */
const NOT_ABOUT_THE_TASK: ReadonlySet<ApiErrorKind> = new Set(["auth", "replay", "busy", "throttled"]);

/**
 * DescribeVpcTaskResult (docs/api-3.md 4): the task of an asynchronous call, by the RequestId of its answer. Which calls have a task, and what
 * an unknown RequestId gives, is not documented, so every error that concerns the task becomes `unknown`, as does an undocumented status.
 *
 * @throws what `call` throws, except these errors.
 */
export async function pollTask(scope: ClientScope, taskId: string): Promise<TaskState> {
  const poll = (options: CallOptions): Promise<TaskState> =>
    call(scope, "DescribeVpcTaskResult", { TaskId: taskId }, options, (fields) => stateOf(scope, taskId, fields));
  try {
    return await poll({ ...FREELY, busy: "throw" }).catch((error: unknown) => {
      if (isBusy(error) && error.codeDesc !== MODULE_ERROR) {
        return poll(FREELY);
      }
      throw error;
    });
  } catch (error) {
    if (!isApiError(error) || (NOT_ABOUT_THE_TASK.has(error.kind) && error.codeDesc !== MODULE_ERROR)) {
      throw error;
    }
    return { kind: "unknown", detail: error.message };
  }
}

function stateOf({ client: { redactor } }: ClientScope, taskId: string, fields: Envelope): TaskState {
  const status = textOf(fields["Status"]);
  const output = textOf(fields["Output"]);
  switch (status) {
    case "SUCCESS":
      return { kind: "done" };
    case "FAILED":
      return { kind: "failed", reason: output === "" ? "the task gives no reason" : redactor.clean(output) };
    case "RUNNING":
      return { kind: "running" };
    default: {
      const shown = status === "" ? "no status" : `the status ${redactor.clean(status, 40)}`;
      return { kind: "unknown", detail: `task ${taskId} has ${shown}, which no document describes` };
    }
  }
}
