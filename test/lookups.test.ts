import assert from "node:assert/strict";
import {
  getUserGateways,
  getVpc,
  getVpnConnectionConfig,
  getVpnConnections,
  getVpnGateway,
  LookupError,
} from "../provider/index.ts";
import { call, makeTunnel } from "./emulator/support.ts";
import { everythingIn, failure } from "./qcloud/support.ts";
import { lookupCloud } from "./support/lookups.ts";
import { describeVersions } from "./support/versions.ts";

describeVersions("what lookups find", (version) => {
  const cloud = lookupCloud();
  const is3 = version === "3.0";

  /** A legacy id, which API 3.0 does not have. */
  const legacy = (id: string): string => (is3 ? "" : id);

  // Entries of one second are in the order of the answer.
  before(() => cloud.emulator().configure({ set: { listOrder: "oldest" } }));

  describe("getVpc", () => {
    for (const vpcId of ["vpc-03vihbk9", ...(is3 ? [] : ["gz_vpc_76", "76"])]) {
      it(`finds a VPC by the id ${vpcId}`, async () => {
        const vpc = await getVpc({ vpcId }, { settings: cloud.settings() });
        assert.deepEqual(vpc, {
          region: "ap-guangzhou",
          vpcId: "vpc-03vihbk9",
          legacyVpcId: legacy("gz_vpc_76"),
          vpcName: "emulator-vpc",
          cidrBlock: "10.0.0.0/16",
          isDefault: true,
          createTime: cloud.emulator().state().vpcs[0]?.createTime,
        });
      });
    }

    it("takes a region in any case and with spaces around it", async () => {
      const { region } = await getVpc({ isDefault: true, region: " AP-Guangzhou\n" }, { settings: cloud.settings() });
      assert.equal(region, "ap-guangzhou");
      const settings = { ...cloud.settings(), region: " GZ " };
      assert.equal((await getVpc({ isDefault: true }, { settings })).region, "gz");
    });

    it("finds one by its whole name, on whichever page and beside names that hold it", async () => {
      for (let number = 0; number < 110; number += 1) {
        await call(cloud.emulator(), "CreateVpc", { vpcName: `branch-${number}`, cidrBlock: "10.0.1.0/24" });
      }
      const vpc = await getVpc({ vpcName: "branch-1" }, { settings: cloud.settings() });
      assert.equal(vpc.vpcName, "branch-1");
      assert.equal((await getVpc({ vpcName: "branch-109" }, { settings: cloud.settings() })).vpcName, "branch-109");
      assert.equal((await getVpc({ isDefault: true }, { settings: cloud.settings() })).vpcId, "vpc-03vihbk9");
    });

    it("says what it searched and where when there is none, and what comes close", async () => {
      const none = await failure(getVpc({ vpcName: "branch-11x" }, { settings: cloud.settings() }));
      assert.ok(none instanceof LookupError);
      assert.match(none.message, /^there is no VPC with vpcName "branch-11x" in region/);
      assert.match(none.message, cloud.where());
      const close = await failure(getVpc({ vpcName: "branch" }, { settings: cloud.settings() }));
      assert.match(close.message, /Close to it: vpc-[0-9a-z]{8} \("branch-0", 10\.0\.1\.0\/24\)/);
      for (const vpcId of ["vpc-00000000", ...(is3 ? [] : ["bj_vpc_76"])]) {
        assert.match((await failure(getVpc({ vpcId }, { settings: cloud.settings() }))).message, cloud.where());
      }
      assert.ok(!everythingIn(close).includes(cloud.emulator().secretKey));
    });

    it("names those that fit when there are several", async () => {
      await call(cloud.emulator(), "CreateVpc", { vpcName: "twin", cidrBlock: "10.0.2.0/24" });
      await call(cloud.emulator(), "CreateVpc", { vpcName: "twin", cidrBlock: "10.0.3.0/24" });
      const many = await failure(getVpc({ vpcName: "twin" }, { settings: cloud.settings() }));
      assert.match(
        many.message,
        /there are 2 of VPC with vpcName "twin".*vpc-.*10\.0\.2\.0\/24.*vpc-.*10\.0\.3\.0\/24.*by its vpcId/,
      );
      assert.match(many.message, cloud.where());
    });
  });

  describe("getVpnGateway", () => {
    it("finds a running one by either id, or by name and VPC", async () => {
      const searches = [
        { vpnGwId: "vpngw-dystbrkv" },
        ...(is3 ? [] : [{ vpnGwId: "547" }, { vpcId: "gz_vpc_76" }]),
        { vpnGwName: "emulator-gateway", vpcId: "vpc-03vihbk9" },
      ];
      for (const search of searches) {
        const gateway = await getVpnGateway(search, { settings: cloud.settings() });
        const { vpnGwId, legacyVpnGwId, vpnGwName, vpcId, bandwidth, vpnGwAddress } = gateway;
        assert.deepEqual(
          [vpnGwId, legacyVpnGwId, vpnGwName, vpcId, bandwidth, vpnGwAddress],
          [
            "vpngw-dystbrkv",
            legacy("547"),
            "emulator-gateway",
            "vpc-03vihbk9",
            5,
            cloud.emulator().state().vpnGateways[0]?.vpnGwAddress,
          ],
        );
      }
    });

    it("does not take one that is still being delivered, and says so", async () => {
      cloud.emulator().configure({ taskMs: 60_000 });
      const order = { name: "new", vpcId: "vpc-03vihbk9", bandwidth: 5, chargeType: "POSTPAID_BY_HOUR" };
      await call(cloud.emulator(), "RunVpnGw", order);
      cloud.emulator().configure({ taskMs: 0 });
      const none = await failure(getVpnGateway({ vpnGwName: "new" }, { settings: cloud.settings() }));
      assert.match(
        none.message,
        /It is there but does not run: vpngw-[0-9a-z]{8} \("new", delivering, in vpc-03vihbk9\)/,
      );
      assert.equal(
        (await getVpnGateway({ vpcId: "vpc-03vihbk9" }, { settings: cloud.settings() })).vpnGwId,
        "vpngw-dystbrkv",
      );
    });

    it("says what it searched and where when there is none, and names several", async () => {
      const none = await failure(
        getVpnGateway({ vpnGwName: "x", vpcId: "vpc-00000000" }, { settings: cloud.settings() }),
      );
      assert.match(none.message, /no running VPN gateway with vpnGwName "x" and vpcId "vpc-00000000" in region/);
      assert.match(none.message, cloud.where());
      await call(cloud.emulator(), "RunVpnGw", {
        name: "second",
        vpcId: "vpc-03vihbk9",
        bandwidth: 5,
        chargeType: "POSTPAID_BY_HOUR",
      });
      const many = await failure(getVpnGateway({ vpcId: "vpc-03vihbk9" }, { settings: cloud.settings() }));
      assert.match(many.message, /there are 2 of running VPN gateway.*"emulator-gateway".*"second".*by its vpnGwId/);
    });
  });

  describe("getUserGateways and getVpnConnections", () => {
    it("list everything that fits, in all pages, oldest first", async () => {
      cloud.emulator().configure({ set: { onePerPair: "allow" } });
      for (let number = 1; number <= 55; number += 1) {
        await call(cloud.emulator(), "AddUserGw", { userGwName: `peer-${number}`, userGwAddr: `203.0.113.${number}` });
        await makeTunnel(cloud.emulator(), { vpnConnName: `tunnel-${number}` });
      }
      const { userGateways } = await getUserGateways({}, { settings: cloud.settings() });
      assert.deepEqual(
        userGateways.map(({ userGwId }) => userGwId),
        cloud
          .emulator()
          .state()
          .userGateways.map(({ unUserGwId }) => unUserGwId),
      );
      assert.deepEqual(userGateways[0], {
        userGwId: "cgw-e098slul",
        legacyUserGwId: legacy("315"),
        userGwName: "emulator-peer",
        userGwAddr: "198.51.100.63",
        ...(is3 ? {} : { vpnConnNum: 55 }),
        createTime: cloud.emulator().state().userGateways[0]?.createTime,
      });
      assert.equal(
        (await getUserGateways({ userGwName: "peer-5" }, { settings: cloud.settings() })).userGateways.length,
        1,
      );
      assert.equal(
        (await getUserGateways({ userGwAddr: "203.0.113.9" }, { settings: cloud.settings() })).userGateways[0]
          ?.userGwName,
        "peer-9",
      );
      assert.deepEqual(
        (await getUserGateways({ userGwName: "peer" }, { settings: cloud.settings() })).userGateways,
        [],
      );
      const { vpnConnections } = await getVpnConnections({}, { settings: cloud.settings() });
      assert.deepEqual(
        vpnConnections.map(({ vpnConnId }) => vpnConnId),
        cloud
          .emulator()
          .state()
          .vpnConnections.map(({ unVpnConnId }) => unVpnConnId),
      );
    });

    it("narrow tunnels down by every argument, ids in either form", async () => {
      const count = async (args: object): Promise<number> =>
        (await getVpnConnections(args, { settings: cloud.settings() })).vpnConnections.length;
      assert.equal(await count({ vpnConnName: "tunnel-1" }), 1);
      assert.equal(
        await count(
          is3
            ? { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", userGwId: "cgw-e098slul" }
            : { vpcId: "gz_vpc_76", vpnGwId: "547", userGwId: "315" },
        ),
        55,
      );
      assert.equal(await count({ userGwId: "cgw-00000000" }), 0);
      const [tunnel] = cloud.emulator().state().vpnConnections;
      assert.equal(await count({ vpnConnId: tunnel?.unVpnConnId }), 1);
      assert.equal(await count({ vpnConnId: is3 ? tunnel?.unVpnConnId : Number(tunnel?.vpnConnId) }), 1);
      assert.equal(await count({ vpnConnId: "vpnx-00000000" }), 0);
    });

    it("give keys only when asked for them", async () => {
      const [tunnel] = (await getVpnConnections({ vpnConnName: "tunnel-1" }, { settings: cloud.settings() }))
        .vpnConnections;
      assert.equal(tunnel?.status, "running");
      assert.deepEqual(tunnel?.destinationCidr, ["172.16.10.0/24"]);
      assert.ok(!JSON.stringify(tunnel).includes("canary-psk"));
      const args = { vpnConnName: "tunnel-1", includePreSharedKeys: true };
      const [withKey] = (await getVpnConnections(args, { settings: cloud.settings() })).vpnConnections;
      assert.equal(withKey?.preSharedKey, "canary-psk-81b2");
    });

    it("give what the tunnel has, with its addresses", async () => {
      const args = { vpnConnName: "tunnel-1" };
      const [tunnel] = (await getVpnConnections(args, { settings: cloud.settings() })).vpnConnections;
      const { vpnGateways, userGateways } = cloud.emulator().state();
      assert.equal(tunnel?.vpnGwAddress, vpnGateways[0]?.vpnGwAddress);
      assert.equal(tunnel?.userGwAddress, userGateways[0]?.userGwAddr);
      const { spdAcl, dpd, healthCheck, negotiationType, routeType, bgp, tags } = tunnel ?? {};
      assert.deepEqual(
        { spdAcl, dpd, healthCheck, negotiationType, routeType, bgp, tags },
        {
          spdAcl: is3 ? { "10.0.0.0/16": ["172.16.10.0/24"] } : undefined,
          dpd: is3 ? { enable: false, timeout: 30, action: "restart" } : undefined,
          healthCheck: is3 ? { enable: false } : undefined,
          negotiationType: is3 ? "active" : undefined,
          routeType: is3 ? "STATIC" : undefined,
          bgp: undefined,
          tags: is3 ? {} : undefined,
        },
      );
    });

    it("list the oldest peer gateway first, in whichever order the service has them", async () => {
      cloud.emulator().configure({ set: { listOrder: "newest" } });
      await new Promise((resolve) => setTimeout(resolve, 1100));
      await call(cloud.emulator(), "AddUserGw", { userGwName: "latest", userGwAddr: "203.0.113.99" });
      const { userGateways } = await getUserGateways({}, { settings: cloud.settings() });
      cloud.emulator().configure({ set: { listOrder: "oldest" } });
      assert.equal(userGateways.at(-1)?.userGwName, "latest");
    });

    if (is3) {
      it("refuse a legacy id, which would find nothing", async () => {
        for (const args of [{ vpcId: "gz_vpc_76" }, { vpnGwId: "547" }, { userGwId: "315" }, { vpnConnId: "399" }]) {
          const refused = await failure(getVpnConnections(args, { settings: cloud.settings() }));
          assert.ok(refused instanceof LookupError);
          assert.match(
            refused.message,
            /^\w+Id must be an id such as .*no legacy ids\)\. Nothing was looked for in region/,
          );
        }
      });
    }

    it("fail where the place to look in is not there", async () => {
      for (const args of is3 ? [] : [{ vpcId: "vpc-00000000" }, { vpnGwId: "548-0" }]) {
        const none = await failure(getVpnConnections(args, { settings: cloud.settings() }));
        assert.match(none.message, /there is no place to look for tunnels with vp(c|nGw)Id/);
        assert.match(none.message, cloud.where());
      }
    });
  });

  describe("getVpnConnectionConfig", () => {
    const device = { vendorName: "cisco", platform: "ios", software: "V15.4", interfaceName: "Gi0/0" };

    it("gives the text for the device at the other end", async () => {
      const [tunnel] = cloud.emulator().state().vpnConnections;
      for (const configShape of ["array", "object"] as const) {
        cloud.emulator().configure({ set: { configShape } });
        const vpnConnId = String(tunnel?.unVpnConnId);
        const result = await getVpnConnectionConfig({ ...device, vpnConnId }, { settings: cloud.settings() });
        assert.equal(result.vpnConnId, vpnConnId);
        assert.match(result.configText, /interface Gi0\/0\n.* pre-shared-key canary-psk-81b2\n/s);
      }
    });

    it("names the devices that there are when there is no text for one", async () => {
      const vpnConnId = String(cloud.emulator().state().vpnConnections[0]?.unVpnConnId);
      const none = await failure(
        getVpnConnectionConfig({ ...device, platform: "x", vpnConnId }, { settings: cloud.settings() }),
      );
      assert.match(
        none.message,
        /no configuration for the device cisco x V15\.4 in region.*there are cisco ios V15\.4, h3c comware V1\.0/,
      );
    });

    it("says where it looked when there is no such tunnel", async () => {
      // The request of API 3.0 names the VPN gateway, which is not known then: it may be refused for that.
      cloud.emulator().addFaults([
        {
          action: "DownloadCustomerGatewayConfiguration",
          fault: "code",
          code: 4000,
          codeDesc: "InvalidParameterValue",
        },
      ]);
      const none = await failure(
        getVpnConnectionConfig({ ...device, vpnConnId: "vpnx-00000000" }, { settings: cloud.settings() }),
      );
      assert.match(none.message, /there is no tunnel with vpnConnId "vpnx-00000000"/);
      assert.match(none.message, cloud.where());
    });

    it("wants every part of it", async () => {
      const { interfaceName: _left, ...rest } = { ...device, vpnConnId: "vpnx-00000000" };
      await assert.rejects(
        getVpnConnectionConfig(rest as never, { settings: cloud.settings() }),
        /interfaceName is required/,
      );
    });
  });
});
