import assert from "node:assert/strict";
import { omitInBoth } from "../../support/api-words.ts";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { tunnelArgs } from "../support/tunnels.ts";

const names = ["changed", "failing", "adopted"];

/** Arguments with settings that the emulator's lists leave out. */
const group = (dhGroupName: string, pfsDhGroup: string, ikeSaLifetimeSeconds: number) => ({
  ikeSet: { ...tunnelArgs.ikeSet, dhGroupName, ikeSaLifetimeSeconds },
  ipsecSet: { ...tunnelArgs.ipsecSet, pfsDhGroup },
});
const before = group("group5", "null", 3600);
const after = group("group14", "dh-group14", 7200);

const all = (args: object, adopted: object = {}) =>
  Object.fromEntries(names.map((name) => [name, { args: name === "adopted" ? { ...args, ...adopted } : { ...args } }]));

const heldBy = (fleet: Fleet, name: string) => {
  const { IKESet, IPsecSet } = fleet.tunnel(name) ?? {};
  return [IKESet?.dhGroupName, IPsecSet?.pfsDhGroup, IKESet?.ikeSaLifetimeSeconds];
};

async function run(fleet: Fleet) {
  const { emulator, stack } = fleet;
  await fleet.program(all(before));
  await stack.up();
  const ids = names.map((name) => fleet.id(name));
  const adopted = { vpnConnId: fleet.id("adopted") };
  await stack.run("state", { args: ["delete", fleet.urn("adopted"), "--yes", "--stack", stack.name] });

  const parameters = { vpnConnId: fleet.id("failing") };
  fleet.setFaults([{ action: "ModifyVpnConnEx", fault: "task-fails", times: 3, parameters }]);
  emulator.clearCalls();
  await fleet.program(all(after, adopted));
  const failed = await stack.up({ expect: "failure", args: ["--continue-on-error"] });
  const first = Object.fromEntries(names.map((name) => [name, heldBy(fleet, name)]));
  const state = await fleet.recorded();
  emulator.clearFaults();

  const preview = await stack.preview({ args: ["--refresh"] });
  await stack.up();
  const second = Object.fromEntries(names.map((name) => [name, heldBy(fleet, name)]));
  assert.deepEqual((await stack.preview()).changeSummary, { same: 4 });
  await stack.refresh();
  assert.deepEqual((await stack.preview()).changeSummary, { same: 4 });
  assert.deepEqual(
    names.map((name) => fleet.id(name)),
    ids,
  );
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { failed, first, state, preview, second };
}

const old = ["group5", "null", 3600];
const wanted = ["group14", "dh-group14", 7200];

describeRows("settings that answers leave out", (on) => {
  // Only a task can say that a change failed.
  const emulator = {
    set: { omit: omitInBoth("dhGroupName,pfsDhGroup,ikeSaLifetimeSeconds"), modifyTask: "known" },
  } as const;
  const seen = scenario(() => withFleet({ on, tunnels: names, emulator }, run));
  const claimed = (name: string): unknown => (seen().state.get(name)?.outputs?.["ikeSet"] as Args)?.["dhGroupName"];

  row(on, "y2", "changed in the program: written; the preview after it shows no changes, also after a refresh", () => {
    assert.deepEqual(seen().first["changed"], wanted);
    assert.equal(claimed("changed"), "group14");
  });

  row(on, "y2", "a change of them fails: the state does not have the new values, and the next up writes them", () => {
    const { failed, first, second } = seen();
    assert.match(failed.output, /failed 3 times/);
    assert.deepEqual(first["failing"], old);
    assert.equal(claimed("failing"), undefined);
    assert.deepEqual(second["failing"], wanted);
  });

  row(
    on,
    "y2",
    "of an adopted tunnel: the state does not have the values of the program, and the next up writes them",
    () => {
      const { first, preview, second } = seen();
      assert.deepEqual(first["adopted"], old);
      assert.equal(claimed("adopted"), undefined);
      assert.equal(preview.changeSummary["update"], 2);
      assert.deepEqual(second["adopted"], wanted);
    },
  );
});

type Args = Readonly<Record<string, unknown>> | undefined;
