import assert from "node:assert/strict";
import type { Emulator, Permissions } from "../../emulator/index.ts";
import { codeIn3 } from "../support/api-words.ts";
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

/** The same resource, asked for with another key pair of the same account. */
function withOtherKey(
  emulator: Emulator,
  engine: ModelEngine,
  permissions: Permissions,
  ...as: [] | ["office", "UserGateway"]
): ModelEngine {
  emulator.addAccount({ secretId: OTHER, secretKey: "test-only-other-secret-key", account: emulator.secretId });
  emulator.setPermissions(OTHER, refusing(permissions));
  const other = new ModelEngine(configFor(emulator, otherKey), ...as);
  other.resource = structuredClone(engine.resource);
  return other;
}

const hiddenTunnels: Permissions = { hidden: ["vpnConnections"] };

describeEachApi("a tunnel that a key pair may not list", (api) => {
  quietConsole();
  fastTime();

  it("is deleted with another key pair that may delete it", async () => {
    await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      const other = withOtherKey(emulator, engine, hiddenTunnels);
      await other.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    });
  });

  for (const refusedCode of [4101, 4102, 4103, 4106, 4110, 4300]) {
    it(`stays in the state where its deletion is refused with ${refusedCode}`, async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        const other = withOtherKey(emulator, engine, { ...hiddenTunnels, refused: ["vpnConnections"], refusedCode });
        await assert.rejects(
          other.destroy(),
          new RegExp(
            `${nameOf("DeleteVpnConn")} was answered with .*${api === "2.0" ? refusedCode : codeIn3({ code: refusedCode })}`,
          ),
        );
        assert.notEqual(other.resource, undefined);
        assert.equal(tunnelsOf(emulator).length, 1);
      });
    });
  }

  // Peer gateways of API 3.0 have no count of tunnels.
  if (api === "2.0") {
    it("stays in the state where the deletion is answered with NotFound, since its peer gateway counts it", async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        const other = withOtherKey(emulator, engine, {
          ...hiddenTunnels,
          refused: ["vpnConnections"],
          refusedCode: 5000,
          refusedCodeDesc: "InvalidVpnConn.NotFound",
        });
        await assert.rejects(
          other.destroy(),
          /exists, but the key pair in use \(SecretId othe.*cannot see it: peer gateway/,
        );
        assert.equal(tunnelsOf(emulator).length, 1);
      });
    });
  }

  // Peer gateways of API 3.0 have no count of tunnels.
  if (api === "2.0") {
    it("stays in the state at a refresh with another key pair, and with the recorded one whose policy was narrowed", async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        const other = withOtherKey(emulator, engine, hiddenTunnels);
        const message =
          /tunnel vpnx-\w+ exists, but the key pair in use \(SecretId .* from .*\) cannot see it: peer gateway cgw-e098slul has 1 tunnel, and a list of tunnels shows 0 of them\. It stays in the state/;
        await assert.rejects(other.refresh(), message);
        emulator.setPermissions(emulator.secretId, hiddenTunnels);
        await assert.rejects(engine.refresh(), message);
      });
    });
  }

  it("stays in the state at a refresh with another key pair that sees nothing that would tell", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const other = withOtherKey(emulator, engine, { hidden: ["vpnConnections", "userGateways"] });
      await assert.rejects(
        other.refresh(),
        /cannot be found with the key pair in use .*: it does not see peer gateway cgw-e098slul, and it sees no other tunnel of VPN gateway vpngw-dystbrkv\. It stays in the state\. Run `pulumi destroy --target URN`/,
      );
    });
  });

  // Peer gateways of API 3.0 have no count of tunnels.
  if (api === "2.0") {
    it("is not updated, and not taken for gone by an update", async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        emulator.setPermissions(emulator.secretId, hiddenTunnels);
        await assert.rejects(engine.up({ ...args, vpnConnName: "renamed" }), /exists, but the key pair in use/);
      });
    });
  }
});

describeEachApi("a tunnel that is gone, asked for with other keys of the account", (api) => {
  quietConsole();
  fastTime();

  // Peer gateways of API 3.0 have no count of tunnels.
  if (api === "2.0") {
    it("lets destroy and refresh succeed where the key pair sees its peer gateway's count", async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        const [reader, deleter] = [withOtherKey(emulator, engine, {}), withOtherKey(emulator, engine, {})];
        emulator.remove("vpnConnections", String(engine.resource?.id));
        await reader.refresh();
        assert.equal(reader.resource, undefined);
        await deleter.destroy();
        assert.equal(deleter.resource, undefined);
      });
    });
  }

  it("waits for a count that lags behind", async () => {
    await withEmulator({ taskMs: 20, set: { deletedVisibleMs: 0 } }, async (engine, emulator) => {
      await engine.up(args);
      const id = String(engine.resource?.id);
      emulator.setPermissions(emulator.secretId, { hidden: [id] });
      setTimeout(() => emulator.remove("vpnConnections", id), 10_000);
      await engine.refresh();
      assert.equal(engine.resource, undefined);
    });
  });
});

describeEachApi("a peer gateway that a key pair may not list", () => {
  quietConsole();
  fastTime();

  const hidden: Permissions = { hidden: ["userGateways"] };
  const peers = (emulator: Emulator): number =>
    emulator.state().userGateways.filter(({ userGwAddr }) => userGwAddr === "203.0.113.7").length;

  async function withPeer(test: (engine: ModelEngine, emulator: Emulator) => Promise<void>): Promise<void> {
    await withEmulator({}, async ({ config }, emulator) => {
      const engine = new ModelEngine(config, "office", "UserGateway");
      await engine.up({ userGwAddr: "203.0.113.7" });
      await test(engine, emulator);
    });
  }

  it("is deleted with another key pair that may delete it", () =>
    withPeer(async (engine, emulator) => {
      await withOtherKey(emulator, engine, hidden, "office", "UserGateway").destroy();
      assert.equal(peers(emulator), 0);
    }));

  it("stays in the state where its deletion is refused", () =>
    withPeer(async (engine, emulator) => {
      const other = withOtherKey(
        emulator,
        engine,
        { ...hidden, refused: ["userGateways"], refusedCode: 4103 },
        "office",
        "UserGateway",
      );
      await assert.rejects(other.destroy(), /Delete\w+ was answered with .*(?:4103|UnauthorizedOperation)/);
      assert.equal(peers(emulator), 1);
    }));

  it("is not deleted while a tunnel uses it", () =>
    withPeer(async (engine, emulator) => {
      const tunnel = new ModelEngine(engine.config, "branch");
      await tunnel.up({ ...args, userGwId: String(engine.resource?.id) });
      const other = withOtherKey(emulator, engine, hidden, "office", "UserGateway");
      other.resource = structuredClone(engine.resource);
      if (other.resource !== undefined) {
        other.resource.outputs["timeouts"] = { delete: "20s" };
      }
      await assert.rejects(other.destroy(), /in use by tunnel/);
      assert.ok(!actionsOf(emulator).includes("DeleteUserGw"));
    }));

  it("stays in the state at a refresh where a tunnel names it, or where no other one is seen by other keys", () =>
    withPeer(async (engine, emulator) => {
      const other = withOtherKey(emulator, engine, hidden, "office", "UserGateway");
      await assert.rejects(other.refresh(), /cannot be found with the key pair in use .*sees no other peer gateway/);
      const tunnel = new ModelEngine(engine.config, "branch");
      await tunnel.up({ ...args, userGwId: String(engine.resource?.id) });
      await assert.rejects(
        other.refresh(),
        /exists, but the key pair in use .*: tunnel vpnx-\w+ \("branch.*"\) uses it/,
      );
      emulator.setPermissions(emulator.secretId, hidden);
      await assert.rejects(engine.refresh(), /exists, but the key pair in use/);
    }));
});

describeEachApi("a replica that is out of date", () => {
  quietConsole();
  fastTime();

  it("answers every request of a kept connection, and is not the end of a tunnel", async () => {
    await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [{ fault: "stale", action: "DescribeVpnConn" }]);
      await engine.refresh();
      assert.notEqual(engine.resource, undefined);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    });
  });

  it("answers every request of a kept connection, and is not the end of a peer gateway", async () => {
    await withEmulator({}, async ({ config }, emulator) => {
      const engine = new ModelEngine(config, "office", "UserGateway");
      await engine.up({ userGwAddr: "203.0.113.7" });
      plant(emulator, [{ fault: "stale", action: "DescribeUserGw" }]);
      await engine.refresh();
      assert.notEqual(engine.resource, undefined);
    });
  });

  it("does not hide a tunnel whose deletion was accepted and then came to nothing", async () => {
    await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [
        { fault: "stale", action: "DescribeVpnConn" },
        { fault: "task-fails", action: "DeleteVpnConn" },
      ]);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    });
  });
});

describeEachApi("a deletion that was accepted, of a tunnel that a key pair may not see", () => {
  quietConsole();
  fastTime();

  for (const fault of ["task-fails", "task-unknown"] as const) {
    it(`is not the end of the tunnel where its end is not known: ${fault}`, async () => {
      await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
        await engine.up(args);
        const blind = withOtherKey(emulator, engine, {
          hidden: ["vpnConnections", "userGateways", "vpnGateways", "vpcs"],
        });
        plant(emulator, [{ fault, action: "DeleteVpnConn", times: 0 }]);
        await blind.destroy().catch(() => {});
        assert.ok(blind.resource !== undefined || tunnelsOf(emulator).length === 0);
      });
    });
  }
});
