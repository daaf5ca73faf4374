import assert from "node:assert/strict";
import { access, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EngineStack, withStack } from "./support/stack.ts";
import { dynamicResources } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";

/** A resource that writes down each call in the file `journal` and stays in it while the file `hold` exists. */
const program = `
import * as pulumi from "@pulumi/pulumi";
const provider = {
  async enter(call) {
    const { appendFile, access } = await import("node:fs/promises");
    const { setTimeout } = await import("node:timers/promises");
    await appendFile("journal", call + "\\n");
    console.log("in " + call);
    while (await access("hold").then(() => true, () => false)) await setTimeout(20);
  },
  async diff(id, olds, news) { return { changes: olds.text !== news.text }; },
  async create(inputs) { await this.enter("create"); return { id: "thing", outs: inputs }; },
  async update(id, olds, news) { await this.enter("update"); return { outs: news }; },
  async delete() { await this.enter("delete"); },
};
class Thing extends pulumi.dynamic.Resource {
  constructor(name, props) { super(provider, name, props); }
}
const config = new pulumi.Config("demo");
new Thing("thing", { text: config.get("text") ?? "none", secret: config.getSecret("secret") });
export const text = config.get("text");
`;

const inProject = (stack: EngineStack, name: string): string => join(stack.folder.project, name);
const hold = (stack: EngineStack): Promise<void> => writeFile(inProject(stack, "hold"), "");
const letGo = (stack: EngineStack): Promise<void> => rm(inProject(stack, "hold"));
const journal = async (stack: EngineStack): Promise<string[]> =>
  (await readFile(inProject(stack, "journal"), "utf8")).trim().split("\n");

describeEngine("the engine harness", () => {
  it("runs up, preview, refresh and destroy and shows the state", async () => {
    await withStack(
      { program, config: { "demo:text": "a" }, secretConfig: { "demo:secret": "canary" } },
      async (stack) => {
        const planned = await stack.preview();
        assert.deepEqual(planned.changeSummary, { create: 2 });
        await stack.up();
        assert.deepEqual(await stack.outputs(), { text: "a" });
        assert.doesNotMatch(await stack.backendText(), /canary/);
        const [thing] = dynamicResources(await stack.exportState());
        assert.equal(thing?.id, "thing");
        assert.deepEqual((await stack.preview()).changeSummary, { same: 2 });
        await stack.setConfig("demo:text", "b");
        assert.deepEqual((await stack.preview()).changeSummary, { same: 1, update: 1 });
        await stack.up();
        await stack.refresh();
        await stack.setProgram("");
        await stack.destroy();
        assert.deepEqual((await stack.exportState()).resources, []);
        assert.deepEqual(await journal(stack), ["create", "update", "delete"]);
      },
    );
  });

  it("distinguishes how commands end", async () => {
    await withStack({ program: "throw new Error('no program');" }, async (stack) => {
      const result = await stack.up({ expect: "failure" });
      assert.match(result.output, /no program/);
      await assert.rejects(stack.up(), /ends with \d+, not in success[\s\S]*no program/);
      await assert.rejects(stack.destroy({ expect: "failure" }), /ends with 0, not in failure/);
    });
  });

  it("gives the emulator's address and key pair to the provider, and nothing of the surrounding environment", async () => {
    const emulator = { url: "http://127.0.0.1:1/v2/index.php" };
    process.env["QCLOUD_TIMEOUT_DELETE"] = "1s";
    try {
      await withStack(
        { program: "", emulator, env: { MORE: "more", TENCENTCLOUD_REGION: undefined } },
        async (stack) => {
          assert.equal(stack.env["QCLOUD_VPC_ENDPOINT"], emulator.url);
          assert.equal(stack.env["TENCENTCLOUD_SECRET_ID"], "emulator-secret-id");
          assert.equal(stack.env["MORE"], "more");
          assert.equal(stack.env["TENCENTCLOUD_REGION"], undefined);
          assert.equal(stack.env["QCLOUD_TIMEOUT_DELETE"], undefined);
        },
      );
    } finally {
      delete process.env["QCLOUD_TIMEOUT_DELETE"];
    }
  });

  it("kills only the CLI, finds the provider that continues to run, and destroys after cancel", async () => {
    await withStack({ program }, async (stack) => {
      await stack.up();
      await hold(stack);
      const destroy = stack.start("destroy");
      await destroy.waitFor("in delete");
      const result = await destroy.kill();
      assert.equal(result.signal, "SIGKILL");
      const left = await stack.providerProcesses();
      assert.notDeepEqual(left, []);
      assert.match((await stack.destroy({ expect: "failure" })).output, /locked/);
      await stack.cancel();
      const ended = await stack.endProcesses();
      assert.ok(left.every(({ pid }) => ended.some((each) => each.pid === pid)));
      assert.deepEqual(await stack.processes(), []);
      assert.equal((await stack.exportState()).pending_operations[0]?.type, "deleting");
      await letGo(stack);
      await stack.destroy();
      assert.deepEqual(await journal(stack), ["create", "delete", "delete"]);
    });
  });

  it("kills the CLI and its provider", async () => {
    await withStack({ program }, async (stack) => {
      await hold(stack);
      const up = stack.start("up");
      await up.waitFor("in create");
      await stack.endProcesses();
      assert.equal((await up.ended).signal, "SIGKILL");
      assert.deepEqual(await stack.processes(), []);
    });
  });

  it("interrupts once, and the command ends after its operation", async () => {
    await withStack({ program }, async (stack) => {
      await stack.up();
      await hold(stack);
      const destroy = stack.start("destroy");
      await destroy.waitFor("in delete");
      destroy.interrupt();
      await destroy.waitFor("cancelling");
      assert.ok(destroy.isRunning);
      await letGo(stack);
      await destroy.ended;
      await stack.destroy();
      assert.deepEqual((await stack.exportState()).resources, []);
    });
  });

  it("interrupts twice, and the command ends at once", async () => {
    await withStack({ program }, async (stack) => {
      await stack.up();
      await hold(stack);
      const destroy = stack.start("destroy");
      await destroy.waitFor("in delete");
      destroy.interrupt();
      await destroy.waitFor("cancelling");
      destroy.interrupt();
      assert.notEqual((await destroy.ended).code, 0);
      assert.equal((await stack.exportState()).pending_operations[0]?.type, "deleting");
    });
  });

  it("ends a command that takes too long, and every process that it started", async () => {
    await withStack({ program }, async (stack) => {
      await hold(stack);
      await assert.rejects(stack.up({ timeoutMs: 5000 }), /took more than 5000 ms and was ended/);
      assert.deepEqual(await stack.processes(), []);
    });
  });

  it("leaves neither process nor file behind when a test fails", async () => {
    let leaked: EngineStack | undefined;
    const failing = withStack({ program }, async (stack) => {
      leaked = stack;
      await hold(stack);
      await stack.start("up").waitFor("in create");
      throw new Error("the test fails");
    });
    await assert.rejects(failing, /the test fails/);
    assert.ok(leaked);
    assert.deepEqual(await leaked.processes(), []);
    await assert.rejects(access(leaked.folder.project));
  });
});
