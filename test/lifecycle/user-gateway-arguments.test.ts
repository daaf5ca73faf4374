import assert from "node:assert/strict";
import { UNKNOWN } from "../../provider/lifecycle/arguments/unknown.ts";
import { checkUserGateway } from "../../provider/lifecycle/user-gateway/check.ts";
import {
  diffUserGateway,
  type UserGatewayInputs,
  type UserGatewayOutputs,
  warnOfPrivateAddress,
} from "../../provider/lifecycle/user-gateway/index.ts";

const settings = { region: "ap-guangzhou", owner: "" };
const urn = "organization:urn:pulumi:dev::project::pulumi-nodejs:dynamic/qcloud:UserGateway::office";
const given = { userGwAddr: "203.0.113.7", __urn: urn };

const refused: { name: string; news: Record<string, unknown>; failures: Record<string, RegExp> }[] = [
  { name: "no address", news: { userGwAddr: undefined }, failures: { userGwAddr: /^userGwAddr is required$/ } },
  ...["0.0.0.0", "255.255.255.255", "224.0.0.5", "127.0.0.1", "169.254.1.1"].map((address) => ({
    name: `the address ${address}`,
    news: { userGwAddr: address },
    failures: { userGwAddr: /must not be an unspecified.*link-local address$/ },
  })),
  ...["203.0.113.0", "203.0.113.255"].map((address) => ({
    name: `the address ${address}`,
    news: { userGwAddr: address },
    failures: { userGwAddr: /must not end in 0 or 255/ },
  })),
  ...["203.0.113.007", "203.0.113", "2001:db8::1", "vpn.example", "203.0.113.7/32", 7].map((address) => ({
    name: `the address ${address}`,
    news: { userGwAddr: address },
    failures: { userGwAddr: /must be a public IPv4 address such as 203.0.113.7(?:, not a number)?$/ },
  })),
  {
    name: "a name of 61 characters",
    news: { userGwName: "n".repeat(61) },
    failures: { userGwName: /1 to 60 characters/ },
  },
  {
    name: "an id of another kind",
    news: { userGwId: "vpngw-dystbrkv" },
    failures: { userGwId: /cgw-e098slul or 315/ },
  },
  { name: "a region that is none", news: { region: "a b" }, failures: { region: /region code/ } },
  {
    name: "a timeout that is no duration",
    news: { timeouts: { delete: "soon" } },
    failures: { "timeouts.delete": /duration.*longer than zero$/ },
  },
  {
    name: "the name that tunnels have for the address",
    news: { userGwAddress: "203.0.113.7" },
    failures: { userGwAddress: /not an argument of UserGateway; did you mean userGwAddr\?/ },
  },
  {
    name: "several at once",
    news: { userGwAddr: "127.0.0.1", userGwName: "", userGwId: "x" },
    failures: { userGwAddr: /loopback/, userGwName: /1 to 60/, userGwId: /315/ },
  },
];

describe("the check of a peer gateway", () => {
  for (const { name, news, failures } of refused) {
    it(`refuses ${name}, one failure for each property`, () => {
      const { failures: found } = checkUserGateway(settings, {}, { ...given, ...news });
      assert.deepEqual(found.map(({ property }) => property).sort(), Object.keys(failures).sort());
      for (const { property, reason } of found) {
        assert.match(reason, failures[property] ?? /^$/);
      }
    });
  }

  it("fills in the region and a name that carries the hash of who declares it", () => {
    const { inputs, failures } = checkUserGateway(settings, {}, given);
    assert.deepEqual(failures, []);
    assert.equal(inputs.region, "ap-guangzhou");
    assert.match(inputs.userGwName ?? "", /^office-pqv[0-9a-f]{12}$/);
    assert.deepEqual(inputs.__defaults, ["region", "userGwName"]);
    const other = checkUserGateway({ ...settings, owner: "someone else" }, {}, given).inputs;
    assert.notEqual(other.userGwName, inputs.userGwName);
  });

  it("keeps region and default name of the state when settings and resource are called otherwise", () => {
    const olds = checkUserGateway(settings, {}, given).inputs as unknown as Record<string, unknown>;
    const { inputs } = checkUserGateway({ region: "ap-beijing", owner: "x" }, olds, {
      ...given,
      __urn: urn.replace("office", "head"),
    });
    assert.equal(inputs.region, "ap-guangzhou");
    assert.equal(inputs.userGwName, olds["userGwName"]);
  });

  it("hands on one spelling of every value that a diff compares", () => {
    const { inputs, failures } = checkUserGateway(
      settings,
      {},
      {
        region: " AP-Guangzhou ",
        userGwAddr: " 203.0.113.7\n",
        userGwName: " office ",
        userGwId: " CGW-e098slul ",
        timeouts: { delete: " 5m ", create: null },
        __urn: urn,
      },
    );
    assert.deepEqual(failures, []);
    assert.deepEqual(inputs, {
      region: "ap-guangzhou",
      userGwAddr: "203.0.113.7",
      userGwName: "office",
      userGwId: "cgw-e098slul",
      timeouts: { delete: "5m" },
      __urn: urn,
      __defaults: [],
    });
  });

  it("leaves an adopted one its name", () => {
    const { inputs } = checkUserGateway(settings, {}, { ...given, userGwId: 315 });
    assert.equal(inputs.userGwName, undefined);
    assert.equal(inputs.userGwId, "315");
  });

  it("steps over what is not known yet", () => {
    const unknown = { ...given, userGwAddr: UNKNOWN, userGwName: UNKNOWN, timeouts: UNKNOWN, region: UNKNOWN };
    const { inputs, failures } = checkUserGateway(settings, {}, unknown);
    assert.deepEqual(failures, []);
    assert.equal(inputs.userGwAddr, UNKNOWN);
  });

  it("takes a private address with a warning, because private clouds may reach it", () => {
    const { failures, inputs } = checkUserGateway(settings, {}, { ...given, userGwAddr: "10.9.8.7" });
    assert.deepEqual(failures, []);
    assert.match(warnOfPrivateAddress(inputs), /^userGwAddr is a private address/);
    assert.equal(warnOfPrivateAddress(checkUserGateway(settings, {}, given).inputs), "");
  });
});

const inputs: UserGatewayInputs = { region: "ap-guangzhou", userGwAddr: "203.0.113.7", userGwName: "office" };
const outputs: UserGatewayOutputs = {
  ...inputs,
  userGwId: "cgw-e098slul",
  vpnConnNum: 1,
  createTime: "2026-01-01 00:00:00",
  __origin: {
    endpoint: "http://127.0.0.1/v2/index.php",
    secretIdHash: "0000000000000000",
    userGw: { unified: "cgw-e098slul", legacy: "315" },
    vpcs: ["vpc-03vihbk9"],
  },
  __given: ["region", "userGwAddr", "userGwName"],
};

const diffs: { name: string; news: Record<string, unknown>; expected: "none" | "in place" | string[] }[] = [
  { name: "the same arguments", news: {}, expected: "none" },
  { name: "the short code of the same region", news: { region: "gz" }, expected: "none" },
  { name: "the same region in capital letters", news: { region: " AP-Guangzhou" }, expected: "none" },
  { name: "the same address with spaces", news: { userGwAddr: " 203.0.113.7 " }, expected: "none" },
  { name: "the same name with spaces", news: { userGwName: " office " }, expected: "none" },
  { name: "its own id in capital letters", news: { userGwId: " CGW-E098SLUL " }, expected: "none" },
  { name: "another region", news: { region: "ap-beijing" }, expected: ["region"] },
  { name: "another address", news: { userGwAddr: "203.0.113.8" }, expected: ["userGwAddr"] },
  { name: "an address that is not known yet", news: { userGwAddr: UNKNOWN }, expected: ["userGwAddr"] },
  { name: "another name", news: { userGwName: "head" }, expected: "in place" },
  { name: "no name", news: { userGwName: undefined }, expected: "none" },
  { name: "a name that is not known yet", news: { userGwName: UNKNOWN }, expected: "in place" },
  { name: "its own id", news: { userGwId: "cgw-e098slul" }, expected: "none" },
  { name: "its own legacy id", news: { userGwId: "315" }, expected: "none" },
  { name: "another id", news: { userGwId: "cgw-00000000" }, expected: ["userGwId"] },
  { name: "timeouts that are not known yet", news: { timeouts: UNKNOWN }, expected: "in place" },
  { name: "other timeouts", news: { timeouts: { delete: "5m" } }, expected: "in place" },
  {
    name: "region and address at once",
    news: { region: "bj", userGwAddr: "203.0.113.8" },
    expected: ["region", "userGwAddr"],
  },
];

describe("the diff of a peer gateway", () => {
  for (const { name, news, expected } of diffs) {
    it(`takes ${name} for ${expected === "none" ? "no change" : expected === "in place" ? "a change in place" : "a replacement"}`, () => {
      const diff = diffUserGateway("cgw-e098slul", outputs, { ...inputs, ...news } as UserGatewayInputs);
      assert.equal(diff.changes, expected !== "none");
      assert.deepEqual(diff.replaces, Array.isArray(expected) ? expected : []);
      assert.equal(diff.deleteBeforeReplace, true);
    });
  }
});
