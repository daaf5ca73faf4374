import assert from "node:assert/strict";
import fc from "fast-check";
import { actions } from "../../emulator/actions/index.ts";
import { call, emulatorEach, makeTunnel, seed, tunnelParameters } from "./support.ts";

/** Names that some action reads, and some that none does. */
const names = [
  ..."vpcId vpnGwId vpnConnId userGwId taskId vpnConnName preSharedKey spdAcl spdAcl.0 userGwCidrBlock.0".split(" "),
  ..."userGwCidrBlock.x IKESet.localIdentity IKESet.localFqdnName IKESet.0.ikeSaLifetimeSeconds IPsecSet IKESet.".split(
    " ",
  ),
  ..."offset limit orderField orderDirection vpcName cidrBlock name bandwidth chargeType userGwName userGwAddr".split(
    " ",
  ),
  ..."chargePrepaid.period vendorname platform software interfaceName __proto__ constructor x_y Region".split(" "),
];

const values = fc.oneof(
  fc.constantFrom(
    ...Object.values(seed),
    "399",
    "547",
    "gz_vpc_76",
    "",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "null",
  ),
  fc.constantFrom(
    "10.0.0.0/24",
    "0.0.0.0/0",
    "256.0.0.0/8",
    "10.0.0.0/24/24",
    "@x",
    "PREPAID",
    "fqdn",
    "5",
    "constructor",
  ),
  fc.json(),
  fc.string({ unit: "binary", maxLength: 80 }).map((text) => text.toWellFormed()),
);

describe("emulator fuzzing", () => {
  const emulator = emulatorEach({ set: { onePerPair: "allow" } });

  it("answers any parameters with a code, never with a defect of its own", async () => {
    await makeTunnel(emulator());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...actions.keys()),
        fc.dictionary(fc.constantFrom(...names), values, { noNullPrototype: true }),
        fc.constantFrom("GET" as const, "POST" as const),
        fc.boolean(),
        async (action, parameters, method, plausible) => {
          const base = plausible ? { ...tunnelParameters, vpnConnId: 399, cidrBlock: "10.0.0.0/24" } : {};
          const answer = await call(emulator(), action, { ...base, ...parameters }, { method });
          assert.equal(answer.status, 200);
          assert.ok([0, 4000, 5000, 5100].includes(answer.json.code), answer.text);
          assert.equal(JSON.stringify(emulator().calls()).includes("canary"), false);
          emulator().clearCalls();
        },
      ),
      { numRuns: 500 },
    );
  });
});
