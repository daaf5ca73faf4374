import assert from "node:assert/strict";
import { userGwExists, vpcExists, vpnGwExists } from "../../provider/api/v2/parents.ts";
import { hurry, newSandbox, scopeFor, withServer } from "./support.ts";

const parents = [
  {
    name: "vpcExists",
    sees: vpcExists,
    action: "DescribeVpcEx",
    field: "vpcId",
    entry: { vpcId: "gz_vpc_76", unVpcId: "vpc-03vihbk9" },
    forms: ["gz_vpc_76", "vpc-03vihbk9"],
    codeDesc: "InvalidVpc.NotFound",
  },
  {
    name: "vpnGwExists",
    sees: vpnGwExists,
    action: "DescribeVpnGw",
    field: "vpnGwId",
    entry: { vpnGwId: 547, unVpnGwId: "vpngw-kfldykuz", vpcId: "gz_vpc_76", unVpcId: "vpc-03vihbk9" },
    forms: ["547", "vpngw-kfldykuz"],
    codeDesc: "InvalidVpnGw.NotFound",
  },
  {
    name: "userGwExists",
    sees: userGwExists,
    action: "DescribeUserGw",
    field: "userGwId",
    entry: { userGwId: "315", unUserGwId: "cgw-e098slul" },
    forms: ["315", "cgw-e098slul"],
    codeDesc: "InvalidUserGw.NotFound",
  },
] as const;

for (const { name, sees, action, field, entry, forms, codeDesc } of parents) {
  describe(name, () => {
    const sandbox = newSandbox();
    beforeEach(() => void hurry(sandbox));
    afterEach(() => sandbox.restore());

    for (const id of forms) {
      it(`is true for ${id} when it is listed`, () =>
        withServer([{ code: 0, totalCount: "1", data: [entry] }], async (server) => {
          assert.equal(await sees(scopeFor(server.url), id), true);
          const { Action, [field]: asked } = server.requests[0]?.params ?? {};
          assert.deepEqual([Action, asked], [action, id]);
        }));
    }

    for (const answer of [
      { code: 0, totalCount: 0, data: [] },
      { code: 0, totalCount: 1, data: [entry] },
      { code: 4000, codeDesc },
      { code: 5000 },
    ]) {
      it(`is false for another id after ${JSON.stringify(answer)}`, () =>
        withServer([answer], async (server) => {
          assert.equal(await sees(scopeFor(server.url), "76"), false);
        }));
    }

    for (const answer of [{ code: 4100 }, { code: 6100 }, { code: 5000, codeDesc: "Novel" }, { code: 4000 }]) {
      it(`throws after ${JSON.stringify(answer)}`, () =>
        withServer([answer], async (server) => {
          await assert.rejects(sees(scopeFor(server.url), forms[0]), { name: "QcloudApiError" });
        }));
    }
  });
}
