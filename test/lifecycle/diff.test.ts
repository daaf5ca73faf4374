import assert from "node:assert/strict";
import { UNKNOWN } from "../../provider/lifecycle/arguments/unknown.ts";
import { diff } from "../../provider/lifecycle/vpn-connection/diff.ts";
import type { Inputs, Outputs } from "../../provider/lifecycle/vpn-connection/inputs.ts";
import { inputs, outputs } from "./fixtures.ts";

interface Case {
  readonly name: string;
  readonly olds?: Partial<Outputs>;
  readonly news?: Record<string, unknown>;
  readonly expected: "none" | "in place" | string[];
}

const { userGwCidrBlock: _peers, ...withoutNetworks } = inputs;
const { userGwCidrBlock: _stored, ...stateWithoutNetworks } = outputs;
const { vpnConnName: _name, ...withoutName } = inputs;

const cases: Case[] = [
  { name: "the same arguments", expected: "none" },
  { name: "the short code of the same region", news: { region: "gz" }, expected: "none" },
  ...["AP-Guangzhou", " ap-guangzhou ", "GZ", " gz\n"].flatMap((region): Case[] => [
    { name: `the same region as ${JSON.stringify(region)}`, news: { region }, expected: "none" },
    { name: `the same region in a state that says ${JSON.stringify(region)}`, olds: { region }, expected: "none" },
  ]),
  {
    name: "a region outside the table in another case",
    olds: { region: "North-1" },
    news: { region: "north-1" },
    expected: "none",
  },
  { name: "another region", news: { region: "ap-shanghai" }, expected: ["region"] },
  { name: "the legacy id of the same VPC", news: { vpcId: "gz_vpc_76" }, expected: "none" },
  { name: "the same VPC in capital letters", news: { vpcId: " VPC-03VIHBK9 " }, expected: "none" },
  { name: "a VPC that the state says in capital letters", olds: { vpcId: "VPC-03VIHBK9 " }, expected: "none" },
  { name: "the legacy id of the same gateway with a zero", news: { vpnGwId: "0547" }, expected: "none" },
  { name: "another VPC", news: { vpcId: "vpc-amhnnao5" }, expected: ["vpcId"] },
  { name: "the legacy id of the same gateway", news: { vpnGwId: "547" }, expected: "none" },
  { name: "another gateway", news: { vpnGwId: "548" }, expected: ["vpnGwId"] },
  { name: "the legacy id of the same peer gateway", news: { userGwId: "315" }, expected: "none" },
  { name: "another peer gateway", news: { userGwId: "cgw-00000000" }, expected: ["userGwId"] },
  { name: "a peer gateway that is not known yet", news: { userGwId: UNKNOWN }, expected: ["userGwId"] },
  { name: "vpnConnId equal to the id", news: { vpnConnId: "vpnx-ol6bcqp0" }, expected: "none" },
  { name: "vpnConnId in capital letters", news: { vpnConnId: " VPNX-OL6BCQP0" }, expected: "none" },
  { name: "vpnConnId in the legacy form of the id", news: { vpnConnId: "399" }, expected: "none" },
  { name: "vpnConnId of another tunnel", news: { vpnConnId: "vpnx-00000000" }, expected: ["vpnConnId"] },
  { name: "a name that the state says with spaces around it", olds: { vpnConnName: " branch " }, expected: "none" },
  { name: "another name", news: { vpnConnName: "office" }, expected: "in place" },
  { name: "another key", news: { preSharedKey: "test-only-key-0002" }, expected: "in place" },
  { name: "a key that is not known yet", news: { preSharedKey: UNKNOWN }, expected: "in place" },
  {
    name: "networks in another order",
    news: { userGwCidrBlock: ["172.16.11.0/24", "172.16.10.0/24"] },
    expected: "none",
  },
  {
    name: "networks with host bits",
    news: { userGwCidrBlock: ["172.16.10.7/24", "172.16.11.0/24"] },
    expected: "none",
  },
  { name: "another network", news: { userGwCidrBlock: ["172.16.12.0/24"] }, expected: "in place" },
  {
    name: "a network that is not known yet",
    news: { userGwCidrBlock: ["172.16.10.0/24", UNKNOWN] },
    expected: "in place",
  },
  { name: "networks that are not known yet at all", news: { userGwCidrBlock: UNKNOWN }, expected: "in place" },
  {
    name: "rules instead of networks",
    news: {
      ...withoutNetworks,
      spdAcl: { "10.0.0.0/16": ["172.16.10.0/24", "172.16.11.0/24"] },
      userGwCidrBlock: undefined,
    },
    expected: "in place",
  },
  {
    name: "rules in another order and spelling",
    olds: { ...stateWithoutNetworks, spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"], "10.0.1.0/24": ["172.16.11.0/24"] } },
    news: {
      userGwCidrBlock: undefined,
      spdAcl: { "10.0.1.9/24": ["172.16.11.0/24"], "10.0.0.0/24": ["172.16.10.0/24"] },
    },
    expected: "none",
  },
  {
    name: "the same lists as other rules",
    olds: { ...stateWithoutNetworks, spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"], "10.0.1.0/24": ["172.16.11.0/24"] } },
    news: {
      userGwCidrBlock: undefined,
      spdAcl: { "10.0.0.0/24": ["172.16.11.0/24"], "10.0.1.0/24": ["172.16.10.0/24"] },
    },
    expected: "in place",
  },
  { name: "a lifetime as text", news: { ikeSet: { ikeSaLifetimeSeconds: "86400" } }, expected: "none" },
  { name: "another lifetime", news: { ikeSet: { ikeSaLifetimeSeconds: 3600 } }, expected: "in place" },
  {
    name: "a setting that the service filled in",
    news: { ikeSet: { propoEncryAlgorithm: "3des-cbc" } },
    expected: "none",
  },
  { name: "settings left to the service", news: { ikeSet: {} }, expected: "none" },
  { name: "another cipher", news: { ikeSet: { propoEncryAlgorithm: "aes-cbc-256" } }, expected: "in place" },
  { name: "a whole group that is not known yet", news: { ikeSet: UNKNOWN }, expected: "in place" },
  { name: "a nested setting that is not known yet", news: { ipsecSet: { pfsDhGroup: UNKNOWN } }, expected: "in place" },
  {
    name: "the same timeouts in other words and another order",
    olds: { timeouts: { delete: "5m", create: "1h30m" } },
    news: { timeouts: { create: "90m", delete: " 300s " } },
    expected: "none",
  },
  {
    name: "a timeout that is not known yet",
    olds: { timeouts: { delete: "5m" } },
    news: { timeouts: { delete: UNKNOWN } },
    expected: "in place",
  },
  { name: "timeouts that are not known yet at all", news: { timeouts: UNKNOWN }, expected: "in place" },
  { name: "timeouts of nothing", news: { timeouts: {} }, expected: "none" },
  {
    name: "a name of an identity in another case",
    olds: { ikeSet: { localIdentity: "fqdn", localFqdnName: "vpn.example" } },
    news: { ikeSet: { localIdentity: "fqdn", localFqdnName: "VPN.example" } },
    expected: "in place",
  },
  {
    name: "a cipher in another case",
    olds: { ikeSet: { propoEncryAlgorithm: "AES-CBC-256" } },
    news: { ikeSet: { propoEncryAlgorithm: "aes-cbc-256" } },
    expected: "none",
  },
  { name: "other timeouts alone", news: { timeouts: { delete: "5m" } }, expected: "in place" },
  { name: "a tunnel that could not be made", olds: { status: "create-failed" }, expected: ["status"] },
  { name: "a tunnel whose change failed", olds: { status: "modify-failed" }, expected: "in place" },
  {
    name: "a hidden input of the resource's URN",
    news: { __urn: "org:urn:pulumi:s::p::t::renamed" },
    expected: "none",
  },
];

describe("diff", () => {
  for (const { name, olds = {}, news = {}, expected } of cases) {
    it(`${name}: ${Array.isArray(expected) ? `replaces for ${expected.join()}` : expected}`, () => {
      const asked = Object.fromEntries(
        Object.entries({ ...inputs, ...news }).filter(([, value]) => value !== undefined),
      );
      const result = diff(
        "vpnx-ol6bcqp0",
        "userGwCidrBlock" in olds || "spdAcl" in olds ? olds : { ...outputs, ...olds },
        asked as unknown as Inputs,
      );
      assert.deepEqual(result, {
        changes: expected !== "none",
        replaces: Array.isArray(expected) ? expected : [],
        deleteBeforeReplace: true,
      });
    });
  }

  it("a name that the program leaves out is no difference", () => {
    assert.equal(diff("vpnx-ol6bcqp0", outputs, withoutName).changes, false);
  });
});
