import assert from "node:assert/strict";
import { UNKNOWN } from "../../provider/lifecycle/arguments/unknown.ts";
import { check } from "../../provider/lifecycle/vpn-connection/check.ts";
import { inputs } from "./fixtures.ts";

const settings = { region: "ap-guangzhou", owner: "" };
const urn = "organization:urn:pulumi:dev::project::pulumi-nodejs:dynamic/qcloud:VpnConnection::branch";
const KEY = "canary-psk-never-shown";

const refused: { name: string; news: Record<string, unknown>; failures: Record<string, RegExp> }[] = [
  { name: "no VPC", news: { vpcId: undefined }, failures: { vpcId: /^vpcId is required$/ } },
  {
    name: "an id of another kind",
    news: { vpcId: "vpngw-dystbrkv" },
    failures: { vpcId: /must be a VPC id such as vpc-03vihbk9 or gz_vpc_76$/ },
  },
  {
    name: "a gateway's name for its id",
    news: { vpnGwId: "my gateway" },
    failures: { vpnGwId: /vpngw-dystbrkv or 547/ },
  },
  {
    name: "a peer gateway's address for its id",
    news: { userGwId: "203.0.113.7" },
    failures: { userGwId: /peer gateway id/ },
  },
  {
    name: "a name of 61 characters",
    news: { vpnConnName: "n".repeat(61) },
    failures: { vpnConnName: /1 to 60 characters/ },
  },
  {
    name: "a name of 91 characters of two UTF-16 units",
    news: { vpnConnName: `a${"\u{1f600}".repeat(90)}` },
    failures: { vpnConnName: /1 to 60 characters, without control characters$/ },
  },
  { name: "an empty name", news: { vpnConnName: " " }, failures: { vpnConnName: /1 to 60 characters/ } },
  { name: "an empty key", news: { preSharedKey: "" }, failures: { preSharedKey: /must not be empty$/ } },
  {
    name: "a key that begins with @",
    news: { preSharedKey: `@${KEY}` },
    failures: { preSharedKey: /must not begin with @/ },
  },
  {
    name: "a key with a line break",
    news: { preSharedKey: `${KEY}\n` },
    failures: { preSharedKey: /control characters/ },
  },
  {
    name: "no networks",
    news: { userGwCidrBlock: undefined },
    failures: { userGwCidrBlock: /userGwCidrBlock.*spdAcl.*required/ },
  },
  { name: "an empty list of networks", news: { userGwCidrBlock: [] }, failures: { userGwCidrBlock: /at least one/ } },
  {
    name: "an address for a network",
    news: { userGwCidrBlock: ["172.16.10.1"] },
    failures: { "userGwCidrBlock.0": /must be an IPv4 network such as 172.16.10.0\/24$/ },
  },
  {
    name: "a network with a prefix of 33",
    news: { userGwCidrBlock: ["172.16.10.0/33"] },
    failures: { "userGwCidrBlock.0": /IPv4 network/ },
  },
  {
    name: "an IPv6 network",
    news: { userGwCidrBlock: ["fd00::/8"] },
    failures: { "userGwCidrBlock.0": /IPv4 network/ },
  },
  {
    name: "a network twice",
    news: { userGwCidrBlock: ["172.16.10.0/24", "172.16.10.9/24"] },
    failures: { "userGwCidrBlock.1": /twice/ },
  },
  {
    name: "both forms of networks",
    news: { spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"] } },
    failures: { spdAcl: /exclude each other/ },
  },
  {
    name: "rules without a peer",
    news: { userGwCidrBlock: undefined, spdAcl: { "10.0.0.0/24": [] } },
    failures: { "spdAcl.10.0.0.0/24": /at least one/ },
  },
  {
    name: "rules from no network",
    news: { userGwCidrBlock: undefined, spdAcl: { office: ["172.16.10.0/24"] } },
    failures: { spdAcl: /spdAcl must have IPv4 networks such as 10.0.0.0\/24 as its keys$/ },
  },
  {
    name: "an unknown cipher",
    news: { ikeSet: { propoEncryAlgorithm: "rot13" } },
    failures: { "ikeSet.propoEncryAlgorithm": /must be one of 3des-cbc.*, des-cbc$/ },
  },
  {
    name: "a lifetime below the range",
    news: { ikeSet: { ikeSaLifetimeSeconds: 59 } },
    failures: { "ikeSet.ikeSaLifetimeSeconds": /from 60 to 604800$/ },
  },
  {
    name: "a lifetime that is no number",
    news: { ipsecSet: { ipsecSaLifetimeSeconds: "1h" } },
    failures: { "ipsecSet.ipsecSaLifetimeSeconds": /from 180 to 604800, not text$/ },
  },
  {
    name: "fqdn without a name",
    news: { ikeSet: { localIdentity: "fqdn" } },
    failures: { "ikeSet.localFqdnName": /required when ikeSet.localIdentity is fqdn/ },
  },
  {
    name: "a name without fqdn",
    news: { ikeSet: { remoteFqdnName: "x.example" } },
    failures: { "ikeSet.remoteFqdnName": /only when/ },
  },
  {
    name: "an address with fqdn",
    news: { ikeSet: { localIdentity: "fqdn", localFqdnName: "a", localAddress: "203.0.113.1" } },
    failures: { "ikeSet.localAddress": /only when/ },
  },
  {
    name: "the vendor's misspelt hash",
    news: { ipsecSet: { integrityAlgorith: "sha" } },
    failures: { "ipsecSet.integrityAlgorith": /did you mean integrityAlgorithm/ },
  },
  {
    name: "an argument that does not exist",
    news: { vpcID: "x" },
    failures: { vpcID: /not an argument of VpnConnection/ },
  },
  {
    name: "a timeout that is no duration",
    news: { timeouts: { delete: "soon" } },
    failures: { "timeouts.delete": /duration.*longer than zero$/ },
  },
  {
    name: "a timeout of nothing",
    news: { timeouts: { create: "0s" } },
    failures: { "timeouts.create": /longer than zero/ },
  },
  { name: "a region that is no code", news: { region: "Guangzhou, China" }, failures: { region: /region code/ } },
  ...["010.1.0.0/16", "10.01.0.0/16", "10.0.0.0/08", "10.0.0.00/8", "0x0a.1.0.0/16", "10.1.0.0 /16"].map((network) => ({
    name: `the network ${network}`,
    news: { userGwCidrBlock: [network] },
    failures: { "userGwCidrBlock.0": /must be an IPv4 network such as/ },
  })),
  {
    name: "rules from and to networks with leading zeros",
    news: { userGwCidrBlock: undefined, spdAcl: { "010.0.0.0/24": ["172.16.010.0/24"] } },
    failures: { spdAcl: /IPv4 networks/, "spdAcl.010.0.0.0/24.0": /must be an IPv4 network/ },
  },
  ...[" 10.0.0.0/24", "10.0.0.7/24"].map((again) => ({
    name: `the network ${again} beside 10.0.0.0/24 as a key of the rules`,
    news: { userGwCidrBlock: undefined, spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"], [again]: ["172.16.11.0/24"] } },
    failures: { [`spdAcl.${again}`]: /must not name a network twice/ },
  })),
  {
    name: "rules without a list",
    news: { userGwCidrBlock: undefined, spdAcl: { "10.0.0.0/24": null } },
    failures: { "spdAcl.10.0.0.0/24": /must be a list of IPv4 networks/ },
  },
  ...[
    "not an ip",
    "203.0.113.005",
    "203.0.113.5 ",
    " 203.0.113.5",
    "203.0.113",
    "203.0.113.5/32",
    "fe80::1%eth0",
    "",
  ].map((address) => ({
    name: `"${address}" for the addresses of the identities`,
    news: { ikeSet: { localAddress: address, remoteAddress: address } },
    failures: {
      "ikeSet.localAddress": /must be an IP address, without leading zeros and spaces/,
      "ikeSet.remoteAddress": /must be an IP address, without leading zeros and spaces/,
    },
  })),
  ...(["localFqdnName", "remoteFqdnName"] as const).flatMap((name) => [
    {
      name: `${name} that begins with @`,
      news: { ikeSet: { [name.replace("FqdnName", "Identity")]: "fqdn", [name]: " @vpn.example" } },
      failures: { [`ikeSet.${name}`]: /must not begin with @/ },
    },
    {
      name: `${name} with a line break in it`,
      news: { ikeSet: { [name.replace("FqdnName", "Identity")]: "fqdn", [name]: "vpn\nexample" } },
      failures: { [`ikeSet.${name}`]: /control characters/ },
    },
    {
      name: `${name} of spaces`,
      news: { ikeSet: { [name.replace("FqdnName", "Identity")]: "fqdn", [name]: "  " } },
      failures: { [`ikeSet.${name}`]: /must be a name/ },
    },
  ]),
  {
    name: "a name that begins with @",
    news: { vpnConnName: "@office" },
    failures: { vpnConnName: /must not begin with @/ },
  },
  {
    name: "a text for IKE settings",
    news: { ikeSet: "main" },
    failures: { ikeSet: /must be an object of IKE settings/ },
  },
  {
    name: "a list for IPsec settings",
    news: { ipsecSet: ["null"] },
    failures: { ipsecSet: /must be an object of IPsec settings/ },
  },
  {
    name: "a duration for all timeouts",
    news: { timeouts: "5m" },
    failures: { timeouts: /must be an object with create, update and delete/ },
  },
  {
    name: "several properties at once",
    news: { vpcId: undefined, vpnGwId: 1.5, preSharedKey: "@", ikeSet: { dhGroupName: "group99" } },
    failures: { vpcId: /required/, vpnGwId: /must be/, preSharedKey: /@/, "ikeSet.dhGroupName": /group14/ },
  },
];

const run = (news: Record<string, unknown>, olds: Record<string, unknown> = {}) =>
  check(settings, olds, { ...inputs, __urn: urn, ...news });

describe("check", () => {
  for (const { name, news, failures } of refused) {
    it(`refuses ${name} with one failure for each property, without the key`, () => {
      const result = run(news);
      assert.deepEqual(result.failures.map(({ property }) => property).sort(), Object.keys(failures).sort());
      for (const { property, reason } of result.failures) {
        assert.match(reason, failures[property] ?? /never/);
        assert.ok(!reason.includes(KEY));
      }
    });
  }

  const canary = "canary-value-0001";
  const places: Record<string, unknown> = {
    vpcId: canary,
    vpnGwId: canary,
    userGwId: canary,
    vpnConnId: canary,
    region: `${canary}!`,
    vpnConnName: canary.repeat(4),
    preSharedKey: `@${canary}`,
    preShareKey: canary,
    presharedkey: canary,
    userGwCidrBlock: canary,
    "a network": [canary],
    spdAcl: canary,
    "a peer network": { "10.0.0.0/24": [canary] },
    "a network of the VPC": { [canary]: ["172.16.10.0/24"] },
    ikeSet: canary,
    ipsecSet: canary,
    timeouts: canary,
    "a timeout": { create: canary, update: canary, delete: canary },
    "every IKE setting": Object.fromEntries(
      "propoEncryAlgorithm propoAuthenAlgorithm exchangeMode localIdentity remoteIdentity dhGroupName ikeSaLifetimeSeconds"
        .split(" ")
        .map((key) => [key, canary]),
    ),
    "every IPsec setting": Object.fromEntries(
      "encryptAlgorithm integrityAlgorithm pfsDhGroup ipsecSaLifetimeSeconds ipsecSaLifetimeTraffic"
        .split(" ")
        .map((key) => [key, canary]),
    ),
  };
  const argument: Record<string, string> = {
    "a network": "userGwCidrBlock",
    "a peer network": "spdAcl",
    "a network of the VPC": "spdAcl",
    "a timeout": "timeouts",
    "every IKE setting": "ikeSet",
    "every IPsec setting": "ipsecSet",
  };
  for (const [place, value] of Object.entries(places)) {
    it(`repeats no value that it refuses as ${place}: it may be a secret`, () => {
      const { failures } = run({ [argument[place] ?? place]: value });
      assert.ok(failures.length > 0);
      assert.ok(!JSON.stringify(failures.map(({ reason }) => reason)).includes("canary"));
    });
  }

  it("names the word that is likely meant, without the one that was given", () => {
    for (const [given, meant] of [
      ["group_14", "group14"],
      ["Grup5", "group5"],
      ["grp14", "group14"],
    ]) {
      const { failures } = run({ ikeSet: { dhGroupName: given } });
      assert.match(failures[0]?.reason ?? "", new RegExp(`group24; did you mean ${meant}\\?$`));
      assert.ok(!failures[0]?.reason.includes(given ?? ""));
    }
  });

  it("accepts both id forms and numbers, and hands ids on as text", () => {
    const result = run({ vpcId: "gz_vpc_76", vpnGwId: 547, userGwId: "315", vpnConnId: 399 });
    assert.deepEqual(result.failures, []);
    assert.equal(result.inputs.vpnGwId, "547");
    assert.equal(result.inputs.vpnConnId, "399");
  });

  it("accepts lifetimes as text and a traffic limit above the documented maximum", () => {
    const result = run({ ikeSet: { ikeSaLifetimeSeconds: "86400" }, ipsecSet: { ipsecSaLifetimeTraffic: 1843200 } });
    assert.deepEqual(result.failures, []);
    assert.equal(result.inputs.ikeSet?.ikeSaLifetimeSeconds, 86400);
  });

  it("hands on one spelling of every value that a diff compares", () => {
    const result = run({
      region: " AP-Guangzhou ",
      vpcId: " VPC-03vihbk9\n",
      vpnGwId: "0547",
      userGwId: " CGW-e098slul",
      vpnConnId: " VPNX-ol6bcqp0 ",
      vpnConnName: " branch\n",
      userGwCidrBlock: [" 172.16.10.0/24", "172.16.11.0/24\n"],
      ikeSet: {
        propoEncryAlgorithm: " AES-CBC-128",
        localIdentity: "FQDN",
        localFqdnName: " VPN.example ",
        ikeSaLifetimeSeconds: " 086400 ",
      },
      timeouts: { delete: " 5m " },
    });
    assert.deepEqual(result.failures, []);
    assert.deepEqual(result.inputs, {
      ...inputs,
      __urn: urn,
      __defaults: [],
      vpnGwId: "547",
      vpnConnId: "vpnx-ol6bcqp0",
      ikeSet: {
        propoEncryAlgorithm: "aes-cbc-128",
        localIdentity: "fqdn",
        localFqdnName: "VPN.example",
        ikeSaLifetimeSeconds: 86400,
      },
      timeouts: { delete: "5m" },
    });
  });

  it("hands on one spelling of the networks of rules", () => {
    const { inputs: checked, failures } = run({
      userGwCidrBlock: undefined,
      spdAcl: { " 10.0.0.0/24\n": [" 172.16.10.0/24 "] },
    });
    assert.deepEqual(failures, []);
    assert.deepEqual(checked.spdAcl, { "10.0.0.0/24": ["172.16.10.0/24"] });
  });

  it("hands on one spelling also beside what is not known yet, or does not fit", () => {
    const news = { region: "AP-Guangzhou", vpcId: " vpc-03vihbk9 " };
    for (const more of [{ userGwId: UNKNOWN }, { vpnGwId: "my gateway" }]) {
      const { inputs: checked } = run({ ...news, ...more });
      assert.equal(checked.region, "ap-guangzhou");
      assert.equal(checked.vpcId, "vpc-03vihbk9");
    }
  });

  it("keeps the form of a region, and the case of a region that only a private cloud knows", () => {
    for (const [given, expected] of [
      ["GZ", "gz"],
      [" gz", "gz"],
      ["AP-GUANGZHOU", "ap-guangzhou"],
      [" North-1 ", "North-1"],
    ] as const) {
      assert.equal(run({ region: given }).inputs.region, expected);
      assert.equal(check({ region: given, owner: "" }, {}, { ...inputs, region: undefined }).inputs.region, expected);
      assert.equal(run({ region: undefined }, { ...inputs, region: given }).inputs.region, expected);
    }
  });

  it("takes null in a group of settings, as an output of undefined leaves it, for left out", () => {
    const result = run({
      ikeSet: { dhGroupName: null, localFqdnName: null, exchangeMode: "main" },
      ipsecSet: { pfsDhGroup: null },
      timeouts: { create: null, delete: "5m" },
    });
    assert.deepEqual(result.failures, []);
    assert.deepEqual(result.inputs.ikeSet, { exchangeMode: "main" });
    assert.deepEqual(result.inputs.ipsecSet, {});
    assert.deepEqual(result.inputs.timeouts, { delete: "5m" });
  });

  it("steps over values that are not known yet, wherever they stand", () => {
    for (const news of [
      { vpcId: UNKNOWN, preSharedKey: UNKNOWN },
      { userGwCidrBlock: ["172.16.10.0/24", UNKNOWN] },
      { userGwCidrBlock: UNKNOWN },
      { userGwCidrBlock: undefined, spdAcl: { "10.0.0.0/24": UNKNOWN } },
      { ikeSet: UNKNOWN, ipsecSet: { ipsecSaLifetimeSeconds: UNKNOWN } },
      { ikeSet: { localIdentity: UNKNOWN, localFqdnName: "a" } },
      { timeouts: { delete: UNKNOWN } },
    ]) {
      const result = run(news);
      assert.deepEqual(result.failures, [], JSON.stringify(news));
      const expected = { ...inputs, __urn: urn, __defaults: [], ...news };
      assert.deepEqual(JSON.parse(JSON.stringify(result.inputs)), JSON.parse(JSON.stringify(expected)));
    }
  });

  it("still refuses what is known beside what is not", () => {
    const result = run({ vpcId: UNKNOWN, vpnConnName: "n".repeat(61) });
    assert.deepEqual(
      result.failures.map(({ property }) => property),
      ["vpnConnName"],
    );
  });

  it("fills in the default region of a new tunnel, and later keeps the state's", () => {
    assert.equal(run({ region: undefined }).inputs.region, "ap-guangzhou");
    assert.deepEqual(run({ region: undefined }).inputs.__defaults, ["region"]);
    assert.equal(run({ region: undefined }, { ...inputs, region: "ap-shanghai" }).inputs.region, "ap-shanghai");
  });

  it("says where a region can be set when there is none", () => {
    const result = check({ region: undefined, owner: "" }, {}, { ...inputs, region: undefined });
    assert.match(result.failures[0]?.reason ?? "", /qcloud:region.*TENCENTCLOUD_REGION/);
  });

  it("makes a default name of the resource's name and a hash, and fixes it at creation", () => {
    const first = run({ vpnConnName: undefined }).inputs;
    assert.match(first.vpnConnName ?? "", /^branch-pqv[0-9a-f]{12}$/);
    assert.deepEqual(first.__defaults, ["vpnConnName"]);
    const renamed = check(settings, first as never, {
      ...inputs,
      vpnConnName: undefined,
      __urn: urn.replace("branch", "office"),
    });
    assert.equal(renamed.inputs.vpnConnName, first.vpnConnName);
  });

  it("makes another default name for another owner, stack or organization", () => {
    const name = (owner: string, seed: string) =>
      check({ region: "gz", owner }, {}, { ...inputs, vpnConnName: undefined, __urn: seed }).inputs.vpnConnName;
    const names = [name("", urn), name("ann", urn), name("", urn.replace("dev", "prod")), name("", `x${urn}`)];
    assert.equal(new Set(names).size, names.length);
  });

  it("keeps a default name within 60 characters", () => {
    const long = run({ vpnConnName: undefined, __urn: urn.replace(/branch$/, "b".repeat(200)) });
    assert.equal([...(long.inputs.vpnConnName ?? "")].length, 60);
    assert.deepEqual(long.failures, []);
  });

  it("gives an adopted tunnel no default name", () => {
    assert.equal(run({ vpnConnName: undefined, vpnConnId: "vpnx-ol6bcqp0" }).inputs.vpnConnName, undefined);
  });
});
