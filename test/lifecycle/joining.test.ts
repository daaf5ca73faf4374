import assert from "node:assert/strict";
import type { Emulator, EmulatorOptions } from "../../emulator/index.ts";
import { vpnConnectionLifecycle } from "../../provider/hosts/lifecycles.ts";
import { Operations } from "../../provider/hosts/operations.ts";
import { defaultName } from "../../provider/lifecycle/names.ts";
import { makeTunnel } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { args, configFor, describeEachApi, nameOf, plantOnly, tunnelsOf, withEmulator } from "./support.ts";

const otherKey = "test-only-key-of-somebody";

/** Runs a test with what is written to stdout and stderr meanwhile, a line each. */
async function withLines(
  options: EmulatorOptions,
  test: (engine: ModelEngine, emulator: Emulator, lines: { out: string[]; err: string[] }) => Promise<void>,
): Promise<void> {
  await withEmulator(options, async (engine, emulator) => {
    const { log, error } = console;
    const lines = { out: [] as string[], err: [] as string[] };
    console.log = (line: string) => lines.out.push(line);
    console.error = (line: string) => lines.err.push(line);
    try {
      await test(engine, emulator, lines);
    } finally {
      Object.assign(console, { log, error });
    }
  });
}

/** The warnings without those of weak settings. */
const warnings = ({ err }: { err: string[] }): string[] =>
  err.filter((line) => /^warning: (?!.*weak settings)/.test(line));

/** What the refusal of a tunnel says: which one, and how to adopt it. */
const refusal = (id: string, why = ""): RegExp =>
  new RegExp(`there is a tunnel already, ${id} .*${why}.*It was not touched.*set the argument vpnConnId to "${id}"`);

describeEachApi("a tunnel that stands where one is to be made", () => {
  fastTime();

  it("is joined with its name and its key, silently", async () => {
    for (const named of [{}, { vpnConnName: "office" }]) {
      await withLines({}, async (engine, _emulator, lines) => {
        await engine.up({ ...args, ...named });
        const later = new ModelEngine(engine.config);
        await later.up({ ...args, ...named });
        assert.equal(later.resource?.id, engine.resource?.id);
        assert.ok(lines.out.some((line) => line.includes("found from an earlier run of this resource")));
        assert.deepEqual(warnings(lines), []);
      });
    }
  });

  it("is refused with the default name and another key, by create and by the destroy after it", async () => {
    await withLines({}, async (engine, emulator) => {
      const id = await makeTunnel(emulator, {
        vpnConnName: defaultName(engine.urn, ""),
        preSharedKey: otherKey,
      });
      const [before] = emulator.state().vpnConnections;
      await assert.rejects(engine.up(args), refusal(id, "another pre-shared key.*QCLOUD_OWNER"));
      assert.equal(engine.resource, undefined);
      await engine.destroy();
      assert.deepEqual(emulator.state().vpnConnections, [before]);
    });
  });

  it("is refused with a name that the program gives, by a host that goes by default names alone", async () => {
    await withLines({}, async (engine, emulator) => {
      const named = { ...args, vpnConnName: "office" };
      await engine.up(named);
      const id = String(engine.resource?.id);
      const log = { info: () => {}, warn: () => {}, status: () => true };
      const call = { urn: "urn:pulumi:dev::model::qcloud:index:VpnConnection::office", log, onlyByDefaultName: true };
      const config = { get: (key: string) => configFor(emulator)[key] };
      const operations = new Operations(vpnConnectionLifecycle);
      const { inputs } = await operations.check(call, config, {}, named);
      await assert.rejects(
        operations.create(call, config, inputs),
        refusal(id, "nothing shows that this resource created it"),
      );
    });
  });

  it("is refused when the program's key changed after a create that was cut off, and can be adopted", async () => {
    await withLines({}, async (engine, emulator) => {
      await engine.up(args);
      const id = String(engine.resource?.id);
      const later = new ModelEngine(engine.config);
      const rotated = { ...args, preSharedKey: "test-only-key-0002" };
      await assert.rejects(later.up(rotated), refusal(id, "the key of the program was changed since"));
      await later.up({ ...rotated, vpnConnId: id });
      assert.equal(await later.up(rotated), "update");
      assert.deepEqual(tunnelsOf(emulator), [id]);
    });
  });

  it("is joined with a warning by its default name alone where keys are hidden, and gets the program's key", async () => {
    await withLines({ set: { preSharedKey: "hidden" } }, async (engine, emulator, lines) => {
      const vpnConnName = defaultName(engine.urn, "");
      const id = await makeTunnel(emulator, { vpnConnName, preSharedKey: otherKey });
      await engine.up(args);
      assert.equal(engine.resource?.id, id);
      assert.match(warnings(lines).join(), new RegExp(`${id}: .*only by its name.*QCLOUD_OWNER`));
      assert.equal(await engine.up(args), "update");
    });
  });

  it("is refused where keys are hidden and the program chose the name", async () => {
    await withLines({ set: { preSharedKey: "hidden" } }, async (engine, emulator) => {
      const id = await makeTunnel(emulator, { vpnConnName: "office", preSharedKey: args.preSharedKey });
      await assert.rejects(engine.up({ ...args, vpnConnName: "office" }), refusal(id));
    });
  });

  it("is not deleted for its default name when its deletion failed and it has another key", async () => {
    await withLines({}, async (engine, emulator) => {
      const id = await makeTunnel(emulator, {
        vpnConnName: defaultName(engine.urn, ""),
        preSharedKey: otherKey,
      });
      emulator.patchVpnConnection(id, { vpcConnStatus: 5 });
      await assert.rejects(engine.up(args), refusal(id));
      assert.deepEqual(tunnelsOf(emulator), [id]);
    });
  });

  it("is not held for our own among several when it has our name and another key", async () => {
    await withLines({ set: { onePerPair: "allow" } }, async (engine, emulator) => {
      const vpnConnName = defaultName(engine.urn, "");
      await makeTunnel(emulator, { vpnConnName, preSharedKey: otherKey });
      await makeTunnel(emulator, { vpnConnName: "theirs", preSharedKey: otherKey });
      await assert.rejects(engine.up(args), /there are 2 tunnels.*None was touched/);
      assert.equal(engine.resource, undefined);
    });
  });

  it("is not taken for ours when it is listed with our name and another key, and ours is listed late", async () => {
    // Theirs is a second older: the first list after our request was accepted shows it alone, the second shows both.
    const start = Date.now();
    let listsSince = (): number | undefined => undefined;
    const clock = (): number => {
      const lists = listsSince();
      return start + (lists === undefined ? -1000 : lists < 0 ? 0 : lists < 2 ? 4500 : 6000);
    };
    const set = { onePerPair: "allow", describeLagMs: 5000, createdId: "empty" } as const;
    const options: EmulatorOptions = { clock, taskMs: 0, set };
    await withLines(options, async (engine, emulator) => {
      const vpnConnName = defaultName(engine.urn, "");
      const theirs = await makeTunnel(emulator, { vpnConnName, preSharedKey: otherKey });
      emulator.clearCalls();
      listsSince = () => {
        const calls = emulator.calls();
        const accepted = calls.findIndex(({ action, code }) => action === nameOf("AddVpnConnEx") && code === 0);
        return accepted < 0 ? -1 : calls.length - 1 - accepted;
      };
      await assert.rejects(engine.up(args), /there are 2 tunnels/);
      assert.notEqual(engine.resource?.id, theirs);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), [theirs]);
    });
  });
});

describeEachApi("a peer gateway that stands where one is to be made", (api) => {
  fastTime();

  const gateway = { userGwAddr: "203.0.113.7" } as const;

  it("is joined with a warning by its default name, which alone shows whose it is", async () => {
    await withLines({}, async ({ config }, emulator, lines) => {
      const engine = new ModelEngine(config, "office", "UserGateway");
      await engine.up(gateway);
      assert.deepEqual(warnings(lines), []);
      const id = String(engine.resource?.id);
      await makeTunnel(emulator, { userGwId: id });
      const later = new ModelEngine(config, "office", "UserGateway");
      // API 3.0 does not count them.
      const used = api === "2.0" ? "1 tunnel uses it" : "an unknown number of tunnels use it";
      await later.up(gateway);
      assert.equal(later.resource?.id, id);
      assert.match(warnings(lines).join(), new RegExp(`${id}: .*only by its name.*${used}.*QCLOUD_OWNER`));
    });
  });

  it("is taken for that of a request whose answer was lost, silently", async () => {
    await withLines({}, async ({ config }, emulator, lines) => {
      const engine = new ModelEngine(config, "office", "UserGateway");
      plantOnly(emulator, [{ action: "AddUserGw", fault: "drop-after" }]);
      await engine.up(gateway);
      assert.deepEqual(warnings(lines), []);
    });
  });
});
