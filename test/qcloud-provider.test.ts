import assert from "node:assert/strict";
import { type Output, output, RunError, runtime } from "@pulumi/pulumi";
import { QcloudProvider, type QcloudProviderArgs } from "../provider/index.ts";
import { settingsOf } from "../provider/resources/qcloud-provider.ts";

const pair = { secretId: "test-only-secret-id", secretKey: "test-only-secret-key" };

/** A value of each type that a program can hand over. */
const values: readonly unknown[] = [true, 7, Number.NaN, "some text", "", "@text", [], ["text"], {}, { a: "b" }];

/** Which of them each argument takes. */
const fits: Record<keyof QcloudProviderArgs, readonly unknown[]> = {
  secretId: ["some text", ""],
  secretKey: ["some text", "", "@text"],
  token: ["some text", ""],
  region: ["some text", "", "@text"],
  endpoint: ["some text", "", "@text"],
  api: ["some text", "", "@text"],
  site: ["some text", "", "@text"],
  sameCloud: ["some text", "", "@text"],
  signatureMethod: ["some text", "", "@text"],
  signHost: ["some text", "", "@text"],
  caFile: ["some text", "", "@text"],
  allowHttp: [true, ""],
  encryptAlgorithmGroup: ["some text", "", "@text"],
  requestsPerSecond: [7, ""],
  owner: ["some text", "", "@text"],
};

const known = <T>(value: Output<T> | undefined): Promise<T> =>
  (value as unknown as { promise(): Promise<T> } | undefined)?.promise() ?? Promise.reject(new Error("no settings"));

describe("QcloudProvider", () => {
  beforeEach(async () => {
    await runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
  });

  const make = (args: object) => new QcloudProvider("finance", args as QcloudProviderArgs);

  const assertRefusal = (error: unknown, message: RegExp): true => {
    assert.ok(RunError.isInstance(error), String(error));
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /some text|test-only/);
    return true;
  };

  for (const [argument, right] of Object.entries(fits)) {
    it(`${argument} of a wrong type: one sentence says what is wanted`, () => {
      for (const value of values) {
        const given = { ...pair, [argument]: value };
        if (right.some((one) => Object.is(one, value))) {
          make(given);
        } else {
          const wanted = new RegExp(`^QcloudProvider finance: ${argument} must (?:be|not begin with @)`);
          assert.throws(
            () => make(given),
            (error) => assertRefusal(error, wanted),
            JSON.stringify(value),
          );
        }
      }
    });
  }

  it("an output of a wrong type is refused in the same words", async () => {
    for (const [argument, value] of [
      ["secretKey", 7],
      ["region", {}],
      ["allowHttp", "maybe"],
      ["requestsPerSecond", []],
    ] as const) {
      await assert.rejects(known(settingsOf(make({ ...pair, [argument]: output(value) }))), (error) =>
        assertRefusal(error, new RegExp(`QcloudProvider finance: ${argument} must be`)),
      );
    }
  });

  it("takes numbers and flags as text too, as config gives them, and null for what is left out", async () => {
    const given = make({ requestsPerSecond: "2.5", allowHttp: "true", owner: null, secretId: null, secretKey: null });
    assert.deepEqual(await known(settingsOf(given)), { requestsPerSecond: "2.5", allowHttp: "true" });
  });

  it("refuses half a key pair, a token alone, and what is none of its arguments, without a stack trace", () => {
    for (const [args, message] of [
      [{ secretId: "some text" }, /secretId and secretKey are needed together/],
      [{ secretId: "some text", secretKey: null }, /secretId and secretKey are needed together/],
      [{ token: "some text" }, /a token needs its secretId and secretKey/],
      [{ constructor: "some text" }, /constructor is not an argument of QcloudProvider$/],
      [{ preSharedKey: "some text" }, /preSharedKey is not an argument of QcloudProvider$/],
    ] as const) {
      assert.throws(
        () => make(args),
        (error) => assertRefusal(error, message),
      );
    }
  });
});
