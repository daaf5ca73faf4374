import assert from "node:assert/strict";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";

const grin = "\u{1f600}";
const halfACharacter = "x \ud83d";

/** A deletion that is refused in text that is no Unicode. */
async function refused(fleet: Fleet) {
  const { stack } = fleet;
  await stack.up();
  fleet.setFaults([{ action: "DeleteVpnConn", fault: "code", code: 4101, message: halfACharacter }]);
  const destroy = await stack.destroy({ expect: "failure" });
  await fleet.assertAgree(fleet.names);
  await stack.destroy();
  await fleet.assertNothingLeft();
  return destroy;
}

/** A name that the service cuts in the middle of a character. */
async function cutName(fleet: Fleet) {
  const { emulator, stack } = fleet;
  emulator.configure({ set: { longNames: "cut" } });
  await fleet.program({ t0: { args: { vpnConnName: `a${grin.repeat(40)}` } } });
  await stack.up();
  await fleet.assertAgree(fleet.names);
  const shown = fleet.tunnel("t0")?.vpnConnName;
  const { changeSummary } = await stack.preview();
  await stack.up();
  await stack.refresh();
  await fleet.assertAgree(fleet.names);
  const created = fleet.calls().filter(({ action }) => action === "AddVpnConnEx").length;
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { shown, changeSummary, created };
}

/** A creation that fails with such a text after the tunnel was made. */
async function failedCreation(fleet: Fleet) {
  const { emulator, stack } = fleet;
  emulator.configure({ set: { longNames: "cut" } });
  fleet.setFaults([{ action: "AddVpnConnEx", fault: "task-fails", message: halfACharacter, times: 0 }]);
  await fleet.program({ t0: { args: { vpnConnName: `a${grin.repeat(40)}` } } });
  const up = await stack.up({ expect: "failure" });
  const recorded = new Set([...(await fleet.recorded()).values()].map(({ id }) => id));
  for (const { unVpnConnId } of fleet.standing()) {
    assert.ok(recorded.has(unVpnConnId), `the stack does not know ${unVpnConnId}`);
  }
  emulator.clearFaults();
  await stack.up();
  await fleet.assertAgree(fleet.names);
  return up;
}

describeRows("text that is not well-formed Unicode", (on) => {
  const tunnels = ["t0"];
  const destroy = scenario(() => withFleet({ on, tunnels }, refused));
  row(
    on,
    "v2",
    "the error answer to a deletion ends within a character: destroy fails with it, and the next one succeeds",
    () => {
      const refusal = {
        "2.0": /DeleteVpnConn.*4101.*x \ufffd/s,
        "3.0": /DeleteVpnConnection.*UnauthorizedOperation.*x \ufffd/s,
      };
      assert.match(destroy().output, refusal[on.api]);
    },
  );

  const named = scenario(() => withFleet({ on, tunnels }, cutName));
  row(
    on,
    "v2",
    "the service truncates the name within a character: one tunnel, in the state; the next up changes nothing",
    () => {
      const { shown, changeSummary, created } = named();
      assert.equal(shown?.isWellFormed(), false);
      assert.deepEqual(Object.keys(changeSummary), ["same"]);
      assert.equal(created, 1);
    },
  );

  const up = scenario(() => withFleet({ on, tunnels }, failedCreation));
  row(
    on,
    "v2",
    "the task of a creation fails with such a text: up fails with it, the next one succeeds, and nothing is lost",
    () => {
      assert.match(up().output, /x \ufffd/);
    },
  );
});
