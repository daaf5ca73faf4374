import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { makeTunnel } from "../emulator/support.ts";
import { type Bench, withBench } from "./support.ts";

const bin = fileURLToPath(new URL("../../cli/bin.ts", import.meta.url));

function start({ env, folder }: Bench, ...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], { cwd: folder, env, stdio: ["pipe", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    texts.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    texts.stderr += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...texts }));
  return { child, ended };
}

describe("the command pulumi-qcloud-vpn as a process", () => {
  it("prints, ends by itself and gives its exit code", async () => {
    await withBench(async (bench) => {
      await makeTunnel(bench.emulator);
      const good = await start(bench, "adopt", "--list").ended;
      assert.deepEqual([good.code, good.stderr], [0, ""]);
      assert.match(good.stdout, /tunnel +vpnx-/);
      const bad = await start(bench, "doctor").ended;
      assert.equal(bad.code, 2);
      assert.match(bad.stderr, /^pulumi-qcloud-vpn: [^\n]+\n$/);
    });
  });

  it("asks nobody where stdin is no terminal", async () => {
    await withBench(async (bench) => {
      const id = await makeTunnel(bench.emulator, { vpnConnName: "branch-pqv0123456789ab" });
      const { child, ended } = start(bench, "remove", id);
      child.stdin.end("yes\n");
      const { code, stderr } = await ended;
      assert.equal(code, 1);
      assert.match(stderr, /there was no answer/);
      assert.equal(bench.emulator.state().vpnConnections.length, 1);
    });
  });

  it("ends on SIGINT with one line and exit code 130", async () => {
    await withBench(async (bench) => {
      bench.emulator.addFaults([{ action: "*", fault: "delay", ms: 60_000, times: 0 }]);
      const { child, ended } = start(bench, "adopt");
      while (bench.emulator.calls().length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      child.kill("SIGINT");
      const { code, stderr } = await ended;
      assert.deepEqual([code, stderr], [130, "pulumi-qcloud-vpn: interrupted\n"]);
    });
  });

  it("ends quietly when nobody reads its output any more", async () => {
    await withBench(async (bench) => {
      for (let number = 1; number <= 3; number += 1) {
        await makeTunnel(bench.emulator, {}).catch(() => undefined);
      }
      const { child, ended } = start(bench, "adopt", "--list");
      child.stdout.destroy();
      const { stderr } = await ended;
      assert.equal(stderr, "");
    });
  });
});
