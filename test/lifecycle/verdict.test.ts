import assert from "node:assert/strict";
import type { Emulator, Fault } from "../../emulator/index.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { actionsOf, args, configFor, tunnelsOf, withEmulator } from "./support.ts";

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

describe("one answer that says not found", () => {
  quietConsole();
  fastTime();

  for (const code of notFound) {
    const name = `${code.code ?? 5000} ${code.codeDesc ?? ""}`.trim();

    it(`to DescribeVpnConn is not the end of a tunnel: ${name}`, async () => {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(args);
        emulator.addFaults([answers("DescribeVpnConn", code)]);
        await engine.refresh();
        assert.notEqual(engine.resource, undefined);
        assert.equal(tunnelsOf(emulator).length, 1);
      });
    });

    it(`to DeleteVpnConn is not the end of a tunnel: ${name}`, async () => {
      await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
        await engine.up(args);
        emulator.addFaults([answers("DeleteVpnConn", code)]);
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
        emulator.addFaults([answers("DescribeUserGw", code)]);
        await engine.refresh();
        assert.notEqual(engine.resource, undefined);
        emulator.addFaults([answers("DeleteUserGw", code)]);
        await engine.destroy();
        assert.deepEqual(peersOf(emulator), []);
        assert.equal(count(emulator, "DeleteUserGw"), 2);
      });
    }
  });

  it("to DeleteVpnConn, again and again while the tunnel is shown, is the error, and the state keeps the tunnel", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.addFaults([answers("DeleteVpnConn", { codeDesc: "InvalidVpnConn.NotFound" }, 0)]);
      await assert.rejects(engine.destroy(), /DeleteVpnConn was answered with InvalidVpnConn\.NotFound/);
      assert.notEqual(engine.resource, undefined);
      assert.equal(count(emulator, "DeleteVpnConn"), 3);
    });
  });
});

describe("a tunnel that is gone", () => {
  quietConsole();
  fastTime();

  for (const describeMissing of ["empty", "InvalidVpnConn.NotFound", "InvalidVpnGw.NotFound", "5000"] as const) {
    it(`lets destroy and refresh succeed where the service answers ${describeMissing}`, async () => {
      await withEmulator({ set: { describeMissing } }, async (engine, emulator) => {
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

describe("an endpoint in another spelling than the recorded one", () => {
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
          const config = configFor(emulator, { "qcloud:endpoint": spell(emulator.url) });
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
