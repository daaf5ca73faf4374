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

  it("overwrites fields of gateways and VPCs", async () => {
    const vpc = await control("PATCH", `state/vpcs/${seed.vpcId}`, { vpcName: "shared" });
    const gateway = await control("PATCH", `state/vpnGateways/${seed.vpnGwId}`, {
      vpnGwName: "renamed",
      vpnGwAddress: "203.0.113.9",
      vpnGwStatus: 2,
    });
    const peer = await control("PATCH", "state/userGateways/315", { userGwName: "moved", userGwAddr: "203.0.113.8" });
    const state = emulator().state();
    assert.deepEqual([gateway.json, peer.json, vpc.json], [state.vpnGateways[0], state.userGateways[0], state.vpcs[0]]);
    const [listed] = (await call(emulator(), "DescribeVpnGw")).json.data;
    assert.deepEqual(
      [listed.vpnGwName, listed.vpnGwAddress, listed.vpnGwStatus, listed.vpcName],
      ["renamed", "203.0.113.9", 2, "shared"],
    );
    const [user] = (await call(emulator(), "DescribeUserGw")).json.data;
    assert.deepEqual([user.userGwName, user.userGwAddr], ["moved", "203.0.113.8"]);
    assert.equal((await call(emulator(), "AddVpnConnEx", tunnelParameters)).json.codeDesc, "InvalidParameter");
    emulator().patchVpnGateway("547", { vpnGwStatus: 6 });
    assert.equal((await call(emulator(), "AddVpnConnEx", tunnelParameters)).json.code, 0);
    emulator().patchUserGateway(seed.userGwId, { userGwName: "library" });
    emulator().patchVpc("76", { vpcName: "library" });
    const [tunnel] = emulator().state().vpnConnections;
    assert.deepEqual([tunnel?.userGwName, tunnel?.vpcName], ["library", "library"]);
  });

  it("adds foreign tunnels, also a second one between two gateways", async () => {
    await makeTunnel(emulator());
    const named = { vpnGwId: "547", userGwId: seed.userGwId, vpnConnName: "somebody's", preSharedKey: "canary-psk" };
    const { status, json } = await control("POST", "state/vpnConnections", named);
    assert.equal(status, 200);
    const other = emulator().addVpnConnection({ ...named, vpcConnStatus: 5, destinationCidr: ["192.168.7.0/24"] });
    assert.deepEqual(emulator().state().vpnConnections.slice(1), [json, other]);
    // The newest is listed first.
    const data = (await call(emulator(), "DescribeVpnConn")).json.data.toReversed();
    assert.deepEqual(
      data.map((one: Record<string, unknown>) => [one["vpnConnName"], one["vpcConnStatus"], one["preSharedKey"]]),
      [
        ["office", 6, "canary-psk-81b2"],
        ["somebody's", 6, "canary-psk"],
        ["somebody's", 5, "canary-psk"],
      ],
    );
    assert.deepEqual(
      [data[1].userGwId, data[1].unVpcId, data[2].destinationCidr],
      [315, seed.vpcId, ["192.168.7.0/24"]],
    );
    assert.deepEqual(emulator().state().tasks.length, 1);
    const deleted = await call(emulator(), "DeleteVpnConn", { ...seed, vpnConnId: json.unVpnConnId });
    assert.equal(deleted.json.code, 0);
  });

  it("lists the last calls", async () => {
    for (const action of ["DescribeVpcEx", "DescribeVpnGw", "DescribeUserGw"]) {
      await call(emulator(), action);
    }
    const last = async (count: number) =>
      (await control("GET", `calls?last=${count}`)).json.map((one: { action: string }) => one.action);
    assert.deepEqual(await last(2), ["DescribeVpnGw", "DescribeUserGw"]);
    assert.deepEqual(await last(0), []);
    assert.equal((await last(9)).length, 3);
  });

  it("answers indented JSON with a newline at the end, also to errors", async () => {
    for (const [path, text] of [
      ["faults", /^\[\]\n$/],
      ["nonsense", /^\{\n {2}"error": "[^\n]+"\n\}\n$/],
      ["state", /^\{\n {2}"vpcs": \[\n {4}\{\n.+\n\}\n$/s],
    ] as const) {
      const answer = await (await fetch(`${emulator().control}/${path}`)).text();
      assert.match(answer, text);
    }
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
    ["PATCH", "state/vpnGateways/547", { vpnGwStatus: 3 }, 400, /vpnGwStatus/],
    ["PATCH", "state/vpnGateways/1", {}, 404, /vpnGateways has no 1/],
    ["PATCH", "state/userGateways/cgw-0", {}, 404, /userGateways has no cgw-0/],
    ["PATCH", "state/vpcs/vpc-0", {}, 404, /vpcs has no vpc-0/],
    ["PATCH", "state/tasks/1", { status: 0 }, 404, /tasks has no 1/],
    ["PATCH", "state/tasks/12615", { status: 0 }, 400, /12615 has ended already/],
    ["PATCH", "state/tasks/12615", { status: 2 }, 400, /status/],
    ["PATCH", "state/tasks/x", { status: 0 }, 404, /there is/],
    ["POST", "state/vpnConnections", { vpnGwId: "547" }, 400, /userGwId/],
    ["POST", "state/vpnConnections", { vpnGwId: "1", userGwId: "315" }, 404, /vpnGateways has no 1/],
    [
      "POST",
      "state/vpnConnections",
      { vpnGwId: "547", userGwId: "316" },
      404,
      /userGateways has no 316 in the account/,
    ],
    ["GET", "calls?last=-1", undefined, 400, /last takes/],
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

describe("emulator tasks that are ended through the control path", () => {
  let now = Date.now();
  const emulator = emulatorEach(() => ({ taskMs: 1000, clock: () => now }));
  const end = async (taskId: number | undefined, body: object) => {
    const init = { method: "PATCH", body: JSON.stringify(body) };
    return (await fetch(`${emulator().control}/state/tasks/${taskId}`, init)).json();
  };
  const last = () => emulator().state().tasks.at(-1);
  const status = () => emulator().state().vpnConnections[0]?.vpcConnStatus;

  it("succeed or fail at once, a task that would never end included", async () => {
    const vpnConnId = await makeTunnel(emulator());
    assert.deepEqual([last()?.status, status()], [2, 0]);
    assert.deepEqual(await end(last()?.taskId, { status: 0 }), last());
    assert.deepEqual([last()?.status, status()], [0, 6]);

    emulator().addFaults([{ action: "ModifyVpnConnEx", fault: "task-stuck" }]);
    await call(emulator(), "ModifyVpnConnEx", { ...seed, vpnConnId, vpnConnName: "renamed" });
    now += 100_000;
    assert.deepEqual([last()?.status, status()], [2, 2]);
    await end(last()?.taskId, { status: 1, errorMsg: "the device is away" });
    assert.deepEqual([last()?.status, last()?.errorMsg, status()], [1, "the device is away", 3]);
    const answer = await call(emulator(), "DescribeVpcTaskResult", { taskId: last()?.taskId });
    assert.deepEqual(answer.json.data, { status: 1, output: { errorCode: 6000, errorMsg: "the device is away" } });

    await call(emulator(), "DeleteVpnConn", { ...seed, vpnConnId });
    emulator().patchTask(last()?.taskId ?? 0, { status: 1 });
    assert.deepEqual([last()?.errorMsg, status()], ["planted task failure", 5]);
    await call(emulator(), "DeleteVpnConn", { ...seed, vpnConnId });
    emulator().patchTask(last()?.taskId ?? 0, { status: 0 });
    assert.deepEqual(emulator().state().vpnConnections, []);
    assert.throws(() => emulator().patchTask(last()?.taskId ?? 0, { status: 0 }), /has ended already/);
    now = Date.now();
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
