import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { getVpc, type LookupSettings } from "../provider/index.ts";
import { everythingIn, failure } from "./qcloud/support.ts";
import { actionIn } from "./support/api-words.ts";
import { lookupCloud } from "./support/lookups.ts";
import { describeVersions, reached } from "./support/versions.ts";

describeVersions("how lookups are asked for", (version) => {
  const cloud = lookupCloud();
  const action = actionIn(version, "DescribeVpcEx");
  const reach = (): ReturnType<typeof reached> => reached(cloud.emulator());

  describe("the arguments of lookups", () => {
    const refused: [object, RegExp][] = [
      [{ vpcname: "x" }, /^getVpc: vpcname is not an argument of it; those are region, vpcId, vpcName, isDefault$/],
      [{ vpcName: "" }, /^getVpc: vpcName must be text that is not empty$/],
      [{ vpcName: ["x"] }, /vpcName must be text/],
      [{ isDefault: "yes" }, /isDefault must be true or false/],
      [{ region: "a b" }, /region must be a region code/],
    ];
    for (const [args, expected] of refused) {
      it(`refuse ${JSON.stringify(args)} before any call`, async () => {
        cloud.emulator().clearCalls();
        assert.match((await failure(getVpc(args, { settings: cloud.settings() }))).message, expected);
        assert.deepEqual(cloud.emulator().calls(), []);
      });
    }

    it("take ids as numbers, and nothing for what is undefined", async () => {
      const args = { vpcId: 76, vpcName: undefined } as unknown as { vpcId: string };
      const found = getVpc(args, { settings: cloud.settings() });
      if (version === "3.0") {
        await assert.rejects(found, /vpcId must be an id such as vpc-03vihbk9 \(API 3\.0 has no legacy ids\)/);
      } else {
        assert.equal((await found).vpcId, "vpc-03vihbk9");
      }
    });

    it("refuse settings and timeouts that are none", async () => {
      await assert.rejects(
        getVpc({}, { settings: { secret: "x" } as LookupSettings }),
        /secret is not one of the settings/,
      );
      await assert.rejects(getVpc({}, { settings: cloud.settings(), timeout: "soon" }), /timeout must be a duration/);
      await assert.rejects(getVpc({}, { settings: { ...cloud.settings(), secretKey: undefined } }), /half a key pair/);
    });
  });

  describe("what lookups ask with", () => {
    const vpcId = "vpc-03vihbk9";
    const pair = (secretId: string, secretKey: string) => ({
      TENCENTCLOUD_SECRET_ID: secretId,
      TENCENTCLOUD_SECRET_KEY: secretKey,
    });

    it("is the stack's config where nothing else is said", async () => {
      runtime.setAllConfig({
        "qcloud:secretId": cloud.emulator().secretId,
        "qcloud:secretKey": cloud.emulator().secretKey,
        "qcloud:api": reach().api,
        "qcloud:endpoint": reach().endpoint,
        "qcloud:region": "gz",
      });
      assert.equal((await getVpc({ vpcId })).region, "gz");
      runtime.setAllConfig({});
    });

    it("is the environment before the config, and the settings before both", async () => {
      runtime.setAllConfig({ "qcloud:secretId": "from-the-config", "qcloud:secretKey": "canary-key-config" });
      Object.assign(process.env, pair("from-the-environment", "canary-key-env"), {
        QCLOUD_API: reach().api,
        QCLOUD_VPC_ENDPOINT: reach().endpoint,
        TENCENTCLOUD_REGION: "ap-guangzhou",
      });
      const error = await failure(getVpc({ vpcId }));
      const code = version === "3.0" ? "AuthFailure.SecretIdNotFound" : "4104";
      assert.match(
        error.message,
        new RegExp(`${code}.*SecretId from\\.\\.\\.ment from the environment variable TENCENTCLOUD_SECRET_ID`),
      );
      assert.ok(!everythingIn(error).includes("canary-key"));
      const { secretId, secretKey } = cloud.settings();
      assert.equal((await getVpc({ vpcId }, { settings: { secretId, secretKey } })).vpcId, vpcId);
      runtime.setAllConfig({});
    });

    it("needs a region and a key pair from somewhere", async () => {
      const { secretId, secretKey, api, endpoint } = cloud.settings();
      await assert.rejects(getVpc({ vpcId }, { settings: { secretId, secretKey, api, endpoint } }), /needs a region/);
      process.env["HOME"] = "/nonexistent";
      await assert.rejects(getVpc({ vpcId, region: "gz" }, { settings: { api, endpoint } }), /no credentials: set/);
    });

    it("sees the resources of its own account alone", async () => {
      const ids = cloud.emulator().addAccount({ secretId: "second-secret-id", secretKey: "second-secret-key" });
      const second = { ...cloud.settings(), secretId: "second-secret-id", secretKey: "second-secret-key" };
      assert.equal((await getVpc({}, { settings: second })).vpcId, ids?.vpc);
      await assert.rejects(getVpc({ vpcId }, { settings: second }), /there is no VPC/);
    });
  });

  describe("lookups of a service that does not answer", () => {
    for (const fault of ["drop-before", "endless"] as const) {
      it(`end at their timeout with ${fault}`, async () => {
        cloud.emulator().addFaults([{ fault, action, times: 0 }]);
        await assert.rejects(
          getVpc({}, { settings: cloud.settings(), timeout: "700ms" }),
          new RegExp(`${action}: no usable answer in the time allowed`),
        );
      });
    }

    it("go on after a short failure", async () => {
      cloud.emulator().addFaults([{ fault: "http", status: 502, action }]);
      assert.equal((await getVpc({ vpcId: "vpc-03vihbk9" }, { settings: cloud.settings() })).vpcId, "vpc-03vihbk9");
    });

    it("can be cancelled", async () => {
      cloud.emulator().addFaults([{ fault: "endless", action, times: 0 }]);
      const signal = AbortSignal.timeout(100);
      await assert.rejects(getVpc({}, { settings: cloud.settings(), signal }), { name: "TimeoutError" });
    });
  });
});
