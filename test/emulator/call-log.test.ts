import assert from "node:assert/strict";
import { CallLog } from "../../emulator/requests/call-log.ts";

describe("emulator call log", () => {
  const record = (log: CallLog, action: string, parameters: Record<string, string> = {}) =>
    log.begin(0, { api: "2.0", method: "POST", action, parameters: new Map(Object.entries(parameters)) });
  const actions = (log: CallLog): string[] => log.list().map(({ action }) => action);

  it("drops the oldest calls when there are too many", () => {
    const log = new CallLog({ calls: 3, bytes: 1e6 });
    for (const action of ["a", "b", "c", "d", "e"]) {
      record(log, action);
    }
    assert.deepEqual(actions(log), ["c", "d", "e"]);
  });

  it("drops the oldest calls when they take too much memory", () => {
    const log = new CallLog({ calls: 1e6, bytes: 10_000 });
    for (const action of ["a", "b", "c"]) {
      record(log, action, { vpnConnName: "x".repeat(2000) });
    }
    assert.deepEqual(actions(log), ["b", "c"]);
    record(log, "d");
    assert.deepEqual(actions(log), ["b", "c", "d"]);
  });

  it("counts names, and a fixed cost for each parameter, even an empty one", () => {
    const log = new CallLog({ calls: 1e6, bytes: 10_000 });
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`p${index}`, ""]));
    for (const action of ["a", "b", "c"]) {
      record(log, action, many);
    }
    assert.deepEqual(actions(log), ["c"]);
    record(log, "d", { ["x".repeat(4000)]: "" });
    assert.deepEqual(actions(log), ["d"]);
  });

  it("counts the action, and keeps no call that is too large by itself", () => {
    const log = new CallLog({ calls: 1e6, bytes: 10_000 });
    record(log, "a".repeat(6000));
    assert.equal(log.list().length, 0);
    record(log, "b");
    assert.deepEqual(actions(log), ["b"]);
  });

  it("is empty after it is cleared", () => {
    const log = new CallLog({ calls: 1e6, bytes: 10_000 });
    for (let round = 0; round < 5; round += 1) {
      record(log, "a", { vpnConnName: "x".repeat(4000) });
      assert.deepEqual(actions(log), ["a"]);
      log.clear();
    }
  });

  it("stays within 64 MiB with calls of the largest size", () => {
    const log = new CallLog();
    const before = log.bytes;
    for (let round = 0; round < 200; round += 1) {
      record(log, "a", { vpnConnName: "x".repeat(1_000_000) });
    }
    assert.equal(before, 0);
    assert.ok(log.bytes <= 64 * 1024 * 1024);
    assert.ok(log.list().length > 10);
  });
});
