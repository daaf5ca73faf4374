/** Tasks, which AddVpnConnEx, ModifyVpnConnEx and DeleteVpnConn start (docs/api.md 2.8). */

import type { ApiCall } from "../requests/call.ts";
import type { Task, Tunnel, TunnelSettings } from "../state/model.ts";

/** The tunnel's state while a task runs (docs/api.md 2.3, 6). */
const stateDuring = { create: 0, modify: 2, delete: 4 } as const;

/**
 * Starts a task on a tunnel and returns its id. A task of 0 ms has ended on return. A planted task fault of the calling
 * action is used up.
 */
export function startTask(
  call: ApiCall,
  kind: Task["kind"],
  tunnel: Tunnel,
  change: TunnelSettings | null = null,
): number {
  const { store, settings, faults } = call.cloud;
  const fault = faults.takeTask(call.action, call.parameters.all);
  const id = store.newNumber("task");
  tunnel.status = stateDuring[kind];
  store.addTask({
    id,
    account: call.account,
    region: call.region,
    kind,
    tunnel: tunnel.id,
    startedAt: call.now,
    endsAt: fault?.fault === "task-stuck" ? null : call.now + settings.taskMs,
    failure: fault?.fault === "task-fails" ? { message: fault.message, errorCode: fault.errorCode } : null,
    unknown: fault?.fault === "task-unknown",
    change,
    status: 2,
    errorMessage: "",
  });
  store.settle(call.now);
  return id;
}
