import assert from "node:assert/strict";
import { stsAnswer, temporary, withRoleServices } from "../credentials/services.ts";
import { describeEngine } from "./support/suite.ts";
import { standing, withTunnel } from "./support/tunnels.ts";

describeEngine("a stack with the credentials of a role", () => {
  it("is created, refreshed and destroyed while they are renewed, and its state contains none of them", async () => {
    let grant: (number: number) => void = () => {};
    const answer = (_asked: unknown, index: number): object => {
      grant(index);
      return stsAnswer(index, 3);
    };
    await withRoleServices(answer, async ({ sts, whats }) => {
      const env = {
        TENCENTCLOUD_SECRET_ID: "canary-base-id",
        TENCENTCLOUD_SECRET_KEY: "canary-base-key",
        TENCENTCLOUD_ROLE_ARN: "a-role",
        QCLOUD_STS_ENDPOINT: sts,
      };
      await withTunnel({ emulator: { taskMs: 3000 }, stack: { env } }, async ({ stack, emulator }) => {
        // Each answer of sts ends the key pair of the one before, so that only a renewal gets any further.
        grant = (number) => {
          const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(number);
          emulator.addAccount({ secretId, secretKey, token, account: emulator.secretId });
          emulator.removeKey(temporary(number - 1).TmpSecretId);
        };
        await stack.up();
        assert.doesNotMatch(JSON.stringify(await stack.exportState()), /canary/);
        await stack.refresh();
        const before = whats().length;
        const { output } = await stack.destroy();
        assert.doesNotMatch(output, /canary/);
        assert.ok(whats().length > before + 1, "they were not renewed while the destroy ran");
        assert.deepEqual(standing(emulator), []);
      });
    });
  });
});
