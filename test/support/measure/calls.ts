import type { RecordedCall, TaskState } from "../../../emulator/index.ts";

/** The action of both APIs that tells how a task ended. */
const TASK_RESULT = "DescribeVpcTaskResult";

/** The most questions about tasks that arrived within one second, counted as the emulator counts calls for its rates. */
export function mostQuestions(calls: readonly RecordedCall[]): number {
  const bySecond = new Map<number, number>();
  for (const { time } of calls.filter(({ action }) => action === TASK_RESULT)) {
    const second = Math.floor(Date.parse(time) / 1000);
    bySecond.set(second, (bySecond.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...bySecond.values());
}

/**
 * The emulator counts its tasks up and ends each so many milliseconds after the call that began it: the n-th accepted write began the
 * n-th of the latest tasks. The last question about a task is the one that learned how it ended; API 3.0 asks by the RequestId of the
 * write. None come of it where that cannot be told, or nothing was begun.
 */
export function lags(
  calls: readonly RecordedCall[],
  tasks: readonly Pick<TaskState, "taskId" | "requestId">[],
  command: string,
  taskMs: number,
): number[] {
  const begun = calls.filter(
    ({ action, code }) => /^(?:AddVpnConn|DeleteVpnConn|CreateVpnConnection$)/.test(action) && Number(code) === 0,
  );
  const learned = new Map<string, number>();
  for (const { action, code, parameters, time } of calls) {
    if (action === TASK_RESULT && Number(code) === 0) {
      learned.set(String(parameters["taskId"] ?? parameters["TaskId"]), Date.parse(time));
    }
  }
  const latest = begun.length === 0 ? [] : [...tasks].sort((a, b) => a.taskId - b.taskId).slice(-begun.length);
  const found = latest.flatMap(({ taskId, requestId }, index) => {
    const at = learned.get(String(taskId)) ?? learned.get(requestId ?? "");
    return at === undefined ? [] : [at - Date.parse(begun[index]?.time ?? "") - taskMs];
  });
  if (found.length !== begun.length || learned.size !== begun.length) {
    console.error(`${command}: no lags, since ${begun.length} tasks were begun and ${learned.size} were asked about`);
    return [];
  }
  return found.sort((a, b) => a - b);
}
