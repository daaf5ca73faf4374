import assert from "node:assert/strict";
import type { Emulator, Permissions } from "../../emulator/index.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import {
  actionsOf,
  args,
  configFor,
  describeEachApi,
  nameOf,
  plant,
  refusing,
  tunnelsOf,
  withEmulator,
} from "./support.ts";

const OTHER = "other-secret-id";
const otherKey = { "qcloud:secretId": OTHER, "qcloud:secretKey": "test-only-other-secret-key" };

/** The same resource, with another key pair of the account or with other settings. */
function twinOf(
  engine: ModelEngine,
  config: Record<string, string>,
  ...as: [] | ["office", "UserGateway"]
): ModelEngine {
  const twin = new ModelEngine(config, ...as);
  twin.resource = structuredClone(engine.resource);
  return twin;
}

function withOtherKey(
  emulator: Emulator,
  engine: ModelEngine,
  permissions: Permissions = {},
  ...as: [] | ["office", "UserGateway"]
): ModelEngine {
  emulator.addAccount({ secretId: OTHER, secretKey: "test-only-other-secret-key", account: emulator.secretId });
  emulator.setPermissions(OTHER, refusing(permissions));
  return twinOf(engine, configFor(emulator, otherKey), ...as);
}

const readsById = (emulator: Emulator): number =>
  emulator
    .calls()
    .filter(
      ({ action, parameters }) =>
        action === nameOf("DescribeVpnConn") && (parameters["vpnConnId"] ?? parameters["VpnConnectionIds.0"]),
    ).length;

describeEachApi("a tunnel that is gone with everything that could confirm it", (api) => {
  quietConsole();
  fastTime();

  const withLost = (test: (engine: ModelEngine, emulator: Emulator) => Promise<void>): Promise<void> =>
    withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.remove("userGateways", args.userGwId);
      await test(engine, emulator);
    });

  it("is gone for the recorded key pair", () =>
    withLost(async (engine) => {
      await engine.refresh();
      assert.equal(engine.resource, undefined);
    }));

  it("is gone for another key pair where the deletion is answered with NotFound, and only then", () =>
    withLost(async (engine, emulator) => {
      const [reader, deleter] = [withOtherKey(emulator, engine), withOtherKey(emulator, engine)];
      await assert.rejects(reader.refresh(), /nothing shows that this key pair would see it/);
      if (api === "3.0") {
        // ResourceNotFound may speak of a VPN gateway that is not seen.
        emulator.setPermissions(OTHER, { hidden: ["vpnGateways"] });
        await assert.rejects(deleter.destroy(), /nothing shows that this key pair would see it/);
        emulator.setPermissions(OTHER, {});
      }
      await deleter.destroy();
      assert.equal(deleter.resource, undefined);
    }));

  for (const way of ["refresh", "destroy"] as const) {
    it(`is gone for the recorded key pair where it may not read gateways: ${way}`, () =>
      withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        emulator.remove("vpnConnections", String(engine.resource?.id));
        const actions = ["DescribeUserGw", "DescribeVpnGw"];
        plant(
          emulator,
          actions.map((action) => ({ fault: "code", code: 4103, action, times: 0 })),
        );
        await engine[way]();
        assert.equal(engine.resource, undefined);
      }));
  }
});

describeEachApi("a tunnel that is gone", (api) => {
  quietConsole();
  fastTime();

  it("is gone for another key pair that sees another tunnel of its VPN gateway", () =>
    withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const office = new ModelEngine(engine.config, "office", "UserGateway");
      await office.up({ userGwAddr: "203.0.113.7" });
      const beside = new ModelEngine(engine.config, "beside");
      await beside.up({ ...args, userGwId: String(office.resource?.id) });
      const reader = withOtherKey(emulator, engine, { hidden: ["userGateways"] });
      emulator.remove("vpnConnections", String(engine.resource?.id));
      await reader.refresh();
      assert.equal(reader.resource, undefined);
    }));

  it("is read by its id after its deletion was answered with NotFound", () =>
    withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.remove("vpnConnections", String(engine.resource?.id));
      emulator.clearCalls();
      await engine.destroy();
      assert.equal(readsById(emulator), 1);
    }));

  // Lists of API 3.0 take ids by a parameter of their own, and nothing says that one is ignored.
  if (api === "2.0") {
    it("cannot be told to be gone from lists that ignore the id", () =>
      withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        const office = new ModelEngine(engine.config, "office", "UserGateway");
        await office.up({ userGwAddr: "203.0.113.7" });
        await new ModelEngine(engine.config, "beside").up({ ...args, userGwId: String(office.resource?.id) });
        emulator.configure({ set: { vpnConnIdFilter: "ignored" } });
        emulator.remove("vpnConnections", String(engine.resource?.id));
        await assert.rejects(engine.refresh(), /the service ignored the filter by id.*Whether it exists/);
        assert.notEqual(engine.resource, undefined);
      }));
  }
});

describeEachApi("a tunnel that exists", (api) => {
  quietConsole();
  fastTime();

  it("is not gone where it is hidden from one read, and from the next one at once after it", () =>
    withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const id = String(engine.resource?.id);
      emulator.setPermissions(emulator.secretId, { hidden: [id] });
      setTimeout(() => emulator.setPermissions(emulator.secretId, undefined), 1000);
      await engine.refresh();
      assert.equal(engine.resource?.id, id);
    }));

  it("is not gone where NotFound is answered and the kept connection leads to an outdated replica", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [{ fault: "stale", action: "DescribeVpnConn" }]);
      await engine.refresh();
      plant(emulator, [{ fault: "code", code: 5000, codeDesc: "InvalidVpnConn.NotFound", action: "DeleteVpnConn" }]);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
      assert.equal(actionsOf(emulator).filter((action) => action === "DeleteVpnConn").length, 2);
    }));

  it("is not gone where the deletion is answered with NotFound and the next read meets an outdated replica", () =>
    withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [
        { fault: "stale", action: "DescribeVpnConn" },
        { fault: "code", code: 5000, codeDesc: "InvalidVpnConn.NotFound", action: "DeleteVpnConn" },
      ]);
      await engine.destroy().catch(() => {});
      assert.ok(engine.resource !== undefined || tunnelsOf(emulator).length === 0);
    }));

  // Peer gateways of API 3.0 have no count of tunnels.
  if (api === "2.0") {
    it("is the error where the time ends while the service still counts it", () =>
      withEmulator({}, async (engine, emulator) => {
        await engine.up({ ...args, timeouts: { delete: "15s" } });
        emulator.setPermissions(emulator.secretId, {
          hidden: ["vpnConnections"],
          refused: ["vpnConnections"],
          refusedCode: 5000,
          refusedCodeDesc: "InvalidVpnConn.NotFound",
        });
        await assert.rejects(engine.destroy(), /exists, but the key pair in use/);
        assert.notEqual(engine.resource, undefined);
      }));
  }

  it("is neither gone nor deleted at another endpoint that does not know it", () =>
    withEmulator({}, async (engine) => {
      await engine.up(args);
      await withEmulator({}, async (_engine, elsewhere) => {
        const moved = twinOf(engine, configFor(elsewhere));
        await assert.rejects(moved.refresh(), /it was created at http.*the request went to http/);
        await assert.rejects(moved.destroy(), /it was created at http/);
        assert.ok(!actionsOf(elsewhere).includes("DeleteVpnConn"));
      });
    }));

  it("is not deleted at another endpoint where the one that answers to its id was created at another time", () =>
    withEmulator({}, async (engine) => {
      await engine.up(args);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await withEmulator({}, async (theirs, elsewhere) => {
        await theirs.up(args);
        const moved = twinOf(engine, configFor(elsewhere));
        assert.ok(moved.resource !== undefined && theirs.resource !== undefined);
        moved.resource.id = theirs.resource.id;
        await assert.rejects(moved.destroy(), /is not the one of this stack: it was created .*, not /);
        assert.equal(tunnelsOf(elsewhere).length, 1);
      });
    }));
});

describeEachApi("a peer gateway that is gone", () => {
  quietConsole();
  fastTime();

  it("is gone for another key pair that sees another peer gateway", () =>
    withEmulator({}, async ({ config }, emulator) => {
      const engine = new ModelEngine(config, "office", "UserGateway");
      await engine.up({ userGwAddr: "203.0.113.7" });
      const reader = withOtherKey(emulator, engine, {}, "office", "UserGateway");
      emulator.remove("userGateways", String(engine.resource?.id));
      await reader.refresh();
      assert.equal(reader.resource, undefined);
    }));
});
