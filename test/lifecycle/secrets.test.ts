import assert from "node:assert/strict";
import { inspect } from "node:util";
import type { Fault } from "../../emulator/faults/types.ts";
import { fastTime } from "../support/fast-time.ts";
import type { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { args, describeEachApi, plantOnly, withEmulator } from "./support.ts";

const KEY = "p(ss)!-canary/key 5150";
const NEW_KEY = "test-only-key-5151";

const url = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const forms: Record<string, string> = {
  "as it is": KEY,
  "percent-encoded": url(KEY),
  "percent-encoded in lower case": url(KEY).replaceAll(/%../g, (code) => code.toLowerCase()),
  "encoded twice": url(url(KEY)),
  "in HTML": KEY.replaceAll("(", "&#40;").replaceAll("/", "&#x2F;"),
  "in JSON": [...KEY].map((c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`).join(""),
  "in Base64": Buffer.from(`key=${KEY}`).toString("base64"),
};
/** What is left to read of the key in any of these. */
const remains = [...Object.values(forms), "canary", url("/key"), Buffer.from("canary").toString("base64").slice(0, 6)];

const code = (action: string) => (message: string) =>
  ({ action, fault: "code", code: 4101, message, times: 0 }) satisfies Fault;
const task = (action: string) => (message: string) =>
  ({ action, fault: "task-fails", message, times: 0 }) satisfies Fault;

interface Operation {
  fault: (message: string) => Fault;
  run: (engine: ModelEngine) => Promise<unknown>;
}

/** Operations in a process that never sent the key of the state: that of another run. */
const operations: Record<string, Operation> = {
  "a refused DeleteVpnConn": { fault: code("DeleteVpnConn"), run: (engine) => engine.destroy() },
  "the reason of a failed deletion": { fault: task("DeleteVpnConn"), run: (engine) => engine.destroy() },
  "a refused list": { fault: code("DescribeVpnConn"), run: (engine) => engine.refresh() },
  "the old key at ModifyVpnConnEx": {
    fault: code("ModifyVpnConnEx"),
    run: (engine) => engine.up({ ...args, preSharedKey: NEW_KEY }),
  },
  "the old key in a failed change": {
    fault: task("ModifyVpnConnEx"),
    run: (engine) => engine.up({ ...args, preSharedKey: NEW_KEY }),
  },
};

describeEachApi("what the service repeats of a key", () => {
  const printed = quietConsole();
  fastTime();

  for (const [name, { fault, run }] of Object.entries(operations)) {
    it(`is in no error: ${name}`, async () => {
      await withEmulator({ taskMs: 0, set: { modifyTask: "known" } }, async (engine, emulator) => {
        await engine.up({ ...args, preSharedKey: KEY });
        let other = 0;
        for (const [how, form] of Object.entries(forms)) {
          plantOnly(emulator, [fault(`bad key ${form}!`)]);
          other += 1;
          engine.config["qcloud:requestsPerSecond"] = String(9000 + other);
          const error = await run(engine).then(
            () => assert.fail("it succeeds"),
            (thrown: unknown) => thrown,
          );
          const { message, stack, reasons } = error as Error & { reasons?: string[] };
          const shown = inspect([message, stack, reasons, printed.lines], { maxArrayLength: null });
          assert.ok(!remains.some((text) => shown.includes(text)), `${how}: ${shown}`);
          assert.match(shown, /redacted|withheld/);
          // The state keeps the key that stands.
          assert.ok(engine.resource !== undefined);
          engine.resource.outputs["preSharedKey"] = KEY;
        }
      });
    });
  }

  it("is in no error where it is another argument that is a secret", async () => {
    await withEmulator({ taskMs: 0, set: { modifyTask: "known" } }, async (engine, emulator) => {
      const secrets = { vpnConnName: "canary-name-5152", __secrets: ["vpnConnName", "vpcId"] };
      plantOnly(emulator, [
        { action: "AddVpnConnEx", fault: "code", code: 4000, message: `no ${url("canary-name-5152")}`, times: 0 },
      ]);
      await assert.rejects(engine.up({ ...args, ...secrets }), (error: Error) => {
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
      await assert.rejects(engine.up({ ...args, ...secrets, vpcId: "vpc-canary01" }), (error: Error) => {
        assert.match(error.message, /\[redacted\]/);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    });
  });
});
