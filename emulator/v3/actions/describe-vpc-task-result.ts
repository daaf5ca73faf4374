/** DescribeVpcTaskResult: the status of a task (docs/api-3.md 4, vendor doc 215/59037). */

import { z } from "zod";
import type { Answer } from "../../requests/call.ts";
import { isOwn } from "../../rules/parents.ts";
import { action3 } from "../protocol/call.ts";
import { Api3Error } from "../protocol/error.ts";

const schema = z.strictObject({ TaskId: z.string() });

const statuses = { 0: "SUCCESS", 1: "FAILED", 2: "RUNNING" } as const;

/** TaskId is the RequestId of the call that started the task. The reason of a failure is in Output. */
export const describeVpcTaskResult3 = action3(schema, (call, input): Answer => {
  const task = call.cloud.store.findTaskOf(input.TaskId, call.now);
  if (task === undefined || !isOwn(call, task) || task.unknown) {
    throw new Api3Error(call.cloud.settings.switches.unknownTask, "the task does not exist");
  }
  return { Status: statuses[task.status], Output: task.errorMessage, Result: [] };
});
