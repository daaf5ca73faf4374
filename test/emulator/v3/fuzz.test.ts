import assert from "node:assert/strict";
import fc from "fast-check";
import { actions3 } from "../../../emulator/v3/actions/index.ts";
import { emulatorEach } from "../support.ts";
import { call3, makeTunnel3, seed3, tunnel3 } from "./support.ts";

/** Names that some action reads, and some that none does. */
const names = [
  ..."VpcId VpcIds VpnGatewayId VpnGatewayIds CustomerGatewayId CustomerGatewayIds VpnConnectionId".split(" "),
  ..."VpnConnectionIds VpnConnectionName PreShareKey SecurityPolicyDatabases IKEOptionsSpecification TaskId".split(" "),
  ..."IPSECOptionsSpecification Filters Offset Limit Tags RouteType EnableHealthCheck DpdTimeout BgpConfig".split(" "),
  ..."CustomerGatewayName IpAddress BgpAsn CustomerGatewayVendor InterfaceName __proto__ constructor Nonsense".split(
    " ",
  ),
];

const values = fc.oneof(
  fc.constantFrom<unknown>(...Object.values(seed3), "399", "", 0, -1, 1e9, "1", null, true, "Bgp", "203.0.113.9"),
  fc.constantFrom<unknown>(
    [],
    [seed3.VpcId],
    [{ Name: "vpc-id", Values: [seed3.VpcId] }],
    [{ LocalCidrBlock: "0.0.0.0/0", RemoteCidrBlock: ["10.0.0.0/24/24"] }],
    { LocalIdentity: "FQDN" },
    { RemoteAddress: "x" },
    { IntegrityAlgorithm: "MD5" },
    { TunnelCidr: "169.254.128.0/30" },
  ),
  fc.jsonValue(),
);

/** Those of a defect: of the emulator itself, or of who signed. */
const unexpected = /^(InternalError|AuthFailure|InvalidRequest|InvalidAction)/;

describe("emulator fuzzing of API 3.0", () => {
  const emulator = emulatorEach({ set: { onePerPair: "allow" } });

  it("answers any parameters with fields or a code, never with a defect of its own", async () => {
    const VpnConnectionId = await makeTunnel3(emulator());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...[...actions3].filter(([, { service }]) => service === "vpc").map(([name]) => name)),
        fc.dictionary(fc.constantFrom(...names), values, { noNullPrototype: true }),
        fc.boolean(),
        async (action, parameters, plausible) => {
          const base = plausible ? { ...tunnel3, VpnConnectionId } : {};
          const { status, code, text } = await call3(emulator(), action, { ...base, ...parameters });
          assert.equal(status, 200);
          assert.doesNotMatch(code ?? "", unexpected, text);
          assert.equal(JSON.stringify(emulator().calls()).includes("canary"), false);
          emulator().clearCalls();
        },
      ),
      { numRuns: 500 },
    );
  });
});
