import assert from "node:assert/strict";
import type { Emulator, EmulatorOptions } from "../../emulator/index.ts";
import { connect } from "../../provider/api/index.ts";
import { readSettings } from "../../provider/settings/settings.ts";
import { deadlineIn } from "../../provider/util/deadline.ts";
import { makeTunnel } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { args, configFor, tunnelsOf, withEmulator } from "./support.ts";

/** The settings that reach the emulator through API 3.0. */
const through3 = (emulator: Emulator): Record<string, string> => configFor(emulator, {}, "3.0");

const with3 = (options: EmulatorOptions, test: (engine: ModelEngine, emulator: Emulator) => Promise<void>) =>
  withEmulator(options, (_engine, emulator) => test(new ModelEngine(through3(emulator)), emulator));

describe("the lifecycle through API 3.0", () => {
  quietConsole();
  fastTime();

  it("makes, sees, changes and deletes a tunnel", () =>
    with3({ taskMs: 20 }, async (engine, emulator) => {
      assert.equal(await engine.up(args), "create");
      assert.equal(await engine.up(args), "same");
      await engine.refresh();
      assert.equal(await engine.preview(args), "same");
      const { outputs } = engine.resource ?? assert.fail();
      assert.match(String(outputs["vpnGwAddress"]), /^\d+\./);
      assert.match(String(outputs["userGwAddress"]), /^\d+\./);
      const changed = {
        ...args,
        vpnConnName: "office",
        preSharedKey: "test-only-key-0002",
        userGwCidrBlock: ["172.16.12.0/24"],
        ikeSet: { ikeVersion: "ikev2", propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha-256" },
      };
      assert.equal(await engine.up(changed), "update");
      assert.equal(await engine.preview(changed), "same");
      await engine.refresh();
      assert.equal(await engine.preview(changed), "same");
      const [tunnel] = emulator.state().vpnConnections;
      assert.equal(tunnel?.vpnConnName, "office");
      assert.deepEqual(tunnel?.destinationCidr, ["172.16.12.0/24"]);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));

  it("shows no drift for the local network that was filled in, and rules exactly", () =>
    with3({}, async (engine, emulator) => {
      await engine.up(args);
      await engine.refresh();
      assert.equal(await engine.preview(args), "same");
      const spdAcl = { "10.0.1.0/24": ["172.16.10.0/24", "172.16.11.0/24"], "10.0.2.0/24": ["172.16.10.0/24"] };
      const { userGwCidrBlock: _networks, ...rest } = args;
      const rules = { ...rest, spdAcl };
      assert.equal(await engine.up(rules), "update");
      await engine.refresh();
      assert.equal(await engine.preview(rules), "same");
      const [id = ""] = tunnelsOf(emulator);
      // The same flat lists, other rules.
      emulator.patchVpnConnection(id, {
        spdAcl: { "10.0.1.0/24": ["172.16.10.0/24"], "10.0.2.0/24": ["172.16.10.0/24", "172.16.11.0/24"] },
      });
      await engine.refresh();
      assert.equal(await engine.preview(rules), "update");
      assert.equal(await engine.up(rules), "update");
      await engine.refresh();
      assert.equal(await engine.preview(rules), "same");
    }));

  it("is not renamed before the tunnel shows it: the old name is not the service's form of the new one", () =>
    with3({}, async (engine, emulator) => {
      await engine.up({ ...args, vpnConnName: "office" });
      emulator.configure({ taskMs: 5000 });
      await engine.up({ ...args, vpnConnName: "head office" });
      assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, "head office");
      emulator.addFaults([{ fault: "task-fails", action: "ModifyVpnConnectionAttribute" }]);
      await engine.up({ ...args, vpnConnName: "branch office" });
      assert.equal(await engine.preview({ ...args, vpnConnName: "branch office" }), "update");
    }));

  it("takes the name that the service makes of a new one for that after one wait, also where it looks like the old one", () =>
    with3({ set: { namePrefix: "id" } }, async (engine, emulator) => {
      await engine.up({ ...args, vpnConnName: "office" });
      engine.resource = undefined;
      const adopted = { ...args, vpnConnName: "office", vpnConnId: tunnelsOf(emulator)[0] };
      await engine.up(adopted);
      assert.equal(await engine.up(adopted), "update");
      assert.equal(await engine.preview(adopted), "same");
      await engine.refresh();
      assert.equal(await engine.preview(adopted), "same");
    }));

  it("is adopted with its new name only when the tunnel shows it, and keeps the old one where that cannot be had", () =>
    with3({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      const [id = ""] = tunnelsOf(emulator);
      emulator.configure({ taskMs: 5000 });
      // One process knows the resources of one stack, and refuses a second one for the same tunnel.
      const of = (name: string) => new ModelEngine({ ...engine.config, "test:stack": `of-${name}` }, name);
      const office = of("office");
      await office.up({ ...args, vpnConnId: id });
      const { vpnConnName = "" } = emulator.state().vpnConnections[0] ?? {};
      assert.match(vpnConnName, /^office-pqv/);
      assert.equal(office.resource?.outputs["vpnConnName"], vpnConnName);

      emulator.addFaults([{ fault: "task-fails", action: "ModifyVpnConnectionAttribute" }]);
      const depot = of("depot");
      await depot.up({ ...args, vpnConnId: id });
      assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, vpnConnName);
      assert.equal(depot.resource?.outputs["vpnConnName"], vpnConnName);
    }));

  it("writes the VPC's network again where plain peer networks take the place of rules, and where somebody changed it", () =>
    with3({}, async (engine, emulator) => {
      const local = (): readonly string[] | undefined => emulator.state().vpnConnections[0]?.sourceCidr;
      const { userGwCidrBlock, ...rest } = args;
      await engine.up({ ...rest, spdAcl: { "10.0.1.0/24": userGwCidrBlock } });
      assert.equal(await engine.up(args), "update");
      assert.deepEqual(local(), ["10.0.0.0/16"]);
      // Not seen by a refresh, and found by an update of something else.
      emulator.patchVpnConnection(tunnelsOf(emulator)[0] ?? "", { spdAcl: { "10.0.9.0/24": userGwCidrBlock } });
      await engine.up({ ...args, vpnConnName: "office" });
      assert.deepEqual(local(), ["10.0.0.0/16"]);
      assert.equal(await engine.preview({ ...args, vpnConnName: "office" }), "same");
    }));

  for (const switches of [{ missingIds: "ResourceNotFound" }, { missingIds: "empty" }] as const) {
    for (const deleteMissing of ["ResourceNotFound", "UnsupportedOperation.RecordNotExists"] as const) {
      it(`takes a tunnel that is gone for deleted: ${JSON.stringify(switches)}, ${deleteMissing}`, () =>
        with3({ set: { ...switches, deleteMissing } }, async (engine, emulator) => {
          await engine.up(args);
          emulator.remove("vpnConnections", tunnelsOf(emulator)[0] ?? "");
          await engine.destroy();
          assert.equal(engine.resource, undefined);
        }));
    }
  }

  it("ends without the task of a deletion and without an id in the answer of a creation", () =>
    with3({ set: { deleteTask: "unknown", createdId: "empty" }, taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      assert.equal(tunnelsOf(emulator).length, 1);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));

  it("records the id in the answer of a creation where no list shows the tunnel in time", () =>
    with3({ set: { describeLagMs: 60_000 } }, async (engine, emulator) => {
      await assert.rejects(engine.up({ ...args, timeouts: { create: "20s" } }), /the new tunnel to be listed/);
      assert.deepEqual([engine.resource?.id], tunnelsOf(emulator));
    }));

  it("knows its tunnel by the id in the answer of its creation, and not by being the one that a list shows", () =>
    with3(
      { taskMs: 0, set: { onePerPair: "allow", preSharedKey: "hidden", describeLagMs: 5000 } },
      async (engine, emulator) => {
        await makeTunnel(emulator);
        // Listed three seconds before ours.
        await new Promise((resolve) => setTimeout(resolve, 3000));
        await assert.rejects(engine.up({ ...args, vpnConnName: "ours" }), /there are 2 tunnels/);
        const made = emulator.state().vpnConnections.find(({ vpnConnName }) => vpnConnName === "ours");
        assert.equal(engine.resource?.id, made?.unVpnConnId);
      },
    ));

  it("keeps a creation that failed, and replaces it", () =>
    with3({ taskMs: 20 }, async (engine, emulator) => {
      emulator.addFaults([{ fault: "task-fails", action: "CreateVpnConnection" }]);
      await assert.rejects(engine.up(args), /could not create tunnel vpnx-/);
      assert.equal(engine.resource?.outputs["status"], "create-failed");
      await engine.refresh();
      assert.equal(engine.resource?.outputs["status"], "create-failed");
      assert.equal(await engine.preview(args), "replace");
    }));
});

describe("a stack that moves between the versions of the API", () => {
  quietConsole();
  fastTime();

  it("goes from 2.0 to 3.0 and back without a change", () =>
    withEmulator({ taskMs: 20 }, async (older, emulator) => {
      await older.up(args);
      const newer = new ModelEngine(through3(emulator));
      newer.resource = older.resource;
      assert.equal(await newer.preview(args), "same");
      await newer.refresh();
      assert.equal(await newer.preview(args), "same");
      assert.equal(newer.resource?.id, older.resource?.id);
      assert.equal(await newer.up({ ...args, vpnConnName: "moved" }), "update");
      older.resource = newer.resource;
      assert.equal(await older.preview({ ...args, vpnConnName: "moved" }), "same");
      await older.refresh();
      assert.equal(await older.preview({ ...args, vpnConnName: "moved" }), "same");
      newer.resource = older.resource;
      await newer.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));

  it("knows a name with the tunnel's legacy id before it, which API 3.0 does not show", () =>
    withEmulator({ set: { namePrefix: "id" } }, async (older, emulator) => {
      await older.up({ ...args, vpnConnName: "office" });
      const newer = new ModelEngine(through3(emulator));
      newer.resource = older.resource;
      await newer.refresh();
      assert.equal(await newer.preview({ ...args, vpnConnName: "office" }), "same");
      assert.equal(await newer.up({ ...args, vpnConnName: "head office" }), "update");
      await newer.refresh();
      assert.equal(await newer.preview({ ...args, vpnConnName: "head office" }), "same");
      older.resource = newer.resource;
      await older.refresh();
      assert.equal(await older.preview({ ...args, vpnConnName: "head office" }), "same");
    }));

  it("comes back to a program with legacy ids without a replacement", () =>
    withEmulator({}, async (older, emulator) => {
      const legacy = { ...args, vpcId: "gz_vpc_76", vpnGwId: "547", userGwId: "315" };
      await older.up(legacy);
      const newer = new ModelEngine(through3(emulator));
      newer.resource = older.resource;
      await newer.refresh();
      assert.equal(await newer.up({ ...args, vpnConnName: "office" }), "update");
      older.resource = newer.resource;
      assert.equal(await older.preview({ ...legacy, vpnConnName: "office" }), "same");
    }));

  it("comes back to a peer gateway that is adopted by its legacy id without a replacement", () =>
    withEmulator({}, async ({ config }, emulator) => {
      const older = new ModelEngine(config, "office", "UserGateway");
      const [{ userGwAddr = "" } = {}] = emulator.state().userGateways;
      const adopted = { userGwAddr, userGwId: "315" };
      await older.up(adopted);
      const newer = new ModelEngine(through3(emulator), "office", "UserGateway");
      newer.resource = older.resource;
      await newer.refresh();
      older.resource = newer.resource;
      assert.equal(await older.preview(adopted), "same");
    }));
});

describe("the account in API 3.0", () => {
  quietConsole();
  fastTime();

  it("decides whose key pair it is", () =>
    with3({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      const origin = engine.resource?.outputs["__origin"] as { account?: string };
      assert.match(origin.account ?? "", /^1000\d{8}$/);
      const other = { secretId: "test-only-other-id", secretKey: "test-only-other-key" };
      emulator.addAccount(other);
      const stranger = new ModelEngine({
        ...engine.config,
        "qcloud:secretId": other.secretId,
        "qcloud:secretKey": other.secretKey,
      });
      stranger.resource = engine.resource;
      await assert.rejects(
        stranger.refresh(),
        /it belongs to account 1000\d+, and the key pair in use .* to account 1000\d+/,
      );
      await assert.rejects(stranger.destroy(), /it belongs to account 1000\d+/);
      assert.equal(tunnelsOf(emulator).length, 1);
    }));

  for (const [type, kind, given] of [
    ["VpnConnection", "vpnConnections", args],
    ["UserGateway", "userGateways", { userGwAddr: "198.51.100.7" }],
  ] as const) {
    it(`has nothing left of a ${type} that is gone, for a later key pair that sees no other one`, () =>
      with3({}, async ({ config }, emulator) => {
        const engine = new ModelEngine(config, "only", type);
        await engine.up(given);
        const { userGateways } = emulator.state();
        emulator.remove(kind, engine.resource?.id ?? "");
        if (type === "UserGateway") {
          emulator.remove(kind, userGateways[0]?.unUserGwId ?? "");
        }
        const rotated = { secretId: "test-only-later-id", secretKey: "test-only-later-key" };
        emulator.addAccount({ ...rotated, account: emulator.secretId });
        const later = new ModelEngine(
          { ...config, "qcloud:secretId": rotated.secretId, "qcloud:secretKey": rotated.secretKey },
          "only",
          type,
        );
        later.resource = engine.resource;
        await later.destroy();
        assert.equal(later.resource, undefined);
      }));
  }

  it("is asked for again where the operation that asked for it was cancelled", () =>
    with3({}, async (engine) => {
      const settings = await readSettings({ get: (key) => engine.config[key] });
      const api = connect(settings);
      const gone = new AbortController();
      gone.abort(new Error("cancelled"));
      const call = { region: "ap-guangzhou", deadline: deadlineIn(5000) };
      const current = async ({ signal }: { signal?: AbortSignal }) => {
        signal?.throwIfAborted();
        return settings.credentials;
      };
      const source = { key: "a test", current };
      const renewed = connect({
        ...settings,
        credentials: { ...settings.credentials, renewedBy: source },
      } as typeof settings);
      assert.equal(await renewed.account({ ...call, signal: gone.signal }), undefined);
      assert.equal(await renewed.account(call), await api.account(call));
    }));

  it("is awaited with a word about it, and no longer than the operation is", () =>
    with3({}, async (engine, emulator) => {
      emulator.addFaults([{ fault: "delay", action: "GetCallerIdentity", ms: 20_000 }]);
      const api = connect(await readSettings({ get: (key) => engine.config[key] }));
      const cancelled = new AbortController();
      const lines: string[] = [];
      const status = (line: string): boolean => {
        cancelled.abort(new Error("cancelled"));
        return lines.push(line) > 0;
      };
      const call = { region: "ap-guangzhou", deadline: deadlineIn(60_000), status, signal: cancelled.signal };
      assert.equal(await api.account(call), undefined);
      assert.match(lines.join("\n"), /^asking 127\.0\.0\.1:\d+ for the account of the key pair$/);
    }));

  it("is not needed", () =>
    with3({ taskMs: 20 }, async (engine, emulator) => {
      emulator.addFaults([{ fault: "code", action: "GetCallerIdentity", codeDesc: "InvalidAction", times: 0 }]);
      await engine.up(args);
      await engine.refresh();
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));
});

describe("two endpoints of one private cloud", () => {
  quietConsole();
  // Real time: the name of a host is looked up.

  const moved = (emulator: Emulator, more: Record<string, string>) => {
    const elsewhere = emulator.api3Url.replace("127.0.0.1", "localhost");
    return new ModelEngine(configFor(emulator, { "qcloud:api": "3.0", "qcloud:endpoint": elsewhere, ...more }));
  };

  it("are one place for what is gone if the settings say so, and otherwise not", () =>
    withEmulator({}, async (older, emulator) => {
      await older.up(args);
      emulator.remove("vpnConnections", tunnelsOf(emulator)[0] ?? "");
      const undeclared = moved(emulator, {});
      undeclared.resource = older.resource;
      await assert.rejects(undeclared.refresh(), /does not prove that it is gone: it was created at/);
      const declared = moved(emulator, { "qcloud:sameCloud": `https://vpc.cloud.example/, ${emulator.url}` });
      declared.resource = older.resource;
      await declared.refresh();
      assert.equal(declared.resource, undefined);
    }));
});
