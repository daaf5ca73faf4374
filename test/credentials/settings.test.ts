import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../emulator/index.ts";
import { Client } from "../../provider/api/http/client.ts";
import { listVpnConns } from "../../provider/api/v2/vpn-conn.ts";
import { readSettings } from "../../provider/settings/settings.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { failure } from "../qcloud/support.ts";
import { nowhere } from "./services.ts";

const secretId = "canary-secret-id-0123456789";
const secretKey = "canary-secret-key-0123456789";
const token = "canary-token-0123456789";
const environment = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };
const config = { "qcloud:secretId": "config-id", "qcloud:secretKey": "config-key" };

const source = (values: Record<string, string>) => ({ get: (key: string) => values[key] });

describe("credentials", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "qcloud-home-"));
    await mkdir(join(home, ".tccli"));
  });
  afterEach(() => rm(home, { recursive: true }));

  const profile = (fields: unknown, name = "default") =>
    writeFile(join(home, ".tccli", `${name}.credential`), typeof fields === "string" ? fields : JSON.stringify(fields));
  const read = async (env: Record<string, string>, values: Record<string, string> = {}) =>
    (await readSettings(source(values), { HOME: home, ...env }, undefined, { locations: nowhere })).credentials;

  it("of the environment go before those of the config, and these before the profile's", async () => {
    await profile({ secretId: "profile-id", secretKey: "profile-key" });
    assert.deepEqual(await read(environment, config), {
      secretId,
      secretKey,
      source: "the environment variable TENCENTCLOUD_SECRET_ID",
    });
    assert.equal((await read({}, config)).source, "the stack's config qcloud:secretId");
    assert.deepEqual(await read({}), {
      secretId: "profile-id",
      secretKey: "profile-key",
      source: "the profile ~/.tccli/default.credential",
    });
  });

  it("of an explicit provider go before the environment's", async () => {
    const explicit = await read(environment, { ...config, "qcloud:explicit": "true" });
    assert.equal(explicit.source, "the explicit provider (qcloud:secretId)");
  });

  for (const name of ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"]) {
    it(`take their token from ${name}`, async () => {
      assert.equal((await read({ ...environment, [name]: token })).token, token);
    });
  }

  it("of a named profile are taken with their token and its end", async () => {
    await profile({ type: "oauth", secretId, secretKey, token, expiresAt: 1_800_000_000 }, "night");
    for (const name of ["TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"]) {
      const { expiresAt, token: taken, source } = await read({ [name]: "night" });
      assert.deepEqual([expiresAt, taken, source], [1_800_000_000_000, token, "the profile ~/.tccli/night.credential"]);
    }
  });

  it("of a profile that begins with a byte order mark are read", async () => {
    await profile(`\ufeff${JSON.stringify({ type: "default", secretId, secretKey })}`);
    assert.equal((await read({})).secretId, secretId);
  });

  it("of a profile whose role is empty, or that a login wrote, are read", async () => {
    for (const more of [
      { "role-arn": "", "use-cvm-role": false, type: "" },
      { type: "sso", token, expiresAt: 1e300 },
    ]) {
      await profile({ secretId, secretKey, ...more });
      assert.equal((await read({})).secretId, secretId);
    }
  });

  it("of a profile of a kind that is not known are refused, and its key pair is not used in its place", async () => {
    for (const pair of [{ secretId, secretKey }, {}]) {
      await profile({ ...pair, type: "canary\u001b[2K" });
      await assert.rejects(read({}), (error: Error) => {
        assert.match(
          error.message,
          /default\.credential is of a kind that this package does not know.*TENCENTCLOUD_SECRET_ID/,
        );
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    }
    assert.equal((await read(environment)).source, "the environment variable TENCENTCLOUD_SECRET_ID");
  });

  for (const { what, env = {}, values = {}, fields, says } of [
    {
      what: "missing everywhere",
      says: /^no credentials: set TENCENTCLOUD_SECRET_ID .* qcloud:secretId .*\(~\/\.tccli\/default/,
    },
    {
      what: "in a profile of the vendor's CLI that does not exist",
      env: { TCCLI_PROFILE: "absent" },
      says: /^the profile named by TCCLI_PROFILE cannot be read from ~\/\.tccli: ENOENT/,
    },
    {
      what: "half in the environment",
      env: { TENCENTCLOUD_SECRET_ID: secretId },
      values: config,
      says: /^half a key pair: the environment variable TENCENTCLOUD_SECRET_ID is set, but/,
    },
    {
      what: "half in the config",
      values: { "qcloud:secretKey": secretKey },
      says: /^half a key pair: the stack's config qcloud:secretKey is set, but/,
    },
    {
      what: "in a profile that does not exist",
      env: { TENCENTCLOUD_PROFILE: "absent" },
      says: /^the profile named by TENCENTCLOUD_PROFILE cannot be read from ~\/\.tccli: ENOENT/,
    },
    { what: "in a profile that is no JSON", fields: `{"secretKey":"${secretKey}`, says: /is not a JSON object with/ },
    {
      what: "in a profile without them",
      fields: { token },
      says: /default\.credential contains no secretId and secretKey/,
    },
    { what: "half in a profile", fields: { secretId }, says: /^half a key pair: the profile ~\/\.tccli\/default/ },
  ] as {
    what: string;
    env?: Record<string, string>;
    values?: Record<string, string>;
    fields?: unknown;
    says: RegExp;
  }[]) {
    it(`${what} are refused by the name of the place`, async () => {
      if (fields !== undefined) {
        await profile(fields);
      }
      await assert.rejects(read(env, values), (error: Error) => {
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    });
  }

  /** What the user is told when the service refuses these credentials. */
  async function refusal(env: Record<string, string>, values: Record<string, string> = {}): Promise<string> {
    const emulator = await startEmulator({ accounts: [{ secretId, secretKey, token: "another-token" }] });
    try {
      const settings = await readSettings(source(values), { HOME: home, QCLOUD_VPC_ENDPOINT: emulator.url, ...env });
      const scope = { client: new Client(settings), region: "gz", deadline: deadlineIn(60_000) };
      const { message } = await failure(listVpnConns(scope, {}));
      scope.client.close();
      assert.doesNotMatch(message, /canary-token|canary-secret-key/);
      return message;
    } finally {
      await emulator.stop();
    }
  }

  it("that are temporary and refused are said to expire, with where they came from and how they are renewed", async () => {
    const message = await refusal({ ...environment, TENCENTCLOUD_TOKEN: token });
    assert.match(
      message,
      /\(4105\).*SecretId cana\.\.\.6789 from the environment variable TENCENTCLOUD_SECRET_ID, region gz/,
    );
    assert.match(message, /They are temporary credentials, which expire; get new ones and set TENCENTCLOUD_SECRET_ID/);
    const inConfig = { "qcloud:secretId": secretId, "qcloud:secretKey": secretKey, "qcloud:token": token };
    assert.match(await refusal({}, inConfig), /from the stack's config qcloud:secretId.* expire; set qcloud:secretId/);
    const explicit = { ...inConfig, "qcloud:explicit": "true" };
    assert.match(await refusal({}, explicit), /from the explicit provider.* expire; pass new ones to the provider/);
  });

  it("of a profile that has ended are said to have ended, with when", async () => {
    await profile({ secretId, secretKey, token, expiresAt: 1_600_000_000 });
    const message = await refusal({});
    assert.match(message, /expire \(these did at 2020-09-13T12:26:40\.000Z\); any command of the vendor's CLI renews/);
    await profile({ secretId, secretKey, token, expiresAt: 9_000_000_000 });
    assert.match(await refusal({}), /\(these do at 2255-/);
  });

  it("that are permanent and refused are not said to expire", async () => {
    const message = await refusal({
      TENCENTCLOUD_SECRET_ID: "emulator-secret-id",
      TENCENTCLOUD_SECRET_KEY: "another-key",
    });
    assert.match(message, /AuthFailure.*from the environment variable TENCENTCLOUD_SECRET_ID/);
    assert.doesNotMatch(message, /expire/);
  });
});
