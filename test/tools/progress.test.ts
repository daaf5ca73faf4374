import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { withHeartbeat } from "../../tools/toolchain/progress.ts";
import { HeardProgress } from "./support.ts";

describe("a heartbeat", () => {
  it("is heard while the work lasts, and not after it", async () => {
    const progress = new HeardProgress();
    const describeWork = (seconds: number): string => `working, ${seconds} s`;
    const work = async (): Promise<string> => {
      while (progress.lines.length < 2) {
        await sleep(5);
      }
      return "done";
    };
    assert.equal(await withHeartbeat(progress, describeWork, work, 10), "done");
    const heard = progress.lines.length;
    await sleep(50);
    assert.equal(progress.lines.length, heard);
    assert.equal(progress.lines[0], "working, 0 s");
  });

  it("passes an error of the work on", async () => {
    const failing = withHeartbeat(new HeardProgress(), String, () => Promise.reject(new Error("no")), 10);
    await assert.rejects(failing, /no/);
  });
});
