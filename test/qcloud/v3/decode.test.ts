import assert from "node:assert/strict";
import { decode } from "../../../provider/api/v3/decode.ts";
import { listUserGws } from "../../../provider/api/v3/user-gw.ts";
import { addVpnConn, listVpnConns, readVpnConn } from "../../../provider/api/v3/vpn-conn.ts";
import { vpnConnOf } from "../../../provider/api/v3/vpn-conn-wire.ts";
import { failure, hurry, newSandbox, withServer } from "../support.ts";
import { answer, entry, refusal, scopeFor3, tunnels } from "./support.ts";

const decoded = (value: unknown) => decode(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));

describe("the envelope of API 3.0", () => {
  it("gives the fields of Response, also with an Error of null", () => {
    assert.deepEqual(decoded({ Response: { RequestId: "r", Error: null } }), {
      kind: "success",
      envelope: { RequestId: "r", Error: null },
    });
  });

  it("gives code, message and RequestId of an error", () => {
    assert.deepEqual(decoded({ Response: { Error: { Code: "ResourceInUse", Message: "busy" }, RequestId: "r1" } }), {
      kind: "error",
      errorKind: "in-use",
      apiCode: "",
      codeDesc: "ResourceInUse",
      message: "busy (RequestId r1)",
    });
  });

  for (const [name, body, problem] of [
    ["no JSON", "<html>", /./],
    ["no Response", {}, /no Response$/],
    ["the envelope of API 2.0", { code: 4100, message: "no" }, /API 2\.0: set qcloud:api or QCLOUD_API to 2\.0/],
    ["a Response that is a list", { Response: [] }, /no Response/],
    ["an Error without a Code", { Response: { Error: {} } }, /Error has no Code/],
    ["an Error that is a text", { Response: { Error: "no" } }, /Error has no Code/],
  ] as const) {
    it(`is refused: ${name}`, () => {
      const result = decoded(body);
      assert.equal(result.kind, "malformed");
      assert.match("why" in result ? String(result.why) : "", problem);
    });
  }
});

describe("the entry of a tunnel in API 3.0", () => {
  it("is understood in the words of API 2.0", () => {
    const seen = vpnConnOf(entry);
    assert.equal(seen.status, "running");
    assert.equal(seen.netStatus, "available");
    assert.deepEqual(seen.spdAcl, { "10.0.0.0/24": ["172.16.10.0/24"] });
    assert.deepEqual([seen.sourceCidr, seen.destinationCidr], [["10.0.0.0/24"], ["172.16.10.0/24"]]);
    assert.deepEqual(seen.id, { unified: "vpnx-ol6bcqp0", legacy: "" });
    assert.equal(seen.ipsecSet.encryptAlgorithm, "null");
    assert.deepEqual(seen.dpd, { enable: true, timeout: 30, action: "restart" });
  });

  it("keeps the key byte by byte", () => {
    assert.equal(vpnConnOf(entry).preSharedKey, " test-only-key ");
    assert.equal("preSharedKey" in vpnConnOf({ ...entry, PreShareKey: "" }), false);
  });

  it("shows of each identity only what belongs to it", () => {
    const { ikeSet } = vpnConnOf(entry);
    assert.deepEqual(
      [ikeSet.localAddress, ikeSet.localFqdnName, ikeSet.remoteAddress, ikeSet.remoteFqdnName],
      ["203.0.113.1", undefined, undefined, "peer.example"],
    );
  });

  for (const [old, now, hash] of [
    ["SHA1", null, "sha"],
    [null, "SHA1", "sha"],
    [undefined, "SHA-256", "sha-256"],
    ["MD5", "SHA1", "md5"],
    [null, null, undefined],
    ["", "MD5", "md5"],
  ] as const) {
    it(`has the IPsec hash ${hash} of IntegrityAlgorith ${old} and IntegrityAlgorithm ${now}`, () => {
      const IPSECOptionsSpecification = { IntegrityAlgorith: old, IntegrityAlgorithm: now };
      assert.equal(vpnConnOf({ ...entry, IPSECOptionsSpecification }).ipsecSet.integrityAlgorithm, hash);
    });
  }

  it("has neither the time nor the DPD of an entry that is not known yet", () => {
    const seen = vpnConnOf({
      ...entry,
      State: "PENDING",
      CreatedTime: "0000-00-00 00:00:00",
      DpdEnable: -1,
      DpdTimeout: "",
      DpdAction: "",
    });
    assert.equal(seen.createTime, undefined);
    assert.equal(seen.status, "creating");
    assert.equal(seen.dpd, undefined);
  });

  for (const RouteType of ["StaticRoute", "Bgp"]) {
    it(`has no rules where nobody wrote them: ${RouteType}`, () => {
      const seen = vpnConnOf({
        ...entry,
        RouteType,
        SecurityPolicyDatabaseSet: [{ LocalCidrBlock: "0.0.0.0/0", RemoteCidrBlock: ["0.0.0.0/0"] }],
      });
      assert.deepEqual([seen.spdAcl, seen.sourceCidr, seen.destinationCidr], [undefined, [], []]);
    });
  }

  it("can do without each object and list, null or missing", () => {
    const names = Object.entries(entry)
      .filter(([, value]) => typeof value === "object")
      .map(([name]) => name);
    for (const name of [...names, "TagSet"]) {
      for (const value of [null, undefined, "", []]) {
        const seen = vpnConnOf({ ...entry, [name]: value });
        assert.equal(seen.id.unified, "vpnx-ol6bcqp0", name);
      }
    }
  });

  it("has a status of its own for a state that no page lists", () => {
    assert.equal(vpnConnOf({ ...entry, State: "MODIFYING" }).status, "unknown-MODIFYING");
    assert.equal(vpnConnOf({ ...entry, State: null }).status, "unknown-missing");
  });
});

describe("the answers of API 3.0", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  it("give tunnels oldest first, whatever their order", () =>
    withServer(
      [tunnels({ ...entry, VpnConnectionId: "vpnx-2", CreatedTime: "2021-01-01 00:00:00" }, entry)],
      async (server) => {
        const ids = (await listVpnConns(scopeFor3(server.url), {})).map(({ id }) => id.unified);
        assert.deepEqual(ids, ["vpnx-ol6bcqp0", "vpnx-2"]);
      },
    ));

  for (const [name, step] of [
    ["ResourceNotFound", refusal("ResourceNotFound")],
    ["an empty set", tunnels()],
  ] as const) {
    it(`show no tunnel: ${name}`, () =>
      withServer([step], async (server) => {
        assert.equal((await readVpnConn(scopeFor3(server.url), "vpnx-ol6bcqp0")).kind, "absent");
      }));
  }

  it("are an error, and not an empty list, without the list", () =>
    withServer(
      () => answer({ TotalCount: 0 }),
      async (server) => {
        const error = await failure(listUserGws(scopeFor3(server.url, { deadlineMs: 500 })));
        assert.match(error.message, /no list of objects in CustomerGatewaySet/);
      },
    ));

  for (const [VpnConnection, made] of [
    [{ ...entry, State: "PENDING" }, "vpnx-ol6bcqp0"],
    [{ ...entry, VpnConnectionId: "" }, undefined],
    [null, undefined],
  ] as const) {
    it(`to a creation name the task, and the tunnel ${made ?? "not"}`, () =>
      withServer([answer({ VpnConnection })], async (server) => {
        const accepted = await addVpnConn(scopeFor3(server.url), {
          vpcId: "vpc-03vihbk9",
          vpnGwId: "vpngw-dystbrkv",
          userGwId: "cgw-e098slul",
          vpnConnName: "office",
          preSharedKey: "test-only-key-0001",
          networks: { spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"] } },
        });
        assert.equal(accepted.taskId, "req-0001");
        assert.equal(accepted.made?.id.unified, made);
      }));
  }
});
