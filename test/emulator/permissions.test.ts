import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, type Permissions, startEmulator } from "../../emulator/index.ts";
import { call, emulatorEach, makeTunnel, seed, tunnelParameters } from "./support.ts";

const second = { secretId: "second", secretKey: "second-key" };

/** Each kind of resource: the action that lists it, and the parameter for its id. */
const kinds = [
  { kind: "vpcs", action: "DescribeVpcEx", parameter: "vpcId", id: () => seed.vpcId },
  { kind: "vpnGateways", action: "DescribeVpnGw", parameter: "vpnGwId", id: () => seed.vpnGwId },
  { kind: "userGateways", action: "DescribeUserGw", parameter: "userGwId", id: () => seed.userGwId },
  { kind: "vpnConnections", action: "DescribeVpnConn", parameter: "vpnConnId", id: (tunnel: string) => tunnel },
] as const;

describe("emulator permissions", () => {
  const emulator = emulatorEach({ accounts: [{ ...second, account: "emulator-secret-id" }] });
  let tunnel: string;
  beforeEach(async () => {
    tunnel = await makeTunnel(emulator());
  });
  const bySecond = async (action: string, parameters: Record<string, string> = {}) =>
    (await call(emulator(), action, parameters, second)).json;
  const permit = (permissions: Permissions | undefined) => emulator().setPermissions("second", permissions);
  const named = () => ({ vpcId: seed.vpcId, vpnGwId: seed.vpnGwId, vpnConnId: tunnel });
  const count = async (action: string, parameters: Record<string, string> = {}) => {
    const answer = await bySecond(action, parameters);
    assert.equal(answer.code, 0, JSON.stringify(answer));
    assert.equal(answer.data.length, Number(answer.totalCount));
    return answer.data.length;
  };

  for (const { kind, action, parameter, id } of kinds) {
    for (const by of ["kind", "id"] as const) {
      it(`${kind} hidden by ${by} are in no list, and the answer to their id is an empty list`, async () => {
        permit({ hidden: [by === "kind" ? kind : id(tunnel)] });
        assert.deepEqual([await count(action), await count(action, { [parameter]: id(tunnel) })], [0, 0]);
        const others = await call(emulator(), action, { [parameter]: id(tunnel) });
        assert.equal(others.json.data.length, 1);
        permit(undefined);
        assert.deepEqual([await count(action), await count(action, { [parameter]: id(tunnel) })], [1, 1]);
      });

      it(`${kind} unlisted by ${by} are shown only when asked for by their id`, async () => {
        permit({ unlisted: [by === "kind" ? kind : id(tunnel)] });
        assert.deepEqual([await count(action), await count(action, { [parameter]: id(tunnel) })], [0, 1]);
      });
    }
  }

  it("a resource hidden by its id leaves the others visible", async () => {
    await call(emulator(), "AddUserGw", { userGwName: "b", userGwAddr: "198.51.100.201" });
    permit({ hidden: [seed.userGwId] });
    const { data } = await bySecond("DescribeUserGw");
    assert.deepEqual(
      data.map((one: { userGwAddr: string }) => one.userGwAddr),
      ["198.51.100.201"],
    );
  });

  it("a legacy number counts as an id too", async () => {
    permit({ unlisted: ["vpnConnections"] });
    assert.equal(await count("DescribeVpnConn", { vpnConnId: "399" }), 1);
    permit({ hidden: ["vpnConnections"] });
    assert.equal(await count("DescribeVpnConn", { vpnConnId: "399" }), 0);
  });

  it("a hidden resource gives an empty list also where a missing one is an error", async () => {
    emulator().configure({ set: { describeMissing: "InvalidVpnConn.NotFound" } });
    permit({ hidden: ["vpnConnections"] });
    assert.equal(await count("DescribeVpnConn", { vpnConnId: tunnel }), 0);
    const missing = await bySecond("DescribeVpnConn", { vpnConnId: "vpnx-00000000" });
    assert.equal(missing.codeDesc, "InvalidVpnConn.NotFound");
  });

  it("an id filter that the service ignores does not show an unlisted resource", async () => {
    emulator().configure({ set: { vpnConnIdFilter: "ignored" } });
    permit({ unlisted: ["vpnConnections"] });
    assert.equal(await count("DescribeVpnConn", { vpnConnId: tunnel }), 0);
  });

  it("a list of the resources in a hidden parent is empty", async () => {
    permit({ hidden: ["vpcs", "vpnGateways"] });
    assert.equal(await count("DescribeVpnGw", { vpcId: seed.vpcId }), 0);
    assert.equal(await count("DescribeVpnConn", { vpcId: seed.vpcId }), 0);
    assert.equal(await count("DescribeVpnConn", { vpnGwId: seed.vpnGwId }), 0);
    assert.equal(await count("DescribeVpnConn"), 1);
  });

  it("the configuration of a hidden tunnel, with its key, is not found", async () => {
    const device = { vendorname: "cisco", platform: "ios", software: "V15.4", interfaceName: "outside" };
    assert.equal((await bySecond("GetVpnConnConfig", { vpnConnId: tunnel, ...device })).code, 0);
    permit({ hidden: [tunnel] });
    const answer = await bySecond("GetVpnConnConfig", { vpnConnId: tunnel, ...device });
    assert.equal(answer.codeDesc, "InvalidVpnConn.NotFound");
    permit({ unlisted: [tunnel] });
    assert.equal((await bySecond("GetVpnConnConfig", { vpnConnId: tunnel, ...device })).code, 0);
  });

  it("a hidden resource is counted and still blocks others", async () => {
    permit({ hidden: ["vpnConnections"] });
    const { data } = await bySecond("DescribeUserGw");
    assert.equal(data[0].vpnConnNum, "1");
    assert.equal((await bySecond("DeleteUserGw", { userGwId: seed.userGwId })).codeDesc, "ResourceInUse");
    assert.equal((await bySecond("AddVpnConnEx", tunnelParameters)).codeDesc, "InvalidVpnConn.InUse");
    permit({ hidden: ["userGateways"] });
    const { userGwAddr = "" } = emulator().state().userGateways[0] ?? {};
    const taken = await bySecond("AddUserGw", { userGwName: "b", userGwAddr });
    assert.equal(taken.codeDesc, "InvalidUserGw.InUse");
  });

  it("a hidden resource can be changed and deleted, and its task polled", async () => {
    permit({ hidden: ["vpcs", "vpnGateways", "userGateways", "vpnConnections"] });
    assert.equal((await bySecond("ModifyVpnConnEx", { ...named(), vpnConnName: "changed" })).code, 0);
    assert.equal((await bySecond("ModifyUserGw", { userGwId: seed.userGwId, userGwName: "changed" })).code, 0);
    const { code, data } = await bySecond("DeleteVpnConn", named());
    assert.equal(code, 0);
    assert.equal((await bySecond("DescribeVpcTaskResult", { taskId: data.taskId })).data.status, 0);
    assert.deepEqual(emulator().state().vpnConnections, []);
    assert.equal((await bySecond("AddVpnConnEx", tunnelParameters)).code, 0);
  });

  const writes: readonly [string, string, () => Record<string, string>][] = [
    ["ModifyVpnConnEx", "vpnConnections", () => ({ ...named(), vpnConnName: "changed" })],
    ["ResetVpnConnSA", "vpnConnections", named],
    ["DeleteVpnConn", "vpnConnections", named],
    ["ModifyUserGw", "userGateways", () => ({ userGwId: seed.userGwId, userGwName: "changed" })],
    ["DeleteUserGw", "userGateways", () => ({ userGwId: seed.userGwId })],
    ["DeleteVpc", "vpcs", () => ({ vpcId: seed.vpcId })],
  ];
  for (const [action, kind, parameters] of writes) {
    it(`${action} of what is refused is answered with 4102 and the id, and changes nothing`, async () => {
      const before = emulator().state();
      const ids: Record<string, string> = { vpcs: seed.vpcId, userGateways: seed.userGwId, vpnConnections: tunnel };
      for (const refused of [kind, ids[kind] ?? ""]) {
        permit({ refused: [refused], hidden: [kind] });
        const answer = await bySecond(action, parameters());
        assert.deepEqual([answer.code, answer.codeDesc], [4102, undefined]);
        assert.match(answer.message, new RegExp(ids[kind] ?? "none"));
      }
      permit({ refused: [kind], refusedCode: 4110, refusedCodeDesc: "UnauthorizedOperation" });
      const answer = await bySecond(action, parameters());
      assert.deepEqual([answer.code, answer.codeDesc], [4110, "UnauthorizedOperation"]);
      assert.deepEqual(emulator().state(), before);
      // Reads, and the account's other key pair, are not affected.
      assert.equal(await count("DescribeVpnConn"), 1);
      const refusedElsewhere = (await call(emulator(), action, parameters())).json.code;
      assert.equal([0, 5100].includes(refusedElsewhere), true);
    });
  }

  it("a tunnel can be created with parents that this key pair may not change", async () => {
    await call(emulator(), "DeleteVpnConn", named());
    permit({ refused: ["vpcs", "vpnGateways", "userGateways"] });
    assert.equal((await bySecond("AddVpnConnEx", tunnelParameters)).code, 0);
  });

  it("are set with the account, stay when the key pair is added again, and are removed with it", async () => {
    emulator().addAccount({ secretId: "third", secretKey: "k", permissions: { hidden: ["vpcs"] } });
    const third = { secretId: "third", secretKey: "k" };
    const vpcs = async () => (await call(emulator(), "DescribeVpcEx", {}, third)).json.totalCount;
    assert.equal(await vpcs(), 0);
    emulator().addAccount(third);
    assert.equal(await vpcs(), 0);
    emulator().addAccount({ ...third, permissions: {} });
    assert.equal(await vpcs(), 1);
    emulator().setPermissions("third", { hidden: ["vpcs"] });
    emulator().removeKey("third");
    emulator().addAccount(third);
    assert.equal(await vpcs(), 1);
  });

  it("are set through the control path", async () => {
    const put = async (path: string, body: unknown) => {
      const init = { method: "PUT", body: JSON.stringify(body) };
      const response = await fetch(`${emulator().control}/${path}`, init);
      return [response.status, await response.text()];
    };
    assert.deepEqual(await put("accounts/second/permissions", { hidden: ["vpnConnections"] }), [200, "{}\n"]);
    assert.equal(await count("DescribeVpnConn"), 0);
    assert.deepEqual(await put("accounts/second/permissions", {}), [200, "{}\n"]);
    assert.equal(await count("DescribeVpnConn"), 1);
    assert.equal((await put("accounts/nobody/permissions", {}))[0], 404);
    assert.equal((await put("accounts/second/permissions", { hidden: ["tunnels"] }))[0], 400);
    const account = { secretId: "third", secretKey: "k", permissions: { hidden: ["vpcs"] } };
    await fetch(`${emulator().control}/accounts`, { method: "POST", body: JSON.stringify(account) });
    assert.equal((await call(emulator(), "DescribeVpcEx", {}, account)).json.totalCount, 0);
  });

  it("that are invalid are refused, and the previous ones stay", async () => {
    permit({ hidden: ["vpnConnections"] });
    for (const bad of [
      { hidden: ["vpnConnection"] },
      { hidden: ["399"] },
      { hidden: "vpcs" },
      { shown: ["vpcs"] },
      { refusedCode: 0 },
      { refusedCode: "4101" },
    ]) {
      assert.throws(() => permit(bad as never), /permissions/, JSON.stringify(bad));
    }
    assert.throws(() => emulator().setPermissions("nobody", {}), /nobody/);
    assert.throws(() => emulator().addAccount({ ...second, permissions: { hidden: ["x"] } }), /permissions/);
    assert.equal(await count("DescribeVpnConn"), 0);
  });
});

describe("emulator permissions in a data file", () => {
  it("are kept across a restart, also for the default key pair", async () => {
    const folder = await mkdtemp(join(tmpdir(), "emulator-"));
    let emulator: Emulator | undefined;
    try {
      const data = join(folder, "cloud.json");
      emulator = await startEmulator({ data });
      emulator.setPermissions(emulator.secretId, { hidden: ["vpcs"], refused: [seed.vpcId], refusedCode: 4101 });
      await emulator.stop();
      emulator = await startEmulator({ data });
      assert.equal((await call(emulator, "DescribeVpcEx")).json.totalCount, 0);
      assert.equal((await call(emulator, "DeleteVpc", { vpcId: seed.vpcId })).json.code, 4101);
    } finally {
      await emulator?.stop();
      await rm(folder, { recursive: true });
    }
  });
});
