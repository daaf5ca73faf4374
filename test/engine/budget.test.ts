import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../support/measure/cloud.ts";
import { type Run, runCase, total } from "../support/measure/measure.ts";
import { memoryPerTunnel } from "../support/measure/memory.ts";
import { makeNothing } from "../support/measure/nothing.ts";

/**
 * What hardly depends on the machine, pinned somewhat above what was measured (docs/performance.md): more than this is a change for the
 * worse. A busy machine starts the operations further apart, and then fewer of them share a list.
 */
const atMost = {
  calls: { up: 5, refresh: 1, destroy: 5 },
  /** Bytes of state for each tunnel, and those of them that a provider that does nothing does not need. */
  state: 8192,
  ownState: 1280,
  /** Bytes of memory in use for each tunnel whose deletion is waited for, and for each that is gone. */
  waiting: 51_200,
  kept: 20_480,
};

describe("twenty tunnels at once", function () {
  this.timeout(300_000);
  const which = { tunnels: 20, parallel: 20, taskMs: 1000, rate: 0, hasCeiling: false };
  let cloud: Cloud;
  let folder: string;
  let run: Run;
  let nothing: Run;

  before(async () => {
    cloud = await Cloud.start();
    folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-nothing-"));
    const places = await cloud.places(which.tunnels);
    run = await runCase(cloud, places, which);
    nothing = await runCase(cloud, places, which, await makeNothing(folder));
  });

  after(async () => {
    await cloud.stop();
    await rm(folder, { recursive: true, force: true });
  });

  for (const command of ["up", "refresh", "destroy"] as const) {
    it(`take no more than ${atMost.calls[command]} calls each to ${command}`, () => {
      const measured = run.of[command];
      const each = total(measured) / which.tunnels;
      assert.ok(each <= atMost.calls[command], `${each}: ${JSON.stringify(measured.calls)}`);
      assert.equal(measured.throttled, 0);
    });
  }

  it("take no more state each than the limit", () => {
    assert.ok(run.stateBytes <= atMost.state, String(run.stateBytes));
    assert.ok(run.stateBytes - nothing.stateBytes <= atMost.ownState, `${run.stateBytes} and ${nothing.stateBytes}`);
  });

  it("take no more memory each than the limit", async () => {
    const { waiting, kept } = await memoryPerTunnel();
    assert.ok(waiting <= atMost.waiting && kept <= atMost.kept, `${waiting} and ${kept}`);
  });

  it("make all calls: a provider that does nothing makes none", () => {
    assert.equal(total(nothing.of.up) + total(nothing.of.refresh) + total(nothing.of.destroy), 0);
  });
});
