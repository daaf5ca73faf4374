import assert from "node:assert/strict";
import { readState } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, recorded, standing, testKey, tunnelArgs, withTunnel } from "./support/tunnels.ts";

const { vpcId, vpnGwId, ikeSet, ipsecSet } = tunnelArgs;
const key = JSON.stringify(testKey);

const credentials = JSON.stringify({ secretId: "emulator-secret-id", secretKey: "emulator-secret-key" });

/** Resources at the top level of a stack; the second tunnel's peer gateway is none of them. */
const standalone = `
import { QcloudProvider, UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const provider = new QcloudProvider("account", ${credentials});
const settings = ${JSON.stringify({ vpcId, vpnGwId, preSharedKey: testKey, ikeSet, ipsecSet })};
const office = new UserGateway("office-device", { userGwAddr: "203.0.113.10" }, { provider });
new VpnConnection("office", {
  ...settings, userGwId: office.userGwId, spdAcl: { "10.0.0.0/24": ["172.16.10.0/24"] },
}, { provider });
new VpnConnection("depot", {
  ...settings, userGwId: "cgw-e098slul", vpnConnName: "to the depot", spdAcl: { "10.0.0.0/24": ["172.16.20.0/24"] },
}, { provider });
`;

/** What a program imports: the dynamic resources, or those of the plugin. */
const hosts = {
  dynamic: 'import { QcloudProvider as Provider, SiteToSiteVpn } from "pulumi-qcloud-vpn";',
  plugin: 'import { Provider, SiteToSiteVpn } from "pulumi-qcloud-vpn/plugin";',
} as const;

/** The same in a component. */
const together = (
  host: keyof typeof hosts,
  name: string,
  branch: string,
  formerly: object | undefined,
  opts: object = {},
): string => `
${hosts[host]}
const provider = new Provider("account", ${credentials});
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
}, { provider, ...${JSON.stringify(opts)} });
export const branches = vpn.branches;
`;

describeEngine("SiteToSiteVpn on the real engine", () => {
  it("takes in resources of the top level, gets another name, and moves to the plugin and back, without a call or a replacement", async () => {
    await withTunnel({ stack: { program: standalone, hasPlugin: true } }, async ({ stack, emulator }) => {
      await stack.up();
      const before = Object.fromEntries((await recorded(stack)).map(({ urn, id }) => [urn.split("::")[3], id]));
      const stood = emulator.state();
      emulator.clearCalls();

      await stack.setProgram(
        together("dynamic", "vpn", "office", { userGateway: "office-device", vpnConnection: "office" }),
      );
      assert.match((await stack.up()).output, /\+ 1 created\s+5 unchanged\s/);
      assert.deepEqual(actions(emulator), []);
      assert.deepEqual(emulator.state(), stood);
      const held = async (): Promise<unknown[][]> =>
        (await readState(stack)).resources
          .filter(({ type }) => /:(?:UserGateway|VpnConnection)$/.test(type))
          .map(({ urn, id, protect = false }) => [urn.split("::").slice(2).join("::"), id, protect])
          .sort();
      assert.deepEqual(await held(), [
        [
          "qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:dynamic/qcloud:UserGateway::vpn-office",
          before["office-device"],
          false,
        ],
        ["qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:dynamic/qcloud:VpnConnection::vpn-depot", before["depot"], false],
        ["qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:dynamic/qcloud:VpnConnection::vpn-office", before["office"], false],
      ]);
      const { branches } = (await stack.outputs()) as { branches: Record<string, Record<string, unknown>> };
      assert.deepEqual(Object.keys(branches).sort(), ["depot", "office"]);
      assert.equal(branches["office"]?.["vpnConnId"], before["office"]);
      assert.equal(branches["office"]?.["status"], "running");
      assert.equal(branches["office"]?.["userGwAddress"], "203.0.113.10");

      // The component and a branch get other names in the update that moves them.
      const options = { aliases: [{ name: "vpn" }], protect: true };
      await stack.setProgram(together("plugin", "sites", "hq", { branch: "office" }, options));
      // Of the provider itself, the type is another one.
      assert.match((await stack.up()).output, /\n {4}~ 1 updated\s+5 unchanged\s/);
      assert.deepEqual(await held(), [
        ["qcloud:vpn:SiteToSiteVpn$qcloud:index:UserGateway::sites-hq", before["office-device"], true],
        ["qcloud:vpn:SiteToSiteVpn$qcloud:index:VpnConnection::sites-depot", before["depot"], true],
        ["qcloud:vpn:SiteToSiteVpn$qcloud:index:VpnConnection::sites-hq", before["office"], true],
      ]);

      await stack.setProgram(together("dynamic", "sites", "hq", undefined));
      assert.match((await stack.up()).output, /\n {4}\+ 1 created\s+- 1 deleted\s+2 changes. 5 unchanged\s/);
      assert.deepEqual(
        (await held()).map(([, id, isProtected]) => [id, isProtected]),
        [
          [before["office-device"], false],
          [before["depot"], false],
          [before["office"], false],
        ],
      );
      assert.deepEqual(actions(emulator), []);
      assert.deepEqual(emulator.state(), stood);

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
