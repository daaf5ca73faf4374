import assert from "node:assert/strict";
import type { Emulator, RemovableKind, VpnConnectionPatch } from "../../../emulator/index.ts";
import { call, seed } from "../../emulator/support.ts";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { ownResources } from "../support/state.ts";
import { testKey, tunnelArgs } from "../support/tunnels.ts";

/** What is removed, and when. */
const removed = {
  gatewayFirst: "vpnGateways",
  gatewayLast: "vpnGateways",
  vpcFirst: "vpcs",
  vpcLast: "vpcs",
  peerFirst: "userGateways",
  peerLast: "userGateways",
} as const satisfies Record<string, RemovableKind>;
type Removed = keyof typeof removed;

interface Parents {
  readonly vpcId: string;
  readonly vpnGwId: string;
}

/** A running VPN gateway, in a VPC of its own or in the first one. */
async function addGateway(emulator: Emulator, ownVpc: boolean): Promise<Parents> {
  let { vpcId } = seed;
  if (ownVpc) {
    const made = await call(emulator, "CreateVpc", { vpcName: "own", cidrBlock: "172.16.0.0/16" });
    vpcId = made.json.uniqVpcId;
  }
  const made = await call(emulator, "RunVpnGw", {
    vpcId,
    name: "own",
    bandwidth: 5,
    chargeType: "POSTPAID_BY_HOUR",
  });
  return { vpcId, vpnGwId: made.json.data.vpnGwId };
}

/** Tunnels whose parents go: before the refresh, and between the refresh and the destroy. */
async function withoutParents(fleet: Fleet) {
  const { emulator, stack } = fleet;
  const parents = new Map<string, Parents>();
  for (const [name, kind] of Object.entries(removed)) {
    const own = kind === "userGateways" ? undefined : await addGateway(emulator, kind === "vpcs");
    parents.set(name, own ?? { vpcId: seed.vpcId, vpnGwId: seed.vpnGwId });
  }
  await fleet.until(() => emulator.state().vpnGateways.every(({ vpnGwStatus }) => vpnGwStatus === 6));
  await fleet.program(Object.fromEntries([...parents].map(([name, args]) => [name, { args: { ...args } }])));
  await stack.up();
  await fleet.assertAgree(fleet.names);
  const remove = (name: Removed): boolean => {
    const { vpcId = "", vpnGwId = "" } = parents.get(name) ?? {};
    const ids = { vpcs: vpcId, vpnGateways: vpnGwId, userGateways: fleet.peers.get(name) ?? "" };
    return emulator.remove(removed[name], ids[removed[name]]);
  };
  assert.ok(remove("gatewayFirst") && remove("vpcFirst") && remove("peerFirst"));
  await stack.refresh();
  await fleet.assertAgree(["gatewayLast", "vpcLast", "peerLast"]);
  assert.ok(remove("gatewayLast") && remove("vpcLast") && remove("peerLast"));
  await stack.destroy();
  await fleet.assertNothingLeft();
}

/** What is changed at the console, a tunnel each. */
const drifts = {
  name: { vpnConnName: "renamed at the console" },
  networks: { destinationCidr: ["172.31.0.0/16"] },
  rules: { spdAcl: { "10.0.1.0/24": ["172.16.10.0/24"] } },
  key: { preSharedKey: "key-set-at-the-console" },
  ike: { IKESet: { dhGroupName: "group2", propoEncryAlgorithm: "des-cbc" } },
} as const satisfies Record<string, VpnConnectionPatch>;

/** The rules that one of the tunnels is made with. */
const spdAcl = { "10.0.0.0/24": ["172.16.10.0/24"], "10.0.2.0/24": ["172.16.11.0/24"] };

async function drifting(fleet: Fleet) {
  const { emulator, stack } = fleet;
  await fleet.program({ rules: { args: { userGwCidrBlock: undefined, spdAcl } } });
  await stack.up();
  await fleet.plantTwins();
  const made = new Map(fleet.names.map((name) => [name, fleet.tunnel(name)]));
  for (const [name, patch] of Object.entries(drifts)) {
    emulator.patchVpnConnection(fleet.id(name), patch);
  }
  await stack.refresh();
  await fleet.assertAgree(fleet.names);
  const state = await stack.exportState({ args: ["--show-secrets"] });
  const refreshed = new Map(
    ownResources(state).map((resource) => [resource.urn.split("::").at(-1) ?? "", resource.outputs ?? {}]),
  );
  const planned = await stack.preview();
  await stack.up();
  await fleet.assertAgree(fleet.names);
  const repaired = new Map(fleet.names.map((name) => [name, fleet.tunnel(name)]));
  const after = await stack.preview();
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { made, refreshed, planned, repaired, after };
}

describeRows("a tunnel whose parents are removed behind its back", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: Object.keys(removed) }, withoutParents));

  for (const [kind, what] of Object.entries({
    vpnGateways: "the VPN gateway",
    vpcs: "the VPC with everything in it",
    userGateways: "the peer gateway",
  })) {
    row(on, "o", `${what}: refresh, or a destroy without a refresh, removes the tunnel from the state`, () => {
      assert.ok(Object.values(removed).some((each) => each === kind));
      seen();
    });
  }
});

describeRows("drift", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: [...Object.keys(drifts), "untouched"] }, drifting));

  /** What the state shows after the refresh. */
  const shown: Record<keyof typeof drifts, (outputs: Record<string, unknown>) => void> = {
    name: ({ vpnConnName }) => assert.equal(vpnConnName, drifts.name.vpnConnName),
    networks: ({ userGwCidrBlock }) => assert.deepEqual(userGwCidrBlock, drifts.networks.destinationCidr),
    rules: (outputs) => assert.deepEqual(outputs["spdAcl"], drifts.rules.spdAcl),
    key: ({ preSharedKey }) => assert.match(JSON.stringify(preSharedKey), /key-set-at-the-console/),
    ike: ({ ikeSet }) => {
      const { dhGroupName, propoEncryAlgorithm } = ikeSet as Record<string, unknown>;
      assert.deepEqual({ dhGroupName, propoEncryAlgorithm }, drifts.ike.IKESet);
    },
  };
  for (const [name, look] of Object.entries(shown)) {
    row(on, "q", `${name}: refresh detects it, and the next up restores it`, () => {
      const { made, refreshed, planned, repaired } = seen();
      look(refreshed.get(name) ?? {});
      assert.equal(planned.steps.find(({ urn }) => urn.endsWith(`::${name}`))?.op, "update");
      assert.deepEqual(repaired.get(name), made.get(name));
    });
  }

  row(on, "q", "then a preview shows no changes, and what did not drift was not written", () => {
    const { planned, after, made, repaired } = seen();
    assert.deepEqual(planned.changeSummary, { same: 2, update: 5 });
    assert.deepEqual(after.changeSummary, { same: 7 });
    assert.deepEqual(repaired.get("untouched"), made.get("untouched"));
    assert.notEqual(testKey, drifts.key.preSharedKey);
    assert.notDeepEqual(tunnelArgs.userGwCidrBlock, drifts.networks.destinationCidr);
  });
});
