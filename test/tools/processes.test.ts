import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { endProcessesWith, processesWith, signalProcess } from "../../tools/processes.ts";

const variable = "PULUMI_QCLOUD_VPN_PROCESSES_TEST";

/** A process that starts another one, detached, and says so; both wait for ever. */
function family(value: string): ChildProcess {
  const script = `
    require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });
    console.log("started");
    setInterval(() => {}, 1000);
  `;
  return spawn(process.execPath, ["-e", script], {
    env: { [variable]: value },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("processes found by their environment", () => {
  it("are the started one and its children, in whatever process group", async () => {
    const value = randomUUID();
    const child = family(value);
    try {
      await once(child.stdout ?? child, "data");
      const found = await processesWith(variable, value);
      assert.equal(found.length, 2);
      assert.ok(found.some(({ pid }) => pid === child.pid));
      assert.ok(found.every(({ command }) => command.includes("setInterval")));
    } finally {
      await endProcessesWith(variable, value);
    }
    assert.deepEqual(await processesWith(variable, value), []);
  });

  it("are ended without any other", async () => {
    const [mine, other] = [randomUUID(), randomUUID()];
    const children = [family(mine), family(other)];
    try {
      await Promise.all(children.map((child) => once(child.stdout ?? child, "data")));
      assert.equal((await endProcessesWith(variable, mine)).length, 2);
      assert.equal((await processesWith(variable, other)).length, 2);
    } finally {
      await endProcessesWith(variable, mine);
      await endProcessesWith(variable, other);
    }
  });

  it("are none for a value that no process has", async () => {
    assert.deepEqual(await processesWith(variable, randomUUID()), []);
    assert.deepEqual(await endProcessesWith(variable, randomUUID()), []);
  });
});

describe("a signal to a process that has ended", () => {
  it("is no error", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    signalProcess(child.pid ?? 0, "SIGTERM");
  });
});
