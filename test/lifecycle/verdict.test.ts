import assert from "node:assert/strict";
import type { Emulator, Fault, SwitchSettings } from "../../emulator/index.ts";
import { endpointOf } from "../support/api-words.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { actionsOf, args, configFor, describeEachApi, nameOf, plant, tunnelsOf, withEmulator } from "./support.ts";

type Code = Partial<Extract<Fault, { fault: "code" }>>;

const answers = (action: string, code: Code, times = 1): Fault => ({
  fault: "code",
  code: 5000,
  ...code,
  action,
  times,
});
const count = (emulator: Emulator, action: string): number =>
  actionsOf(emulator).filter((one) => one === action).length;
const peersOf = (emulator: Emulator): string[] =>
  emulator
    .state()
    .userGateways.filter(({ userGwAddr }) => userGwAddr === "203.0.113.7")
    .map(({ unUserGwId }) => unUserGwId);

/** Answers that say "not found", with their numbers. */
const notFound: Code[] = [
  { codeDesc: "InvalidVpnConn.NotFound" },
  { codeDesc: "InvalidVpnConn.NotFound", code: 4000 },
  { codeDesc: "InvalidVpnGw.NotFound" },
  { code: 5000 },
];

describeEachApi("one answer that says not found", (api) => {
  quietConsole();
  fastTime();

  for (const code of notFound) {
    const name = `${code.code ?? 5000} ${code.codeDesc ?? ""}`.trim();

    it(`to DescribeVpnConn is not the end of a tunnel: ${name}`, async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        plant(emulator, [answers("DescribeVpnConn", code)]);
        await engine.refresh();
        assert.notEqual(engine.resource, undefined);
        assert.equal(tunnelsOf(emulator).length, 1);
      });
    });

    it(`to DeleteVpnConn is not the end of a tunnel: ${name}`, async () => {
      await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
        await engine.up(args);
        plant(emulator, [answers("DeleteVpnConn", code)]);
        await engine.destroy();
        assert.deepEqual(tunnelsOf(emulator), []);
        assert.equal(count(emulator, "DeleteVpnConn"), 2);
      });
    });
  }

  it("to DescribeUserGw or DeleteUserGw is not the end of a peer gateway", async () => {
    for (const code of [{ codeDesc: "InvalidUserGw.NotFound" }, { code: 5000 }]) {
      await withEmulator({}, async ({ config }, emulator) => {
        const engine = new ModelEngine(config, "office", "UserGateway");
        await engine.up({ userGwAddr: "203.0.113.7" });
        plant(emulator, [answers("DescribeUserGw", code)]);
        await engine.refresh();
        assert.notEqual(engine.resource, undefined);
        plant(emulator, [answers("DeleteUserGw", code)]);
        await engine.destroy();
        assert.deepEqual(peersOf(emulator), []);
        assert.equal(count(emulator, "DeleteUserGw"), 2);
      });
    }
  });

  it("to DeleteVpnConn, again and again while the tunnel is shown, is the error, and the state keeps the tunnel", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      plant(emulator, [answers("DeleteVpnConn", { codeDesc: "InvalidVpnConn.NotFound" }, 0)]);
      await assert.rejects(
        engine.destroy(),
        new RegExp(
          `${nameOf("DeleteVpnConn")} was answered with ${api === "2.0" ? "InvalidVpnConn.NotFound" : "ResourceNotFound"}`,
        ),
      );
      assert.notEqual(engine.resource, undefined);
      // ResourceNotFound does not say that it speaks of the tunnel: the deletion is asked for again until the time is up.
      assert.ok(api === "3.0" || count(emulator, "DeleteVpnConn") === 3);
    });
  });
});

describeEachApi("a tunnel that is gone", (api) => {
  quietConsole();
  fastTime();

  const older = ["empty", "InvalidVpnConn.NotFound", "InvalidVpnGw.NotFound", "5000"] as const;
  const newer = ["ResourceNotFound", "empty"] as const;
  const ways: SwitchSettings[] =
    api === "2.0" ? older.map((describeMissing) => ({ describeMissing })) : newer.map((missingIds) => ({ missingIds }));
  for (const set of ways) {
    it(`lets destroy and refresh succeed where the service answers ${Object.values(set).join()}`, async () => {
      await withEmulator({ set }, async (engine, emulator) => {
        await engine.up(args);
        const twin = new ModelEngine(engine.config);
        twin.resource = structuredClone(engine.resource);
        emulator.remove("vpnConnections", String(engine.resource?.id));
        await engine.refresh();
        assert.equal(engine.resource, undefined);
        await twin.destroy();
        assert.equal(twin.resource, undefined);
        assert.equal(count(emulator, "DeleteVpnConn"), 1);
      });
    });
  }
});

describeEachApi("an endpoint in another spelling than the recorded one", (api) => {
  quietConsole();
  fastTime();

  const spellings: Readonly<Record<string, (url: string) => string>> = {
    "a slash at the end": (url) => `${url}/`,
    "the scheme in capitals": (url) => url.replace("http://", "HTTP://"),
    "a carriage return from a file": (url) => `${url}\r`,
    "spaces around it": (url) => ` ${url} `,
    "without the default path": (url) => url.replace("/v2/index.php", ""),
  };

  for (const [name, spell] of Object.entries(spellings)) {
    for (const stands of [true, false]) {
      it(`is the same endpoint: ${name}, ${stands ? "a tunnel that stands" : "a tunnel that is gone"}`, async () => {
        await withEmulator({}, async (engine, emulator) => {
          await engine.up(args);
          if (!stands) {
            emulator.remove("vpnConnections", String(engine.resource?.id));
          }
          const config = configFor(emulator, { "qcloud:endpoint": spell(endpointOf(api, emulator)) });
          const [reader, deleter] = [new ModelEngine(config), new ModelEngine(config)];
          reader.resource = structuredClone(engine.resource);
          deleter.resource = structuredClone(engine.resource);
          await reader.refresh();
          assert.equal(reader.resource !== undefined, stands);
          await deleter.destroy();
          assert.deepEqual(tunnelsOf(emulator), []);
        });
      });
    }
  }
});
