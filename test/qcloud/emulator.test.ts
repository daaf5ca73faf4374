import assert from "node:assert/strict";
import { type Emulator, type EmulatorOptions, type Fault, startEmulator } from "../../emulator/index.ts";
import type { QcloudApiError } from "../../provider/api/errors.ts";
import { userGwExists, vpcExists, vpnGwExists } from "../../provider/api/v2/parents.ts";
import { pollTask } from "../../provider/api/v2/task.ts";
import { addVpnConn, deleteVpnConn, listVpnConns, modifyVpnConn, readVpnConn } from "../../provider/api/v2/vpn-conn.ts";
import { waitForTask } from "../../provider/polling/wait-for-task.ts";
import { someTask } from "../polling/many-tasks.ts";
import { hurry, newSandbox, type ScopeOptions, scopeFor, type TestScope } from "./support.ts";

const parents = { vpcId: "vpc-03vihbk9", vpnGwId: "vpngw-dystbrkv" };
const what = {
  ...parents,
  userGwId: "cgw-e098slul",
  vpnConnName: "tunnel 一号 & co",
  preSharedKey: "p+s/k=1&2%3",
  networks: { spdAcl: { "10.0.0.0/24": ["172.16.10.0/24", "172.16.11.0/24"] } },
  ikeSet: { propoEncryAlgorithm: "aes-cbc-256", dhGroupName: "group14", ikeSaLifetimeSeconds: 28800 },
  ipsecSet: { encryptAlgorithm: "aes-cbc-128", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
};

/** Runs a body against a new emulator. */
async function withEmulator(options: EmulatorOptions, body: (emulator: Emulator) => Promise<void>): Promise<void> {
  const emulator = await startEmulator(options);
  try {
    await body(emulator);
  } finally {
    await emulator.stop();
  }
}

function scopeOf(emulator: Emulator, options: ScopeOptions = {}): TestScope {
  const { secretId, secretKey } = emulator;
  const credentials = { secretId, secretKey, source: "the emulator" };
  return scopeFor(emulator.url, { ...options, settings: { credentials, requestTimeoutMs: 1000, ...options.settings } });
}

/** Creates a tunnel and finds it. */
async function created(scope: TestScope): Promise<string> {
  const { taskId } = await addVpnConn(scope, what);
  assert.deepEqual(await waitForTask(scope, taskId ?? "", someTask), { kind: "done" });
  const [entry] = await listVpnConns(scope, parents);
  return entry?.id.unified ?? "";
}

/** What the emulator was asked for, without its answers of running tasks. */
const actions = (emulator: Emulator): string[] => emulator.calls().map(({ action }) => action ?? "");

describe("against the emulator", () => {
  const sandbox = newSandbox();
  beforeEach(() => void hurry(sandbox));
  afterEach(() => sandbox.restore());

  const dialects: [string, EmulatorOptions, ScopeOptions][] = [
    ["as the documents have it", {}, {}],
    ["with HmacSHA1", {}, { settings: { signatureMethod: "HmacSHA1" } }],
    ["with the IPsec cipher in its own group", {}, { settings: { encryptAlgorithmGroup: "IPsecSet" } }],
    [
      "with every odd spelling at once",
      {
        set: {
          ikeNames: "mixed",
          ikeShape: "array",
          lifetimes: "number",
          integrity: "sha1",
          answerEcho: "taskId",
          codeType: "text",
          successCodeDesc: "absent",
          contentType: "html",
          extraFields: "on",
          spdAclForm: "string",
          modifyNetworks: "required",
          userGwNumbers: "number",
        },
      },
      {},
    ],
  ];
  for (const [name, options, scopeOptions] of dialects) {
    it(`a tunnel is created, found, changed and deleted, ${name}`, () =>
      withEmulator({ ...options, taskMs: 20 }, async (emulator) => {
        const scope = scopeOf(emulator, scopeOptions);
        const id = await created(scope);
        const look = await readVpnConn(scope, id);
        assert.ok(look.kind === "found");
        const { value: found } = look;
        assert.deepEqual(
          [found.name, found.status, found.preSharedKey],
          [what.vpnConnName, "running", what.preSharedKey],
        );
        assert.deepEqual(found.sourceCidr, ["10.0.0.0/24"]);
        assert.deepEqual([...found.destinationCidr].sort(), ["172.16.10.0/24", "172.16.11.0/24"]);
        for (const [group, given] of [
          [found.ikeSet, what.ikeSet],
          [found.ipsecSet, what.ipsecSet],
        ]) {
          assert.deepEqual({ ...group, ...given }, group);
        }
        assert.deepEqual(await readVpnConn(scope, found.id.legacy), look);

        const networks = { userGwCidrBlock: ["172.20.0.0/16"] };
        const modified = await modifyVpnConn(scope, { ...parents, vpnConnId: id }, { networks, vpnConnName: "new" });
        assert.deepEqual(await waitForTask(scope, modified.taskId ?? "", someTask), { kind: "done" });
        const [entry] = await listVpnConns(scope, { vpcId: parents.vpcId });
        assert.deepEqual([entry?.name, entry?.destinationCidr], ["new", ["172.20.0.0/16"]]);
        assert.deepEqual([entry?.ikeSet, entry?.preSharedKey], [found.ikeSet, what.preSharedKey]);

        const deleted = await deleteVpnConn(scope, { ...parents, vpnConnId: id });
        assert.deepEqual(await waitForTask(scope, deleted.taskId ?? "", someTask), { kind: "done" });
        assert.deepEqual(await readVpnConn(scope, id), { kind: "absent", because: "empty-list" });
        assert.deepEqual(emulator.state().vpnConnections, []);
      }));
  }

  for (const missing of ["empty", "InvalidVpnConn.NotFound", "InvalidVpnGw.NotFound", "5000"] as const) {
    it(`a missing tunnel is absent when the service answers ${missing}`, () =>
      withEmulator({ set: { describeMissing: missing } }, async (emulator) => {
        const look = await readVpnConn(scopeOf(emulator), "vpnx-00000000");
        assert.deepEqual(look, { kind: "absent", because: missing === "empty" ? "empty-list" : "not-found-code" });
      }));
  }

  it("an ignored filter does not hide a tunnel, nor show another one in its place", () =>
    withEmulator({ set: { vpnConnIdFilter: "ignored" } }, async (emulator) => {
      const scope = scopeOf(emulator);
      const id = await created(scope);
      assert.equal((await readVpnConn(scope, id)).kind, "found");
      assert.equal((await readVpnConn(scope, "vpnx-00000000")).kind, "unclear");
    }));

  for (const listMissing of ["error", "empty"] as const) {
    it(`parents are seen when they are there, and not when they are not (${listMissing})`, () =>
      withEmulator({ set: { listMissing } }, async (emulator) => {
        const scope = scopeOf(emulator);
        for (const [sees, there, elsewhere] of [
          [vpcExists, "vpc-03vihbk9", "vpc-00000000"],
          [vpnGwExists, "vpngw-dystbrkv", "vpngw-00000000"],
          [userGwExists, "cgw-e098slul", "cgw-00000000"],
        ] as const) {
          assert.equal(await sees(scope, there), true);
          assert.equal(await sees(scope, elsewhere), false);
        }
      }));
  }

  const stumbles: [string, Fault[]][] = [
    ["HTTP 502 with HTML twice", [{ action: "*", fault: "http", status: 502, times: 2 }]],
    ["two resets", [{ action: "*", fault: "drop-before", times: 2 }]],
    ["half an answer", [{ action: "*", fault: "half" }]],
    ["an answer that never ends", [{ action: "*", fault: "endless" }]],
    ["throttling three times", [{ action: "*", fault: "code", code: 4400, times: 3 }]],
    ["a slow answer", [{ action: "*", fault: "delay", ms: 600 }]],
  ];
  for (const [name, faults] of stumbles) {
    it(`a list is read in spite of ${name}`, () =>
      withEmulator({}, async (emulator) => {
        const scope = scopeOf(emulator);
        await created(scope);
        emulator.setFaults(faults);
        assert.equal((await listVpnConns(scope, parents)).length, 1);
      }));

    it(`a task is awaited in spite of ${name}`, () =>
      withEmulator({}, async (emulator) => {
        const scope = scopeOf(emulator);
        const { taskId } = await addVpnConn(scope, what);
        emulator.setFaults(faults);
        assert.deepEqual(await waitForTask(scope, taskId ?? "", someTask), { kind: "done" });
      }));

    it(`a change is made in spite of ${name}`, () =>
      withEmulator({}, async (emulator) => {
        const scope = scopeOf(emulator);
        const vpnConnId = await created(scope);
        emulator.setFaults(faults);
        await modifyVpnConn(scope, { ...parents, vpnConnId }, { networks: what.networks, vpnConnName: "new" });
        assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, "new");
      }));
  }

  for (const fault of ["drop-after", "half", "endless"] as const) {
    it(`a create is never sent twice after ${fault}`, () =>
      withEmulator({}, async (emulator) => {
        emulator.setFaults([{ action: "AddVpnConnEx", fault }]);
        const error = { name: "QcloudTransportError", unsent: false, retryable: true };
        await assert.rejects(addVpnConn(scopeOf(emulator), what), error);
        assert.deepEqual(actions(emulator), ["AddVpnConnEx"]);
        assert.equal(emulator.state().vpnConnections.length, 1);
      }));
  }

  it("a delete whose answer was lost is repeated, and the caller learns that the tunnel is not there", () =>
    withEmulator({}, async (emulator) => {
      const scope = scopeOf(emulator);
      const vpnConnId = await created(scope);
      emulator.setFaults([{ action: "DeleteVpnConn", fault: "drop-after" }]);
      await assert.rejects(deleteVpnConn(scope, { ...parents, vpnConnId }), { kind: "vpn-conn-not-found" });
    }));

  for (const [hours, window] of [
    [3, 300],
    [-3, 300],
    [0.25, 300],
    [-72, 7200],
  ] as const) {
    it(`a clock that is ${hours} hours off is corrected`, () =>
      withEmulator({ clockOffset: hours * 3600, window }, async (emulator) => {
        const scope = scopeOf(emulator);
        await created(scope);
        assert.equal(emulator.state().vpnConnections.length, 1);
        assert.deepEqual(actions(emulator).slice(0, 3), ["AddVpnConnEx", "AddVpnConnEx", "DescribeVpcTaskResult"]);
      }));
  }

  it("a failed task tells its reason, a stuck one runs, and an unknown one is unknown", () =>
    withEmulator({}, async (emulator) => {
      const scope = scopeOf(emulator);
      const vpnConnId = await created(scope);
      emulator.setFaults([
        { action: "DeleteVpnConn", fault: "task-fails", message: "peer in use" },
        { action: "ModifyVpnConnEx", fault: "task-unknown" },
        { action: "DeleteVpnConn", fault: "task-stuck" },
      ]);
      const ref = { ...parents, vpnConnId };
      const failed = await deleteVpnConn(scope, ref);
      assert.deepEqual(await waitForTask(scope, failed.taskId ?? "", someTask), {
        kind: "failed",
        reason: "peer in use (6000)",
      });
      const unknown = await modifyVpnConn(scope, ref, { networks: what.networks });
      assert.equal((await waitForTask(scope, unknown.taskId ?? "", someTask)).kind, "unknown");
      const stuck = await deleteVpnConn(scope, ref);
      assert.deepEqual(await pollTask(scope, stuck.taskId ?? ""), { kind: "running" });
      await assert.rejects(deleteVpnConn(scope, ref), { kind: "vpn-conn-state" });
      assert.equal((await pollTask(scope, "999999")).kind, "unknown");
    }));

  it("wrong keys, unknown keys, a wrong region and https that is asked for are refused in words", () =>
    withEmulator({}, async (emulator) => {
      const { secretId } = emulator;
      const ask = async (options: ScopeOptions, region = "gz"): Promise<QcloudApiError> =>
        listVpnConns({ ...scopeOf(emulator, options), region }, {}).then(
          () => assert.fail("it succeeds"),
          (error: QcloudApiError) => error,
        );
      const wrongKey = await ask({ settings: { credentials: { secretId, secretKey: "canary-key", source: "here" } } });
      assert.match(wrongKey.message, /\(4100\).*SecretId emul\.\.\.t-id from here/);
      const unknownKey = await ask({
        settings: { credentials: { secretId: "nobody-at-all", secretKey: "k", source: "here" } },
      });
      assert.match(unknownKey.message, /\(4104\).*SecretId nobo\.\.\.-all from here/);
      const wrongRegion = await ask({}, "moon");
      assert.deepEqual([wrongRegion.kind, wrongRegion.message.includes("region moon")], ["refused", true]);
      emulator.configure({ set: { requireHttps: "on" } });
      assert.equal((await ask({})).kind, "https-required");
    }));

  it("lists of several pages arrive whole", () =>
    withEmulator({ set: { onePerPair: "allow" } }, async (emulator) => {
      const scope = scopeOf(emulator);
      for (let number = 0; number < 60; number += 1) {
        await addVpnConn(scope, { ...what, vpnConnName: `tunnel-${number}` });
      }
      const names = (await listVpnConns(scope, parents)).map(({ name }) => name);
      assert.equal(new Set(names).size, 60);
    }));
});
