import assert from "node:assert/strict";
import { startEmulator } from "../../emulator/index.ts";
import { withStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";
import { tunnelProgram } from "./support/tunnels.ts";

const KEY = "canary-pre-shared-key-5150";
const NEW_KEY = "canary-pre-shared-key-5151";
const SECRET_KEY = "canary-secret-key-5152";
const TOKEN = "canary-token-5153";

describeEngine("secrets", () => {
  it("stand nowhere in clear: not in the state, not in any output of ours, not in the emulator's calls", async () => {
    const emulator = await startEmulator({
      taskMs: 100,
      accounts: [{ secretId: "canary-account", secretKey: SECRET_KEY, token: TOKEN, account: "emulator-secret-id" }],
    });
    try {
      await withStack(
        {
          program: tunnelProgram({ preSharedKey: KEY }),
          emulator,
          config: { "qcloud:secretId": "canary-account" },
          secretConfig: { "qcloud:secretKey": SECRET_KEY, "qcloud:token": TOKEN },
          env: { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined },
        },
        async (stack) => {
          const texts: string[] = [];
          const keep = ({ output }: { output: string }): void => {
            texts.push(output);
          };
          keep(await stack.up({ args: ["--diff", "--show-full-output"] }));
          keep(await stack.refresh({ args: ["--diff"] }));
          // Refused, half answered, broken and failed: every kind of message of ours.
          await stack.setProgram(tunnelProgram({ preSharedKey: NEW_KEY, vpnConnName: "office" }));
          emulator.setFaults([{ action: "ModifyVpnConnEx", fault: "code", code: 4000, codeDesc: "InvalidParameter" }]);
          keep(await stack.up({ expect: "failure", args: ["--diff"] }));
          emulator.setFaults([
            { action: "ModifyVpnConnEx", fault: "half" },
            { action: "DescribeVpnConn", fault: "http", status: 502 },
            { action: "ModifyVpnConnEx", fault: "task-fails", message: "no resources", times: 0 },
          ]);
          keep(await stack.up({ expect: "any", args: ["--diff"] }));
          emulator.clearFaults();
          keep(await stack.up({ args: ["--diff"] }));
          texts.push(JSON.stringify(await stack.exportState()), await stack.backendText());
          keep(await stack.destroy({ args: ["--diff"] }));
          texts.push(await stack.backendText(), JSON.stringify(emulator.calls()));
          for (const canary of [KEY, NEW_KEY, SECRET_KEY, TOKEN, encodeURIComponent(KEY), "Signature="]) {
            const found = texts.findIndex((text) => text.includes(canary));
            assert.equal(found, -1, `${canary} stands in text ${found}: ${around(texts[found] ?? "", canary)}`);
          }
          // The search would see them: the state holds the key, encrypted.
          const shown = JSON.stringify(emulator.calls());
          assert.match(shown, /ModifyVpnConnEx/);
        },
      );
    } finally {
      await emulator.stop();
    }
  });
});

const around = (text: string, word: string): string => {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 200), at + 100);
};
