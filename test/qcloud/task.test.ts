import assert from "node:assert/strict";
import { type QcloudApiError, QcloudTimeoutError } from "../../provider/api/errors.ts";
import { pollTask } from "../../provider/api/v2/task.ts";
import { waitForTask } from "../../provider/polling/wait-for-task.ts";
import { someTask } from "../polling/many-tasks.ts";
import { failure, hurry, newSandbox, reset, scopeFor, withServer } from "./support.ts";

const status = (value: unknown, more: object = {}): object => ({
  code: 0,
  message: "",
  data: { status: value, ...more },
});

describe("tasks", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  for (const [answer, expected] of [
    [status(0), { kind: "done" }],
    [status("0"), { kind: "done" }],
    [{ code: "0", data: [{ status: 0 }] }, { kind: "done" }],
    [status(2), { kind: "running" }],
    [status("2"), { kind: "running" }],
    [status(1), { kind: "failed", reason: "the task gives no reason" }],
    [
      { ...status(1), message: "ok" },
      { kind: "failed", reason: "the task gives no reason" },
    ],
    [
      { ...status("1"), message: "quota reached" },
      { kind: "failed", reason: "quota reached" },
    ],
    [
      status(1, { output: { errorMsg: "peer in use", errorCode: 6000 } }),
      { kind: "failed", reason: "peer in use (6000)" },
    ],
    [status(1, { output: { errorMsg: "peer in use", errorCode: 0 } }), { kind: "failed", reason: "peer in use" }],
    [status(1, { output: [{ errorCode: "InUse" }] }), { kind: "failed", reason: "InUse" }],
    [status(1, { output: "peer in use" }), { kind: "failed", reason: "peer in use" }],
  ] as const) {
    it(`reads ${JSON.stringify(answer)} as ${expected.kind}`, () =>
      withServer([answer], async (server) => {
        assert.deepEqual(await pollTask(scopeFor(server.url), "12615"), expected);
        assert.equal(server.requests[0]?.method, "GET");
        assert.equal(server.requests[0]?.params["taskId"], "12615");
      }));
  }

  for (const answer of [
    status(3),
    status("done"),
    status(null),
    status(""),
    status([0]),
    { code: 0 },
    { code: 0, data: null },
    { code: 0, data: [] },
    { code: 0, data: [{ status: 0 }, { status: 1 }] },
    { code: 5000 },
    { code: 5000, codeDesc: "InvalidTask.NotFound" },
    { code: 4000, codeDesc: "InvalidParameter", message: "taskId" },
    { code: 6100 },
    { code: 12345 },
  ]) {
    it(`reads ${JSON.stringify(answer)} as unknown`, () =>
      withServer([answer], async (server) => {
        const state = await pollTask(scopeFor(server.url), "12615");
        assert.equal(state.kind, "unknown");
        assert.ok("detail" in state && state.detail !== "");
      }));
  }

  it("hand a refusal of the asker to the caller", () =>
    withServer([{ code: 4101 }], async (server) => {
      assert.equal((await failure<QcloudApiError>(waitForTask(scopeFor(server.url), "1", someTask))).kind, "auth");
    }));

  it("are awaited over busy answers and broken connections until they have ended", () =>
    withServer([status(2), { code: 4400 }, reset, status(2), { code: 6000 }, status(0)], async (server) => {
      let told = 0;
      const onRunning = (): void => {
        told += 1;
      };
      assert.deepEqual(await waitForTask(scopeFor(server.url), "1", { ...someTask, onRunning }), { kind: "done" });
      assert.equal(told, 2);
      assert.deepEqual([...new Set(server.actions())], ["DescribeVpcTaskResult"]);
    }));

  for (const [last, state] of [
    [status(1), "failed"],
    [status(9), "unknown"],
    [{ code: 5000 }, "unknown"],
  ] as const) {
    it(`are no more awaited once they are ${state}`, () =>
      withServer([status(2), last], async (server) => {
        assert.equal((await waitForTask(scopeFor(server.url), "1", someTask)).kind, state);
      }));
  }

  it("that never end are given up at the deadline, with what was seen, how often and how long", () =>
    withServer(
      () => status(2),
      async (server) => {
        const error = await failure<Error>(waitForTask(scopeFor(server.url, { deadlineMs: 300 }), "12615", someTask));
        assert.ok(error instanceof QcloudTimeoutError);
        assert.match(
          error.message,
          /^task 12615 has not finished in the time allowed \(\d+ polls? in [\d.]+ s\); last seen: running$/,
        );
      },
    ));

  it("that cannot be looked at are given up at the deadline, with the reason", () =>
    withServer(
      () => ({ code: 6200, message: "closed for now" }),
      async (server) => {
        const error = await failure<Error>(waitForTask(scopeFor(server.url, { deadlineMs: 300 }), "12615", someTask));
        assert.ok(error instanceof QcloudTimeoutError);
        assert.match(error.message, /^task 12615 .*last seen: nothing; the last poll failed: .*closed for now$/);
      },
    ));

  it("are no more awaited when the wait is cancelled", () => {
    const controller = new AbortController();
    const reason = new Error("cancelled by the test");
    return withServer(
      () => status(2),
      async (server) => {
        const waiting = waitForTask(scopeFor(server.url, { signal: controller.signal }), "1", {
          ...someTask,
          onRunning: () => controller.abort(reason),
        });
        assert.equal(await failure(waiting), reason);
        assert.equal(server.requests.length, 1);
      },
    );
  });
});
