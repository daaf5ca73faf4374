import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import { everythingIn, failure } from "../qcloud/support.ts";
import { withEnvironment } from "../support/environment.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { base, withHome } from "./home.ts";
import { stsAnswer, stsError, temporary, withRoleServices } from "./services.ts";

describe("an operation with the credentials of a role", () => {
  withEnvironment({});
  const { path, profile } = withHome();
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator({ taskMs: 2500 });
    await profile({ ...base, "role-arn": `the role of ${path()}` });
    Object.assign(process.env, {
      HOME: path(),
      QCLOUD_VPC_ENDPOINT: emulator.url,
      TENCENTCLOUD_REGION: "ap-guangzhou",
    });
  });
  afterEach(() => emulator.stop());

  /** What sts gives is a key pair of the emulator's account, in place of the one before. */
  function grant(number: number): void {
    const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(number);
    emulator.addAccount({ secretId, secretKey, token, account: emulator.secretId });
    emulator.removeKey(temporary(number - 1).TmpSecretId);
  }

  const args = {
    vpcId: "vpc-03vihbk9",
    vpnGwId: "vpngw-dystbrkv",
    userGwId: "cgw-e098slul",
    preSharedKey: "test-only-key-0001",
    userGwCidrBlock: ["172.16.10.0/24"],
  };

  it("renews them while it runs, and is carried out to its end", () =>
    withRoleServices(
      (_asked, index) => {
        grant(index);
        return stsAnswer(index, 3);
      },
      async ({ sts, asked }) => {
        process.env["QCLOUD_STS_ENDPOINT"] = sts;
        const engine = new ModelEngine({ "test:stack": path() });
        assert.equal(await engine.up(args), "create");
        const before = asked.length;
        assert.ok(before > 1, "they were not renewed");
        assert.equal(await engine.refresh(), "refresh");
        assert.equal(await engine.destroy(), "delete");
        assert.ok(asked.length > before, "they were not renewed");
        assert.deepEqual(emulator.state().vpnConnections, []);
        assert.doesNotMatch(JSON.stringify(engine), /canary/);
      },
    )).timeout(30_000);

  it("sees with other credentials than the recorded ones that a tunnel is gone", () =>
    withRoleServices(
      (_asked, index) => {
        grant(index);
        return stsAnswer(index, 3);
      },
      async ({ sts }) => {
        process.env["QCLOUD_STS_ENDPOINT"] = sts;
        const engine = new ModelEngine({ "test:stack": path() });
        await engine.up(args);
        emulator.remove("vpnConnections", engine.resource?.id ?? "");
        await engine.refresh();
        assert.equal(engine.resource, undefined);
      },
    )).timeout(30_000);

  it("fails with the reason, and without a secret, where the role is refused from the start", () =>
    withRoleServices(
      () => stsError("UnauthorizedOperation", "canary-base-key may not assume it"),
      async ({ sts }) => {
        process.env["QCLOUD_STS_ENDPOINT"] = sts;
        const engine = new ModelEngine({ "test:stack": path() });
        const error = await failure(engine.up(args));
        assert.match(
          error.message,
          /AssumeRole at http:\S+: the service refused the request with UnauthorizedOperation: \[redacted\] may/,
        );
        assert.doesNotMatch(everythingIn(error), /canary/);
        assert.deepEqual(emulator.calls(), []);
      },
    ));
});
