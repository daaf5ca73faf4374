import assert from "node:assert/strict";
import type { RecordedCall } from "../../emulator/index.ts";
import { lags, mostQuestions } from "../support/measure/calls.ts";
import { quietConsole } from "../support/quiet-console.ts";

/** A call that was accepted, so many milliseconds after the begin. */
const call = (ms: number, action: string, parameters: Record<string, string> = {}): RecordedCall => ({
  time: new Date(1_700_000_000_000 + ms).toISOString(),
  api: "2.0",
  method: "POST",
  action,
  parameters,
  code: 0,
  codeDesc: "",
  fault: null,
});
const question = (ms: number, parameters: Record<string, string>): RecordedCall =>
  call(ms, "DescribeVpcTaskResult", parameters);
const tasks = [
  { taskId: 9, requestId: null },
  { taskId: 11, requestId: "second" },
  { taskId: 10, requestId: "first" },
];

describe("the lags that the benchmark takes from the record of calls", () => {
  const printed = quietConsole();

  it("go from the end of each task to the last question about it, by number or by RequestId", () => {
    for (const [action, first, second] of [
      ["DeleteVpnConn", { taskId: "10" }, { taskId: "11" }],
      ["DeleteVpnConnection", { TaskId: "first" }, { TaskId: "second" }],
      ["CreateVpnConnection", { TaskId: "first" }, { TaskId: "second" }],
    ] as const) {
      const refused = { ...call(5, action), code: -1 };
      const calls = [call(0, action), refused, call(100, action), question(900, first)];
      const learned = [question(1050, first), question(1400, second)];
      assert.deepEqual(lags([...calls, ...learned], tasks, "destroy", 1000), [50, 300], action);
    }
  });

  it("are unknown where a task was not asked about, and none where none was begun", () => {
    const calls = [call(0, "DeleteVpnConn"), call(100, "DeleteVpnConn"), question(1050, { taskId: "10" })];
    assert.deepEqual(lags(calls, tasks, "destroy", 1000), []);
    assert.deepEqual(printed.lines, ["destroy: no lags, since 2 tasks were begun and 1 were asked about"]);
    assert.deepEqual(lags([call(0, "DescribeVpnConn")], tasks, "refresh", 1000), []);
  });

  it("come beside the most questions within one second of the clock", () => {
    const at = [0, 999, 1000, 1500, 1999, 2000].map((ms) => question(ms, { taskId: "10" }));
    assert.equal(mostQuestions([...at, call(1001, "DescribeVpnConn")]), 3);
    assert.equal(mostQuestions([]), 0);
  });
});
