import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "../emulator/index.ts";
import {
  getUserGateways,
  getVpc,
  getVpnConnectionConfig,
  getVpnConnections,
  getVpnGateway,
  LookupError,
  type LookupSettings,
} from "../provider/index.ts";
import { call, makeTunnel } from "./emulator/support.ts";
import { everythingIn, failure } from "./qcloud/support.ts";
import { withEnvironment } from "./support/environment.ts";

let emulator: Emulator;
let settings: LookupSettings;

before(async () => {
  emulator = await startEmulator({ taskMs: 0 });
});
after(async () => await emulator.stop());

const suite = (title: string, body: () => void): void => {
  describe(title, () => {
    withEnvironment({});
    beforeEach(() => {
      emulator.clearFaults();
      settings = {
        secretId: emulator.secretId,
        secretKey: emulator.secretKey,
        endpoint: emulator.url,
        region: "ap-guangzhou",
      };
    });
    body();
  });
};

/** Where an error has to say that it looked. */
const where = (): RegExp =>
  new RegExp(
    `in region ap-guangzhou at ${emulator.url} \\(from the settings given \\(endpoint\\)\\), asked with SecretId emul\\.\\.\\.t-id from the settings given \\(secretId\\)`,
  );

suite("getVpc", () => {
  for (const vpcId of ["vpc-03vihbk9", "gz_vpc_76", "76"]) {
    it(`finds a VPC by the id ${vpcId}`, async () => {
      const vpc = await getVpc({ vpcId }, { settings });
      assert.deepEqual(vpc, {
        region: "ap-guangzhou",
        vpcId: "vpc-03vihbk9",
        legacyVpcId: "gz_vpc_76",
        vpcName: "emulator-vpc",
        cidrBlock: "10.0.0.0/16",
        isDefault: true,
        createTime: emulator.state().vpcs[0]?.createTime,
      });
    });
  }

  it("finds one by its whole name, on whichever page and beside names that hold it", async () => {
    for (let number = 0; number < 110; number += 1) {
      await call(emulator, "CreateVpc", { vpcName: `branch-${number}`, cidrBlock: "10.0.1.0/24" });
    }
    const vpc = await getVpc({ vpcName: "branch-1" }, { settings });
    assert.equal(vpc.vpcName, "branch-1");
    assert.equal((await getVpc({ vpcName: "branch-109" }, { settings })).vpcName, "branch-109");
    assert.equal((await getVpc({ isDefault: true }, { settings })).vpcId, "vpc-03vihbk9");
  });

  it("says what it searched and where when there is none, and what comes close", async () => {
    const none = await failure(getVpc({ vpcName: "branch-11x" }, { settings }));
    assert.ok(none instanceof LookupError);
    assert.match(none.message, /^there is no VPC with vpcName "branch-11x" in region/);
    assert.match(none.message, where());
    const close = await failure(getVpc({ vpcName: "branch" }, { settings }));
    assert.match(close.message, /Close to it: vpc-[0-9a-z]{8} \("branch-0", 10\.0\.1\.0\/24\)/);
    for (const vpcId of ["vpc-00000000", "bj_vpc_76"]) {
      assert.match((await failure(getVpc({ vpcId }, { settings }))).message, where());
    }
    assert.ok(!everythingIn(close).includes(emulator.secretKey));
  });

  it("names those that fit when there are several", async () => {
    await call(emulator, "CreateVpc", { vpcName: "twin", cidrBlock: "10.0.2.0/24" });
    await call(emulator, "CreateVpc", { vpcName: "twin", cidrBlock: "10.0.3.0/24" });
    const many = await failure(getVpc({ vpcName: "twin" }, { settings }));
    assert.match(
      many.message,
      /there are 2 of VPC with vpcName "twin".*vpc-.*10\.0\.2\.0\/24.*vpc-.*10\.0\.3\.0\/24.*by its vpcId/,
    );
    assert.match(many.message, where());
  });
});

suite("getVpnGateway", () => {
  it("finds a running one by either id, or by name and VPC", async () => {
    const searches = [
      { vpnGwId: "vpngw-dystbrkv" },
      { vpnGwId: "547" },
      { vpnGwName: "emulator-gateway", vpcId: "vpc-03vihbk9" },
      { vpcId: "gz_vpc_76" },
    ];
    for (const search of searches) {
      const gateway = await getVpnGateway(search, { settings });
      const { vpnGwId, legacyVpnGwId, vpnGwName, vpcId, bandwidth, vpnGwAddress } = gateway;
      assert.deepEqual(
        [vpnGwId, legacyVpnGwId, vpnGwName, vpcId, bandwidth, vpnGwAddress],
        ["vpngw-dystbrkv", "547", "emulator-gateway", "vpc-03vihbk9", 5, emulator.state().vpnGateways[0]?.vpnGwAddress],
      );
    }
  });

  it("does not take one that is still being delivered, and says so", async () => {
    emulator.configure({ taskMs: 60_000 });
    const order = { name: "new", vpcId: "vpc-03vihbk9", bandwidth: 5, chargeType: "POSTPAID_BY_HOUR" };
    await call(emulator, "RunVpnGw", order);
    emulator.configure({ taskMs: 0 });
    const none = await failure(getVpnGateway({ vpnGwName: "new" }, { settings }));
    assert.match(
      none.message,
      /It is there but does not run: vpngw-[0-9a-z]{8} \("new", delivering, in vpc-03vihbk9\)/,
    );
    assert.equal((await getVpnGateway({ vpcId: "vpc-03vihbk9" }, { settings })).vpnGwId, "vpngw-dystbrkv");
  });

  it("says what it searched and where when there is none, and names several", async () => {
    const none = await failure(getVpnGateway({ vpnGwName: "x", vpcId: "vpc-00000000" }, { settings }));
    assert.match(none.message, /no running VPN gateway with vpnGwName "x" and vpcId "vpc-00000000" in region/);
    assert.match(none.message, where());
    await call(emulator, "RunVpnGw", {
      name: "second",
      vpcId: "vpc-03vihbk9",
      bandwidth: 5,
      chargeType: "POSTPAID_BY_HOUR",
    });
    const many = await failure(getVpnGateway({ vpcId: "vpc-03vihbk9" }, { settings }));
    assert.match(many.message, /there are 2 of running VPN gateway.*"emulator-gateway".*"second".*by its vpnGwId/);
  });
});

suite("getUserGateways and getVpnConnections", () => {
  it("list everything that fits, in all pages, oldest first", async () => {
    emulator.configure({ set: { onePerPair: "allow" } });
    for (let number = 1; number <= 55; number += 1) {
      await call(emulator, "AddUserGw", { userGwName: `peer-${number}`, userGwAddr: `203.0.113.${number}` });
      await makeTunnel(emulator, { vpnConnName: `tunnel-${number}` });
    }
    const { userGateways } = await getUserGateways({}, { settings });
    assert.deepEqual(
      userGateways.map(({ userGwId }) => userGwId),
      emulator.state().userGateways.map(({ unUserGwId }) => unUserGwId),
    );
    assert.deepEqual(userGateways[0], {
      userGwId: "cgw-e098slul",
      legacyUserGwId: "315",
      userGwName: "emulator-peer",
      userGwAddr: "198.51.100.63",
      vpnConnNum: 55,
      createTime: emulator.state().userGateways[0]?.createTime,
    });
    assert.equal((await getUserGateways({ userGwName: "peer-5" }, { settings })).userGateways.length, 1);
    assert.equal(
      (await getUserGateways({ userGwAddr: "203.0.113.9" }, { settings })).userGateways[0]?.userGwName,
      "peer-9",
    );
    assert.deepEqual((await getUserGateways({ userGwName: "peer" }, { settings })).userGateways, []);
    const { vpnConnections } = await getVpnConnections({}, { settings });
    assert.deepEqual(
      vpnConnections.map(({ vpnConnId }) => vpnConnId),
      emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId),
    );
  });

  it("narrow tunnels down by every argument, ids in either form", async () => {
    const count = async (args: object): Promise<number> =>
      (await getVpnConnections(args, { settings })).vpnConnections.length;
    assert.equal(await count({ vpnConnName: "tunnel-1" }), 1);
    assert.equal(await count({ vpcId: "gz_vpc_76", vpnGwId: "547", userGwId: "315" }), 55);
    assert.equal(await count({ userGwId: "cgw-00000000" }), 0);
  });

  it("give keys only when asked for them", async () => {
    const [tunnel] = (await getVpnConnections({ vpnConnName: "tunnel-1" }, { settings })).vpnConnections;
    assert.equal(tunnel?.status, "running");
    assert.deepEqual(tunnel?.destinationCidr, ["172.16.10.0/24"]);
    assert.ok(!JSON.stringify(tunnel).includes("canary-psk"));
    const args = { vpnConnName: "tunnel-1", includePreSharedKeys: true };
    const [withKey] = (await getVpnConnections(args, { settings })).vpnConnections;
    assert.equal(withKey?.preSharedKey, "canary-psk-81b2");
  });

  it("fail where the place to look in is not there", async () => {
    for (const args of [{ vpcId: "vpc-00000000" }, { vpnGwId: "548-0" }]) {
      const none = await failure(getVpnConnections(args, { settings }));
      assert.match(none.message, /there is no place to look for tunnels with vp(c|nGw)Id/);
      assert.match(none.message, where());
    }
  });
});

suite("getVpnConnectionConfig", () => {
  const device = { vendorName: "cisco", platform: "ios", software: "V15.4", interfaceName: "Gi0/0" };

  it("gives the text for the device at the other end", async () => {
    const [tunnel] = emulator.state().vpnConnections;
    for (const configShape of ["array", "object"] as const) {
      emulator.configure({ set: { configShape } });
      const vpnConnId = String(tunnel?.unVpnConnId);
      const result = await getVpnConnectionConfig({ ...device, vpnConnId }, { settings });
      assert.equal(result.vpnConnId, vpnConnId);
      assert.match(result.configText, /interface Gi0\/0\n.* pre-shared-key canary-psk-81b2\n/s);
    }
  });

  it("names the devices that there are when there is no text for one", async () => {
    const vpnConnId = String(emulator.state().vpnConnections[0]?.unVpnConnId);
    const none = await failure(getVpnConnectionConfig({ ...device, platform: "x", vpnConnId }, { settings }));
    assert.match(
      none.message,
      /no configuration for the device cisco x V15\.4 in region.*there are cisco ios V15\.4, h3c comware V1\.0/,
    );
  });

  it("says where it looked when there is no such tunnel", async () => {
    const none = await failure(getVpnConnectionConfig({ ...device, vpnConnId: "vpnx-00000000" }, { settings }));
    assert.match(none.message, /there is no tunnel with vpnConnId "vpnx-00000000"/);
    assert.match(none.message, where());
  });

  it("wants every part of it", async () => {
    const { interfaceName: _left, ...rest } = { ...device, vpnConnId: "399" };
    await assert.rejects(getVpnConnectionConfig(rest as never, { settings }), /interfaceName is required/);
  });
});

suite("the arguments of look-ups", () => {
  const refused: [object, RegExp][] = [
    [{ vpcname: "x" }, /^getVpc: vpcname is not an argument of it; those are region, vpcId, vpcName, isDefault$/],
    [{ vpcName: "" }, /^getVpc: vpcName must be text that is not empty$/],
    [{ vpcName: ["x"] }, /vpcName must be text/],
    [{ isDefault: "yes" }, /isDefault must be true or false/],
    [{ region: "a b" }, /region must be a region code/],
  ];
  for (const [args, expected] of refused) {
    it(`refuse ${JSON.stringify(args)} before any call`, async () => {
      emulator.clearCalls();
      assert.match((await failure(getVpc(args, { settings }))).message, expected);
      assert.deepEqual(emulator.calls(), []);
    });
  }

  it("take ids as numbers, and nothing for what is undefined", async () => {
    const args = { vpcId: 76, vpcName: undefined } as unknown as { vpcId: string };
    assert.equal((await getVpc(args, { settings })).vpcId, "vpc-03vihbk9");
  });

  it("refuse settings and timeouts that are none", async () => {
    await assert.rejects(
      getVpc({}, { settings: { secret: "x" } as LookupSettings }),
      /secret is not one of the settings/,
    );
    await assert.rejects(getVpc({}, { settings, timeout: "soon" }), /timeout must be a duration/);
    await assert.rejects(getVpc({}, { settings: { ...settings, secretKey: undefined } }), /half a key pair/);
  });
});

suite("what look-ups ask with", () => {
  const vpcId = "vpc-03vihbk9";
  const pair = (secretId: string, secretKey: string) => ({
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
  });

  it("is the stack's config where nothing else is said", async () => {
    runtime.setAllConfig({
      "qcloud:secretId": emulator.secretId,
      "qcloud:secretKey": emulator.secretKey,
      "qcloud:endpoint": emulator.url,
      "qcloud:region": "gz",
    });
    assert.equal((await getVpc({ vpcId })).region, "gz");
    runtime.setAllConfig({});
  });

  it("is the environment before the config, and the settings before both", async () => {
    runtime.setAllConfig({ "qcloud:secretId": "from-the-config", "qcloud:secretKey": "canary-key-config" });
    Object.assign(process.env, pair("from-the-environment", "canary-key-env"), {
      QCLOUD_VPC_ENDPOINT: emulator.url,
      TENCENTCLOUD_REGION: "ap-guangzhou",
    });
    const error = await failure(getVpc({ vpcId }));
    assert.match(error.message, /4104.*SecretId from\.\.\.ment from the environment variable TENCENTCLOUD_SECRET_ID/);
    assert.ok(!everythingIn(error).includes("canary-key"));
    const { secretId, secretKey } = settings;
    assert.equal((await getVpc({ vpcId }, { settings: { secretId, secretKey } })).vpcId, vpcId);
    runtime.setAllConfig({});
  });

  it("needs a region and a key pair from somewhere", async () => {
    const { secretId, secretKey, endpoint } = settings;
    await assert.rejects(getVpc({ vpcId }, { settings: { secretId, secretKey, endpoint } }), /needs a region/);
    process.env["HOME"] = "/nonexistent";
    await assert.rejects(getVpc({ vpcId, region: "gz" }, { settings: { endpoint } }), /no credentials: set/);
  });

  it("sees the resources of its own account alone", async () => {
    const ids = emulator.addAccount({ secretId: "second-secret-id", secretKey: "second-secret-key" });
    const second = { ...settings, secretId: "second-secret-id", secretKey: "second-secret-key" };
    assert.equal((await getVpc({}, { settings: second })).vpcId, ids?.vpc);
    await assert.rejects(getVpc({ vpcId }, { settings: second }), /there is no VPC/);
  });
});

suite("look-ups of a service that does not answer", () => {
  for (const fault of ["drop-before", "endless"] as const) {
    it(`end at their timeout with ${fault}`, async () => {
      emulator.addFaults([{ fault, action: "DescribeVpcEx", times: 0 }]);
      await assert.rejects(
        getVpc({}, { settings, timeout: "700ms" }),
        /DescribeVpcEx: no usable answer in the time allowed/,
      );
    });
  }

  it("go on after a short failure", async () => {
    emulator.addFaults([{ fault: "http", status: 502, action: "DescribeVpcEx" }]);
    assert.equal((await getVpc({ vpcId: "vpc-03vihbk9" }, { settings })).vpcId, "vpc-03vihbk9");
  });

  it("can be cancelled", async () => {
    emulator.addFaults([{ fault: "endless", action: "DescribeVpcEx", times: 0 }]);
    const signal = AbortSignal.timeout(100);
    await assert.rejects(getVpc({}, { settings, signal }), { name: "TimeoutError" });
  });
});
