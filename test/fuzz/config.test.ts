import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { startEmulator } from "../../emulator/index.ts";
import { readCheckSettings, readSettings, SETTING_KEYS } from "../../provider/settings/settings.ts";
import { nowhere } from "../credentials/services.ts";
import { CANARY } from "../properties/args.ts";
import { Harness } from "../properties/harness.ts";
import { assertClearError, assertNoCanary } from "../properties/invariants.ts";
import { type Host, ProviderProcess } from "../properties/processes.ts";
import { illFormed } from "./mangle.ts";
import { READ_TIMEOUT, RUNS, SEED } from "./settings.ts";

const SECRET = `${CANARY}-secret-key`;

/** Texts that a setting may hold by mistake. */
const text = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\t",
    "0",
    "-1",
    "1e9",
    "null",
    "true",
    "TRUE",
    "yes",
    "\u0000",
    "\n",
    "\u001b[2J",
    "%",
    "@x",
  ),
  fc.constantFrom("ap-guangzhou", "gz", "HmacSHA1", "HmacSHA256", "IKESet", "IPsecSet", "0.1", "15", "90s", "1h30m"),
  fc.constantFrom("/", "/nonexistent", ".", "../..", "http://127.0.0.1:1/", "host:1", "a b", "[::1", "x".repeat(5000)),
  fc.string({ unit: "binary", maxLength: 40 }),
  illFormed,
  illFormed.map((value) => `${"x".repeat(39)}${value}`),
  fc.json(),
);

/** Addresses that are none, or at which nothing but this machine can be. */
const endpoint = fc.constantFrom(
  " ",
  "x",
  "http://",
  "https://",
  "://",
  "//127.0.0.1",
  "127.0.0.1:80",
  "ftp://127.0.0.1/",
  "file:///etc/passwd",
  "javascript:1",
  "http://127.0.0.1:1/",
  "https://127.0.0.1:1/",
  "http://127.0.0.1:99999/",
  "http://user:password@127.0.0.1/",
  "http://127.0.0.1/?x=1",
  "http://127.0.0.1/#x",
  "http://[::1",
  "\u0000",
  "THE EMULATOR",
);

const keys = Object.values(SETTING_KEYS);
const variables = [
  "QCLOUD_VPC_ENDPOINT",
  "QCLOUD_SIGN_HOST",
  "QCLOUD_CA_FILE",
  "QCLOUD_ALLOW_HTTP",
  "QCLOUD_SIGNATURE_METHOD",
  "QCLOUD_ENCRYPT_ALGORITHM_GROUP",
  "QCLOUD_REQUESTS_PER_SECOND",
  "QCLOUD_OWNER",
  "QCLOUD_TIMEOUT_CREATE",
  "QCLOUD_TIMEOUT_READ",
  "TENCENTCLOUD_REGION",
  "TENCENTCLOUD_SECRET_ID",
  "TENCENTCLOUD_SECRET_KEY",
  "TENCENTCLOUD_SECURITY_TOKEN",
  "TENCENTCLOUD_TOKEN",
] as const;

/** Some of the names, each with a text; what is to stay secret says so. */
const some = (names: readonly string[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .dictionary(fc.constantFrom(...names), text, { maxKeys: 4 })
    .map((given) =>
      Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, /key|token/i.test(name) ? SECRET + value : value]),
      ),
    );

const PLACES =
  /the environment variable|qcloud:|profile|explicit provider|credentials|signHost|requestTimeoutMs|endpoint/;

function assertNamesSetting(error: unknown): void {
  assertClearError(error);
  const { message } = error as Error;
  assert.match(message, PLACES, "a message names no setting");
  assertNoCanary(message, "a message");
}

describe("settings that hold anything", function () {
  this.timeout(10 * 60_000);

  let harness: Harness;
  let home: string;
  before(async () => {
    harness = await Harness.begin();
    Object.assign(process.env, READ_TIMEOUT);
    home = mkdtempSync(join(tmpdir(), "fuzz-home-"));
    process.env["HOME"] = home;
  });
  after(() => {
    harness.end();
    rmSync(home, { recursive: true, force: true });
  });

  it(`are taken, or refused in words that name the setting (seed ${SEED})`, async () => {
    const property = fc.asyncProperty(some([...keys, "qcloud:explicit"]), some(variables), async (config, env) => {
      const source = { get: (key: string) => config[key] };
      try {
        readCheckSettings(source, { HOME: home, ...env });
        await readSettings(source, { HOME: home, ...env }, undefined, { locations: nowhere });
      } catch (error) {
        assertNamesSetting(error);
      }
    });
    await fc.assert(property, { seed: SEED, numRuns: 10 * RUNS });
  });

  it(`never lead to a hang, nor to a tunnel that is said to be gone (seed ${SEED})`, async () => {
    const property = fc.asyncProperty(some(keys), endpoint, fc.boolean(), (config, at, explicit) =>
      refreshWith(config, at, explicit),
    );
    await fc.assert(property, { seed: SEED, numRuns: RUNS });
  });

  async function refreshWith(given: Record<string, string>, at: string, explicit: boolean): Promise<void> {
    const [maker, host] = harness.hosts as readonly [Host, Host];
    const emulator = await harness.onPort((port) => startEmulator({ port }));
    try {
      const whole: Record<string, string> = {
        "qcloud:explicit": "true",
        "qcloud:endpoint": emulator.url,
        "qcloud:secretId": emulator.secretId,
        "qcloud:secretKey": emulator.secretKey,
        "qcloud:region": "ap-guangzhou",
      };
      const args = {
        vpcId: "vpc-03vihbk9",
        vpnGwId: "vpngw-dystbrkv",
        userGwId: "cgw-e098slul",
        preSharedKey: `${CANARY}-psk`,
        userGwCidrBlock: ["172.16.10.0/24"],
        vpnConnName: "office",
      };
      const right = maker.configure({ config: { get: (key) => whole[key] } });
      const { inputs } = await right.check({}, args);
      const within = <T>(call: () => Promise<T>): Promise<T> =>
        harness.time.until(new ProviderProcess(host, undefined).run(call), 120_000, "an operation");
      const made = await within(() => right.create(inputs));

      const { "qcloud:explicit": _explicit, ...rest } = whole;
      const config: Record<string, string> = {
        ...rest,
        ...(explicit ? { "qcloud:explicit": "true" } : {}),
        ...given,
        "qcloud:endpoint": at === "THE EMULATOR" ? emulator.url : at,
        // No request leaves this machine.
        "qcloud:allowHttp": "false",
      };
      const wrong = host.configure({ config: { get: (key) => config[key] } });
      harness.lines.length = 0;
      for (const operation of [
        async () => assert.notEqual((await wrong.read(made.id, made.outs)).id, "", "a tunnel that stands is gone"),
        async () => {
          await wrong.delete(made.id, made.outs);
          assert.deepEqual(emulator.state().vpnConnections, [], "a tunnel that stands is said to be deleted");
        },
      ]) {
        await within(operation).catch((error: unknown) => {
          if (error instanceof assert.AssertionError) {
            throw error;
          }
          assertClearError(error);
        });
      }
      for (const line of harness.lines) {
        assertNoCanary(line, "a line of output");
      }
    } finally {
      await emulator.stop();
    }
  }

  describe("in a profile of the vendor's CLI", () => {
    const profile = (name: string): string => join(home, ".tccli", `${name}.credential`);
    const read = async (name?: string): Promise<void> => {
      const env = { HOME: home, ...(name === undefined ? {} : { TENCENTCLOUD_PROFILE: name }) };
      try {
        await readSettings(undefined, env, undefined, { locations: nowhere });
      } catch (error) {
        assertNamesSetting(error);
      }
    };
    before(() => mkdirSync(join(home, ".tccli")));

    it(`are taken, or refused in words that name the profile (seed ${SEED})`, async () => {
      const field = fc.oneof(fc.constant(SECRET), fc.jsonValue());
      const fields = fc.record(
        { secretId: field, secretKey: field, token: field, expiresAt: fc.jsonValue() },
        { requiredKeys: [] },
      );
      const content = fc.oneof(
        fields.map((value) => Buffer.from(JSON.stringify(value))),
        fields.map((value) => Buffer.from(JSON.stringify(value).slice(0, -1))),
        fields.map((value) => Buffer.from(JSON.stringify([value]))),
        fields.map((value) => Buffer.from(JSON.stringify(value), "utf16le")),
        fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
        fc.json().map((value) => Buffer.from(value)),
        fc.constant(Buffer.from(`{"secretKey":"${SECRET}","secretId":"${"x".repeat(3_000_000)}`)),
      );
      const property = fc.asyncProperty(content, fc.boolean(), async (bytes, named) => {
        writeFileSync(profile("default"), bytes);
        await read(named ? "default" : undefined);
      });
      await fc.assert(property, { seed: SEED, numRuns: RUNS });
    });

    it("are refused in words where the file is none that can be read", async () => {
      mkdirSync(profile("directory"));
      symlinkSync(profile("circle"), profile("circle"));
      writeFileSync(profile("closed"), `{"secretKey":"${SECRET}"}`);
      chmodSync(profile("closed"), 0o000);
      for (const name of ["directory", "circle", "closed", "absent", "\u0000", "../..", "a/b", "x".repeat(5000)]) {
        await assert.rejects(readSettings(undefined, { HOME: home, TENCENTCLOUD_PROFILE: name }), (error) => {
          assertNamesSetting(error);
          return true;
        });
      }
    });
  });
});
