import assert from "node:assert/strict";
import { isApiError } from "../../provider/api/errors.ts";
import { addUserGw, deleteUserGw, listUserGws, readUserGw, renameUserGw } from "../../provider/api/v2/user-gw.ts";
import { listVpcs } from "../../provider/api/v2/vpc.ts";
import { listDevices, vpnConnConfig } from "../../provider/api/v2/vpn-conn-config.ts";
import { listVpnGws } from "../../provider/api/v2/vpn-gw.ts";
import { failure, hurry, newSandbox, reset, scopeFor, withServer } from "./support.ts";

const peer = { userGwId: "315", unUserGwId: "cgw-e098slul", userGwName: "office", userGwAddr: "203.0.113.7" };
const list = (...data: object[]): object => ({ code: 0, message: "", totalCount: data.length, data });

describe("the actions on peer gateways", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  const entries: [string, object, object][] = [
    ["numbers as texts", { ...peer, vpnConnNum: "2" }, { vpnConnNum: 2 }],
    ["numbers as numbers", { ...peer, userGwId: 315, vpnConnNum: 0 }, { vpnConnNum: 0 }],
    ["no count and no time", peer, {}],
    ["a count that is none", { ...peer, vpnConnNum: "many" }, {}],
    ["a time", { ...peer, createTime: "2026-01-01 00:00:00" }, { createTime: "2026-01-01 00:00:00" }],
  ];
  for (const [name, entry, more] of entries) {
    it(`read an entry with ${name}`, async () => {
      await withServer([list(entry)], async ({ url }) => {
        const id = { unified: "cgw-e098slul", legacy: "315" };
        assert.deepEqual(await listUserGws(scopeFor(url)), [{ id, name: "office", address: "203.0.113.7", ...more }]);
      });
    });
  }

  it("look for one by its id, and tell an ignored filter from an absence", async () => {
    const other = { ...peer, userGwId: "316", unUserGwId: "cgw-00000000" };
    const steps = [list(peer), list(), { code: 5000, codeDesc: "InvalidUserGw.NotFound" }, list(other)];
    await withServer(steps, async ({ url, requests }) => {
      const scope = scopeFor(url);
      assert.equal((await readUserGw(scope, "315")).kind, "found");
      assert.equal(requests[0]?.params["userGwId"], "315");
      assert.deepEqual(await readUserGw(scope, "cgw-e098slul"), { kind: "absent", because: "empty-list" });
      assert.deepEqual(await readUserGw(scope, "cgw-e098slul"), { kind: "absent", because: "not-found-code" });
      assert.equal((await readUserGw(scope, "cgw-e098slul")).kind, "unclear");
    });
  });

  const added: [string, object, string][] = [
    ["at the top level", { userGwId: "cgw-e098slul" }, "cgw-e098slul"],
    ["in its legacy form", { userGwId: 315 }, "315"],
    ["in both forms", { userGwId: 315, unUserGwId: "cgw-e098slul" }, "cgw-e098slul"],
    ["nowhere", {}, ""],
  ];
  for (const [name, answer, id] of added) {
    it(`take the id of a new one ${name}`, async () => {
      await withServer([{ code: 0, message: "", ...answer }], async ({ url, requests }) => {
        assert.equal(await addUserGw(scopeFor(url), { name: "büro", address: "203.0.113.7" }), id);
        const { Action, userGwName, userGwAddr } = requests[0]?.params ?? {};
        assert.deepEqual([Action, userGwName, userGwAddr], ["AddUserGw", "büro", "203.0.113.7"]);
      });
    });
  }

  it("send an addition once when its answer is lost, and a change or a deletion again", async () => {
    await withServer([reset], async ({ url, requests }) => {
      await failure(addUserGw(scopeFor(url), { name: "x", address: "203.0.113.7" }));
      assert.equal(requests.length, 1);
    });
    await withServer([reset, { code: 0 }, reset, { code: 0 }], async (server) => {
      await renameUserGw(scopeFor(server.url), "315", "new");
      await deleteUserGw(scopeFor(server.url), "315");
      assert.deepEqual(server.actions(), ["ModifyUserGw", "ModifyUserGw", "DeleteUserGw", "DeleteUserGw"]);
      assert.deepEqual(
        [server.requests[1]?.params["userGwName"], server.requests[3]?.params["userGwId"]],
        ["new", "315"],
      );
    });
  });

  it("know the codes that speak of a use", async () => {
    for (const [codeDesc, isUse] of [
      ["ResourceInUse", true],
      ["InvalidUserGw.InUse", true],
      ["InvalidUserGw.NotFound", false],
      ["UserGwLimitExceeded", false],
    ] as const) {
      await withServer([{ code: 5100, codeDesc }], async ({ url }) => {
        assert.equal(isApiError(await failure(deleteUserGw(scopeFor(url), "315")), "in-use"), isUse, codeDesc);
      });
    }
  });
});

describe("the lists of VPCs and VPN gateways, and the configuration text", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  it("read a VPC's default flag in each of its spellings", async () => {
    const vpc = { vpcId: "gz_vpc_76", unVpcId: "vpc-03vihbk9", vpcName: "a", cidrBlock: "10.0.0.0/16" };
    const flags = [true, "true", 1, "1", false, "false", 0, "0", undefined];
    const data = flags.map((isDefault, index) => ({ ...vpc, unVpcId: `vpc-0000000${index}`, isDefault }));
    await withServer([list(...data)], async ({ url }) => {
      const vpcs = await listVpcs(scopeFor(url));
      assert.deepEqual(
        vpcs.map(({ isDefault }) => isDefault),
        [true, true, true, true, false, false, false, false, false],
      );
    });
  });

  it("read each state of a VPN gateway, and no other one", async () => {
    const states = [0, "1", 2, 3, 4, 5, "6", 7, undefined];
    const data = states.map((vpnGwStatus, index) => ({
      vpnGwId: 547 + index,
      vpcId: "gz_vpc_76",
      vpnGwName: "a",
      vpnGwStatus,
    }));
    await withServer([list(...data)], async ({ url }) => {
      const gateways = await listVpnGws(scopeFor(url), {});
      assert.deepEqual(
        gateways.map(({ status }) => status),
        [
          "awaiting-payment",
          "payment-failed",
          "delivering",
          "delivery-failed",
          "destroying",
          "destroy-failed",
          "running",
          "unknown-7",
          "unknown-missing",
        ],
      );
    });
  });

  it("take the configuration text as it is, in an object or a list of one, and no answer without it", async () => {
    const what = { vpnConnId: "399", vendorName: "cisco", platform: "ios", software: "V15.4", interfaceName: "Gi0/0" };
    const text = " line one\n  line two\n";
    const steps = [
      { code: 0, data: [{ configFileInfo: text }] },
      { code: 0, data: { configFileInfo: text } },
      { code: 0, data: {} },
      { code: 0, data: { configFileInfo: "x" } },
    ];
    await withServer(steps, async ({ url, requests }) => {
      const scope = scopeFor(url);
      assert.equal(await vpnConnConfig(scope, what), text);
      assert.equal(await vpnConnConfig(scope, what), text);
      assert.equal(await vpnConnConfig(scope, what), "x");
      const { vendorname, platform, software, interfaceName, vpnConnId } = requests[0]?.params ?? {};
      assert.deepEqual(
        [vendorname, platform, software, interfaceName, vpnConnId],
        ["cisco", "ios", "V15.4", "Gi0/0", "399"],
      );
    });
  });

  it("read the list of devices", async () => {
    const data = [{ platform: "ios", software: "V15.4", vendorname: "cisco" }];
    await withServer([{ code: 0, data }], async ({ url }) => {
      assert.deepEqual(await listDevices(scopeFor(url)), [{ vendorName: "cisco", platform: "ios", software: "V15.4" }]);
    });
  });
});
