import assert from "node:assert/strict";
import { call, emulatorEach, makeTunnel, seed, tunnelParameters } from "./support.ts";

describe("emulator control path", () => {
  const emulator = emulatorEach({ accounts: [{ secretId: "canary-id", secretKey: "canary-secret-key" }] });
  const control = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const response = await fetch(`${emulator().control}/${path}`, { method, headers, ...init });
    // biome-ignore lint/suspicious/noExplicitAny: answers of any shape
    return { status: response.status, json: (await response.json()) as any };
  };

  it("lists calls in order without secrets, and forgets them", async () => {
    emulator().addAccount({ secretId: "sts", secretKey: "k", token: "canary-token" });
    const sts = { secretId: "sts", secretKey: "k" };
    await call(emulator(), "AddVpnConnEx", tunnelParameters, { method: "POST" });
    await call(emulator(), "DescribeVpnConn", { Token: "canary-token" }, sts);
    await call(emulator(), "DeleteVpnConn", { ...seed, "preSharedKey.0": "canary", PreShareKey: "canary" });
    const { json } = await control("GET", "calls");
    assert.deepEqual(
      json.map((one: { action: string; method: string; code: number; codeDesc: string }) => [
        one.action,
        one.method,
        one.code,
        one.codeDesc,
      ]),
      [
        ["AddVpnConnEx", "POST", 0, "Success"],
        ["DescribeVpnConn", "GET", 0, "Success"],
        ["DeleteVpnConn", "GET", 4000, "InvalidParameter"],
      ],
    );
    assert.equal(json[0].parameters.vpnConnName, "office");
    assert.equal(json[0].parameters.SecretId, emulator().secretId);
    assert.ok(!Number.isNaN(Date.parse(json[0].time)));
    for (const one of json) {
      for (const name of ["preSharedKey", "Signature", "Token"]) {
        assert.equal(name in one.parameters, false);
      }
    }
    assert.equal(JSON.stringify(json).includes("canary"), false);
    assert.equal((await control("DELETE", "calls")).status, 200);
    assert.deepEqual((await control("GET", "calls")).json, []);
  });

  it("shows the state with a hash of the key instead of the key", async () => {
    await makeTunnel(emulator());
    const { json } = await control("GET", "state");
    assert.deepEqual(Object.keys(json), ["vpcs", "vpnGateways", "userGateways", "vpnConnections", "tasks"]);
    const [tunnel] = json.vpnConnections;
    assert.deepEqual([tunnel.region, tunnel.account], ["ap-guangzhou", emulator().secretId]);
    assert.match(tunnel.preSharedKeySha256, /^[0-9a-f]{64}$/);
    assert.equal(JSON.stringify(json).includes("canary-psk"), false);
    assert.equal(JSON.stringify(json).includes("canary-secret-key"), false);
    assert.deepEqual(json, JSON.parse(JSON.stringify(emulator().state())));
  });

  it("plants, lists and clears faults", async () => {
    const planted = await control("POST", "faults", [{ action: "*", fault: "code", code: 4400 }]);
    assert.equal(planted.json[0].times, 1);
    assert.deepEqual((await control("GET", "faults")).json, planted.json);
    assert.equal((await call(emulator(), "DescribeVpnConn")).json.code, 4400);
    await control("POST", "faults", [{ action: "*", fault: "half" }]);
    await control("DELETE", "faults");
    assert.equal((await call(emulator(), "DescribeVpnConn")).json.code, 0);
  });

  it("removes a tunnel, a gateway, a peer gateway or a VPC with everything that depends on it", async () => {
    await makeTunnel(emulator());
    const counts = (): number[] => {
      const state = emulator().state();
      return [state.vpcs, state.vpnGateways, state.userGateways, state.vpnConnections].map((list) => list.length);
    };
    const [tunnel] = emulator().state().vpnConnections;
    assert.equal((await control("DELETE", `state/vpnConnections/${tunnel?.unVpnConnId}`)).status, 200);
    assert.deepEqual(counts(), [2, 2, 2, 0]);
    await makeTunnel(emulator());
    await control("DELETE", "state/vpnGateways/547");
    assert.deepEqual(counts(), [2, 1, 2, 0]);
    await control("DELETE", `state/vpcs/${seed.vpcId}`);
    assert.deepEqual(counts(), [1, 1, 2, 0]);
    await control("DELETE", `state/userGateways/${seed.userGwId}`);
    assert.deepEqual(counts(), [1, 1, 1, 0]);
    assert.equal((await control("DELETE", `state/vpcs/${seed.vpcId}`)).status, 404);
  });

  it("overwrites fields of a tunnel", async () => {
    const id = await makeTunnel(emulator());
    const { status, json } = await control("PATCH", `state/vpnConnections/${id}`, {
      vpcConnStatus: 5,
      vpnConnName: "from the console",
      preSharedKey: "console",
      netStatus: "unavailable",
      destinationCidr: ["192.168.9.0/24"],
      IKESet: { dhGroupName: "group5" },
      IPsecSet: { ipsecSaLifetimeSeconds: 7200 },
    });
    assert.equal(status, 200);
    assert.deepEqual(emulator().state().vpnConnections[0], json);
    const { data } = (await call(emulator(), "DescribeVpnConn")).json;
    assert.deepEqual(
      [data[0].vpcConnStatus, data[0].vpnConnName, data[0].preSharedKey, data[0].netStatus, data[0].destinationCidr],
      [5, "from the console", "console", "unavailable", ["192.168.9.0/24"]],
    );
    assert.equal(data[0].IKESet.dhGroupName, "group5");
    assert.equal(data[0].IKESet.exchangeMode, "main");
    assert.equal(data[0].IPsecSet.ipsecSaLifetimeSeconds, "7200");
  });

  it("changes settings, adds and disables keys", async () => {
    await control("PATCH", "settings", { clockOffset: 10_000, set: { codeType: "text" } });
    assert.equal((await call(emulator(), "DescribeVpnConn")).json.code, "4500");
    await control("PATCH", "settings", { clockOffset: 0 });
    const key = { secretId: "next", secretKey: "k", account: "canary-id" };
    assert.deepEqual((await control("POST", "accounts", key)).json, {});
    assert.equal((await call(emulator(), "DescribeVpcEx", {}, key)).json.code, "0");
    assert.equal((await control("DELETE", "accounts/next")).status, 200);
    assert.equal((await call(emulator(), "DescribeVpcEx", {}, key)).json.code, "4104");
    const own = await control("POST", "accounts", { secretId: "own", secretKey: "k" });
    assert.equal(
      emulator()
        .state()
        .vpcs.some((vpc) => vpc.account === "own" && vpc.unVpcId === own.json.vpc),
      true,
    );
  });

  const bad: readonly [string, string, unknown, number, RegExp][] = [
    ["POST", "faults", "{", 400, /not JSON/],
    ["POST", "faults", {}, 400, /faults/],
    ["POST", "faults", [{ action: "*", fault: "x" }], 400, /faults\[0\]\.fault/],
    ["POST", "faults", [{ action: "Delete", fault: "half" }], 400, /Delete is no action/],
    ["POST", "faults", [{ action: "*", fault: "code" }], 400, /faults\[0\]\.code/],
    ["POST", "faults", "x".repeat(1_200_000), 400, /too long/],
    ["PATCH", "state/vpnConnections/vpnx-0", {}, 404, /vpnx-0/],
    ["PATCH", "state/vpnConnections/399", { nonsense: 1 }, 400, /nonsense/],
    ["PATCH", "settings", { set: { nonsense: 1 } }, 400, /nonsense/],
    ["PATCH", "settings", { taskMs: -1 }, 400, /taskMs/],
    ["POST", "accounts", { secretId: "x", secretKey: "k", account: "nobody" }, 400, /nobody/],
    ["POST", "accounts", { secretId: "x" }, 400, /secretKey/],
    ["DELETE", "accounts/nobody", undefined, 404, /nobody/],
    ["GET", "nonsense", undefined, 404, /there is/],
    ["POST", "state", {}, 404, /there is/],
    ["DELETE", "state/vpcs/%zz", undefined, 400, /URI/],
  ];
  for (const [method, path, body, status, message] of bad) {
    it(`answers ${status} to ${method} ${path} with ${JSON.stringify(body)?.slice(0, 50)}`, async () => {
      await makeTunnel(emulator());
      const answer = await control(method, path, body);
      assert.equal(answer.status, status, JSON.stringify(answer.json));
      assert.match(answer.json.error, message);
    });
  }

  it("refuses requests of web pages", async () => {
    assert.equal((await control("GET", "state", undefined, { Origin: "http://example.com" })).status, 403);
  });
});

describe("emulator tasks of tunnels that were removed", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => ({ taskMs: 1000, clock: () => now }));

  it("fail when they create, succeed when they delete", async () => {
    const id = await makeTunnel(emulator());
    assert.equal(emulator().remove("vpnConnections", id), true);
    assert.equal(emulator().remove("vpnConnections", id), false);
    now += 1000;
    const next = await makeTunnel(emulator());
    now += 1000;
    await call(emulator(), "DeleteVpnConn", { ...seed, vpnConnId: next });
    emulator().remove("vpnConnections", next);
    now += 1000;
    const ends = emulator()
      .state()
      .tasks.map((task) => [task.kind, task.status]);
    assert.deepEqual(ends, [
      ["create", 1],
      ["create", 0],
      ["delete", 0],
    ]);
    now = Date.now();
  });
});
