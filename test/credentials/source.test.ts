import assert from "node:assert/strict";
import sinon from "sinon";
import { type Issuer, sharedSource, type Temporary } from "../../provider/api/credentials/source.ts";
import { QcloudTransportError } from "../../provider/api/errors.ts";
import type { CredentialSource } from "../../provider/api/http/client.ts";
import { failure } from "../qcloud/support.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("a source of temporary credentials", () => {
  let clock: sinon.SinonFakeTimers;
  let sources = 0;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["Date"] });
  });
  afterEach(() => clock.restore());

  /** A source whose answers are numbered. */
  function source(fetch: (number: number) => Promise<Partial<Temporary>> | Partial<Temporary>) {
    const asked: number[] = [];
    const issuer: Issuer = {
      name: "the test",
      attempts: 1,
      fetch: async () => {
        const number = asked.push(Date.now());
        const pair = { secretId: `id-${number}`, secretKey: `key-${number}`, token: `token-${number}` };
        return { ...pair, expiresAt: Date.now() + 2 * HOUR, lifetimeMs: 2 * HOUR, ...(await fetch(number)) };
      },
    };
    sources += 1;
    return { asked, source: sharedSource(`the test ${sources}`, issuer) };
  }
  const idOf = async (given: CredentialSource): Promise<string> => (await given.current()).secretId;
  const broken = new QcloudTransportError({ action: "x", unsent: true, retryable: true, message: "nobody there" });

  it("asks once for all, until five minutes before the end", async () => {
    const { source: one, asked } = source(() => ({}));
    assert.deepEqual(await Promise.all([idOf(one), idOf(one)]), ["id-1", "id-1"]);
    clock.tick(2 * HOUR - 5 * MINUTE - 1);
    assert.equal(await idOf(one), "id-1");
    clock.tick(1);
    assert.deepEqual(await Promise.all([idOf(one), idOf(one)]), ["id-2", "id-2"]);
    assert.equal(asked.length, 2);
  });

  it("uses half of a short time", async () => {
    const { source: one } = source(() => ({ lifetimeMs: 4 * MINUTE }));
    assert.equal(await idOf(one), "id-1");
    clock.tick(2 * MINUTE - 1);
    assert.equal(await idOf(one), "id-1");
    clock.tick(1);
    assert.equal(await idOf(one), "id-2");
  });

  it("goes on with what it has while that is valid and no other comes, and tries again every half minute", async () => {
    const { source: one, asked } = source((number) => (number === 1 ? {} : Promise.reject(broken)));
    await idOf(one);
    clock.tick(2 * HOUR - 5 * MINUTE);
    assert.equal(await idOf(one), "id-1");
    clock.tick(29_000);
    assert.equal(await idOf(one), "id-1");
    assert.equal(asked.length, 2);
    clock.tick(1000);
    assert.equal(await idOf(one), "id-1");
    assert.equal(asked.length, 3);
    clock.tick(5 * MINUTE);
    assert.equal(await failure(one.current()), broken);
  });

  it("gives a failure to all who ask within five seconds, and asks again after that", async () => {
    const { source: one, asked } = source((number) => (number === 1 ? Promise.reject(broken) : {}));
    assert.equal(await failure(one.current()), broken);
    clock.tick(4999);
    assert.equal(await failure(one.current()), broken);
    assert.equal(asked.length, 1);
    clock.tick(1);
    assert.equal(await idOf(one), "id-2");
  });

  it("ends the wait of one who is cancelled or out of time, and of nobody else", async () => {
    const { promise, resolve } = Promise.withResolvers<Partial<Temporary>>();
    const { source: one } = source(() => promise);
    const stays = idOf(one);
    await assert.rejects(one.current({ signal: AbortSignal.timeout(10) }), { name: "TimeoutError" });
    const late = await failure<QcloudTransportError>(one.current({ ms: 200 }));
    assert.deepEqual(
      [late.message, late.unsent, late.retryable],
      ["the test gave no credentials within 0.2 s", true, true],
    );
    resolve({});
    assert.equal(await stays, "id-1");
  });
});
