import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeCalls } from "../../tools/demo/calls.ts";
import { endProcessesWith, processesWith } from "../../tools/processes.ts";
import { pulumiEnvironment } from "../../tools/pulumi.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { withFolder } from "./support.ts";

/** Not one of the names that the demo keeps from its children. */
const variable = "DEMO_TEST";

/** A demo that runs as from a terminal of its own, with its files in a folder of its own. */
class Demo {
  output = "";
  readonly child;
  readonly end: Promise<unknown[]>;
  readonly #mark = randomUUID();

  constructor(temporary: string, env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [join(repository, "tools", "demo.ts")], {
      env: { ...process.env, TMPDIR: temporary, [variable]: this.#mark, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
        this.child.emit("said");
      });
    }
    this.end = once(this.child, "close");
  }

  async waitFor(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      await Promise.race([
        once(this.child, "said"),
        this.end.then(() => assert.fail(`ended without "${text}":\n${this.output}`)),
      ]);
    }
  }

  left() {
    return processesWith(variable, this.#mark);
  }

  endAll() {
    return endProcessesWith(variable, this.#mark);
  }
}

async function withDemo(env: NodeJS.ProcessEnv, test: (demo: Demo, folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const demo = new Demo(folder, env);
    try {
      await test(demo, folder);
    } finally {
      await demo.endAll();
    }
  });
}

describe("npm run demo", function () {
  this.timeout(300_000);

  before(async function () {
    this.timeout(0);
    await pulumiEnvironment();
  });

  it("shows up and destroy, the teardown's calls and that nothing is left, and leaves nothing", async () => {
    // What the caller has set for Pulumi and the provider does not reach the demo.
    const env = { PULUMI_BACKEND_URL: "file:///nowhere", QCLOUD_TIMEOUT_DELETE: "1ms", TENCENTCLOUD_TOKEN: "token" };
    await withDemo(env, async (demo, folder) => {
      const [code] = await demo.end;
      assert.equal(code, 0, demo.output);
      assert.match(demo.output, /\n {2}0\.00 s {2}DescribeVpnConn +0 .*\n {2}\S+ s {2}DeleteVpnConn +0 \S+ +\S.*\n/);
      assert.match(demo.output, /\n {2}\S+ s {2}DeleteVpnConnection +0 +\S.*\n/);
      const ends = demo.output.match(/Tunnels after up: 1\. Tunnels left: 0\. Resources left in the state: 0\./g);
      assert.equal(ends?.length, 2);
      assert.deepEqual(await demo.left(), []);
      assert.deepEqual(await readdir(folder), []);
    });
  });

  it("ends at Ctrl-C in the middle and leaves neither process nor file", async () => {
    await withDemo({}, async (demo, folder) => {
      await demo.waitFor("creating");
      process.kill(-(demo.child.pid ?? 0), "SIGINT");
      const [code] = await demo.end;
      assert.equal(code, 130);
      assert.deepEqual(await demo.left(), []);
      assert.deepEqual(await readdir(folder), []);
    });
  });
});

describe("the demo's list of calls", () => {
  it("has a line per call with time, action, answer and what the call is about", () => {
    const common = {
      Action: "x",
      Region: "gz",
      Nonce: "1",
      Timestamp: "2",
      SecretId: "id",
      SignatureMethod: "HmacSHA1",
    };
    const lines = describeCalls([
      {
        time: "2026-01-01T00:00:01.000Z",
        action: "DeleteVpnConn",
        parameters: { ...common, vpnConnId: "vpnx-1" },
        code: 0,
        codeDesc: "Success",
      },
      {
        time: "2026-01-01T00:00:02.250Z",
        action: "DescribeVpnConn",
        parameters: { ...common },
        code: null,
        codeDesc: null,
      },
    ]);
    assert.deepEqual(lines, [
      "  0.00 s  DeleteVpnConn    0 Success  vpnConnId=vpnx-1".trimEnd(),
      "  1.25 s  DescribeVpnConn  no answer",
    ]);
    assert.deepEqual(describeCalls([]), []);
  });
});
