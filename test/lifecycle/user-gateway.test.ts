import assert from "node:assert/strict";
import type { Emulator, EmulatorOptions, Fault } from "../../emulator/index.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { actionsOf, describeEachApi, plant, withEmulator } from "./support.ts";

const args = { userGwAddr: "203.0.113.7" } as const;
/** The peer gateway that every emulator has. */
const seeded = { userGwId: "cgw-e098slul", userGwAddr: "198.51.100.63" } as const;

/** Runs a test with an emulator and an engine that has a peer gateway. */
const withGateway = (
  options: EmulatorOptions,
  test: (engine: ModelEngine, emulator: Emulator) => Promise<void>,
): Promise<void> =>
  withEmulator(options, (tunnels, emulator) =>
    test(new ModelEngine(tunnels.config, "office", "UserGateway"), emulator),
  );

/** The peer gateways at the address of the tests. */
const standing = (emulator: Emulator, address: string = args.userGwAddr) =>
  emulator.state().userGateways.filter(({ userGwAddr }) => userGwAddr === address);

/** A resource of another stack, unless it has the name of the first one. */
const another = (engine: ModelEngine, name: string, config: Record<string, string> = {}): ModelEngine =>
  new ModelEngine({ ...engine.config, ...config }, name, "UserGateway", name === "office" ? undefined : name);

const vpcsOf = (engine: ModelEngine): unknown =>
  (engine.resource?.outputs["__origin"] as { vpcs: unknown } | undefined)?.vpcs;

/** As written by the run that was killed: the same resource, with a state that knows nothing. */
const again = (engine: ModelEngine): ModelEngine => another(engine, "office");

describeEachApi("the lifecycle of a peer gateway", (api) => {
  quietConsole();
  fastTime();

  it("makes, sees, renames and deletes it", async () => {
    await withGateway({}, async (engine, emulator) => {
      assert.equal(await engine.up(args), "create");
      assert.deepEqual(actionsOf(emulator), ["DescribeUserGw", "AddUserGw", "DescribeUserGw", "DescribeVpcEx"]);
      const [made] = standing(emulator);
      assert.equal(engine.resource?.id, made?.unUserGwId);
      assert.match(made?.userGwName ?? "", /^office-pqv[0-9a-f]{12}$/);
      // API 3.0 does not count tunnels.
      assert.equal(engine.resource?.outputs["vpnConnNum"], api === "2.0" ? 0 : undefined);
      assert.equal(engine.resource?.outputs["createTime"], made?.createTime);
      assert.deepEqual(vpcsOf(engine), ["vpc-03vihbk9"]);
      assert.equal(await engine.up(args), "same");
      await engine.refresh();
      assert.equal(await engine.preview(args), "same");

      emulator.clearCalls();
      assert.equal(await engine.up({ ...args, userGwName: "head" }), "update");
      assert.deepEqual(actionsOf(emulator), ["DescribeUserGw", "ModifyUserGw", "DescribeUserGw"]);
      assert.equal(standing(emulator)[0]?.userGwName, "head");
      assert.equal(await engine.preview({ ...args, userGwName: "head" }), "same");

      emulator.clearCalls();
      assert.equal(await engine.destroy(), "delete");
      assert.deepEqual(actionsOf(emulator), ["DescribeUserGw", "DescribeVpnConn", "DeleteUserGw", "DescribeUserGw"]);
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("calls nothing for other timeouts, and stores them", async () => {
    await withGateway({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.clearCalls();
      assert.equal(await engine.up({ ...args, timeouts: { delete: "5m" } }), "update");
      assert.deepEqual(actionsOf(emulator), []);
      assert.deepEqual(engine.resource?.outputs["timeouts"], { delete: "5m" });
      await engine.up(args);
      assert.equal(engine.resource?.outputs["timeouts"], undefined);
    });
  });

  it("is deleted before another address or region replaces it", async () => {
    await withGateway({}, async (engine, emulator) => {
      await engine.up(args);
      assert.equal(await engine.up({ userGwAddr: "203.0.113.8" }), "replace");
      assert.deepEqual(standing(emulator), []);
      assert.equal(await engine.up({ userGwAddr: "203.0.113.8", region: "ap-beijing" }), "replace");
      assert.deepEqual(
        standing(emulator, "203.0.113.8").map(({ region }) => region),
        ["ap-beijing"],
      );
    });
  });

  it("takes up its own of a run that was cut off, among more than a page of others", async () => {
    await withGateway({}, async (engine, emulator) => {
      for (let number = 0; number < 60; number += 1) {
        await another(engine, `other-${number}`).up({ userGwAddr: `198.18.1.${number + 1}` });
      }
      await engine.up(args);
      const later = again(engine);
      await later.up(args);
      assert.equal(later.resource?.id, engine.resource?.id);
      assert.equal(standing(emulator).length, 1);
    });
  });

  it("refuses somebody else's at its address and names the id to adopt, whatever its name", async () => {
    await withGateway({}, async (engine, emulator) => {
      await another(engine, "theirs").up({ ...args, userGwName: "office" });
      const [theirs] = standing(emulator);
      for (const asked of [args, { ...args, userGwName: "office" }]) {
        await assert.rejects(
          engine.up(asked),
          new RegExp(`${theirs?.unUserGwId}.*nothing shows.*set the argument userGwId`),
        );
      }
      assert.equal(engine.resource, undefined);
      assert.deepEqual(standing(emulator), [theirs]);
    });
  });

  it("takes up its own beside somebody else's where the cloud allows two at one address", async () => {
    await withGateway({ set: { uniqueUserGwAddr: "off" } }, async (engine, emulator) => {
      await engine.up(args);
      const name = String(engine.resource?.outputs["userGwName"]);
      await addThroughApi(engine, "theirs");
      const later = again(engine);
      await later.up(args);
      assert.equal(later.resource?.id, engine.resource?.id);
      await addThroughApi(engine, name);
      const ids = standing(emulator).filter(({ userGwName }) => userGwName === name);
      const [one, two] = ids.map(({ unUserGwId }) => unUserGwId);
      await assert.rejects(
        again(engine).up(args),
        new RegExp(`there are 2 peer gateways.*(?:${one}.*${two}|${two}.*${one})`),
      );
    });
  });

  it("adopts one by each form of its id with a read, shows its name, and changes it next", async () => {
    for (const id of api === "2.0" ? [seeded.userGwId, "315"] : [seeded.userGwId]) {
      await withGateway({}, async (engine, emulator) => {
        const adopting = { ...seeded, userGwId: id };
        assert.equal(await engine.up(adopting), "create");
        assert.deepEqual(actionsOf(emulator), ["DescribeUserGw", "DescribeVpcEx"]);
        assert.equal(engine.resource?.id, seeded.userGwId);
        assert.equal(engine.resource?.outputs["userGwName"], "emulator-peer");
        assert.equal(await engine.preview(adopting), "same");
        assert.equal(await engine.preview({ userGwAddr: seeded.userGwAddr }), "same");
        assert.equal(await engine.up({ ...adopting, userGwName: "office" }), "update");
        assert.equal(standing(emulator, seeded.userGwAddr)[0]?.userGwName, "office");
        await engine.destroy();
        assert.deepEqual(standing(emulator, seeded.userGwAddr), []);
      });
    }
  });

  it("refuses to adopt one with another address, or one that is not there", async () => {
    await withGateway({}, async (engine, emulator) => {
      await assert.rejects(
        engine.up({ ...args, userGwId: seeded.userGwId }),
        /its address is 198.51.100.63, not 203.0.113.7/,
      );
      await assert.rejects(
        engine.up({ ...args, userGwId: "cgw-00000000" }),
        /not found in region ap-guangzhou at http/,
      );
      assert.ok(!actionsOf(emulator).includes("AddUserGw"));
    });
  });

  it("sees another name as drift and repairs it", async () => {
    await withGateway({}, async (engine, emulator) => {
      await engine.up(args);
      const id = String(engine.resource?.id);
      const console = another(engine, "console");
      await console.up({ ...args, userGwId: id });
      await console.up({ ...args, userGwId: id, userGwName: "renamed in the console" });
      await engine.refresh();
      await engine.refresh();
      assert.equal(engine.resource?.outputs["userGwName"], "renamed in the console");
      assert.equal(await engine.preview(args), "update");
      await engine.up(args);
      assert.match(standing(emulator)[0]?.userGwName ?? "", /^office-pqv/);
      assert.equal(await engine.preview(args), "same");
    });
  });
});

describeEachApi("the creation of a peer gateway when answers are lost or refused", () => {
  quietConsole();
  fastTime();

  const lost: Fault[] = [
    { fault: "drop-after", action: "AddUserGw" },
    { fault: "half", action: "AddUserGw" },
    { fault: "drop-before", action: "AddUserGw", times: 2 },
    { fault: "http", status: 502, action: "AddUserGw", times: 2 },
    { fault: "code", code: 6000, action: "AddUserGw", times: 2 },
    { fault: "code", code: 4400, action: "AddUserGw", times: 3 },
    { fault: "drop-before", action: "DescribeUserGw", times: 2 },
  ];
  for (const fault of lost) {
    it(`makes exactly one with ${JSON.stringify(fault)}`, async () => {
      for (const asked of [args, { ...args, userGwName: "office" }]) {
        await withGateway({}, async (engine, emulator) => {
          plant(emulator, [fault]);
          await engine.up(asked);
          assert.deepEqual(
            standing(emulator).map(({ unUserGwId }) => unUserGwId),
            [engine.resource?.id],
          );
          assert.equal(await engine.preview(asked), "same");
        });
      }
    });
  }

  it("keeps the id in the state when the peer gateway cannot be read, and the next up goes on", async () => {
    await withGateway({}, async (engine, emulator) => {
      plant(emulator, [{ fault: "code", code: 4100, action: "DescribeUserGw", skip: 1, times: 1 }]);
      await assert.rejects(engine.up(args), /stays in the state/);
      assert.equal(engine.resource?.id, standing(emulator)[0]?.unUserGwId);
      assert.equal(await engine.up(args), "update");
      assert.equal(engine.resource?.outputs["createTime"], standing(emulator)[0]?.createTime);
      assert.equal(await engine.preview(args), "same");
      await engine.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("goes without the account's VPCs when they may not be listed", async () => {
    await withGateway({}, async (engine, emulator) => {
      plant(emulator, [{ fault: "code", code: 4101, action: "DescribeVpcEx" }]);
      await engine.up(args);
      assert.deepEqual(vpcsOf(engine), []);
      await engine.refresh();
      assert.deepEqual(vpcsOf(engine), ["vpc-03vihbk9"]);
    });
  });

  it("fails with the service's reason when it is refused", async () => {
    await withGateway({ quotas: true }, async (engine, emulator) => {
      for (let number = 0; number < 19; number += 1) {
        await another(engine, `other-${number}`).up({ userGwAddr: `198.18.1.${number + 1}` });
      }
      await assert.rejects(engine.up(args), /LimitExceeded/);
      assert.equal(engine.resource, undefined);
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("says that the address may be taken in another region", async () => {
    await withGateway({}, async (engine) => {
      await another(engine, "theirs").up({ ...args, region: "ap-beijing" });
      await assert.rejects(
        engine.up(args),
        /(?:InvalidUserGw\.InUse|RecordExists).*region ap-guangzhou.*203.0.113.7.*another region/,
      );
      assert.equal(engine.resource, undefined);
    });
  });
});

/** Makes a peer gateway at the address of the tests as somebody at the console would. */
async function addThroughApi(engine: ModelEngine, userGwName: string): Promise<void> {
  const { openContext } = await import("../../provider/lifecycle/context.ts");
  const { readSettings } = await import("../../provider/settings/settings.ts");
  const settings = await readSettings({ get: (key) => engine.config[key] }, {});
  const context = openContext(settings, "create", "ap-guangzhou", { timeoutMs: 10_000 });
  await context.api.addUserGw(context, { name: userGwName, address: args.userGwAddr });
}
