import assert from "node:assert/strict";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import type { StateResource } from "../support/state.ts";

/** Two creates whose task fails, one of them for ever; two ups and a destroy. */
async function failing(fleet: Fleet) {
  const { stack } = fleet;
  const fails = (name: string, message: string, times: number) =>
    ({
      action: "AddVpnConnEx",
      fault: "task-fails",
      message,
      times,
      parameters: { userGwId: fleet.peers.get(name) ?? "" },
    }) as const;
  fleet.setFaults([fails("recovers", "no capacity at the moment", 1), fails("never", "no licence for IKE", 0)]);
  const first = await stack.up({ expect: "failure" });
  await fleet.assertAgree(fleet.names);
  const afterFirst = await fleet.recorded();
  const second = await stack.up({ expect: "failure" });
  await fleet.assertAgree(fleet.names);
  const afterSecond = await fleet.recorded();
  const statuses = fleet.names.map((name) => fleet.tunnel(name)?.vpcConnStatus);
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { first, afterFirst, second, afterSecond, statuses };
}

/** Tunnels of somebody else between our gateways: before our first up, and in the place of one of ours. */
async function taken(fleet: Fleet) {
  const { emulator, stack } = fleet;
  const theirs = {
    before: await fleet.plantOther("before"),
    named: await fleet.plantOther("named", { vpnConnName: "headquarters" }),
  };
  await fleet.program({ named: { args: { vpnConnName: "headquarters" } } });
  emulator.clearCalls();
  const up = await stack.up({ expect: "failure", args: ["--continue-on-error"] });
  await fleet.assertAgree(["beside", "inPlace"]);
  const firstCreates = fleet.calls().filter(({ action }) => action === "AddVpnConnEx");

  // Beside ours, and in the place of ours.
  const beside = await fleet.plantOther("beside");
  emulator.remove("vpnConnections", fleet.id("inPlace"));
  const inPlace = await fleet.plantOther("inPlace");
  emulator.clearCalls();
  await stack.refresh();
  await fleet.assertAgree(["beside"]);
  const again = await stack.up({ expect: "failure", args: ["--continue-on-error"] });
  await fleet.assertAgree(["beside"]);
  const creates = fleet.calls().filter(({ action }) => action === "AddVpnConnEx");
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { up, again, firstCreates, creates, theirs: { ...theirs, beside, inPlace } };
}

const stringsOf = (resource: StateResource | undefined, field: string): unknown => resource?.outputs?.[field];

describeRows("a create that the service cannot finish", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: ["recovers", "never"] }, failing));

  row(on, "i3", "the tunnel is in the state, and the error has the reason", () => {
    const { first, afterFirst } = seen();
    assert.match(first.output, /the service could not create tunnel vpnx-\w+: no capacity at the moment/);
    assert.match(first.output, /the service could not create tunnel vpnx-\w+: no licence for IKE/);
    for (const name of ["recovers", "never"]) {
      assert.equal(stringsOf(afterFirst.get(name), "status"), "create-failed");
    }
  });

  row(on, "i3", "the next up replaces it; if that fails too, the new tunnel is in the state", () => {
    const { afterFirst, afterSecond, second, statuses } = seen();
    assert.equal(stringsOf(afterSecond.get("recovers"), "status"), "running");
    assert.equal(stringsOf(afterSecond.get("never"), "status"), "create-failed");
    for (const name of ["recovers", "never"]) {
      assert.notEqual(afterSecond.get(name)?.id, afterFirst.get(name)?.id);
    }
    assert.match(second.output, /no licence for IKE/);
    assert.deepEqual(statuses, [6, 1]);
  });

  row(on, "i3", "destroy deletes it", () => {
    seen();
  });
});

describeRows("a tunnel of somebody else between our gateways", (on) => {
  const seen = scenario(() =>
    withFleet(
      { on, tunnels: ["before", "named", "beside", "inPlace"], emulator: { set: { onePerPair: "allow" } } },
      taken,
    ),
  );

  it("is met twice, and our other two tunnels are made", () => {
    assert.equal(seen().firstCreates.length, 2);
  });

  for (const [name, whose] of Object.entries({
    before: "created before ours",
    named: "created before ours, with the same name",
  })) {
    row(on, "k", `${whose}: refused before any create request; the error names its id`, () => {
      const { up, theirs } = seen();
      const id = theirs[name as "before" | "named"];
      assert.match(up.output, new RegExp(`there is a tunnel already, ${id} .* set the argument vpnConnId to "${id}"`));
    });
  }

  row(on, "k", "created next to ours: refresh and destroy read and change only ours", () => {
    assert.doesNotMatch(seen().again.output, new RegExp(seen().theirs.beside));
  });

  row(on, "k", "created instead of ours: refresh removes ours from the state, and the next up is refused", () => {
    const { again, creates, theirs } = seen();
    assert.match(again.output, new RegExp(`there is a tunnel already, ${theirs.inPlace} `));
    assert.deepEqual(creates, []);
  });
});
