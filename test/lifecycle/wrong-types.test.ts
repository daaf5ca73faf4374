import assert from "node:assert/strict";
import { checkUserGateway } from "../../provider/lifecycle/user-gateway/check.ts";
import { check } from "../../provider/lifecycle/vpn-connection/check.ts";
import { inputs } from "./fixtures.ts";

const settings = { region: "ap-guangzhou", owner: "" };

/** A value of each type that a program can hand over. */
const values: readonly unknown[] = [
  true,
  7,
  -1.5,
  Number.NaN,
  "some text",
  "",
  [],
  [[]],
  [null],
  [7],
  [{}],
  ["some text"],
  {},
  { a: "b" },
  { 0: "m" },
  { "10.0.0.0/24": "172.16.10.0/24" },
  { "10.0.0.0/24": { 0: "172.16.10.0/24" } },
];

/** The arguments of each class, and which of the values above are of the right type. */
const classes: Record<
  string,
  { check: (news: object) => unknown; base: object; fits: Record<string, readonly unknown[]> }
> = {
  VpnConnection: {
    check: (news) => check(settings, {}, news as never),
    base: inputs,
    fits: {
      region: [],
      vpcId: [7],
      vpnGwId: [7],
      userGwId: [7],
      vpnConnName: ["some text"],
      preSharedKey: ["some text"],
      userGwCidrBlock: [],
      spdAcl: [],
      ikeSet: [{}],
      ipsecSet: [{}],
      vpnConnId: [7],
      timeouts: [{}],
      "ikeSet.propoEncryAlgorithm": [],
      "ikeSet.propoAuthenAlgorithm": [],
      "ikeSet.exchangeMode": [],
      "ikeSet.localIdentity": [],
      "ikeSet.remoteIdentity": [],
      "ikeSet.localAddress": [],
      "ikeSet.remoteAddress": [],
      "ikeSet.localFqdnName": [],
      "ikeSet.remoteFqdnName": [],
      "ikeSet.dhGroupName": [],
      "ikeSet.ikeSaLifetimeSeconds": [],
      "ipsecSet.encryptAlgorithm": [],
      "ipsecSet.integrityAlgorithm": [],
      "ipsecSet.ipsecSaLifetimeSeconds": [],
      "ipsecSet.ipsecSaLifetimeTraffic": [],
      "ipsecSet.pfsDhGroup": [],
      "timeouts.create": [],
      "timeouts.update": [],
      "timeouts.delete": [],
      __defaults: [[], ["some text"]],
      __defaultName: ["some text", ""],
      __observed: [[], ["some text"]],
    },
  },
  UserGateway: {
    check: (news) => checkUserGateway(settings, {}, news as never),
    base: { userGwAddr: "203.0.113.7" },
    fits: {
      region: [],
      userGwAddr: [],
      userGwName: ["some text"],
      userGwId: [7],
      timeouts: [{}],
      "timeouts.delete": [],
    },
  },
};

describe("an argument of a wrong type", () => {
  for (const [type, { check: run, base, fits }] of Object.entries(classes)) {
    for (const [argument, right] of Object.entries(fits)) {
      it(`${type}.${argument}: one sentence says what is wanted`, () => {
        for (const value of values) {
          const [name = "", inner] = argument.split(".");
          const given = { ...base, [name]: inner === undefined ? value : { [inner]: value } };
          if (name === "spdAcl") {
            Reflect.deleteProperty(given, "userGwCidrBlock");
          }
          const { failures } = run(given) as { failures: { reason: string }[] };
          const what = JSON.stringify(value);
          if (right.some((one) => JSON.stringify(one) === what)) {
            assert.deepEqual(failures, [], what);
            continue;
          }
          assert.ok(failures.length > 0, `${what} is accepted`);
          for (const { reason } of failures) {
            assert.match(
              reason,
              /^[\w.]+(?:\.\d|\.[\d./]+|\.a)* (?:must |is required|is not an argument|is used only|is kept)/,
              what,
            );
            assert.doesNotMatch(reason, /Invalid|expected|received|undefined|NaN\b.*NaN|\n/, what);
          }
        }
      });
    }
  }
});
