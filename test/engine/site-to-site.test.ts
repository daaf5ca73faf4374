import assert from "node:assert/strict";
import { readState } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, recorded, standing, testKey, tunnelArgs, withTunnel } from "./support/tunnels.ts";

const { vpcId, vpnGwId, ikeSet, ipsecSet } = tunnelArgs;
const key = JSON.stringify(testKey);

/** Resources at the top level of a stack; the second tunnel's peer gateway is none of them. */
const standalone = `
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const settings = ${JSON.stringify({ vpcId, vpnGwId, preSharedKey: testKey, ikeSet, ipsecSet })};
const office = new UserGateway("office-device", { userGwAddr: "203.0.113.10" });
new VpnConnection("office", {
  ...settings, userGwId: office.userGwId, spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"] },
});
new VpnConnection("depot", {
  ...settings, userGwId: "cgw-e098slul", vpnConnName: "to the depot", spdAcl: { "10.0.0.0/24": ["172.16.20.0/24"] },
});
`;

/** The same in a component. */
const together = (name: string, branch: string, formerly: object, opts: object = {}): string => `
import { SiteToSiteVpn } from "pulumi-qcloud-vpn";
const vpn = new SiteToSiteVpn(${JSON.stringify(name)}, {
  vpcId: "${vpcId}",
  vpnGwId: "${vpnGwId}",
  localNetworks: ["10.0.0.0/24"],
  branches: [
    {
      name: ${JSON.stringify(branch)}, address: "203.0.113.10", networks: ["172.16.10.0/24"], preSharedKey: ${key},
      formerly: ${JSON.stringify(formerly)},
    },
    {
      name: "depot", userGwId: "cgw-e098slul", vpnConnName: "to the depot", networks: ["172.16.20.0/24"], preSharedKey: ${key},
      formerly: { vpnConnection: "depot" },
    },
  ],
}, ${JSON.stringify(opts)});
export const branches = vpn.branches;
`;

describeEngine("SiteToSiteVpn on the real engine", () => {
  it("takes in resources of the top level, and gets another name, without a call or a replacement, and passes on its options", async () => {
    await withTunnel({ stack: { program: standalone } }, async ({ stack, emulator }) => {
      await stack.up();
      const before = Object.fromEntries((await recorded(stack)).map(({ urn, id }) => [urn.split("::")[3], id]));
      const stood = emulator.state();
      emulator.clearCalls();

      await stack.setProgram(together("vpn", "office", { userGateway: "office-device", vpnConnection: "office" }));
      assert.match((await stack.up()).output, /\+ 1 created\s+4 unchanged\s/);
      assert.deepEqual(actions(emulator), []);
      assert.deepEqual(emulator.state(), stood);
      const after = await recorded(stack);
      assert.deepEqual(
        after.map(({ urn, id }) => [urn.split("::").slice(2).join("::"), id]).sort(),
        [
          ["qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:dynamic/qcloud:UserGateway::vpn-office", before["office-device"]],
          ["qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:dynamic/qcloud:VpnConnection::vpn-depot", before["depot"]],
          ["qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:dynamic/qcloud:VpnConnection::vpn-office", before["office"]],
        ].sort(),
      );
      const { branches } = (await stack.outputs()) as { branches: Record<string, Record<string, unknown>> };
      assert.deepEqual(Object.keys(branches).sort(), ["depot", "office"]);
      assert.equal(branches["office"]?.["vpnConnId"], before["office"]);
      assert.equal(branches["office"]?.["status"], "running");
      assert.equal(branches["office"]?.["userGwAddress"], "203.0.113.10");

      const options = { aliases: [{ name: "vpn" }], protect: true };
      await stack.setProgram(together("sites", "hq", { branch: "office" }, options));
      const { changeSummary, steps } = await stack.preview();
      assert.deepEqual(changeSummary, { same: 5 });
      const inside = steps.filter(({ urn }) => urn.includes("SiteToSiteVpn$")) as {
        newState?: { protect?: boolean };
      }[];
      assert.deepEqual(
        inside.map(({ newState }) => newState?.protect),
        [true, true, true],
      );

      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(
        emulator.state().userGateways.map(({ unUserGwId }) => unUserGwId),
        ["cgw-e098slul"],
      );
    });
  });

  it("is destroyed with twenty branches in one run, each tunnel before its peer gateway, with nothing left", async () => {
    const program = `
import { SiteToSiteVpn } from "pulumi-qcloud-vpn";
new SiteToSiteVpn("vpn", {
  vpcId: "${vpcId}",
  vpnGwId: "${vpnGwId}",
  branches: Array.from({ length: 20 }, (_, at) => ({
    name: \`b\${at + 1}\`, address: \`203.0.113.\${at + 1}\`, networks: [\`172.16.\${at}.0/24\`], preSharedKey: ${key},
  })),
}, {
  transforms: [({ type, name, props, opts }) => type.endsWith(":VpnConnection")
    ? { props: { ...props, vpnConnName: \`to \${name}\` }, opts } : undefined],
});
`;
    await withTunnel({ emulator: { taskMs: 100 }, stack: { program } }, async ({ stack, emulator }) => {
      await stack.up();
      const tunnels = emulator.state().vpnConnections;
      assert.equal(tunnels.length, 20);
      assert.ok(tunnels.every(({ vpnConnName }) => /^to vpn-b\d+$/.test(vpnConnName)));
      emulator.clearCalls();
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(
        emulator.state().userGateways.map(({ unUserGwId }) => unUserGwId),
        ["cgw-e098slul"],
      );
      assert.deepEqual((await readState(stack)).resources, []);
      const calls = emulator.calls();
      const when = (action: string, parameter: string, id: string): number =>
        calls.findIndex(({ action: called, parameters }) => called === action && parameters[parameter] === id);
      for (const { unVpnConnId, unUserGwId } of tunnels) {
        const [tunnel, peer] = [
          when("DeleteVpnConn", "vpnConnId", unVpnConnId),
          when("DeleteUserGw", "userGwId", unUserGwId),
        ];
        assert.ok(tunnel !== -1 && tunnel < peer, `${unVpnConnId} ${tunnel}, ${unUserGwId} ${peer}`);
      }
      assert.deepEqual(
        calls.filter(({ action, code }) => action.startsWith("Delete") && code !== 0),
        [],
      );
    });
  });
});
