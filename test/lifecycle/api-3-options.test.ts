import assert from "node:assert/strict";
import type { Emulator, EmulatorOptions } from "../../emulator/index.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { args, configFor, tunnelsOf, withEmulator } from "./support.ts";

const with3 = (options: EmulatorOptions, test: (engine: ModelEngine, emulator: Emulator) => Promise<void>) =>
  withEmulator(options, (_engine, emulator) => test(new ModelEngine(configFor(emulator, {}, "3.0")), emulator));

/** Every argument that API 2.0 does not know. */
const OPTIONS = {
  dpd: { enable: true, timeout: 45, action: "restart" },
  healthCheck: { enable: true, localIp: "169.254.128.10", remoteIp: "169.254.128.9", probeInterval: 2000 },
  negotiationType: "passive",
  routeType: "Policy",
  tags: { team: "network" },
} as const;

describe("the arguments that only API 3.0 knows", () => {
  quietConsole();
  fastTime();

  it("are sent at the creation, and show no drift", () =>
    with3({}, async (engine, emulator) => {
      const { healthCheck: _rules, ...given } = OPTIONS;
      const wanted = { ...args, ...given };
      assert.equal(await engine.up(wanted), "create");
      assert.equal(await engine.preview(wanted), "same");
      await engine.refresh();
      assert.equal(await engine.preview(wanted), "same");
      const { outputs } = engine.resource ?? assert.fail();
      assert.deepEqual(outputs["dpd"], OPTIONS.dpd);
      assert.equal(outputs["negotiationType"], "passive");
      assert.equal(outputs["routeType"], "Policy");
      assert.deepEqual(outputs["tags"], { team: "network" });
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));

  for (const [name, changed] of Object.entries({
    dpd: { enable: true, timeout: 60, action: "clear" },
    negotiationType: "flowTrigger",
  })) {
    it(`${name}: a change is in place, and one at the console is drift`, () =>
      with3({}, async (engine) => {
        const first = { ...args, dpd: OPTIONS.dpd, negotiationType: OPTIONS.negotiationType };
        await engine.up(first);
        const second = { ...first, [name]: changed };
        assert.equal(await engine.up(second), "update");
        assert.equal(await engine.preview(second), "same");
        await engine.refresh();
        assert.equal(await engine.preview(second), "same");
        assert.equal(await engine.preview(first), "update");
      }));
  }

  for (const [name, changed] of Object.entries({ routeType: "STATIC", tags: { team: "other" } })) {
    it(`${name}: a change replaces the tunnel`, () =>
      with3({}, async (engine) => {
        const first = { ...args, routeType: OPTIONS.routeType, tags: OPTIONS.tags };
        await engine.up(first);
        assert.equal(await engine.preview({ ...first, [name]: changed }), "replace");
      }));
  }

  it("needs no networks for a tunnel that carries routes", () =>
    with3({}, async (engine) => {
      const { userGwCidrBlock: _networks, ...rest } = args;
      const wanted = { ...rest, routeType: "StaticRoute", healthCheck: OPTIONS.healthCheck };
      assert.equal(await engine.up(wanted), "create");
      await engine.refresh();
      assert.equal(await engine.preview(wanted), "same");
      assert.equal(await engine.up({ ...wanted, vpnConnName: "renamed" }), "update");
    }));

  it("are refused for API 2.0, with the name of the setting", () =>
    withEmulator({}, async (engine) => {
      for (const [name, value] of Object.entries({ ...OPTIONS, bgp: { tunnelCidr: "169.254.128.0/30" } })) {
        await assert.rejects(
          engine.up({ ...args, [name]: value }),
          new RegExp(`${name} needs API 3.0: set qcloud:api`),
        );
      }
      await assert.rejects(
        engine.up({ ...args, ikeSet: { ikeVersion: "ikev2" } }),
        /ikeSet\.ikeVersion needs API 3\.0: set qcloud:api or QCLOUD_API to 3\.0/,
      );
      await assert.rejects(
        engine.up({ ...args, ikeSet: { propoAuthenAlgorithm: "SHA-256" } }),
        /ikeSet\.propoAuthenAlgorithm must be one of md5, sha; sha-256 needs API 3\.0/,
      );
    }));

  it("changes the peer gateway in place where the VPN gateway allows it", () =>
    with3({}, async (engine, emulator) => {
      const { vpnGateways } = emulator.state();
      emulator.patchVpnGateway(vpnGateways[0]?.unVpnGwId ?? "", { version: "4.0" });
      const peer = new ModelEngine(engine.config, "peer", "UserGateway");
      await peer.up({ userGwAddr: "203.0.113.99" });
      const other = peer.resource?.id ?? assert.fail();
      await engine.up(args);
      const moved = { ...args, userGwId: other };
      assert.equal(await engine.preview(moved), "update");
      const { id } = engine.resource ?? assert.fail();
      await engine.up(moved);
      assert.equal(engine.resource?.id, id);
      await engine.refresh();
      assert.equal(await engine.preview(moved), "same");
      assert.equal(await engine.preview(args), "update");
    }));
});

describe("a tunnel of API 2.0 whose program gets arguments of API 3.0", () => {
  quietConsole();
  fastTime();

  it("is read before anything is replaced for them", () =>
    withEmulator({}, async (older, emulator) => {
      await older.up(args);
      const newer = new ModelEngine(configFor(emulator, { "qcloud:api": "3.0", "qcloud:endpoint": emulator.api3Url }));
      newer.resource = older.resource;
      assert.equal(await newer.up({ ...args, routeType: "Policy" }), "update");
      const shown = newer.resource?.outputs["routeType"];
      assert.equal(await newer.preview({ ...args, routeType: shown }), "same");
      assert.equal(await newer.preview({ ...args, routeType: "StaticRoute" }), "replace");
      assert.equal(await newer.preview({ ...args, tags: { team: "network" } }), "replace");
    }));
});

describe("what somebody else changed in API 3.0", () => {
  quietConsole();
  fastTime();

  it("is drift where it is a tag that is gone", () =>
    with3({}, async (engine, emulator) => {
      const wanted = { ...args, tags: { team: "network" } };
      await engine.up(wanted);
      emulator.patchVpnConnection(tunnelsOf(emulator)[0] ?? "", { tags: [] });
      await engine.refresh();
      assert.equal(await engine.preview(wanted), "replace");
    }));

  it("ends a deletion that is refused as not found while the tunnel stands", () =>
    with3({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.addFaults([{ fault: "code", action: "DeleteVpnConnection", codeDesc: "ResourceNotFound", times: 0 }]);
      await assert.rejects(engine.destroy(), /ResourceNotFound/);
      const asked = emulator.calls().filter(({ action }) => action === "DeleteVpnConnection");
      assert.equal(asked.length, 3);
      assert.equal(tunnelsOf(emulator).length, 1);
    }));
});

describe("a VPN gateway of a Cloud Connect Network", () => {
  quietConsole();
  fastTime();

  const { vpcId: _vpc, userGwCidrBlock: networks, ...rest } = args;

  it("has tunnels without a VPC", () =>
    with3({ taskMs: 20 }, async (engine, emulator) => {
      emulator.patchVpnGateway(args.vpnGwId, { type: "CCN" });
      const wanted = { ...rest, spdAcl: { "10.0.0.0/16": networks } };
      assert.equal(await engine.up(wanted), "create");
      await engine.refresh();
      assert.equal(await engine.preview(wanted), "same");
      assert.equal(await engine.up({ ...wanted, vpnConnName: "renamed" }), "update");
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));

  it("needs rules, and API 3.0", () =>
    with3({}, async (engine, emulator) => {
      await assert.rejects(engine.up({ ...rest, userGwCidrBlock: networks }), /vpcId is required with userGwCidrBlock/);
      const older = new ModelEngine(configFor(emulator));
      await assert.rejects(older.up({ ...rest, spdAcl: { "10.0.0.0/16": networks } }), /vpcId is required/);
    }));
});

describe("API 3.0 and legacy ids", () => {
  quietConsole();
  fastTime();

  it("refuses a legacy id in the program", () =>
    with3({}, async (engine) => {
      await assert.rejects(
        engine.up({ ...args, vpnGwId: "547" }),
        /vpnGwId must be a VPN gateway id such as .*no legacy ids/,
      );
    }));

  it("deletes a tunnel whose id in the state is a legacy one, once API 2.0 has shown its unified id", () =>
    withEmulator({}, async (older, emulator) => {
      await older.up(args);
      const newer = new ModelEngine(configFor(emulator, { "qcloud:api": "3.0", "qcloud:endpoint": emulator.api3Url }));
      const legacy = String(emulator.state().vpnConnections[0]?.vpnConnId);
      newer.resource = { ...(older.resource ?? assert.fail()), id: legacy };
      const { __origin: _origin, ...unseen } = newer.resource.outputs;
      const refused = new ModelEngine(newer.config);
      refused.resource = { ...newer.resource, outputs: unseen };
      await assert.rejects(refused.destroy(), /legacy id, which API 3\.0 does not know.*QCLOUD_API=2\.0/);
      await newer.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));

  it("deletes what a program with legacy ids made, by the unified ids in the state", () =>
    withEmulator({}, async (older, emulator) => {
      const { vpcs, vpnGateways, userGateways } = emulator.state();
      await older.up({
        ...args,
        vpcId: String(vpcs[0]?.vpcId),
        vpnGwId: String(vpnGateways[0]?.vpnGwId),
        userGwId: String(userGateways[0]?.userGwId),
      });
      const newer = new ModelEngine(configFor(emulator, {}, "3.0"));
      newer.resource = older.resource;
      await newer.refresh();
      await newer.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    }));
});

describe("a creation that API 3.0 refuses", () => {
  quietConsole();
  fastTime();

  it("names the parent that is not there", () =>
    with3({}, async (engine) => {
      await assert.rejects(
        engine.up({ ...args, userGwId: "cgw-00000000" }),
        /Not found: peer gateway cgw-00000000\. Looked for/,
      );
    }));
});
