import assert from "node:assert/strict";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { ownResources } from "../support/state.ts";

/** The region in another spelling, in the program, the stack's config and the environment. */
const spellings = {
  capitals: { args: { region: "AP-Guangzhou" } },
  spaces: { args: { region: " ap-guangzhou\n" } },
  short: { args: { region: " GZ " } },
  config: {},
} as const;

async function respelled(fleet: Fleet) {
  const { emulator, stack } = fleet;
  const plain = Object.fromEntries(fleet.names.map((name) => [name, { args: { region: "ap-guangzhou" } }]));
  await fleet.program({ ...plain, config: {} });
  await stack.up();
  const made = emulator.state();
  emulator.clearCalls();
  await fleet.program(spellings);
  await stack.setConfig("qcloud:region", " AP-Guangzhou ");
  const planned = await stack.preview();
  await stack.up();
  const called = fleet.calls().map(({ action }) => action);
  assert.deepEqual(emulator.state(), made);

  // What an earlier release would have stored.
  const state = await stack.exportState({ args: ["--show-secrets"] });
  for (const resource of ownResources(state)) {
    Object.assign(resource.inputs ?? {}, { region: "AP-Guangzhou" });
    Object.assign(resource.outputs ?? {}, { region: "AP-Guangzhou" });
  }
  await stack.importState(state);
  const afterwards = await stack.preview();
  await stack.refresh();
  await fleet.assertAgree(fleet.names);
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { planned, called, afterwards };
}

describeRows("a region in another spelling", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: Object.keys(spellings) }, respelled));

  row(on, "w1", "in the program (capitals, spaces, short) and in the config: no change, and no call", () => {
    const { planned, called } = seen();
    assert.deepEqual(planned.changeSummary, { same: 5 });
    assert.deepEqual(called, []);
  });

  row(on, "w1", "in the state of an earlier release: no change; refresh and destroy find the tunnels", () => {
    assert.deepEqual(seen().afterwards.changeSummary, { same: 5 });
  });
});

/** What each tunnel ignores. */
const ignored = {
  networks: ["userGwCidrBlock"],
  rules: ["spdAcl"],
  ike: ["ikeSet"],
  everything: ["userGwCidrBlock", "spdAcl", "vpnConnName", "ikeSet"],
  identity: ["ikeSet.localIdentity", "userGwCidrBlock"],
} as const;

const ikeSet = { localIdentity: "fqdn", localFqdnName: "hub.example", dhGroupName: "group14" };

async function ignoring(fleet: Fleet) {
  const { emulator, stack } = fleet;
  const members = Object.entries(ignored).map(([name, ignoreChanges]) => [
    name,
    { args: { ikeSet, vpnConnName: name }, opts: { ignoreChanges } },
  ]);
  await fleet.program(Object.fromEntries(members));
  await stack.up();
  for (const name of fleet.names) {
    emulator.patchVpnConnection(fleet.id(name), {
      vpnConnName: `@${name}`,
      spdAcl: { "10.0.1.0/24": ["172.16.20.0/24"] },
      IKESet: { localIdentity: "address", localAddress: "198.51.100.1", localFqdnName: null, dhGroupName: "group31" },
    });
  }
  await stack.refresh();
  const planned = await stack.preview();
  await stack.up();
  const after = await stack.preview();
  const standing = new Map(fleet.names.map((name) => [name, fleet.tunnel(name)]));
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { planned, after, standing };
}

describeRows("ignoreChanges on what was changed at the console", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: Object.keys(ignored) }, ignoring));

  row(
    on,
    "w2",
    "rules, identities and names: a preview works with every choice of ignored arguments, and ignored values are kept",
    () => {
      const { planned, after, standing } = seen();
      const { length } = planned.steps.filter(({ op }) => op === "update");
      assert.equal(length, fleetSize - 1);
      assert.ok(!planned.steps.some(({ urn, op }) => urn.endsWith("::everything") && op !== "same"));
      assert.deepEqual(after.changeSummary, { same: fleetSize + 1 });
      const changed = { "10.0.1.0/24": ["172.16.20.0/24"] };
      assert.deepEqual(standing.get("networks")?.spdAcl, changed);
      assert.deepEqual(standing.get("everything")?.spdAcl, changed);
      assert.notDeepEqual(standing.get("rules")?.spdAcl, changed);
      assert.equal(standing.get("ike")?.IKESet.dhGroupName, "group31");
      assert.equal(standing.get("everything")?.vpnConnName, "@everything");
      assert.equal(standing.get("networks")?.IKESet.localFqdnName, "hub.example");
      assert.equal(standing.get("identity")?.IKESet.localIdentity, "address");
    },
  );
});

const fleetSize = Object.keys(ignored).length;
