import assert from "node:assert/strict";
import { everythingIn, failure, hurry, newSandbox } from "../qcloud/support.ts";
import { ARN, base, environment, withHome } from "./home.ts";
import {
  type Answer,
  type Asked,
  answerWith,
  instanceWith,
  nowhere,
  stsError,
  temporary,
  withRoleServices,
} from "./services.ts";

describe("a service that issues no credentials", () => {
  const { profile, read } = withHome();
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
    it(`is named in the error, which shows no secret: the metadata service with ${what}`, () =>
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
      /^AssumeRole at http:\S+: the service refused the request with UnauthorizedOperation: not you: \[redacted\]$/,
      1,
    ],
    [
      "a refusal that may pass",
      stsError("InternalError.DbError"),
      /refused the request with InternalError\.DbError/,
      3,
    ],
    ["an error of a server", answerWith(502), /unexpected response with HTTP 502$/, 3],
    ["no JSON", "canary-role-key-1", /the response is not one of an API 3\.0$/, 3],
    ["no response", { code: 0 }, /the response is not one of an API 3\.0$/, 3],
    ["no credentials", { Response: { ExpiredTime: credentials.ExpiredTime } }, /the response has no TmpSecretId$/, 3],
    ["no end", { Response: { Credentials: credentials } }, /the response has no ExpiredTime$/, 3],
  ];
  for (const [what, answer, says, times] of sts) {
    it(`is named in the error, which shows no secret: sts with ${what}`, () =>
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

  it("is named in the error where nothing listens", async () => {
    const role = { ...environment, TENCENTCLOUD_ROLE_ARN: ARN };
    const at = { sts: "http://127.0.0.1:1/", locations: nowhere };
    await assert.rejects(read(at, role), /AssumeRole at http:\/\/127\.0\.0\.1:1: no connection \(ECONNREFUSED\)/);
  });
});
