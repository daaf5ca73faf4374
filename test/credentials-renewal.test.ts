import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sinon from "sinon";
import { type Emulator, startEmulator } from "../emulator/index.ts";
import { connect } from "../provider/api/connect.ts";
import { type Issuer, sharedSource, type Temporary } from "../provider/api/credentials/source.ts";
import { assumedRole } from "../provider/api/credentials/sts.ts";
import { QcloudTransportError } from "../provider/api/errors.ts";
import { Client, type CredentialSource } from "../provider/api/http/client.ts";
import { listVpnConns } from "../provider/api/v2/vpn-conn.ts";
import { deadlineIn } from "../provider/util/deadline.ts";
import { everythingIn, failure, settingsFor } from "./qcloud/support.ts";
import { withConnectProxy } from "./support/connect-proxy.ts";
import { withEnvironment } from "./support/environment.ts";
import { ModelEngine } from "./support/model-engine.ts";
import { stsAnswer, stsError, temporary, withRoleServices } from "./support/role-services.ts";

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
    assert.deepEqual([late.message, late.unsent, late.retryable], ["the test gave no credentials within 0.2 s", true, true]);
    resolve({});
    assert.equal(await stays, "id-1");
  });
});

describe("an operation with the credentials of a role", () => {
  withEnvironment({});
  let home: string;
  let emulator: Emulator;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "qcloud-home-"));
    emulator = await startEmulator({ taskMs: 2500 });
    await mkdir(join(home, ".tccli"));
    const profile = { secretId: "canary-base-id", secretKey: "canary-base-key", "role-arn": `the role of ${home}` };
    await writeFile(join(home, ".tccli", "default.credential"), JSON.stringify(profile));
    Object.assign(process.env, { HOME: home, QCLOUD_VPC_ENDPOINT: emulator.url, TENCENTCLOUD_REGION: "ap-guangzhou" });
  });
  afterEach(async () => {
    await emulator.stop();
    await rm(home, { recursive: true });
  });

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
        const engine = new ModelEngine({ "test:stack": home });
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
        const engine = new ModelEngine({ "test:stack": home });
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
        const engine = new ModelEngine({ "test:stack": home });
        const error = await failure(engine.up(args));
        assert.match(error.message, /AssumeRole at http:\S+: the service refused the role with UnauthorizedOperation: \[redacted\] may/);
        assert.doesNotMatch(everythingIn(error), /canary/);
        assert.deepEqual(emulator.calls(), []);
      },
    ));
});

describe("a client with the credentials of a role", () => {
  it("signs each request with those that are valid then, and hides all of them", async () => {
    const emulator = await startEmulator({});
    let number = 1;
    const current: CredentialSource = {
      key: "the test of the client",
      current: async () => {
        const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(number);
        return { secretId, secretKey, token, source: "the role", renewedBy: current };
      },
    };
    try {
      const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = temporary(2);
      emulator.addAccount({ secretId, secretKey, token, account: emulator.secretId });
      const client = new Client(settingsFor(emulator.url, { credentials: await current.current() }));
      const scope = { client, region: "gz", deadline: deadlineIn(10_000) };
      assert.match((await failure(listVpnConns(scope, {}))).message, /SecretId cana\.\.\.id-1 from the role/);
      number = 2;
      assert.deepEqual(await listVpnConns(scope, {}), []);
      assert.match(client.describeCredentials(), /SecretId cana\.\.\.id-2 from the role/);
      for (const each of [1, 2]) {
        const { TmpSecretKey, Token } = temporary(each);
        assert.equal(client.redactor.clean(`a ${TmpSecretKey} b ${Token}`), "a [redacted] b [redacted]");
      }
      client.close();
    } finally {
      await emulator.stop();
    }
  });

  it("repeats a write whose credentials cannot be renewed for a while, because it was not sent", async () => {
    const emulator = await startEmulator({});
    const { secretId, secretKey } = emulator;
    let failures = 2;
    const current: CredentialSource = {
      key: "the test of the retry",
      current: async () => {
        if (failures > 0) {
          failures -= 1;
          throw new QcloudTransportError({ action: "x", unsent: true, retryable: true, message: "nobody there" });
        }
        return { secretId, secretKey, source: "the role" };
      },
    };
    try {
      const credentials = { secretId, secretKey, source: "the role", renewedBy: current };
      const api = connect(settingsFor(emulator.url, { credentials }));
      const call = { region: "gz", deadline: deadlineIn(10_000) };
      assert.match(await api.addUserGw(call, { name: "office", address: "203.0.113.9" }), /^cgw-/);
      assert.equal(emulator.calls().filter(({ action }) => action === "AddUserGw").length, 1);
      failures = Number.POSITIVE_INFINITY;
      const { message } = await failure(api.listUserGws({ region: "gz", deadline: deadlineIn(700) }));
      assert.match(message, /^DescribeUserGw: no usable answer in the time allowed .*last seen: nobody there$/);
    } finally {
      await emulator.stop();
    }
  });

  it("is the same for their successors, and another for another role", () => {
    const role = (key: string): CredentialSource => ({ key, current: () => assert.fail("not asked") });
    const api = (secretId: string, renewedBy?: CredentialSource) => {
      const credentials = { secretId, secretKey: "k", source: "s", ...(renewedBy === undefined ? {} : { renewedBy }) };
      return connect(settingsFor("https://vpc.cloud.example/v2/index.php", { credentials }));
    };
    assert.equal(api("first", role("a")), api("second", role("a")));
    assert.notEqual(api("first", role("a")), api("first", role("b")));
    assert.notEqual(api("first"), api("second"));
  });
});

describe("sts behind a proxy", () => {
  it("is reached through it, with the certificate of the cloud", async () => {
    const pem = (name: string) => readFile(fileURLToPath(new URL(`./fixtures/tls/${name}.pem`, import.meta.url)), "utf8");
    const [cert, key] = await Promise.all([pem("cloud-cert"), pem("cloud-key")]);
    const { createServer } = await import("node:https");
    const server = createServer({ cert, key }, (_request, response) => void response.end(JSON.stringify(stsAnswer(1))));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port: to } = server.address() as { port: number };
    try {
      await withConnectProxy({ to }, async ({ port, connects }) => {
        const proxy = { url: `http://user:canary-password@127.0.0.1:${port}`, source: "HTTPS_PROXY" };
        const by = { secretId: "a", secretKey: "b", source: "s" };
        const role = { name: "the role", roleArn: "r", by };
        const endpoint = "https://vpc.cloud.example/";
        const { secretId } = await assumedRole({ endpoint, proxy, ca: cert }, role).current();
        assert.equal(secretId, temporary(1).TmpSecretId);
        assert.deepEqual(
          connects.map(({ target }) => target),
          ["vpc.cloud.example:443"],
        );
        const { message } = await failure(assumedRole({ endpoint, proxy }, role).current());
        assert.match(message, /AssumeRole at https:\S+ through the proxy .*no connection \(DEPTH_ZERO.*QCLOUD_CA_FILE/);
        assert.doesNotMatch(message, /canary/);
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
