import assert from "node:assert/strict";
import { inspect } from "node:util";
import { ComponentResource, type Output, output, ProviderResource, runtime, secret, unknown } from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "../emulator/index.ts";
import {
  getUserGatewaysOutput,
  getVpcOutput,
  getVpnConnectionConfigOutput,
  getVpnConnectionsOutput,
  getVpnGatewayOutput,
  QcloudProvider,
} from "../provider/index.ts";
import { makeTunnel } from "./emulator/support.ts";
import { withEnvironment } from "./support/environment.ts";
import { describeVersions, reached } from "./support/versions.ts";

const second = { secretId: "second-secret-id", secretKey: "second-secret-key" };
const device = { vendorName: "cisco", platform: "ios", software: "V15.4", interfaceName: "Gi0/0" };

/** The value of an output, and what the engine would know of it. */
async function settled<T>(result: Output<T>): Promise<{ value: T; isKnown: boolean; isSecret: boolean }> {
  const inner = result as unknown as { promise(): Promise<T>; isKnown: Promise<boolean>; isSecret: Promise<boolean> };
  const value = await inner.promise();
  return { value, isKnown: await inner.isKnown, isSecret: await inner.isSecret };
}

describeVersions("output-lifting lookups", (version) => {
  let emulator: Emulator;
  let ids: { vpc: string; gateway: string; userGateway: string } | undefined;
  const registered: { type: string; inputs: Record<string, unknown> }[] = [];

  withEnvironment({});
  before(async () => {
    emulator = await startEmulator({ taskMs: 0 });
    ids = emulator.addAccount(second);
    await makeTunnel(emulator);
  });
  after(async () => await emulator.stop());
  beforeEach(async () => {
    emulator.clearCalls();
    registered.length = 0;
    await mocks(false);
    Object.assign(process.env, {
      TENCENTCLOUD_SECRET_ID: emulator.secretId,
      TENCENTCLOUD_SECRET_KEY: emulator.secretKey,
      TENCENTCLOUD_REGION: "ap-guangzhou",
      QCLOUD_API: reached(emulator).api,
      QCLOUD_VPC_ENDPOINT: reached(emulator).endpoint,
    });
  });

  const mocks = (isPreview: boolean): Promise<void> =>
    runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          registered.push({ type, inputs });
          return { id: `${name}-id`, state: inputs };
        },
        call: () => ({}),
      },
      "project",
      "stack",
      isPreview,
    );

  const secondProvider = (name: string): QcloudProvider => new QcloudProvider(name, second);

  it("give what the plain functions give, for arguments that are outputs", async () => {
    const vpc = getVpcOutput({ vpcId: output("vpc-03vihbk9") });
    assert.equal((await settled(vpc.cidrBlock)).value, "10.0.0.0/16");
    const gateway = getVpnGatewayOutput({ vpcId: vpc.vpcId });
    assert.deepEqual(await settled(gateway.vpnGwId), { value: "vpngw-dystbrkv", isKnown: true, isSecret: false });
    const { value } = await settled(getUserGatewaysOutput());
    assert.equal(value.userGateways[0]?.userGwId, "cgw-e098slul");
  });

  it("repeat no argument that is a secret in an error", async () => {
    for (const look of [
      () => getVpcOutput({ vpcName: secret("canary-name") }),
      () => getVpnGatewayOutput({ vpcId: secret("vpc-canary01") }),
      // Through API 3.0, the list of the tunnels of a VPC that is not there is empty.
      ...(version === "2.0" ? [() => getVpnConnectionsOutput({ vpcId: secret("vpc-canary01") })] : []),
      () => getVpcOutput({ vpcName: "no such", region: secret("canary-region") }),
    ]) {
      const error = await settled(look() as Output<unknown>).then(
        () => assert.fail("it succeeds"),
        (thrown: unknown) => thrown,
      );
      assert.match((error as Error).message, /\[redacted\]/);
      assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /canary/);
    }
  });

  it("run in a preview, and call nothing while an argument is not known", async () => {
    await mocks(true);
    assert.equal((await settled(getVpcOutput({ isDefault: true }))).value.vpcId, "vpc-03vihbk9");
    emulator.clearCalls();
    const result = await settled(getVpnGatewayOutput({ vpcId: unknown as unknown as string }));
    assert.equal(result.isKnown, false);
    assert.deepEqual(emulator.calls(), []);
  });

  it("are secrets where they hold keys, and not where they do not", async () => {
    assert.equal((await settled(getVpnConnectionsOutput())).isSecret, false);
    const withKeys = await settled(getVpnConnectionsOutput({ includePreSharedKeys: true }));
    assert.equal(withKeys.isSecret, true);
    assert.equal(withKeys.value.vpnConnections[0]?.preSharedKey, "canary-psk-81b2");
    const vpnConnId = String(emulator.state().vpnConnections[0]?.unVpnConnId);
    const config = getVpnConnectionConfigOutput({ ...device, vpnConnId });
    assert.equal((await settled(config.configText)).isSecret, true);
    assert.match((await settled(config.configText)).value, /canary-psk-81b2/);
    assert.equal((await settled(getVpcOutput({ vpcId: secret("vpc-03vihbk9") }))).isSecret, true);
  });

  it("ask with the account of the provider that they are given, and its key pair makes no secret of what it sees", async () => {
    const { value, isSecret } = await settled(getVpcOutput({}, { provider: secondProvider("given") }));
    assert.equal(value.vpcId, ids?.vpc);
    assert.equal(isSecret, false);
    assert.deepEqual([...new Set(emulator.calls().map(({ parameters }) => parameters["SecretId"]))], [second.secretId]);
  });

  it("ask with the account of a component's provider", async () => {
    const component = new ComponentResource(
      "test:Component",
      "component",
      {},
      { providers: [secondProvider("inherited")] },
    );
    const child = new ComponentResource("test:Component", "child", {}, { parent: component });
    assert.equal((await settled(getVpcOutput({}, { parent: child }))).value.vpcId, ids?.vpc);
  });

  it("never mix the settings of a provider with the stack's config", async () => {
    runtime.setAllConfig({ "qcloud:region": "ap-beijing", "qcloud:endpoint": "http://127.0.0.1:9/v2/index.php" });
    assert.equal((await settled(getVpcOutput({}, { provider: secondProvider("apart") }))).value.region, "ap-guangzhou");
    runtime.setAllConfig({});
  });

  it("refuse a provider of somebody else", () => {
    class Other extends ProviderResource {}
    const provider = new Other("pulumi-nodejs", "other", {}) as QcloudProvider;
    assert.throws(() => getVpcOutput({}, { provider }), /provider must be a QcloudProvider/);
  });
});

describe("QcloudProvider", () => {
  const registered: { type: string; name: string; inputs: Record<string, unknown> }[] = [];

  before(async () => {
    await runtime.setMocks({
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs });
        return { id: `${name}-id`, state: inputs };
      },
      call: () => ({}),
    });
  });

  const inputsOf = async (provider: QcloudProvider): Promise<Record<string, unknown>> => {
    await settled(provider.id);
    return registered.at(-1)?.inputs ?? {};
  };

  it("hands every setting over as text under the key that the settings are read by, and marks itself", async () => {
    const provider = new QcloudProvider("all", {
      ...second,
      token: "test-only-token",
      region: output("gz"),
      endpoint: "https://vpc.example/v2/index.php",
      signatureMethod: "HmacSHA1",
      signHost: "inner.example",
      caFile: "ca.pem",
      allowHttp: true,
      encryptAlgorithmGroup: "IPsecSet",
      owner: "network team",
    });
    const inputs = await inputsOf(provider);
    assert.equal(registered.at(-1)?.type, "pulumi:providers:pulumi-nodejs");
    assert.deepEqual(
      Object.fromEntries(Object.entries(inputs).filter(([key]) => !/secretId|secretKey|token/.test(key))),
      {
        "qcloud:explicit": "true",
        "qcloud:region": "gz",
        "qcloud:endpoint": "https://vpc.example/v2/index.php",
        "qcloud:signatureMethod": "HmacSHA1",
        "qcloud:signHost": "inner.example",
        "qcloud:caFile": "ca.pem",
        "qcloud:allowHttp": "true",
        "qcloud:encryptAlgorithmGroup": "IPsecSet",
        "qcloud:owner": "network team",
      },
    );
    for (const key of ["qcloud:secretId", "qcloud:secretKey", "qcloud:token"]) {
      const kept = (provider as unknown as Record<string, Output<string>>)[key] as Output<string>;
      assert.equal((await settled(kept)).isSecret, true, key);
    }
  });

  it("leaves out what is not given", async () => {
    const inputs = await inputsOf(new QcloudProvider("none", { region: "gz", owner: output(undefined) as never }));
    assert.deepEqual(inputs, { "qcloud:explicit": "true", "qcloud:region": "gz", "qcloud:owner": "" });
  });

  it("refuses half a key pair, a token alone, and what it does not know", () => {
    assert.throws(
      () => new QcloudProvider("half", { secretId: "x" }),
      /half: secretId and secretKey are needed together/,
    );
    assert.throws(() => new QcloudProvider("token", { token: "x" }), /a token needs its secretId and secretKey/);
    assert.throws(
      () => new QcloudProvider("typo", { secretid: "x" } as never),
      /secretid is not an argument of QcloudProvider$/,
    );
  });
});
