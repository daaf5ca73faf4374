import assert from "node:assert/strict";
import type { Emulator, Permissions } from "../../emulator/index.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { actionsOf, args, configFor, describeEachApi, plant, refusing, tunnelsOf, withEmulator } from "./support.ts";

const OTHER = "other-secret-id";

/** The same resource, with another key pair of the account. */
function withOtherKey(emulator: Emulator, engine: ModelEngine, permissions: Permissions = {}): ModelEngine {
  emulator.addAccount({ secretId: OTHER, secretKey: "test-only-other-secret-key", account: emulator.secretId });
  emulator.setPermissions(OTHER, refusing(permissions));
  const config = configFor(emulator, { "qcloud:secretId": OTHER, "qcloud:secretKey": "test-only-other-secret-key" });
  const other = new ModelEngine(config);
  other.resource = structuredClone(engine.resource);
  return other;
}

const deletions = (emulator: Emulator): number =>
  actionsOf(emulator).filter((action) => action === "DeleteVpnConn").length;

describeEachApi("the progress of a deletion", () => {
  const printed = quietConsole();
  fastTime();

  it("says deleted of what it deleted, and gone of what the service did not have", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      await engine.destroy();
      assert.match(printed.lines.at(-1) ?? "", /^deleted vpnx-\w+, /);
      await engine.up(args);
      emulator.remove("vpnConnections", engine.resource?.id ?? "");
      await engine.destroy();
      assert.match(printed.lines.at(-1) ?? "", /^gone vpnx-\w+: the service does not have it, /);
    }));
});

describeEachApi("a deletion that the service accepted", () => {
  quietConsole();
  fastTime();

  it("is asked for three times where it fails, and is then the error", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [{ fault: "task-fails", action: "DeleteVpnConn", times: 0 }]);
      await assert.rejects(engine.destroy(), /still exists: its deletion was accepted and failed 3 times/);
      assert.equal(deletions(emulator), 3);
      assert.notEqual(engine.resource, undefined);
    }));

  it("is an error with advice where it does not end in time", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up({ ...args, timeouts: { delete: "10s" } });
      plant(emulator, [{ fault: "task-stuck", action: "DeleteVpnConn" }]);
      await assert.rejects(engine.destroy(), /stays in the state: run the command again, with more time/);
      assert.notEqual(engine.resource, undefined);
    }));

  for (const fault of ["task-fails", "task-unknown"] as const) {
    it(`is not complete while a key pair that sees nothing cannot tell: ${fault}`, () =>
      withEmulator({ taskMs: 20 }, async (engine, emulator) => {
        await engine.up({ ...args, timeouts: { delete: "60s" } });
        const blind = withOtherKey(emulator, engine, {
          hidden: ["vpnConnections", "userGateways", "vpnGateways", "vpcs"],
        });
        emulator.configure({ taskMs: 20_000 });
        plant(emulator, [{ fault, action: "DeleteVpnConn", times: 0 }]);
        await blind.destroy().catch(() => {});
        assert.ok(blind.resource !== undefined || tunnelsOf(emulator).length === 0);
      }));
  }

  it("is asked for again where its task cannot be polled and the tunnel runs again", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      emulator.configure({ taskMs: 3_600_000 });
      plant(emulator, [{ fault: "task-unknown", action: "DeleteVpnConn" }]);
      setTimeout(() => {
        emulator.configure({ taskMs: 20 });
        emulator.patchVpnConnection(String(engine.resource?.id), { vpcConnStatus: 6 });
      }, 3000);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
      assert.equal(deletions(emulator), 2);
    }));
});

describeEachApi("a deletion that the service refuses", (api) => {
  quietConsole();
  fastTime();

  it("without a reason is the error after three times, where the tunnel runs", () =>
    withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [{ fault: "code", code: 5100, action: "DeleteVpnConn", times: 0 }]);
      await assert.rejects(engine.destroy(), /Delete\w+ was answered with (?:\(?5100|FailedOperation)/);
      assert.equal(deletions(emulator), 3);
      assert.notEqual(engine.resource, undefined);
    }));

  it("with NotFound of the VPN gateway is no proof for a key pair that does not see the tunnel", () =>
    withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      // The code of API 3.0 speaks of the VPN gateway unless that is seen.
      const gateways = api === "3.0" ? (["vpnGateways"] as const) : [];
      const other = withOtherKey(emulator, engine, { hidden: ["vpnConnections", "userGateways", ...gateways] });
      const codeDesc = "InvalidVpnGw.NotFound";
      plant(emulator, [{ fault: "code", code: 5000, codeDesc, action: "DeleteVpnConn", times: 0 }]);
      await assert.rejects(other.destroy(), /nothing shows that this key pair would see it/);
      assert.equal(tunnelsOf(emulator).length, 1);
    }));

  it("because another one is in progress waits for the end of that, which is proof", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      const other = withOtherKey(emulator, engine, { hidden: ["userGateways"] });
      emulator.configure({ taskMs: 5000 });
      const first = engine.destroy();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      await other.destroy();
      assert.equal(other.resource, undefined);
      assert.deepEqual(tunnelsOf(emulator), []);
      await first;
    }));
});

describeEachApi("a tunnel that is not this resource's", () => {
  quietConsole();
  fastTime();

  /** A state that says the parents of one tunnel and the id of another one. */
  const withWrongId = (test: (engine: ModelEngine, emulator: Emulator, id: string) => Promise<void>): Promise<void> =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      const office = new ModelEngine(engine.config, "office", "UserGateway");
      await office.up({ userGwAddr: "203.0.113.7" });
      // Created at another time, so that it is not taken for one that was handed over within this process.
      await new Promise((resolve) => setTimeout(resolve, 3000));
      const beside = new ModelEngine(engine.config, "beside");
      await beside.up({ ...args, userGwId: String(office.resource?.id) });
      assert.ok(engine.resource !== undefined && beside.resource !== undefined);
      engine.resource.id = beside.resource.id;
      await test(engine, emulator, beside.resource.id);
    });

  it("is not deleted with another key pair than the recorded one", () =>
    withWrongId(async (engine, emulator, id) => {
      await assert.rejects(withOtherKey(emulator, engine).destroy(), /is not the one of this stack: it belongs to/);
      assert.ok(tunnelsOf(emulator).includes(id));
    }));

  it("is not deleted where the state says no endpoint", () =>
    withWrongId(async (engine, emulator, id) => {
      assert.ok(engine.resource !== undefined);
      const { endpoint: _endpoint, ...origin } = engine.resource.outputs["__origin"] as Record<string, unknown>;
      engine.resource.outputs["__origin"] = origin;
      await assert.rejects(engine.destroy(), /is not the one of this stack: it belongs to/);
      assert.ok(tunnelsOf(emulator).includes(id));
    }));

  it("is not deleted where it carries the default name of another resource and the program does not have this one", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      assert.ok(engine.resource !== undefined);
      const { outputs, id } = engine.resource;
      // As in a run of which nothing but the state knows this resource.
      delete outputs["__urn"];
      emulator.patchVpnConnection(id, { vpnConnName: "other-pqv0123456789ab" });
      await assert.rejects(engine.destroy(), /carries the default name of another resource/);
      assert.equal(deletions(emulator), 0);
    }));
});
