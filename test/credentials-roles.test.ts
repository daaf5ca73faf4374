import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials } from "../provider/api/http/client.ts";
import { tc3Authorization } from "../provider/api/http/tc3.ts";
import { stsEndpoint } from "../provider/settings/credentials/sts-endpoint.ts";
import { readSettings } from "../provider/settings/settings.ts";
import { everythingIn, failure, hurry, newSandbox } from "./qcloud/support.ts";
import {
  type Answer,
  type Asked,
  answerWith,
  instanceWith,
  nowhere,
  ROLE,
  type RoleServices,
  silence,
  stsAnswer,
  stsError,
  temporary,
  withRoleServices,
} from "./support/role-services.ts";

const ARN = "qcs::cam::uin/100000000001:roleName/vpn-operator";
const base = { secretId: "canary-base-id", secretKey: "canary-base-key" };
const environment = { TENCENTCLOUD_SECRET_ID: base.secretId, TENCENTCLOUD_SECRET_KEY: base.secretKey };
const paths = ["/cam/security-credentials/", `/cam/security-credentials/${ROLE}`];

describe("credentials of roles", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "qcloud-home-"));
    await mkdir(join(home, ".tccli"));
  });
  afterEach(() => rm(home, { recursive: true }));

  const profile = (fields: object) => writeFile(join(home, ".tccli", "default.credential"), JSON.stringify(fields));
  const read = async (
    { sts, locations }: Pick<RoleServices, "sts" | "locations">,
    env: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<Credentials> => {
    const all = { HOME: home, QCLOUD_STS_ENDPOINT: sts, ...env };
    return (await readSettings(undefined, all, undefined, { locations, signal })).credentials;
  };
  const cluster = async (token = "canary-web-token\n") => {
    const TKE_WEB_IDENTITY_TOKEN_FILE = join(home, "token");
    await writeFile(TKE_WEB_IDENTITY_TOKEN_FILE, token);
    return { TKE_REGION: "ap-shanghai", TKE_PROVIDER_ID: "a-cluster", TKE_WEB_IDENTITY_TOKEN_FILE, TKE_ROLE_ARN: ARN };
  };
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
          const env = { HOME: home, TENCENTCLOUD_ROLE_ARN: ARN };
          assert.equal((await readSettings(config, env, undefined, services)).credentials.secretId, "x");
          assert.deepEqual(services.asked, []);
        },
      ));

    it("need a key pair", async () => {
      await profile({ "role-arn": ARN });
      await assert.rejects(read({ sts: "", locations: nowhere }), /default\.credential contains no secretId and secretKey/);
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

    it("are requested with the time of the service where the clock of this machine is wrong", () =>
      withRoleServices(
        (_asked, index) =>
          index === 0
            ? answerWith(200, JSON.stringify(stsError("AuthFailure.SignatureExpire")), {
                date: "Tue, 01 Jan 2030 00:00:00 GMT",
              })
            : stsAnswer(5),
        async (services) => {
          await read(services, { ...environment, TENCENTCLOUD_ROLE_ARN: ARN });
          assert.equal(services.asked[1]?.headers["x-tc-timestamp"], String(Date.UTC(2030, 0, 1) / 1000));
        },
      ));
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
        const credentials = await read(services, await cluster());
        assert.deepEqual(pairOf(credentials), pairWith(2));
        assert.equal(credentials.source, "the role of the instance");
        await read(services);
        assert.deepEqual(services.whats(), paths);
      }));

    it("are not asked for where another source has a key pair", () =>
      withRoleServices(instanceWith(temporaryAnswer(3)), async (services) => {
        await read(services, environment);
        await profile(base);
        await read(services, await cluster());
        await rm(join(home, ".tccli"), { recursive: true });
        await mkdir(join(home, ".tencentcloud"));
        await writeFile(join(home, ".tencentcloud", "credentials"), "[default]\nsecret_id=a\nsecret_key=b\n");
        await read(services, await cluster());
        assert.deepEqual(services.asked, []);
      }));

    it("are given up within two seconds where the service is silent, and all sources are named", () =>
      withRoleServices(
        () => silence,
        async (services) => {
          const start = performance.now();
          const { message } = await failure(read(services));
          assert.ok(performance.now() - start < 2000);
          assert.match(message, /^no credentials: set TENCENTCLOUD_SECRET_ID.*qcloud:secretId.*~\/\.tccli\/default/);
          assert.match(message, /~\/\.tencentcloud\/credentials and \/etc\/tencentcloud\/credentials.*TKE_ROLE_ARN/);
          assert.match(message, /the role of the instance \(the metadata service .*: no answer within 1\.5 s\)$/);
        },
      ));

    it("end their wait at once when the operation is cancelled", () =>
      withRoleServices(
        () => silence,
        async (services) => {
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
          const credentials = await read(services, await cluster());
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
      const { TKE_REGION: _region, ...some } = await cluster();
      const at = { sts: "http://127.0.0.1:1/", locations: nowhere };
      await assert.rejects(read(at, some), /^LifecycleError: the web identity of the cluster is incomplete: TKE_REGION must/);
      const env = { ...some, TKE_REGION: "ap-shanghai", TKE_WEB_IDENTITY_TOKEN_FILE: join(home, "absent") };
      await assert.rejects(read(at, env), /TKE_ROLE_ARN\): the file with the token cannot be read \(ENOENT\)/);
    });
  });

  describe("where the service gives none", () => {
    const secrets = /canary-(?:role|base|web)/;
    const sandbox = newSandbox();
    beforeEach(() => void hurry(sandbox));
    afterEach(() => sandbox.restore());
    const without = (name: string): object =>
      Object.fromEntries(Object.entries({ ...temporary(1), Code: "Success" }).filter(([key]) => key !== name));

    const instance: readonly (readonly [string, (asked: Asked) => Answer, RegExp])[] = [
      ["404", () => answerWith(404), /: no role is bound to the instance$/],
      ["an error of a server", () => answerWith(500), /unexpected response with HTTP 500$/],
      ["a redirect", () => answerWith(302, "", { location: "http://127.0.0.1/" }), /HTTP 302$/],
      ["a web page", () => "<html>canary-role-id-1</html>", /: the response is not the name of a role$/],
      ["nothing", () => "", /: the response is not the name of a role$/],
      ["no JSON", instanceWith("canary-role-key-1"), /: the response is not a JSON object$/],
      ["another code", instanceWith({ Code: "Failed", Message: "canary-role-id-1" }), /have the code Success$/],
      ["too much", instanceWith("x".repeat(100_000)), /: the response is larger than 65536 bytes$/],
      ...["TmpSecretId", "TmpSecretKey", "Token", "ExpiredTime"].map(
        (name) => [`no ${name}`, instanceWith(without(name)), new RegExp(`: the response has no ${name}$`)] as const,
      ),
      [
        "credentials that have expired",
        instanceWith({ ...temporary(1, -60), Code: "Success" }),
        /: the credentials in the response expired at 20.*Z\. Check the clock of this machine$/,
      ],
    ];
    for (const [what, answer, says] of instance) {
      it(`as the metadata service does with ${what}, the error says it and shows no secret`, () =>
        withRoleServices(answer, async (services) => {
          await profile({ ...base, type: "cvm-role" });
          const error = await failure(read(services));
          assert.match(error.message, says);
          assert.doesNotMatch(everythingIn(error), secrets);
          const { message } = await failure(read(services, { HOME: "/nonexistent" }));
          assert.match(message, /^no credentials: /);
        }));
    }

    const credentials = temporary(1);
    const sts: readonly (readonly [string, Answer, RegExp, number])[] = [
      [
        "a refusal",
        stsError("UnauthorizedOperation", `not you: ${base.secretKey}`),
        /^AssumeRole at http:\S+: the service refused the role with UnauthorizedOperation: not you: \[redacted\]$/,
        1,
      ],
      ["a refusal that may pass", stsError("InternalError.DbError"), /refused the role with InternalError\.DbError/, 3],
      ["an error of a server", answerWith(502), /unexpected response with HTTP 502$/, 3],
      ["no JSON", "canary-role-key-1", /the response is not one of an API 3\.0$/, 3],
      ["no response", { code: 0 }, /the response is not one of an API 3\.0$/, 3],
      ["no credentials", { Response: { ExpiredTime: credentials.ExpiredTime } }, /the response has no TmpSecretId$/, 3],
      ["no end", { Response: { Credentials: credentials } }, /the response has no ExpiredTime$/, 3],
    ];
    for (const [what, answer, says, times] of sts) {
      it(`as sts does with ${what}, the error says it and shows no secret`, () =>
        withRoleServices(
          () => answer,
          async (services) => {
            const error = await failure(read(services, { ...environment, TENCENTCLOUD_ROLE_ARN: ARN }));
            assert.match(error.message, says);
            assert.doesNotMatch(everythingIn(error), secrets);
            assert.equal(services.asked.length, times);
          },
        ));
    }

    it("as sts does with nobody there, the error names its address", async () => {
      const role = { ...environment, TENCENTCLOUD_ROLE_ARN: ARN };
      const at = { sts: "http://127.0.0.1:1/", locations: nowhere };
      await assert.rejects(read(at, role), /AssumeRole at http:\/\/127\.0\.0\.1:1: no connection \(ECONNREFUSED\)/);
    });
  });
});

/** The second answer of the metadata service. */
const temporaryAnswer = (number: number): Answer => ({ ...temporary(number), Code: "Success" });

describe("the endpoint of sts", () => {
  const given = (value: string) => ({ value, source: "the setting" });
  for (const [endpoint, is] of [
    ["https://vpc.api.qcloud.com/v2/index.php", "https://sts.tencentcloudapi.com/"],
    ["https://vpc.tencentcloudapi.com/", "https://sts.tencentcloudapi.com/"],
    ["https://vpc.ap-shanghai-fsi.tencentcloudapi.com/", "https://sts.ap-shanghai-fsi.tencentcloudapi.com/"],
    ["http://vpc.api3.cloud.example:8080/", "https://sts.api3.cloud.example/"],
  ] as const) {
    it(`is ${is} beside ${endpoint}`, () => {
      assert.equal(stsEndpoint(undefined, endpoint), is);
    });
  }

  it("is the one that is given", () => {
    assert.equal(stsEndpoint(given(" HTTPS://STS.cloud.example:8443 "), "x"), "https://sts.cloud.example:8443/");
    assert.equal(stsEndpoint(given("http://127.0.0.1:8600/"), "x"), "http://127.0.0.1:8600/");
  });

  for (const [what, value, says] of [
    ["derived from another host", undefined, /the endpoint http:\/\/127\.0\.0\.1.* QCLOUD_STS_ENDPOINT or qcloud:stsEndpoint/],
    ["no URL", "sts.cloud.example", /^the endpoint of sts from the setting is not a URL such as/],
    ["with a path", "https://sts.cloud.example/v2", /must contain a scheme, a host and a port, and nothing else$/],
    ["with a password", "https://a:canary@sts.cloud.example/", /a host and a port, and nothing else$/],
    ["plain http", "http://sts.cloud.example/", /is plain http to sts\.cloud\.example, which would disclose credentials/],
  ] as const) {
    it(`is never ${what}`, () => {
      assert.throws(
        () => stsEndpoint(value === undefined ? undefined : given(value), "http://127.0.0.1/v2/index.php"),
        (error: Error) => {
          assert.match(error.message, says);
          assert.doesNotMatch(error.message, /canary/);
          return true;
        },
      );
    });
  }
});
