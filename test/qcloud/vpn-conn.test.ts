import assert from "node:assert/strict";
import type { QcloudApiError, QcloudTransportError } from "../../provider/qcloud/errors.ts";
import type { VpnConn } from "../../provider/qcloud/types.ts";
import {
  addVpnConnEx,
  deleteVpnConn,
  listVpnConns,
  lookVpnConn,
  modifyVpnConnEx,
} from "../../provider/qcloud/vpn-conn.ts";
import { type Arrived, hurry, newSandbox, type Step, scopeFor, withServer } from "./support.ts";

/** The second entry of the vendor's example of DescribeVpnConn, with its odd spellings (docs/api.md 2.5). */
const documented = {
  vpcId: "gz_vpc_76",
  unVpcId: "vpc-03vihbk9",
  vpcName: "vpc",
  vpnGwId: 547,
  unVpnGwId: "vpngw-kfldykuz",
  vpnGwAddress: "203.195.0.1",
  vpnConnId: 399,
  unVpnConnId: "vpnx-ol6bcqp0",
  vpnConnName: "399_vpnconn",
  userGwId: 315,
  unUserGwId: "cgw-e098slul",
  userGwAddress: "119.29.0.1",
  vpcConnStatus: 6,
  preSharedKey: " key with spaces ",
  sourceCidr: ["10.0.0.0/16"],
  destinationCidr: ["172.16.10.0/24", "172.16.11.0/24"],
  vpnProto: "ip-sec",
  createTime: "2015-11-06 11:20:39",
  IKEArr: {
    propoEncryAlgorithm: "3des-cbc",
    propoAuthenAlgorithm: "md5",
    exchangeMode: "main",
    localIdentity: "address",
    remoteIdentity: "address",
    localAddress: "203.195.0.1",
    remoteAddress: "119.29.0.1",
    localFqdnName: null,
    remoteFqdnName: "null",
    dhGroupName: "group1",
    ikeSaLifetimeSeconds: "86400",
  },
  IPSECArr: {
    encryptAlgorithm: "3des-cbc",
    integrityAlgorith: "sha1",
    encapMode: "tunnel",
    securityProto: "ESP",
    pfsDhGroup: "null",
    ipsecSaLifetimeSeconds: "3600",
    ipsecSaLifetimeTraffic: 1843200,
  },
};

const understood: VpnConn = {
  id: { unified: "vpnx-ol6bcqp0", legacy: "399" },
  vpc: { unified: "vpc-03vihbk9", legacy: "gz_vpc_76" },
  vpnGw: { unified: "vpngw-kfldykuz", legacy: "547" },
  userGw: { unified: "cgw-e098slul", legacy: "315" },
  name: "399_vpnconn",
  status: "running",
  vpnGwAddress: "203.195.0.1",
  userGwAddress: "119.29.0.1",
  preSharedKey: " key with spaces ",
  sourceCidr: ["10.0.0.0/16"],
  destinationCidr: ["172.16.10.0/24", "172.16.11.0/24"],
  ikeSet: {
    propoEncryAlgorithm: "3des-cbc",
    propoAuthenAlgorithm: "md5",
    exchangeMode: "main",
    localIdentity: "address",
    remoteIdentity: "address",
    localAddress: "203.195.0.1",
    remoteAddress: "119.29.0.1",
    dhGroupName: "group1",
    ikeSaLifetimeSeconds: 86400,
  },
  ipsecSet: {
    encryptAlgorithm: "3des-cbc",
    integrityAlgorithm: "sha",
    ipsecSaLifetimeSeconds: 3600,
    ipsecSaLifetimeTraffic: 1843200,
    pfsDhGroup: "null",
  },
  createTime: "2015-11-06 11:20:39",
};

const page = (...data: object[]): { code: number; message: string; totalCount: number; data: object[] } => ({
  code: 0,
  message: "",
  totalCount: data.length,
  data,
});

/** Entries with ids from `from` on. */
const numbered = (count: number, from = 1): { vpnConnId: number; unVpnConnId: string }[] =>
  Array.from({ length: count }, (_, index) => ({
    vpnConnId: from + index,
    unVpnConnId: `vpnx-${String(from + index).padStart(8, "0")}`,
  }));

const endless = numbered(20_000);

/** A step that answers offset and limit as the service does, of all these entries. */
const paged =
  (all: readonly object[], totalCount: unknown = all.length) =>
  (request: Arrived): Step => {
    const offset = Number(request.params["offset"]);
    return { code: 0, totalCount, data: all.slice(offset, offset + Number(request.params["limit"])) };
  };

const ids = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-kfldykuz" };

async function failure<E extends Error>(promise: Promise<unknown>): Promise<E> {
  return promise.then(
    () => assert.fail("it succeeds"),
    (error: E) => error,
  );
}

/** The parameters of the first request without the common ones. */
const sent = (request: Arrived | undefined): Record<string, string> => {
  const common = ["Region", "Timestamp", "Nonce", "SecretId", "SignatureMethod", "Signature"];
  return Object.fromEntries(Object.entries(request?.params ?? {}).filter(([name]) => !common.includes(name)));
};

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
        assert.deepEqual(await addVpnConnEx(scopeFor(server.url), what), { taskId: "12615" });
        assert.equal(server.requests[0]?.method, "POST");
        assert.ok(!server.requests[0]?.url.includes("?"));
        assert.deepEqual(sent(server.requests[0]), { ...wire, "IKESet.encryptAlgorithm": "aes-cbc-128" });
      }));

    it("puts the IPsec cipher where the settings say", () =>
      withServer([{ code: 0 }], async (server) => {
        await addVpnConnEx(scopeFor(server.url, { settings: { encryptAlgorithmGroup: "IPsecSet" } }), what);
        assert.deepEqual(sent(server.requests[0]), { ...wire, "IPsecSet.encryptAlgorithm": "aes-cbc-128" });
      }));

    it("sends peer networks alone as a list", () =>
      withServer([{ code: 0 }], async (server) => {
        const { ikeSet: _ike, ipsecSet: _ipsec, ...rest } = what;
        await addVpnConnEx(scopeFor(server.url), {
          ...rest,
          networks: { userGwCidrBlock: ["10.1.0.0/16", "10.2.0.0/16"] },
        });
        const { "userGwCidrBlock.0": first, "userGwCidrBlock.1": second, spdAcl } = sent(server.requests[0]);
        assert.deepEqual([first, second, spdAcl], ["10.1.0.0/16", "10.2.0.0/16", undefined]);
      }));

    for (const code of [4400, 6000, 6200]) {
      it(`is not repeated after ${code}`, () =>
        withServer([{ code }], async (server) => {
          const error = await failure<QcloudApiError>(addVpnConnEx(scopeFor(server.url), what));
          assert.equal(error.kind, "busy");
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
          assert.deepEqual(await modifyVpnConnEx(scopeFor(server.url), ref, { networks }), { taskId: "77" });
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

    for (const count of [0, 1, 49, 50, 51, 120]) {
      it(`reads ${count} entries, each once and in order`, () =>
        withServer(paged(numbered(count)), async (server) => {
          const list = await listVpnConns(scopeFor(server.url), {});
          assert.deepEqual(
            list.map(({ id }) => Number(id.legacy)),
            Array.from({ length: count }, (_, index) => index + 1),
          );
        }));

      it(`reads ${count} entries without totalCount`, () =>
        withServer(paged(numbered(count), null), async (server) => {
          assert.equal((await listVpnConns(scopeFor(server.url), {})).length, count);
        }));
    }

    it("goes on by what arrived when the service gives smaller pages", () =>
      withServer(
        (request) => {
          const offset = Number(request.params["offset"]);
          return { code: 0, totalCount: 45, data: numbered(45).slice(offset, offset + 20) };
        },
        async (server) => {
          assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 45);
          assert.deepEqual(
            server.requests.map(({ params }) => params["offset"]),
            ["0", "20", "40"],
          );
        },
      ));

    it("does not stop at a full page because of a totalCount that is too small", () =>
      withServer(paged(numbered(120), 50), async (server) => {
        assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 120);
      }));

    it("reads again from the start when the list changes meanwhile", () => {
      const before = numbered(60);
      const after = before.slice(1);
      return withServer(
        (request, index) => paged(index === 0 ? before : after)(request),
        async (server) => {
          const list = await listVpnConns(scopeFor(server.url), {});
          assert.deepEqual(list.map(({ id }) => id.legacy).sort(), after.map(({ vpnConnId }) => `${vpnConnId}`).sort());
        },
      );
    });

    it("reads again when fewer entries come than totalCount says", () =>
      withServer([{ ...page(), totalCount: 1 }, page(documented)], async (server) => {
        assert.equal((await listVpnConns(scopeFor(server.url), {})).length, 1);
      }));

    for (const [name, script] of [
      ["repeats its first page for ever", () => ({ code: 0, totalCount: 500, data: numbered(50) })],
      ["repeats its first page and has no totalCount", () => ({ code: 0, data: numbered(50) })],
      ["says that there are more than it gives", () => ({ code: 0, totalCount: 3, data: numbered(2) })],
      ["says that there is one and gives none", () => ({ code: 0, totalCount: 1, data: [] })],
      ["never ends", paged(endless, 1e9)],
      [
        "changes its totalCount with every page",
        (request: Arrived, index: number) => paged(numbered(200), 200 + index)(request),
      ],
    ] as const) {
      it(`gives up a list that ${name}`, () =>
        withServer(script, async (server) => {
          const error = await failure<QcloudTransportError>(listVpnConns(scopeFor(server.url), {}));
          assert.equal(error.name, "QcloudTransportError");
          assert.match(error.message, /^DescribeVpnConn: the list cannot be relied on, after \d readings/);
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
          assert.deepEqual(await lookVpnConn(scopeFor(server.url), id), { found: understood });
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
          assert.deepEqual(await lookVpnConn(scopeFor(server.url), "399"), { absent });
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
          assert.equal((await failure<Error>(lookVpnConn(scopeFor(server.url), "399"))).name, "QcloudApiError");
        }));
    }

    it("finds it on a later page when the filter is ignored", () =>
      withServer(paged(numbered(120)), async (server) => {
        const look = await lookVpnConn(scopeFor(server.url), "vpnx-00000110");
        assert.equal("found" in look && look.found.id.legacy, "110");
      }));

    it("is unclear when the filter is ignored and the id is nowhere", () =>
      withServer(paged(numbered(120)), async (server) => {
        assert.deepEqual(await lookVpnConn(scopeFor(server.url), "399"), {
          unclear: "DescribeVpnConn was asked for 399 and listed 120 others",
        });
      }));
  });
});
