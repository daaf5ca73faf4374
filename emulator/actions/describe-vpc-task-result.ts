/** DescribeVpcTaskResult: the status of a task (docs/api.md 2.8, vendor doc 215/5094). */

import { ApiError, badParameter } from "../errors.ts";
import type { Answer, ApiCall } from "../requests/call.ts";
import { isOwn } from "../rules/parents.ts";

/** `data.status` 0 succeeded, 1 failed, 2 running; a failed one also has `data.output` with errorCode and errorMsg. */
export function describeVpcTaskResult(call: ApiCall): Answer {
  const taskId = call.parameters.whole("taskId", 0, Number.MAX_SAFE_INTEGER);
  if (taskId === undefined) {
    throw badParameter("taskId", "is missing");
  }
  const task = call.cloud.store.findTask(taskId, call.now);
  if (task === undefined || !isOwn(call, task) || task.unknown) {
    throw new ApiError(5000, "", "the task does not exist");
  }
  if (task.status !== 1) {
    return { data: { status: task.status } };
  }
  return { data: { status: 1, output: { errorCode: task.failure?.errorCode ?? 5100, errorMsg: task.errorMessage } } };
}
