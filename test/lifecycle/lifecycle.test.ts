import assert from "node:assert/strict";
import { call } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { actionsOf, args, configFor, describeEachApi, nameOf, tunnelsOf, withEmulator } from "./support.ts";

describeEachApi("the lifecycle against the emulator", (api) => {
  quietConsole();
  fastTime();

  it("makes, sees, changes and deletes a tunnel", async () => {
    await withEmulator({ taskMs: 20 }, async (engine, emulator) => {
      assert.equal(await engine.up(args), "create");
      assert.equal(await engine.up(args), "same");
      await engine.refresh();
      assert.equal(await engine.preview(args), "same");
      const changed = {
        ...args,
        vpnConnName: "office",
        preSharedKey: "test-only-key-0002",
        userGwCidrBlock: ["172.16.12.0/24"],
      };
      assert.equal(await engine.up(changed), "update");
      assert.equal(await engine.preview(changed), "same");
      const [tunnel] = emulator.state().vpnConnections;
      assert.equal(tunnel?.vpnConnName, "office");
      assert.deepEqual(tunnel?.destinationCidr, ["172.16.12.0/24"]);
      await engine.destroy();
      assert.deepEqual(tunnelsOf(emulator), []);
    });
  });

  it("asks for a deletion once, and returns when the task is done", async () => {
    await withEmulator({ taskMs: 0 }, async (engine, emulator) => {
      await engine.up(args);
      emulator.clearCalls();
      await engine.destroy();
      assert.deepEqual(actionsOf(emulator), ["DeleteVpnConn", "DescribeVpcTaskResult", "DescribeVpnConn"]);
    });
  });

  it("changes only what differs, and renames without sending the key", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.clearCalls();
      await engine.up({ ...args, vpnConnName: "office" });
      const modify = emulator.calls().find(({ action }) => action === nameOf("ModifyVpnConnEx"));
      const sent = Object.keys(modify?.parameters ?? {}).filter((name) =>
        /^[a-z]|^IKE|^IP|^Vpn|^Sec.*Pol|^Pre/.test(name),
      );
      assert.deepEqual(
        sent.sort(),
        api === "2.0"
          ? ["userGwCidrBlock.0", "vpcId", "vpnConnId", "vpnConnName", "vpnGwId"]
          : ["VpnConnectionId", "VpnConnectionName"],
      );
    });
  });

  it("calls nothing for other timeouts, and stores them", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.clearCalls();
      assert.equal(await engine.up({ ...args, timeouts: { delete: "5m" } }), "update");
      assert.deepEqual(actionsOf(emulator), []);
      assert.deepEqual(engine.resource?.outputs["timeouts"], { delete: "5m" });
      await engine.up(args);
      assert.equal(engine.resource?.outputs["timeouts"], undefined);
    });
  });

  it("takes up its own tunnel of an earlier run, and refuses somebody else's", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const again = new ModelEngine(engine.config);
      await again.up(args);
      assert.equal(again.resource?.id, engine.resource?.id);
      const other = new ModelEngine(engine.config, "other", "VpnConnection", "another");
      await assert.rejects(other.up(args), new RegExp(`${engine.resource?.id}.*vpnConnId`));
      assert.equal(other.resource, undefined);
      assert.equal(tunnelsOf(emulator).length, 1);
    });
  });

  it("adopts a tunnel by its legacy id, or by its unified one where the API has no other, shows what differs, and changes it next", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up({ ...args, vpnConnName: "made elsewhere" });
      const [tunnel] = emulator.state().vpnConnections;
      const adopter = new ModelEngine(engine.config, "adopter", "VpnConnection", "another");
      const vpnConnId = String(api === "2.0" ? tunnel?.vpnConnId : tunnel?.unVpnConnId);
      const adopting = { ...args, vpnConnId, userGwCidrBlock: ["172.16.99.0/24"] };
      emulator.clearCalls();
      assert.equal(await adopter.up(adopting), "create");
      assert.deepEqual(actionsOf(emulator), ["DescribeVpnConn"]);
      assert.equal(adopter.resource?.id, tunnel?.unVpnConnId);
      assert.equal(await adopter.up(adopting), "update");
      assert.equal(await adopter.preview(adopting), "same");
      assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, "made elsewhere");
      const { vpnConnId: _left, ...without } = adopting;
      assert.equal(await adopter.preview(without), "same");
    });
  });

  // A change through API 3.0 never needs networks.
  for (const modifyNetworks of api === "2.0" ? (["optional", "required"] as const) : (["optional"] as const)) {
    it(`gives an adopted tunnel its own default name in place of another resource's, with a name alone (networks ${modifyNetworks})`, async () => {
      await withEmulator({ set: { modifyNetworks } }, async (engine, emulator) => {
        await engine.up(args);
        const [before] = emulator.state().vpnConnections;
        const adopter = new ModelEngine(engine.config, "adopter", "VpnConnection", "another");
        const adopting = { ...args, vpnConnId: String(engine.resource?.id), userGwCidrBlock: ["172.16.99.0/24"] };
        await adopter.up(adopting);
        const [after] = emulator.state().vpnConnections;
        const { vpnConnName } = after ?? {};
        const isTaken = modifyNetworks === "optional";
        assert.match(vpnConnName ?? "", isTaken ? /^adopter-pqv[0-9a-f]{12}$/ : /^branch-pqv[0-9a-f]{12}$/);
        assert.deepEqual({ ...after, vpnConnName: "" }, { ...before, vpnConnName: "" });
        assert.equal(adopter.resource?.outputs["vpnConnName"], vpnConnName);
        await adopter.up(adopting);
        assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, vpnConnName);
        assert.equal(await adopter.preview(adopting), "same");
        await adopter.destroy();
        assert.deepEqual(emulator.state().vpnConnections, []);
      });
    });
  }

  it("refuses to move between gateways where another tunnel stands, before its own is deleted", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const { json } = await call(emulator, "AddUserGw", { userGwName: "other", userGwAddr: "203.0.113.77" });
      const elsewhere = { ...args, userGwId: json.userGwId as string };
      const other = new ModelEngine(engine.config, "other", "VpnConnection", "another");
      await other.up(elsewhere);
      emulator.clearCalls();
      for (const attempt of [() => engine.preview(elsewhere), () => engine.up(elsewhere)]) {
        await assert.rejects(
          attempt(),
          new RegExp(`${other.resource?.id}.*nothing shows that this resource created it`),
        );
      }
      assert.deepEqual(actionsOf(emulator), ["DescribeVpnConn", "DescribeVpnConn"]);
      assert.equal(emulator.state().vpnConnections.length, 2);
      await other.destroy();
      assert.equal(await engine.up(elsewhere), "replace");
      assert.equal(emulator.state().vpnConnections[0]?.unUserGwId, elsewhere.userGwId);
    });
  });

  it("refuses to adopt a tunnel with other parents", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const adopter = new ModelEngine(engine.config, "adopter", "VpnConnection", "another");
      const wrong = { ...args, vpnConnId: String(engine.resource?.id), userGwId: "cgw-00000000" };
      await assert.rejects(adopter.up(wrong), /its userGwId is cgw-e098slul, not cgw-00000000/);
      assert.equal(tunnelsOf(emulator).length, 1);
    });
  });

  it("sees each kind of drift and repairs it", async () => {
    const written = {
      ...args,
      vpnConnName: "branch",
      ikeSet: { propoEncryAlgorithm: "aes-cbc-256" },
      ipsecSet: { pfsDhGroup: "dh-group14" },
    };
    const drifts: Record<string, unknown>[] = [
      { vpnConnName: "renamed in the console" },
      { destinationCidr: ["192.0.2.0/24"] },
      { spdAcl: { "10.0.9.0/24": ["172.16.10.0/24"] } },
      { preSharedKey: "test-only-key-drifted" },
      { IKESet: { propoEncryAlgorithm: "des-cbc" } },
      { IPsecSet: { pfsDhGroup: "null" } },
    ];
    for (const drift of drifts) {
      await withEmulator({}, async (engine, emulator) => {
        await engine.up(written);
        const id = String(engine.resource?.id);
        const before = emulator.state().vpnConnections[0];
        emulator.patchVpnConnection(id, drift as never);
        await engine.refresh();
        assert.equal(await engine.preview(written), "update", JSON.stringify(drift));
        await engine.up(written);
        assert.equal(await engine.preview(written), "same", JSON.stringify(drift));
        await engine.refresh();
        assert.equal(await engine.preview(written), "same", JSON.stringify(drift));
        assert.deepEqual({ ...emulator.state().vpnConnections[0] }, { ...before }, JSON.stringify(drift));
      });
    }
  });

  it("sees that a default name was changed, and gives it back", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      const [before] = emulator.state().vpnConnections;
      emulator.patchVpnConnection(String(engine.resource?.id), { vpnConnName: "renamed in the console" });
      await engine.refresh();
      await engine.refresh();
      assert.equal(await engine.preview(args), "update");
      await engine.up(args);
      assert.equal(emulator.state().vpnConnections[0]?.vpnConnName, before?.vpnConnName);
      assert.equal(await engine.preview(args), "same");
    });
  });

  it("keeps rules as they are written while the flat lists agree", async () => {
    await withEmulator({}, async (engine) => {
      const { userGwCidrBlock: _peers, ...rest } = args;
      const written = { ...rest, spdAcl: { "10.0.1.0/24": ["172.16.10.0/24"], "10.0.0.0/24": ["172.16.11.0/24"] } };
      await engine.up(written);
      await engine.refresh();
      assert.deepEqual(engine.resource?.inputs["spdAcl"], written.spdAcl);
      assert.equal(await engine.preview(written), "same");
    });
  });

  it("reports a tunnel as gone when it is, and not when another account asks", async () => {
    await withEmulator({}, async (engine, emulator) => {
      await engine.up(args);
      emulator.addAccount({ secretId: "other-secret-id", secretKey: "other-secret-key" });
      const stranger = new ModelEngine(
        configFor(emulator, { "qcloud:secretId": "other-secret-id", "qcloud:secretKey": "other-secret-key" }),
      );
      stranger.resource = structuredClone(engine.resource);
      await assert.rejects(
        stranger.refresh(),
        /does not prove that it is gone.*(?:another key pair|it belongs to account \d+, .* to account \d+)/,
      );
      await assert.rejects(stranger.destroy(), /does not prove that it is gone/);
      assert.equal(tunnelsOf(emulator).length, 1);
      emulator.remove("vpnConnections", String(engine.resource?.id));
      await engine.refresh();
      assert.equal(engine.resource, undefined);
    });
  });

  // Through API 3.0, every refusal has a code, and errorCodeDesc changes nothing.
  it("joins a deletion under way at a service that names no codes", async () => {
    await withEmulator({ taskMs: 2000, set: { errorCodeDesc: "absent" } }, async (engine, emulator) => {
      await engine.up(args);
      const other = new ModelEngine(engine.config);
      other.resource = structuredClone(engine.resource);
      await Promise.all([engine.destroy(), other.destroy()]);
      assert.deepEqual(tunnelsOf(emulator), []);
    });
  });
});
