import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sinon from "sinon";
import { startEmulator } from "../emulator/index.ts";
import { readProxy } from "../provider/settings/proxy.ts";
import { readCheckSettings, readSettings } from "../provider/settings/settings.ts";
import { withConnectProxy } from "./support/connect-proxy.ts";

const run = promisify(execFile);
const fixture = (name: string): string => fileURLToPath(new URL(`./fixtures/tls/${name}.pem`, import.meta.url));
const credentials = { TENCENTCLOUD_SECRET_ID: "emulator-secret-id", TENCENTCLOUD_SECRET_KEY: "emulator-secret-key" };
const cloud = "https://vpc.cloud.example/v2/index.php";

describe("the proxy of the environment", () => {
  const sandbox = sinon.createSandbox();
  afterEach(() => sandbox.restore());

  const proxyWith = (env: Record<string, string>, url = cloud): string | undefined => {
    sandbox.stub(process, "env").value(env);
    const proxy = readProxy(url);
    return proxy && `${proxy.url} ${proxy.source.split(" ").at(-1)}`;
  };

  for (const { env, url, is } of [
    { env: {}, is: undefined },
    { env: { HTTPS_PROXY: "http://p:1" }, is: "http://p:1 HTTPS_PROXY" },
    { env: { https_proxy: "http://q:2", HTTPS_PROXY: "http://p:1" }, is: "http://q:2 https_proxy" },
    { env: { HTTP_PROXY: "http://p:1" }, is: undefined },
    { env: { HTTP_PROXY: "http://p:1" }, url: "http://vpc.cloud.example", is: "http://p:1 HTTP_PROXY" },
    { env: { ALL_PROXY: "http://p:1" }, is: "http://p:1 ALL_PROXY" },
    { env: { HTTPS_PROXY: "p:1" }, is: "http://p:1 HTTPS_PROXY" },
    { env: { HTTPS_PROXY: "http://p:1", NO_PROXY: "other.example" }, is: "http://p:1 HTTPS_PROXY" },
    { env: { HTTPS_PROXY: "http://p:1", NO_PROXY: "other.example,vpc.cloud.example" }, is: undefined },
    { env: { HTTPS_PROXY: "http://p:1", no_proxy: ".cloud.example" }, is: undefined },
    { env: { HTTPS_PROXY: "http://p:1", NO_PROXY: "vpc.cloud.example:443" }, is: undefined },
    { env: { HTTPS_PROXY: "http://p:1", NO_PROXY: "vpc.cloud.example:8443" }, is: "http://p:1 HTTPS_PROXY" },
    { env: { HTTPS_PROXY: "http://p:1", NO_PROXY: "*" }, is: undefined },
    { env: { HTTPS_PROXY: "http://p:1" }, url: "no URL", is: undefined },
  ] as { env: Record<string, string>; url?: string; is: string | undefined }[]) {
    it(`with ${JSON.stringify(env)} is ${is}${url === undefined ? "" : ` for ${url}`}`, () => {
      assert.equal(proxyWith(env, url), is);
    });
  }
});

describe("a setting that cannot be used", () => {
  for (const [name, value, says] of [
    [
      "QCLOUD_CA_FILE",
      "/nowhere/ca.pem",
      /^the CA certificate named by the environment variable QCLOUD_CA_FILE cannot/,
    ],
    ["QCLOUD_CA_FILE", fileURLToPath(import.meta.url), /^the file named by .* QCLOUD_CA_FILE contains no certificate/],
    ["QCLOUD_ALLOW_HTTP", "yes", /QCLOUD_ALLOW_HTTP must be one of true, false$/],
    ["QCLOUD_SIGNATURE_METHOD", "HmacMD5", /QCLOUD_SIGNATURE_METHOD must be one of HmacSHA256, HmacSHA1$/],
    ["QCLOUD_SIGNATURE_METHOD", "hmac-sha-256", /HmacSHA1; did you mean HmacSHA256\?$/],
    ["QCLOUD_REQUESTS_PER_SECOND", "canary", /from 0\.1 to 10000$/],
    ["QCLOUD_TIMEOUT_DELETE", "soon", /QCLOUD_TIMEOUT_DELETE must be a duration such as "90s" or "15m"$/],
  ] as const) {
    it(`is refused by the name of its place: ${name}=${value.split("/").at(-1)}`, async () => {
      await assert.rejects(readSettings(undefined, { ...credentials, [name]: value }), { message: says });
    });
  }
});

/** Lists tunnels with the settings of its environment, in a process of its own: Node.js reads its certificates at the start. */
const program = `
import { Client } from "./provider/api/http/client.ts";
import { deadlineIn } from "./provider/util/deadline.ts";
import { listVpnConns } from "./provider/api/v2/vpn-conn.ts";
import { readCheckSettings, readSettings } from "./provider/settings/settings.ts";
const client = new Client(await readSettings(undefined));
const scope = { client, region: "gz", deadline: deadlineIn(20_000) };
console.log(await listVpnConns(scope, {}).then((found) => found.length + " tunnels", (error) => error.message));
client.close();
`;

async function ask(env: Record<string, string>): Promise<string> {
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const args = ["--input-type=module", "--eval", program];
  return (await run(process.execPath, args, { cwd, env: { ...credentials, ...env } })).stdout.trim();
}

describe("a private cloud with a certificate of its own", () => {
  const tls = { cert: readFileSync(fixture("cloud-cert"), "utf8"), key: readFileSync(fixture("cloud-key"), "utf8") };

  it("is refused without it, and trusted by NODE_EXTRA_CA_CERTS, by the setting, and by both", async () => {
    const emulator = await startEmulator({ tls });
    const QCLOUD_VPC_ENDPOINT = emulator.url.replace("127.0.0.1", "localhost");
    try {
      assert.match(
        await ask({ QCLOUD_VPC_ENDPOINT }),
        /self-signed certificate.*QCLOUD_CA_FILE, qcloud:caFile or NODE_EXTRA_CA_CERTS/,
      );
      const [own, other] = [fixture("cloud-cert"), fixture("cert")];
      for (const env of [
        { NODE_EXTRA_CA_CERTS: own },
        { QCLOUD_CA_FILE: own },
        { NODE_EXTRA_CA_CERTS: own, QCLOUD_CA_FILE: other },
        { NODE_EXTRA_CA_CERTS: other, QCLOUD_CA_FILE: own },
      ]) {
        assert.equal(await ask({ QCLOUD_VPC_ENDPOINT, ...env }), "0 tunnels");
      }
    } finally {
      await emulator.stop();
    }
  }).timeout(60_000);

  it("behind a proxy of the environment is reached through it", async () => {
    const emulator = await startEmulator({ tls });
    const to = Number(new URL(emulator.url).port);
    try {
      await withConnectProxy({ to }, async ({ port, connects }) => {
        const HTTPS_PROXY = `http://127.0.0.1:${port}`;
        const env = { QCLOUD_VPC_ENDPOINT: cloud, QCLOUD_CA_FILE: fixture("cloud-cert"), HTTPS_PROXY };
        assert.equal(await ask(env), "0 tunnels");
        assert.equal(connects.length, 1);
      });
    } finally {
      await emulator.stop();
    }
  }).timeout(60_000);
});

describe("the version of the API", () => {
  for (const [given, api] of [
    ["3", "3.0"],
    ["3.0", "3.0"],
    ["2", "2.0"],
  ] as const) {
    it(`is ${api} for ${given}, which is what Pulumi makes of a number in a stack's file`, () => {
      const config = { get: (key: string) => (key === "qcloud:api" ? given : undefined) };
      assert.equal(readCheckSettings(config, {}).api, api);
    });
  }
});
