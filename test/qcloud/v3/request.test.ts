import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../../emulator/index.ts";
import { connect } from "../../../provider/api/connect.ts";
import { tc3Authorization } from "../../../provider/api/http/tc3.ts";
import { RATES } from "../../../provider/api/v3/index.ts";
import { deleteUserGw } from "../../../provider/api/v3/user-gw.ts";
import { deleteVpnConn, listVpnConns, modifyVpnConn, readVpnConn } from "../../../provider/api/v3/vpn-conn.ts";
import { deadlineIn } from "../../../provider/util/deadline.ts";
import { settingsFor, withServer } from "../support.ts";
import { answer, bodyOf, scopeFor3, tunnels } from "./support.ts";

const ref = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv", vpnConnId: "vpnx-ol6bcqp0" };
const networks = { userGwCidrBlock: ["172.16.10.0/24"] };

describe("a request of API 3.0", () => {
  it("is signed over its body, with the headers that the vendor documents and the long region", () =>
    withServer([tunnels()], async (server) => {
      const scope = scopeFor3(server.url);
      await listVpnConns(scope, { vpnGwId: ref.vpnGwId });
      const [request] = server.requests;
      const { headers } = request ?? assert.fail();
      assert.equal(request?.method, "POST");
      assert.equal(headers["x-tc-action"], "DescribeVpnConnections");
      assert.equal(headers["x-tc-version"], "2017-03-12");
      assert.equal(headers["x-tc-region"], "ap-guangzhou");
      assert.equal(headers["content-type"], "application/json");
      const timestamp = Number(headers["x-tc-timestamp"]);
      const signed = {
        service: "vpc",
        host: headers.host ?? "",
        contentType: "application/json",
        body: request?.body ?? "",
        timestamp,
      };
      assert.equal(headers.authorization, tc3Authorization(signed, settingsFor(server.url).credentials));
      assert.deepEqual(bodyOf(request), {
        Filters: [{ Name: "vpn-gateway-id", Values: [ref.vpnGwId] }],
        Offset: 0,
        Limit: 100,
      });
    }));

  it("has only the fields that are given", () =>
    withServer(
      () => answer({}),
      async (server) => {
        const scope = scopeFor3(server.url);
        await modifyVpnConn(scope, ref, { networks, keepsNetworks: true, vpnConnName: "office" });
        await modifyVpnConn(scope, ref, {
          networks,
          keepsNetworks: true,
          ikeSet: { ikeVersion: "ikev2" },
          ipsecSet: { integrityAlgorithm: "sha" },
          dpd: { enable: false, timeout: 60 },
        });
        assert.deepEqual(bodyOf(server.requests[0]), { VpnConnectionId: ref.vpnConnId, VpnConnectionName: "office" });
        assert.deepEqual(bodyOf(server.requests[1]), {
          VpnConnectionId: ref.vpnConnId,
          IKEOptionsSpecification: { IKEVersion: "IKEV2" },
          IPSECOptionsSpecification: { IntegrityAlgorith: "SHA1" },
          DpdEnable: 0,
          DpdTimeout: "60",
        });
      },
    ));

  it("is not sent with a legacy id; the error says what to do", () =>
    withServer([], async (server) => {
      const scope = scopeFor3(server.url);
      for (const attempt of [
        () => readVpnConn(scope, "399"),
        () => deleteVpnConn(scope, { ...ref, vpnConnId: "399" }),
        () => deleteUserGw(scope, "315"),
        () => listVpnConns(scope, { vpcId: "gz_vpc_76" }),
      ]) {
        await assert.rejects(async () => attempt(), /is a legacy id, which API 3\.0 does not know.*QCLOUD_API=2\.0/);
      }
      assert.equal(server.requests.length, 0);
    }));
});

describe("a signature of API 3.0", () => {
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({});
  });
  after(() => emulator.stop());

  const read = (secretKey: string) =>
    readVpnConn(
      scopeFor3(emulator.api3Url, {
        settings: { credentials: { secretId: emulator.secretId, secretKey, source: "the test" } },
      }),
      ref.vpnConnId,
    );

  it("is accepted by the emulator, which signs on its own", async () => {
    assert.equal((await read(emulator.secretKey)).kind, "absent");
  });

  it("is refused with another key", async () => {
    await assert.rejects(read("another-key"), /AuthFailure\.SignatureFailure/);
  });
});

describe("the rates of API 3.0", () => {
  it("are counted for each action", () =>
    withServer(
      () => answer({ Status: "SUCCESS", TotalCount: 0, VpnConnectionSet: [] }),
      async (server) => {
        const api = connect({ ...settingsFor(server.url), api: "3.0" });
        const call = { region: "ap-guangzhou", deadline: deadlineIn(60_000) };
        const start = performance.now();
        const polls = Array.from({ length: RATES["DescribeVpcTaskResult"] ?? 0 }, () => api.pollTask(call, "req-0001"));
        await Promise.all([...polls, ...Array.from({ length: 40 }, () => api.readVpnConn(call, ref.vpnConnId))]);
        const lists = server.requests.filter(({ headers }) => headers["x-tc-action"] === "DescribeVpnConnections");
        assert.equal(lists.length, 40);
        assert.equal(server.requests.length, 40 + polls.length);
        // With the rate of the tasks, 40 lists alone would take two seconds.
        assert.ok(performance.now() - start < 2000);
      },
    ));
});
