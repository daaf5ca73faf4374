import assert from "node:assert/strict";
import type { QcloudApiError } from "../../provider/api/errors.ts";
import { addVpnConn, deleteVpnConn, modifyVpnConn } from "../../provider/api/v2/vpn-conn.ts";
import { failure, hurry, newSandbox, scopeFor, withServer } from "./support.ts";
import { ids, sent } from "./tunnels.ts";

describe("VPN connections", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  describe("AddVpnConnEx", () => {
    const what = {
      ...ids,
      userGwId: "cgw-e098slul",
      vpnConnName: "tunnel 一号",
      preSharedKey: "p+s/k=1&2%3",
      networks: { spdAcl: { "10.0.0.5/24": ["172.123.10.5/16", "172.124.0.0/16"] } },
      ikeSet: { exchangeMode: "main", ikeSaLifetimeSeconds: 86400 },
      ipsecSet: { encryptAlgorithm: "aes-cbc-128", integrityAlgorithm: "sha", pfsDhGroup: "null" },
    };
    const wire = {
      Action: "AddVpnConnEx",
      vpcId: "vpc-03vihbk9",
      vpnGwId: "vpngw-kfldykuz",
      userGwId: "cgw-e098slul",
      vpnConnName: "tunnel 一号",
      preSharedKey: "p+s/k=1&2%3",
      spdAcl: '{"10.0.0.5/24":["172.123.10.5/16","172.124.0.0/16"]}',
      "IKESet.exchangeMode": "main",
      "IKESet.ikeSaLifetimeSeconds": "86400",
      "IPsecSet.integrityAlgorith": "sha",
      "IPsecSet.pfsDhGroup": "null",
    };

    it("posts every setting under its wire name", () =>
      withServer([{ code: 0, data: { taskId: 12615, vpnConnId: 0 } }], async (server) => {
        assert.deepEqual(await addVpnConn(scopeFor(server.url), what), { taskId: "12615" });
        assert.equal(server.requests[0]?.method, "POST");
        assert.ok(!server.requests[0]?.url.includes("?"));
        assert.deepEqual(sent(server.requests[0]), { ...wire, "IKESet.encryptAlgorithm": "aes-cbc-128" });
      }));

    it("puts the IPsec cipher where the settings say", () =>
      withServer([{ code: 0 }], async (server) => {
        await addVpnConn(scopeFor(server.url, { settings: { encryptAlgorithmGroup: "IPsecSet" } }), what);
        assert.deepEqual(sent(server.requests[0]), { ...wire, "IPsecSet.encryptAlgorithm": "aes-cbc-128" });
      }));

    it("sends peer networks alone as a list", () =>
      withServer([{ code: 0 }], async (server) => {
        const { ikeSet: _ike, ipsecSet: _ipsec, ...rest } = what;
        await addVpnConn(scopeFor(server.url), {
          ...rest,
          networks: { userGwCidrBlock: ["10.1.0.0/16", "10.2.0.0/16"] },
        });
        const { "userGwCidrBlock.0": first, "userGwCidrBlock.1": second, spdAcl } = sent(server.requests[0]);
        assert.deepEqual([first, second, spdAcl], ["10.1.0.0/16", "10.2.0.0/16", undefined]);
      }));

    for (const code of [4400, 6000, 6200]) {
      it(`is not repeated after ${code}`, () =>
        withServer([{ code }], async (server) => {
          const error = await failure<QcloudApiError>(addVpnConn(scopeFor(server.url), what));
          assert.equal(error.kind, code === 4400 ? "throttled" : "busy");
          assert.equal(server.requests.length, 1);
        }));
    }
  });

  describe("ModifyVpnConnEx and DeleteVpnConn", () => {
    const ref = { ...ids, vpnConnId: "vpnx-ol6bcqp0" };

    it("modify by POST, leaving out what is not to change", () =>
      withServer(
        [{ code: 4400 }, { code: 0, data: { taskId: "77", vpcConnId: 399, vpcConnStatus: 2 } }],
        async (server) => {
          const networks = { userGwCidrBlock: ["10.1.0.0/16"] };
          assert.deepEqual(await modifyVpnConn(scopeFor(server.url), ref, { networks }), { taskId: "77" });
          assert.equal(server.requests[1]?.method, "POST");
          assert.deepEqual(sent(server.requests[1]), {
            Action: "ModifyVpnConnEx",
            ...ref,
            "userGwCidrBlock.0": "10.1.0.0/16",
          });
        },
      ));

    it("delete by GET", () =>
      withServer(
        [{ code: 6000 }, { code: "0", data: { taskId: 8, vpcConnId: "vpnx-ol6bcqp0", state: 4 } }],
        async (server) => {
          assert.deepEqual(await deleteVpnConn(scopeFor(server.url), ref), { taskId: "8" });
          assert.equal(server.requests[1]?.method, "GET");
          assert.deepEqual(sent(server.requests[1]), { Action: "DeleteVpnConn", ...ref });
        },
      ));

    for (const [name, answer, taskId] of [
      ["no data", { code: 0 }, undefined],
      ["null data", { code: 0, data: null }, undefined],
      ["a list as data", { code: 0, data: [] }, undefined],
      ["a list of one as data", { code: 0, data: [{ taskId: 5 }] }, "5"],
      ["a task of 0", { code: 0, data: { taskId: 0 } }, undefined],
      ["a task that is no number", { code: 0, data: { taskId: {} } }, undefined],
      ["a task at the top level", { code: 0, taskId: "6" }, "6"],
      ["a task number beyond a double", { code: 0, data: { taskId: "9007199254740993" } }, "9007199254740993"],
    ] as const) {
      it(`accept an answer with ${name}`, () =>
        withServer([answer], async (server) => {
          const expected = taskId === undefined ? {} : { taskId };
          assert.deepEqual(await deleteVpnConn(scopeFor(server.url), ref), expected);
        }));
    }

    for (const codeDesc of ["InvalidVpnConnState", "InvalidVpnConn.NotFound", "InvalidVpc.NotFound"]) {
      it(`hand ${codeDesc} to the caller at once`, () =>
        withServer([{ code: 4400, codeDesc }], async (server) => {
          const error = await failure<QcloudApiError>(deleteVpnConn(scopeFor(server.url), ref));
          assert.equal(error.codeDesc, codeDesc);
          assert.equal(server.requests.length, 1);
        }));
    }
  });
});
