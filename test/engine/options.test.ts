import assert from "node:assert/strict";
import type { Emulator, RecordedCall, VpnConnectionState } from "../../emulator/index.ts";
import { call } from "../emulator/support.ts";
import { dynamicResources, readState, type StateResource } from "./support/state.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, standing, type TunnelTest, testKey, tunnelArgs, withTunnel } from "./support/tunnels.ts";

/** A program in which each of Pulumi's options for resources is used once; most tunnels have a peer gateway of their own. */
const program = (stage: "first" | "second"): string => `
import { ComponentResource } from "@pulumi/pulumi";
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";

const isFirst = ${stage === "first"};
const peer = (name, number, opts) => new UserGateway(name, { userGwAddr: \`203.0.113.\${number}\` }, opts);
const tunnel = (name, { userGwId }, opts, args) =>
  new VpnConnection(name, { ...${JSON.stringify(tunnelArgs)}, ...args, userGwId }, opts);

const parent = new ComponentResource("test:index:Group", "group");
const child = tunnel("child", peer("child", 1, { parent }), { parent });

peer("dependent", 2, { dependsOn: child });

peer("protected", 3, { protect: true });

if (isFirst) {
  tunnel("retained", peer("retained", 4, { retainOnDelete: true }), { retainOnDelete: true });
}

tunnel(
  "ignoring", peer("ignoring", 5, {}),
  { ignoreChanges: ["vpnConnName", "preSharedKey", "userGwCidrBlock", "ikeSet.dhGroupName"] },
  isFirst ? { vpnConnName: "as it was" } : {
    vpnConnName: "changed", preSharedKey: "${testKey}-changed", userGwCidrBlock: ["172.16.99.0/24"],
    ikeSet: { ...${JSON.stringify(tunnelArgs.ikeSet)}, dhGroupName: "group5" },
  },
);

const name = isFirst ? "old" : "new";
const aliases = isFirst ? [] : [{ name: "old" }];
tunnel(name, peer(name, 6, { aliases }), { aliases });

tunnel("transformed", peer("transformed", 7, {}), {
  transforms: [({ props, opts }) => ({ props: { ...props, vpnConnName: "by a transform" }, opts })],
});

const host = tunnel("host", peer("host", 8, {}), {});
peer("guest", 9, { deletedWith: host });
`;

const nameOf = ({ urn }: StateResource): string => urn.split("::").slice(3).join("::");

/** What the stack and the emulator held, and what was asked for, step by step. */
interface Seen {
  made: { tunnels: readonly VpnConnectionState[]; calls: readonly RecordedCall[]; state: StateResource[] };
  changed: { actions: string[]; state: StateResource[]; output: string };
  refused: { output: string; calls: readonly RecordedCall[]; state: StateResource[] };
  left: { tunnels: readonly VpnConnectionState[]; peers: string[]; state: StateResource[] };
}

async function runThrough({ stack, emulator }: TunnelTest): Promise<Seen> {
  const sight = async () => ({
    tunnels: emulator.state().vpnConnections,
    peers: emulator.state().userGateways.map(({ userGwAddr }) => userGwAddr),
    state: dynamicResources(await readState(stack)),
  });
  await stack.up();
  const made = { ...(await sight()), calls: emulator.calls() };
  emulator.clearCalls();
  await stack.setProgram(program("second"));
  const { output } = await stack.up();
  const changed = { ...(await sight()), actions: actions(emulator), output };
  emulator.clearCalls();
  const refusal = await stack.destroy({ expect: "failure" });
  const refused = { ...(await sight()), calls: emulator.calls(), output: refusal.output };
  await stack.run("state", { args: ["unprotect", "--all", "--yes", "--stack", stack.name] });
  await stack.destroy();
  return { made, changed, refused, left: await sight() };
}

describeEngine("a resource with Pulumi's option", () => {
  let seen: Seen;

  before(async () => {
    const options = { emulator: { taskMs: 100 }, stack: { program: program("first") } };
    await withTunnel(options, async (parts) => {
      seen = await runThrough(parts);
    });
  });

  const inState = (resources: readonly StateResource[], name: string): StateResource[] =>
    resources.filter((resource) => nameOf(resource) === name);
  const tunnelOf = (resources: readonly StateResource[], name: string): StateResource | undefined =>
    inState(resources, name).find(({ type }) => type.endsWith(":VpnConnection"));
  const peerIdOf = (name: string): string | undefined =>
    inState(seen.made.state, name).find(({ type }) => type.endsWith(":UserGateway"))?.id;
  const nameInCloud = (id: string | undefined): string | undefined =>
    seen.made.tunnels.find(({ unVpnConnId }) => unVpnConnId === id)?.vpnConnName;
  const callAt = (calls: readonly RecordedCall[], action: string, parameter: string, value?: string): number =>
    calls.findIndex((call) => call.action === action && call.parameters[parameter] === value);

  it("parent is a child of it, and both are deleted together", () => {
    const [child, peer] = inState(seen.made.state, "child");
    assert.match(String(child?.["parent"]), /::test:index:Group::group$/);
    assert.equal(peer?.["parent"], child?.["parent"]);
    assert.deepEqual(inState(seen.left.state, "child"), []);
  });

  it("dependsOn is created after its dependency, and deleted before it", () => {
    const { calls } = seen.made;
    const child = tunnelOf(seen.made.state, "child");
    const address = "203.0.113.2";
    const before = calls.findIndex(
      ({ action, parameters }) => action === "AddVpnConnEx" && parameters["userGwId"] === peerIdOf("child"),
    );
    assert.ok(before !== -1 && before < callAt(calls, "AddUserGw", "userGwAddr", address));
    const gone = callAt(seen.refused.calls, "DeleteUserGw", "userGwId", peerIdOf("dependent"));
    assert.ok(gone !== -1 && gone < callAt(seen.refused.calls, "DeleteVpnConn", "vpnConnId", child?.id));
  });

  it("protect is not deleted, and no deletion is requested, while the option is set", () => {
    assert.match(seen.refused.output, /protected" cannot be deleted\s+because it is protected/);
    assert.deepEqual(seen.refused.state.map(nameOf), ["protected"]);
    assert.equal(callAt(seen.refused.calls, "DeleteUserGw", "userGwId", peerIdOf("protected")), -1);
    assert.deepEqual(seen.left.state, []);
    assert.ok(!seen.left.peers.includes("203.0.113.3"));
  });

  it("retainOnDelete is removed from the state, and the tunnel is unchanged", () => {
    assert.deepEqual(inState(seen.changed.state, "retained"), []);
    const { id } = tunnelOf(seen.made.state, "retained") ?? {};
    assert.deepEqual(
      seen.left.tunnels,
      seen.made.tunnels.filter(({ unVpnConnId }) => unVpnConnId === id),
    );
    assert.ok(seen.left.peers.includes("203.0.113.4"));
  });

  it("deletedWith is removed from the state without a call when the other one is deleted", () => {
    assert.deepEqual(inState(seen.refused.state, "guest"), []);
    assert.equal(callAt(seen.refused.calls, "DeleteUserGw", "userGwId", peerIdOf("guest")), -1);
    assert.ok(seen.left.peers.includes("203.0.113.9"));
  });

  it("ignoreChanges stays as it is, in nested settings too", () => {
    const { inputs } = tunnelOf(seen.changed.state, "ignoring") ?? {};
    assert.equal(inputs?.["vpnConnName"], "as it was");
    assert.deepEqual(inputs?.["userGwCidrBlock"], tunnelArgs.userGwCidrBlock);
    assert.deepEqual(inputs?.["ikeSet"], tunnelArgs.ikeSet);
    assert.match(seen.changed.output, /\s2 deleted\s+15 unchanged\s/);
    assert.deepEqual(seen.changed.actions, []);
  });

  it("aliases keeps its id and its default name under another name", () => {
    const { id } = tunnelOf(seen.made.state, "old") ?? {};
    const renamed = tunnelOf(seen.changed.state, "new");
    assert.equal(renamed?.id, id);
    assert.match(nameInCloud(id) ?? "", /^old-pqv[0-9a-f]{12}$/);
    assert.equal(renamed?.inputs?.["vpnConnName"], nameInCloud(id));
    assert.deepEqual(inState(seen.changed.state, "old"), []);
  });

  it("transforms is created with the arguments of the transform", () => {
    assert.equal(nameInCloud(tunnelOf(seen.made.state, "transformed")?.id), "by a transform");
  });
});

/** Arguments of every kind come out of a gateway that the same run makes, or makes anew. */
const derived = (address: string, adopted: string): string => `
import { SiteToSiteVpn, UserGateway, VpnConnection } from "pulumi-qcloud-vpn";

const device = new UserGateway("device", { userGwAddr: "${address}" });
const later = (value) => device.createTime.apply(() => value);
const { vpcId, vpnGwId, userGwId, preSharedKey, ikeSet, ipsecSet } = ${JSON.stringify(tunnelArgs)};

new VpnConnection("whole", {
  region: later("ap-guangzhou"), vpcId: later(vpcId), vpnGwId: later(vpnGwId), userGwId: device.userGwId,
  vpnConnName: later("whole"), preSharedKey: later(preSharedKey), spdAcl: later({ "10.0.0.0/24": ["172.16.10.0/24"] }),
  ikeSet: later(ikeSet), ipsecSet: later(ipsecSet), timeouts: later({ create: "2m" }),
});
new VpnConnection("parts", {
  vpcId, vpnGwId, preSharedKey, userGwId: new UserGateway("parts", { userGwAddr: later("203.0.113.12"), userGwName: device.userGwId }).userGwId,
  userGwCidrBlock: [later("172.16.11.0/24"), "172.16.12.0/24"],
  ikeSet: { ...ikeSet, dhGroupName: later("group14") }, ipsecSet: { ...ipsecSet, ipsecSaLifetimeSeconds: later(3600) },
  timeouts: { create: later("2m") },
});
new VpnConnection("adopted", { vpcId, vpnGwId, userGwId, preSharedKey, ikeSet, ipsecSet,
  spdAcl: { "10.0.0.0/24": [later("172.16.13.0/24")] }, vpnConnId: later("${adopted}"),
});
new SiteToSiteVpn("vpn", {
  vpcId: later(vpcId), vpnGwId: later(vpnGwId), localNetworks: later(["10.0.0.0/24"]), ikeSet: later({}),
  branches: [{ name: "shanghai", address: later("203.0.113.14"), networks: later(["172.16.14.0/24"]), preSharedKey: later(preSharedKey) }],
});
`;

describeEngine("arguments that are not known in a preview", () => {
  it("break neither the preview of a creation nor that of a replacement of their source", async () => {
    await withTunnel({ emulator: { taskMs: 100 } }, async ({ stack, emulator }) => {
      const adopted = await addTunnel(emulator);
      await stack.setProgram(derived("203.0.113.11", adopted));
      assert.deepEqual((await stack.preview()).changeSummary, { create: 9 });
      await stack.up();
      assert.equal(standing(emulator).length, 4);
      await stack.setProgram(derived("203.0.113.21", adopted));
      assert.deepEqual((await stack.preview()).changeSummary, { replace: 7, same: 2 });
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });
});

/** A tunnel between the emulator's first gateways, made through the API. */
async function addTunnel(emulator: Emulator): Promise<string> {
  const { vpcId, vpnGwId, userGwId, preSharedKey } = tunnelArgs;
  const spdAcl = JSON.stringify({ "10.0.0.0/24": ["172.16.13.0/24"] });
  await call(emulator, "AddVpnConnEx", { vpcId, vpnGwId, userGwId, preSharedKey, spdAcl, vpnConnName: "from before" });
  return standing(emulator)[0] ?? "";
}
