import assert from "node:assert/strict";
import { type Fleet, fleetProgram, type Member, withFleet } from "../support/fleet.ts";
import { describeRows, notOn, row, scenario } from "../support/reliability.ts";
import { ownResources } from "../support/state.ts";
import { tunnelArgs } from "../support/tunnels.ts";

/** The service would hold any number of tunnels between two gateways: nothing but the provider keeps it at one. */
const emulator = { taskMs: 200, set: { onePerPair: "allow" } } as const;

/** The most tunnels of ours that stand at one moment, while something runs. */
async function mostAtOnce(fleet: Fleet, run: () => Promise<unknown>): Promise<number> {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, fleet.standing().length);
  }, 5);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  return most;
}

/** One tunnel under changing names. */
async function renaming(fleet: Fleet) {
  const { stack } = fleet;
  const peer = fleet.peers.get("first") ?? "";
  /** The program with the one tunnel under this name. */
  const as = (name: string, member: Member = {}): Promise<void> =>
    stack.setProgram(fleetProgram(new Map([[name, peer]]), { [name]: member }));
  const ids: Record<string, string | undefined> = {};
  const counts: Record<string, number> = {};
  const step = async (title: string, name: string, run: () => Promise<unknown>): Promise<void> => {
    counts[title] = await mostAtOnce(fleet, run);
    await fleet.assertAgree([name]);
    ids[title] = fleet.standing()[0]?.unVpnConnId;
  };
  await step("up", "first", () => stack.up());
  await step("target-replace", "first", () => stack.up({ args: ["--target-replace", fleet.urn("first")] }));
  await stack.run("state", { args: ["taint", fleet.urn("first"), "--yes", "--stack", stack.name] });
  await step("taint", "first", () => stack.up());
  await as("second", { opts: { aliases: [{ name: "first" }] } });
  await step("alias", "second", () => stack.up());
  await as("third");
  let refusal = "";
  await step("renamed, default name", "second", async () => {
    refusal = (await stack.up({ expect: "failure" })).output;
  });
  await as("third", { args: { vpnConnId: ids["alias"] } });
  await step("renamed, adopted", "third", () => stack.up());
  await as("third", { args: { vpnConnName: "headquarters" } });
  await step("named", "third", () => stack.up());
  const old = ownResources(await stack.exportState());
  await as("fourth", { args: { vpnConnName: "headquarters" } });
  let ownName = "";
  if (fleet.on.host === "plugin") {
    await step("refused, own name", "third", async () => {
      ownName = (await stack.up({ expect: "failure" })).output;
    });
    await as("fourth", { args: { vpnConnName: "headquarters", vpnConnId: ids["alias"] } });
  }
  await step("renamed, own name", "fourth", () => stack.up());
  const { changeSummary } = await stack.preview();
  // As it is when the run ends between the new resource and the deletion of the old one.
  const renamed = await stack.exportState();
  const both = { ...renamed, resources: [...renamed.resources, ...old] };
  await stack.importState(both);
  await step("cut off", "fourth", () => stack.up());
  await stack.importState(both);
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { ids, counts, refusal, ownName, changeSummary };
}

describeRows("a tunnel that is replaced or renamed", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: ["first"], emulator }, renaming));

  row(on, "l2", "there is never more than one tunnel", () => {
    assert.ok(Object.values(seen().counts).every((count) => count === 1));
  });

  row(on, "l2", "`--target-replace` and a tainted resource: the tunnel is deleted, then created", () => {
    const { ids } = seen();
    assert.equal(new Set([ids["up"], ids["target-replace"], ids["taint"]]).size, 3);
  });

  row(on, "l2", "an alias: the same tunnel", () => {
    assert.equal(seen().ids["alias"], seen().ids["taint"]);
  });

  row(on, "l2", "renamed without an alias, with the default name: refused; the error says what to do", () => {
    const { ids, refusal } = seen();
    assert.ok(refusal.includes(`set the argument vpnConnId to "${ids["alias"]}"`), refusal);
    assert.match(refusal, /alias/);
  });

  row(on, "l2", "renamed without an alias, but adopted by its id: not deleted with the old resource", () => {
    const { ids, changeSummary } = seen();
    assert.equal(ids["renamed, adopted"], ids["alias"]);
    assert.equal(ids["renamed, own name"], ids["alias"]);
    assert.deepEqual(changeSummary, { same: 2 });
  });

  const own = "renamed without an alias, but with its own name and key: not deleted with the old resource";
  if (on.host === "dynamic") {
    row(on, "l2", own, () => {
      assert.equal(seen().ids["renamed, own name"], seen().ids["alias"]);
    });
  } else {
    notOn(on, "l2", own, "no: refused; the error says what to do, and nothing is changed");
    it("refuses a renamed tunnel with its own name and key, and says what to do", () => {
      const { ids, ownName } = seen();
      assert.ok(ownName.includes(`set the argument vpnConnId to "${ids["alias"]}"`), ownName);
      assert.match(ownName, /nothing shows that this resource created it/);
      assert.equal(ids["refused, own name"], ids["alias"]);
    });
  }

  row(
    on,
    "l2",
    "a rename that was interrupted before the old resource was deleted: the next up removes only that one from the state",
    () => {
      assert.equal(seen().ids["cut off"], seen().ids["alias"]);
    },
  );
});

/** A program whose peer gateway is a resource too. */
const withPeer = (userGwAddr: string): string => `
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const peer = new UserGateway("peer", { userGwAddr: ${JSON.stringify(userGwAddr)} });
new VpnConnection("tunnel", { ...${JSON.stringify(tunnelArgs)}, userGwId: peer.userGwId });
`;

async function replacingPeer(fleet: Fleet) {
  const { stack } = fleet;
  const look = () => ({
    tunnels: fleet.standing().map(({ unVpnConnId, userGwAddress }) => ({ unVpnConnId, userGwAddress })),
    peers: fleet.emulator.state().userGateways.map(({ userGwAddr }) => userGwAddr),
  });
  await stack.setProgram(withPeer("203.0.113.120"));
  await stack.up();
  const before = look();
  await stack.setProgram(withPeer("203.0.113.121"));
  fleet.emulator.clearCalls();
  const most = await mostAtOnce(fleet, () => stack.up());
  const writes = fleet
    .calls()
    .map(({ action }) => action)
    .filter((action) => /^(Add|Delete)/.test(action));
  const after = look();
  const { changeSummary } = await stack.preview();
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { before, most, writes, after, changeSummary };
}

describeRows("a tunnel whose peer gateway is replaced", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: [], emulator }, replacingPeer));

  row(
    on,
    "t",
    "the tunnel is deleted, the peer gateway is replaced, then the tunnel is created: never more than one",
    () => {
      const { before, most, writes, after, changeSummary } = seen();
      assert.equal(most, 1);
      assert.deepEqual(writes, ["DeleteVpnConn", "DeleteUserGw", "AddUserGw", "AddVpnConnEx"]);
      assert.deepEqual(
        [before.tunnels[0]?.userGwAddress, after.tunnels[0]?.userGwAddress],
        ["203.0.113.120", "203.0.113.121"],
      );
      assert.ok(!after.peers.includes("203.0.113.120"));
      assert.deepEqual(changeSummary, { same: 3 });
    },
  );
});
