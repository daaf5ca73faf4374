import assert from "node:assert/strict";
import { listVpnConns, readVpnConn } from "../../provider/api/v2/vpn-conn.ts";
import { failure, hurry, newSandbox, scopeFor, withServer } from "./support.ts";
import { documented, ids, numbered, page, paged, sent, understood } from "./tunnels.ts";

describe("VPN connections", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  describe("DescribeVpnConn", () => {
    it("reads the documented example with its odd spellings", () =>
      withServer([page(documented)], async (server) => {
        assert.deepEqual(await listVpnConns(scopeFor(server.url), ids), [understood]);
        assert.deepEqual(sent(server.requests[0]), {
          Action: "DescribeVpnConn",
          ...ids,
          offset: "0",
          limit: "50",
          orderField: "createTime",
          orderDirection: "asc",
        });
      }));

    it("reads the documented spellings, in arrays of one and with numbers as text", () => {
      const { IKEArr, IPSECArr, ...rest } = documented;
      const entry = { ...rest, vpnConnId: "399", vpcConnStatus: "6", IKESet: [IKEArr], IPsecSet: [IPSECArr] };
      return withServer([{ code: "0", totalCount: "1", data: [entry] }], async (server) => {
        assert.deepEqual(await listVpnConns(scopeFor(server.url), {}), [understood]);
      });
    });

    it("reads an entry of which only the id is there", () =>
      withServer([page({ unVpnConnId: "vpnx-ol6bcqp0" })], async (server) => {
        const none = { unified: "", legacy: "" };
        assert.deepEqual(await listVpnConns(scopeFor(server.url), {}), [
          {
            id: { unified: "vpnx-ol6bcqp0", legacy: "" },
            vpc: none,
            vpnGw: none,
            userGw: none,
            name: "",
            status: "unknown-missing",
            sourceCidr: [],
            destinationCidr: [],
            ikeSet: {},
            ipsecSet: {},
          },
        ]);
      }));

    it("takes a unified id under the plain name as what it is", () =>
      withServer(
        [page({ vpnConnId: "vpnx-ol6bcqp0", userGwId: "cgw-e098slul", vpcId: "gz_vpc_76" })],
        async (server) => {
          const [entry] = await listVpnConns(scopeFor(server.url), {});
          assert.deepEqual(entry?.id, { unified: "vpnx-ol6bcqp0", legacy: "" });
          assert.deepEqual(entry?.userGw, { unified: "cgw-e098slul", legacy: "" });
          assert.deepEqual(entry?.vpc, { unified: "", legacy: "gz_vpc_76" });
        },
      ));

    it("reads the IPsec cipher from the IKE group when it is only there", () =>
      withServer([page({ vpnConnId: 1, IKESet: { encryptAlgorithm: "null" } })], async (server) => {
        const [entry] = await listVpnConns(scopeFor(server.url), {});
        assert.deepEqual([entry?.ikeSet, entry?.ipsecSet], [{}, { encryptAlgorithm: "null" }]);
      }));

    for (const [wire, status] of [
      [0, "creating"],
      ["1", "create-failed"],
      [2, "modifying"],
      [3, "modify-failed"],
      [4, "deleting"],
      [5, "delete-failed"],
      [6, "running"],
      [7, "unknown-7"],
      [-1, "unknown--1"],
      ["gone", "unknown-gone"],
      [null, "unknown-missing"],
      [{}, "unknown-missing"],
    ] as const) {
      it(`reads the state ${JSON.stringify(wire)} as ${status}`, () =>
        withServer([page({ vpnConnId: 1, vpcConnStatus: wire })], async (server) => {
          assert.equal((await listVpnConns(scopeFor(server.url), {}))[0]?.status, status);
        }));
    }

    for (const [name, answer] of [
      ["no data", { code: 0, totalCount: 0 }],
      ["null data", { code: 0, totalCount: 0, data: null }],
      ["an object as data", { code: 0, totalCount: 0, data: { status: 0 } }],
      ["an entry that is null", { code: 0, totalCount: 1, data: [null] }],
      ["an entry without an id", { code: 0, totalCount: 1, data: [{ vpnConnName: "x" }] }],
      ["an entry whose id is 0", { code: 0, totalCount: 1, data: [{ vpnConnId: 0 }] }],
    ] as const) {
      it(`asks again after an answer with ${name}, and takes it for no list`, () =>
        withServer([answer, page(documented)], async (server) => {
          assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 1);
          assert.equal(server.requests.length, 2);
        }));
    }
  });

  describe("a look by id alone", () => {
    for (const id of ["vpnx-ol6bcqp0", "399"]) {
      it(`finds ${id}`, () =>
        withServer([page(documented)], async (server) => {
          assert.deepEqual(await readVpnConn(scopeFor(server.url), id), { kind: "found", value: understood });
          const { vpnConnId, vpcId, vpnGwId } = sent(server.requests[0]);
          assert.deepEqual([vpnConnId, vpcId, vpnGwId], [id, undefined, undefined]);
          assert.equal(server.requests.length, 1);
        }));
    }

    for (const [answer, absent] of [
      [{ code: 0, totalCount: 0, data: [] }, "empty-list"],
      [{ code: 0, data: [] }, "empty-list"],
      [{ code: 4000, codeDesc: "InvalidVpnConn.NotFound" }, "not-found-code"],
      [{ code: 1, codeDesc: "InvalidVpnGw.NotFound" }, "not-found-code"],
      [{ code: 5000 }, "not-found-code"],
    ] as const) {
      it(`takes ${JSON.stringify(answer)} as absent`, () =>
        withServer([answer], async (server) => {
          assert.deepEqual(await readVpnConn(scopeFor(server.url), "399"), { kind: "absent", because: absent });
        }));
    }

    for (const answer of [
      { code: 5000, codeDesc: "SomethingNotFound" },
      { code: 4000, codeDesc: "InvalidUserGw.NotFound" },
      { code: 4000, codeDesc: "InvalidVpc.NotFound" },
      { code: 4100 },
      { code: 6100 },
    ]) {
      it(`hands ${JSON.stringify(answer)} to the caller`, () =>
        withServer([answer], async (server) => {
          assert.equal((await failure<Error>(readVpnConn(scopeFor(server.url), "399"))).name, "QcloudApiError");
        }));
    }

    it("finds it on a later page when the filter is ignored", () =>
      withServer(paged(numbered(120)), async (server) => {
        const look = await readVpnConn(scopeFor(server.url), "vpnx-00000110");
        assert.equal(look.kind === "found" && look.value.id.legacy, "110");
      }));

    it("is unclear when the filter is ignored and the id is nowhere", () =>
      withServer(paged(numbered(120)), async (server) => {
        assert.deepEqual(await readVpnConn(scopeFor(server.url), "399"), {
          kind: "unclear",
          detail: "DescribeVpnConn was asked for 399 and listed 120 others",
        });
      }));
  });
});
