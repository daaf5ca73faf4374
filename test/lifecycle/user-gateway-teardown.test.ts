import assert from "node:assert/strict";
import type { Emulator, EmulatorOptions, Fault } from "../../emulator/index.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import {
  actionsOf,
  configFor,
  describeEachApi,
  plant,
  args as tunnelArgs,
  tunnelsOf,
  withEmulator,
} from "./support.ts";

const args = { userGwAddr: "203.0.113.7" } as const;
const inUse = ["ResourceInUse", "InvalidUserGw.InUse", "allow"] as const;

interface Pair {
  readonly gateway: ModelEngine;
  readonly tunnel: ModelEngine;
  /** The tunnel's arguments, with the peer gateway's id as a plain string. */
  readonly tunnelArgs: Record<string, unknown>;
  readonly emulator: Emulator;
}

/** Runs a test with a peer gateway and a tunnel on it. */
const withPair = (options: EmulatorOptions, test: (pair: Pair) => Promise<void>): Promise<void> =>
  withEmulator({ taskMs: 3000, ...options }, async (tunnel, emulator) => {
    const gateway = new ModelEngine(tunnel.config, "office", "UserGateway");
    await gateway.up(args);
    const onGateway = { ...tunnelArgs, userGwId: String(gateway.resource?.id) };
    await tunnel.up(onGateway);
    emulator.clearCalls();
    await test({ gateway, tunnel, tunnelArgs: onGateway, emulator });
  });

const withGateway = (options: EmulatorOptions, test: (engine: ModelEngine, emulator: Emulator) => Promise<void>) =>
  withEmulator(options, async (tunnels, emulator) => {
    const engine = new ModelEngine(tunnels.config, "office", "UserGateway");
    await engine.up(args);
    emulator.clearCalls();
    await test(engine, emulator);
  });

const standing = (emulator: Emulator): string[] =>
  emulator
    .state()
    .userGateways.filter(({ userGwAddr }) => userGwAddr === args.userGwAddr)
    .map(({ unUserGwId }) => unUserGwId);

describeEachApi("the deletion of a peer gateway that tunnels use", (api) => {
  const printed = quietConsole();
  fastTime();

  for (const userGwInUse of inUse) {
    it(`waits until the tunnel is gone, and says so, where the cloud answers ${userGwInUse}`, async () => {
      await withPair({ set: { userGwInUse } }, async ({ gateway, tunnel, emulator }) => {
        const [id] = tunnelsOf(emulator);
        await Promise.all([
          gateway.destroy(),
          new Promise((resolve) => setTimeout(resolve, 5000)).then(() => tunnel.destroy()),
        ]);
        assert.deepEqual([standing(emulator), tunnelsOf(emulator)], [[], []]);
        assert.ok(printed.lines.some((line) => line.includes(`in use by tunnel ${id}`)));
        const done = actionsOf(emulator);
        assert.equal(done.filter((action) => action === "DeleteUserGw").length, 1);
        assert.ok(done.indexOf("DeleteVpnConn") < done.indexOf("DeleteUserGw"), done.join());
      });
    });

    it(`fails at the timeout with the tunnels in the way and asks for nothing, where the cloud answers ${userGwInUse}`, async () => {
      await withPair({ set: { userGwInUse } }, async ({ gateway, emulator }) => {
        await gateway.up({ ...args, timeouts: { delete: "30s" } });
        emulator.clearCalls();
        const [id] = tunnelsOf(emulator);
        await assert.rejects(
          gateway.destroy(),
          new RegExp(
            `timed out waiting for peer gateway ${gateway.resource?.id}.*in use by tunnel ${id} .*output userGwId`,
          ),
        );
        assert.ok(!actionsOf(emulator).includes("DeleteUserGw"));
        assert.equal(standing(emulator).length, 1);
        assert.equal(tunnelsOf(emulator).length, 1);
        assert.notEqual(gateway.resource, undefined);
      });
    });
  }

  // Peer gateways of API 3.0 have no count of tunnels.
  if (api === "2.0") {
    it("counts tunnels that are not listed yet, and deleted ones that are listed still", async () => {
      await withPair({ set: { userGwInUse: "allow" } }, async ({ gateway, tunnel, emulator }) => {
        await gateway.up({ ...args, timeouts: { delete: "10s" } });
        emulator.configure({ set: { describeLagMs: 3_600_000 } });
        await assert.rejects(gateway.destroy(), /in use by 1 tunnel, as the service counts; none is listed/);
        emulator.configure({ set: { describeLagMs: 0, deletedVisibleMs: 8000 } });
        await gateway.up(args);
        emulator.clearCalls();
        await Promise.all([tunnel.destroy(), gateway.destroy()]);
        assert.deepEqual([standing(emulator), tunnelsOf(emulator)], [[], []]);
        assert.equal(actionsOf(emulator).filter((action) => action === "DeleteUserGw").length, 1);
      });
    });
  }

  it("waits for a refusal to pass that names a use which nobody sees", async () => {
    await withGateway({}, async (engine, emulator) => {
      plant(emulator, [{ fault: "code", code: 5100, codeDesc: "ResourceInUse", action: "DeleteUserGw", times: 20 }]);
      await engine.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("works beside the deletion of many tunnels on many gateways, started in any order", async () => {
    await withEmulator({ taskMs: 2000, set: { userGwInUse: "allow" } }, async (first, emulator) => {
      const engines: ModelEngine[] = [];
      for (let number = 1; number <= 8; number += 1) {
        const gateway = new ModelEngine(first.config, `office-${number}`, "UserGateway");
        await gateway.up({ userGwAddr: `203.0.113.${number}` });
        const tunnel = new ModelEngine(first.config, `branch-${number}`);
        await tunnel.up({ ...tunnelArgs, userGwId: String(gateway.resource?.id) });
        engines.push(...(number % 2 === 0 ? [gateway, tunnel] : [tunnel, gateway]));
      }
      await Promise.all(engines.map((engine) => engine.destroy()));
      assert.deepEqual(tunnelsOf(emulator), []);
      assert.equal(emulator.state().userGateways.length, 1);
    });
  });
});

describeEachApi("the deletion of a peer gateway when answers are lost or refused", () => {
  quietConsole();
  fastTime();

  const passing: Fault[] = [
    { fault: "drop-after", action: "DeleteUserGw" },
    { fault: "half", action: "DeleteUserGw" },
    { fault: "drop-before", action: "DeleteUserGw", times: 2 },
    { fault: "http", status: 502, action: "DeleteUserGw", times: 2 },
    { fault: "code", code: 6000, action: "DeleteUserGw", times: 2 },
    { fault: "code", code: 4400, action: "*", times: 3 },
    { fault: "code", code: 5100, action: "DeleteUserGw", times: 3 },
    { fault: "code", code: 5100, codeDesc: "Unheard.Of", action: "DeleteUserGw", times: 3 },
    { fault: "drop-before", action: "DescribeVpnConn", times: 2 },
  ];
  for (const fault of passing) {
    it(`succeeds with ${JSON.stringify(fault)}`, async () => {
      await withGateway({}, async (engine, emulator) => {
        plant(emulator, [fault]);
        await engine.destroy();
        assert.deepEqual(standing(emulator), []);
      });
    });
  }

  it("fails with the service's reason when it is refused for good, and keeps the state", async () => {
    await withGateway({}, async (engine, emulator) => {
      plant(emulator, [
        { fault: "code", code: 5100, codeDesc: "Unheard.Of", message: "not today", action: "DeleteUserGw", times: 0 },
      ]);
      await assert.rejects(engine.destroy(), /Unheard\.Of.*not today/);
      assert.equal(standing(emulator).length, 1);
      assert.notEqual(engine.resource, undefined);
    });
  });

  it("fails at once when the key pair is refused", async () => {
    await withGateway({}, async (engine, emulator) => {
      plant(emulator, [{ fault: "code", code: 4101, action: "DeleteUserGw" }]);
      await assert.rejects(engine.destroy(), /(?:4101|UnauthorizedOperation).*SecretId/);
    });
  });
});

describeEachApi("a peer gateway that cannot be found", () => {
  quietConsole();
  fastTime();

  const other = { "qcloud:secretId": "other-secret-id", "qcloud:secretKey": "other-secret-key" };

  for (const listMissing of ["error", "empty"] as const) {
    it(`is gone for the key pair that made it, where a missing one is answered with ${listMissing}`, async () => {
      await withGateway({ set: { listMissing } }, async (engine, emulator) => {
        const twin = new ModelEngine(engine.config, "office", "UserGateway");
        twin.resource = structuredClone(engine.resource);
        emulator.remove("userGateways", String(engine.resource?.id));
        await engine.refresh();
        assert.equal(engine.resource, undefined);
        await twin.destroy();
        assert.equal(actionsOf(emulator).filter((action) => action === "DeleteUserGw").length, 1);
      });
    });

    it(`is gone for another key pair of the account that sees its VPC, with ${listMissing}`, async () => {
      await withGateway({ set: { listMissing } }, async (engine, emulator) => {
        emulator.addAccount({ secretId: "other-secret-id", secretKey: "other-secret-key", account: emulator.secretId });
        const rotated = new ModelEngine(configFor(emulator, other), "office", "UserGateway");
        rotated.resource = structuredClone(engine.resource);
        emulator.remove("userGateways", String(engine.resource?.id));
        await rotated.destroy();
        assert.equal(rotated.resource, undefined);
      });
    });

    it(`is not gone because another account does not see it, with ${listMissing}`, async () => {
      await withGateway({ set: { listMissing } }, async (engine, emulator) => {
        emulator.addAccount({ secretId: "other-secret-id", secretKey: "other-secret-key" });
        const stranger = new ModelEngine(configFor(emulator, other), "office", "UserGateway");
        stranger.resource = structuredClone(engine.resource);
        await assert.rejects(
          stranger.refresh(),
          /does not prove that it is gone.*(?:another key pair.*VPCs vpc-03vihbk9|it belongs to account)/,
        );
        await assert.rejects(stranger.destroy(), /does not prove that it is gone/);
        assert.equal(standing(emulator).length, 1);
      });
    });
  }

  it("is deleted by another key pair of the account, whatever the state names", async () => {
    await withGateway({}, async (engine, emulator) => {
      emulator.addAccount({ secretId: "other-secret-id", secretKey: "other-secret-key", account: emulator.secretId });
      const rotated = new ModelEngine(configFor(emulator, other), "office", "UserGateway");
      rotated.resource = structuredClone(engine.resource);
      (rotated.resource?.outputs["__origin"] as { vpcs: string[] }).vpcs = [];
      plant(emulator, [{ fault: "drop-after", action: "DeleteUserGw" }]);
      await rotated.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("is neither gone nor deleted at another endpoint", async () => {
    await withGateway({}, async (engine) => {
      await withGateway({}, async (_engine, elsewhere) => {
        const moved = new ModelEngine(configFor(elsewhere), "office", "UserGateway");
        moved.resource = structuredClone(engine.resource);
        await assert.rejects(moved.refresh(), /it was created at http.*the request went to http/);
        await assert.rejects(moved.destroy(), /it was created at http/);
      });
    });
  });

  it("is not the one with another address that answers to its id elsewhere", async () => {
    await withGateway({}, async (engine, emulator) => {
      const confused = new ModelEngine(engine.config, "office", "UserGateway");
      confused.resource = structuredClone(engine.resource);
      const resource = confused.resource as NonNullable<typeof confused.resource>;
      resource.id = "cgw-e098slul";
      await assert.rejects(confused.refresh(), /is not the one of this stack: its address is 198.51.100.63, not 203/);
      await assert.rejects(confused.destroy(), /is not the one of this stack/);
      assert.equal(emulator.state().userGateways.length, 2);
    });
  });

  it("is made again by a refresh and an up", async () => {
    await withGateway({}, async (engine, emulator) => {
      emulator.remove("userGateways", String(engine.resource?.id));
      await assert.rejects(engine.up({ ...args, userGwName: "head" }), /is gone: somebody deleted it.*--refresh/);
      await engine.refresh();
      assert.equal(await engine.up(args), "create");
      assert.equal(standing(emulator).length, 1);
    });
  });

  it("leaves a state that cannot be used alone", async () => {
    await withGateway({}, async (engine, emulator) => {
      const resource = engine.resource as NonNullable<typeof engine.resource>;
      resource.outputs = { region: "ap-guangzhou" };
      await assert.rejects(engine.destroy(), /the state of peer gateway .* cannot be used: userGwAddr missing/);
      assert.deepEqual(actionsOf(emulator), []);
    });
  });
});
