import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { isNear } from "../../provider/api/credentials/instance-role.ts";
import type { Credentials } from "../../provider/api/http/client.ts";
import { tc3Authorization } from "../../provider/api/http/tc3.ts";
import { readSettings } from "../../provider/settings/settings.ts";
import { failure } from "../qcloud/support.ts";
import { ARN, base, environment, withHome } from "./home.ts";
import {
  type Answer,
  answerWith,
  instanceWith,
  nowhere,
  ROLE,
  silence,
  stsAnswer,
  stsError,
  temporary,
  withRoleServices,
} from "./services.ts";

const paths = ["/cam/security-credentials/", `/cam/security-credentials/${ROLE}`];

describe("credentials of roles", () => {
  const { path, write, profile, pod, read } = withHome();
  const pairOf = ({ secretId, secretKey, token }: Credentials) => [secretId, secretKey, token];
  const pairWith = (number: number) => {
    const { TmpSecretId, TmpSecretKey, Token } = temporary(number);
    return [TmpSecretId, TmpSecretKey, Token];
  };

  describe("that a key pair assumes", () => {
    it("are requested from sts, with the role and the session of the environment", () =>
      withRoleServices(
        () => stsAnswer(1),
        async (services) => {
          const credentials = await read(services, {
            ...environment,
            TENCENTCLOUD_TOKEN: "canary-base-token",
            TENCENTCLOUD_ROLE_ARN: ARN,
            TENCENTCLOUD_ROLE_SESSION_NAME: "night",
          });
          assert.deepEqual(pairOf(credentials), pairWith(1));
          assert.equal(credentials.source, "the role in the environment variable TENCENTCLOUD_ROLE_ARN");
          const [{ headers, body } = assert.fail()] = services.asked;
          assert.deepEqual(JSON.parse(body), { RoleArn: ARN, RoleSessionName: "night" });
          const sent = ["x-tc-action", "x-tc-version", "x-tc-region", "x-tc-token", "content-type"];
          assert.deepEqual(
            sent.map((name) => headers[name]),
            ["AssumeRole", "2018-08-13", "ap-guangzhou", "canary-base-token", "application/json"],
          );
          const { host = "" } = new URL(services.sts);
          const timestamp = Number(headers["x-tc-timestamp"]);
          const signed = { service: "sts", host, contentType: "application/json", body, timestamp };
          assert.equal(headers.authorization, tc3Authorization(signed, base));
          assert.equal(headers.host, host);
        },
      ));

    for (const [what, fields, session] of [
      ["by the names of the vendor's CLI", { "role-arn": ARN, "role-session-name": "office" }, "office"],
      ["without a session", { "role-arn": ARN }, "pulumi-qcloud-vpn"],
      ["in another spelling", { RoleArn: ARN, role_session_name: "office" }, "office"],
    ] as const) {
      it(`are those of a profile ${what}`, () =>
        withRoleServices(
          () => stsAnswer(2),
          async (services) => {
            await profile({ ...base, ...fields });
            const credentials = await read(services);
            assert.deepEqual(pairOf(credentials), pairWith(2));
            assert.equal(credentials.source, "the role in the profile ~/.tccli/default.credential");
            assert.deepEqual(JSON.parse(services.asked[0]?.body ?? ""), { RoleArn: ARN, RoleSessionName: session });
            assert.equal(services.asked[0]?.headers["x-tc-token"], undefined);
          },
        ));
    }

    it("are those of the role in the environment where the profile names another", () =>
      withRoleServices(
        () => stsAnswer(3),
        async (services) => {
          await profile({ ...base, "role-arn": "another" });
          await read(services, { TENCENTCLOUD_ROLE_ARN: ARN });
          assert.equal(JSON.parse(services.asked[0]?.body ?? "").RoleArn, ARN);
        },
      ));

    it("are not requested for a profile with an empty role, nor for a key pair of stack config", () =>
      withRoleServices(
        () => stsAnswer(4),
        async (services) => {
          await profile({ ...base, "role-arn": "", "use-cvm-role": false, type: "" });
          assert.equal((await read(services)).secretId, base.secretId);
          const config = { get: (key: string) => ({ "qcloud:secretId": "x", "qcloud:secretKey": "y" })[key] };
          const env = { HOME: path(), TENCENTCLOUD_ROLE_ARN: ARN };
          assert.equal((await readSettings(config, env, undefined, services)).credentials.secretId, "x");
          assert.deepEqual(services.asked, []);
        },
      ));

    it("need a key pair", async () => {
      await profile({ "role-arn": ARN });
      await assert.rejects(
        read({ sts: "", locations: nowhere }),
        /default\.credential contains no secretId and secretKey/,
      );
    });

    it("are requested once for many operations, and again for another key pair", () =>
      withRoleServices(
        (_asked, index) => stsAnswer(index),
        async (services) => {
          const role = { ...environment, TENCENTCLOUD_ROLE_ARN: ARN };
          const [first, second] = await Promise.all([read(services, role), read(services, role)]);
          assert.deepEqual([first, await read(services, role)], [second, second]);
          assert.deepEqual(services.whats(), ["AssumeRole"]);
          await read(services, { ...role, TENCENTCLOUD_SECRET_KEY: "canary-other-key" });
          assert.deepEqual(services.whats(), ["AssumeRole", "AssumeRole"]);
        },
      ));

    for (const [days, times] of [
      [3, 2],
      [8, 1],
    ] as const) {
      it(`are requested ${times} times where the clock of this machine is wrong by ${days} days`, () => {
        const theirs = Math.floor(Date.now() / 1000) + days * 86_400;
        const date = new Date(theirs * 1000).toUTCString();
        const late = answerWith(200, JSON.stringify(stsError("AuthFailure.SignatureExpire")), { date });
        return withRoleServices(
          (_asked, index) => (index === 0 ? late : stsAnswer(5)),
          async (services) => {
            await read(services, { ...environment, TENCENTCLOUD_ROLE_ARN: ARN }).catch(() => {});
            assert.equal(services.asked.length, times);
            assert.equal(services.asked[1]?.headers["x-tc-timestamp"], times === 2 ? String(theirs) : undefined);
          },
        );
      });
    }
  });

  it("are valid for the time that the service says, whatever the clock of this machine says", () => {
    const then = Date.UTC(2020, 0, 1);
    const { Response } = stsAnswer(6) as { Response: object };
    const text = JSON.stringify({ Response: { ...Response, ExpiredTime: then / 1000 + 7200 } });
    return withRoleServices(
      () => answerWith(200, text, { date: new Date(then).toUTCString() }),
      async (services) => {
        const { expiresAt } = await read(services, { ...environment, TENCENTCLOUD_ROLE_ARN: ARN });
        assert.equal(expiresAt, then + 7_200_000);
      },
    );
  });

  describe("of an instance", () => {
    it("are used for a profile that says so, without its key pair", () =>
      withRoleServices(instanceWith(temporaryAnswer(1)), async (services) => {
        await profile({ ...base, type: "cvm-role", "role-arn": ARN });
        const credentials = await read(services);
        assert.deepEqual(pairOf(credentials), pairWith(1));
        assert.match(credentials.source, /^the role of the instance, which the profile .*default\.credential names$/);
        assert.deepEqual(services.whats(), paths);
      }));

    it("are used where no other source has any, and requested once", () =>
      withRoleServices(instanceWith(temporaryAnswer(2)), async (services) => {
        const credentials = await read(services, await pod());
        assert.deepEqual(pairOf(credentials), pairWith(2));
        assert.equal(credentials.source, "the role of the instance");
        await read(services);
        assert.deepEqual(services.whats(), paths);
      }));

    it("are not asked for where another source has a key pair", () =>
      withRoleServices(instanceWith(temporaryAnswer(3)), async (services) => {
        await read(services, environment);
        await profile(base);
        await read(services, await pod());
        await rm(path(".tccli"), { recursive: true });
        await write(".tencentcloud", "credentials", "[default]\nsecret_id=a\nsecret_key=b\n");
        await read(services, await pod());
        assert.deepEqual(services.asked, []);
      }));

    it("are given up where the service is silent, and all sources are named", () =>
      withRoleServices(
        () => silence,
        async (services) => {
          const { message } = await failure(read(services));
          assert.match(message, /^no credentials: set TENCENTCLOUD_SECRET_ID.*qcloud:secretId.*~\/\.tccli\/default/);
          assert.match(message, /~\/\.tencentcloud\/credentials and \/etc\/tencentcloud\/credentials.*TKE_ROLE_ARN/);
          assert.match(message, /the role of the instance \(the metadata service .*: no answer within 1\.5 s\)$/);
        },
      ));

    for (const [address, is] of [
      ["169.254.0.23", true],
      ["::ffff:169.254.0.23", true],
      ["fe80::1", true],
      ["127.0.0.1", true],
      ["10.0.0.1", false],
      ["203.0.113.7", false],
      ["", false],
    ] as const) {
      it(`are ${is ? "" : "not "}taken from a server at "${address}" where nobody named them`, () => {
        assert.equal(isNear(address), is);
      });
    }

    it("end their wait at once when the operation is cancelled", () =>
      withRoleServices(
        () => silence,
        async (services) => {
          await assert.rejects(read(services, {}, AbortSignal.timeout(50)), { name: "TimeoutError" });
          await profile({ type: "cvm-role" });
          await assert.rejects(read(services, {}, AbortSignal.timeout(50)), { name: "TimeoutError" });
        },
      ));
  });

  describe("of a web identity", () => {
    it("are requested from sts without a signature, where no instance has a role", () =>
      withRoleServices(
        ({ what }) => (what.startsWith("/") ? answerWith(404) : stsAnswer(1)),
        async (services) => {
          const credentials = await read(services, await pod());
          assert.deepEqual(pairOf(credentials), pairWith(1));
          assert.equal(credentials.source, "the web identity of the cluster (TKE_ROLE_ARN)");
          assert.deepEqual(services.whats(), [paths[0], "AssumeRoleWithWebIdentity"]);
          const { headers, body } = services.asked[1] ?? assert.fail();
          assert.deepEqual([headers.authorization, headers["x-tc-region"]], ["SKIP", "ap-shanghai"]);
          assert.deepEqual(JSON.parse(body), {
            ProviderId: "a-cluster",
            WebIdentityToken: "canary-web-token",
            RoleArn: ARN,
            RoleSessionName: "pulumi-qcloud-vpn",
          });
        },
      ));

    it("need all four variables, and a token", async () => {
      const { TKE_REGION: _region, ...some } = await pod();
      const at = { sts: "http://127.0.0.1:1/", locations: nowhere };
      await assert.rejects(
        read(at, some),
        /^LifecycleError: the web identity of the cluster is incomplete: TKE_REGION must/,
      );
      const env = { ...some, TKE_REGION: "ap-shanghai", TKE_WEB_IDENTITY_TOKEN_FILE: path("absent") };
      await assert.rejects(read(at, env), /TKE_ROLE_ARN\): the file with the token cannot be read \(ENOENT\)/);
    });
  });
});

/** The second answer of the metadata service. */
const temporaryAnswer = (number: number): Answer => ({ ...temporary(number), Code: "Success" });
