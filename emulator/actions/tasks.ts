/** Tasks, which the actions that create, change and delete a tunnel start (docs/api.md 2.8). */

import type { Caller } from "../requests/call.ts";
import type { Task, Tunnel, TunnelChange } from "../state/model.ts";

/** The tunnel's state while a task runs (docs/api.md 2.3, 6). */
const stateDuring = { create: 0, modify: 2, delete: 4 } as const;

/** A call of either API that starts a task. */
interface TaskCall extends Caller {
  /** Its parameters by name, as faults are planted for them. */
  readonly parameters: { readonly all: ReadonlyMap<string, string> };
}

/** What a task is known by and what it applies. */
interface TaskDetails {
  /** What a modify applies when it ends. */
  readonly change?: TunnelChange | undefined;
  /** The RequestId by which API 3.0 knows the task. Default: API 3.0 does not know it. */
  readonly requestId?: string | undefined;
}

/**
 * Starts a task on a tunnel and returns its id. A task of 0 ms has ended on return. A planted task fault of the calling
 * action is used up.
 */
export function startTask(call: TaskCall, kind: Task["kind"], tunnel: Tunnel, details: TaskDetails = {}): number {
  const { store, settings, faults } = call.cloud;
  const fault = faults.takeTask({ api: call.api, action: call.action, parameters: call.parameters.all });
  const id = store.newNumber("task");
  tunnel.status = stateDuring[kind];
  store.addTask({
    id,
    requestId: details.requestId ?? null,
    account: call.account,
    region: call.region,
    kind,
    tunnel: tunnel.id,
    startedAt: call.now,
    endsAt: fault?.fault === "task-stuck" ? null : call.now + settings.taskMs,
    failure: fault?.fault === "task-fails" ? { message: fault.message, errorCode: fault.errorCode } : null,
    unknown: fault?.fault === "task-unknown",
    change: details.change ?? null,
    status: 2,
    errorMessage: "",
  });
  store.settle(call.now);
  return id;
}
