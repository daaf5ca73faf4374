import type { Scope } from "./client.ts";
import type { TaskState } from "./types.ts";

export async function describeVpcTaskResult(_scope: Scope, _taskId: string): Promise<TaskState> {
  throw new Error("not built yet");
}

export async function waitForTask(
  _scope: Scope,
  _taskId: string,
  _options: { readonly onRunning?: (elapsedMs: number) => void } = {},
): Promise<Exclude<TaskState, { readonly state: "running" }>> {
  throw new Error("not built yet");
}
