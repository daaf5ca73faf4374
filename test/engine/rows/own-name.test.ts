import assert from "node:assert/strict";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { projectName } from "../support/project.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { testKey, withTunnel } from "../support/tunnels.ts";
import { typeOn, type Variant } from "../support/variants.ts";

/** Takes a resource out of the state, as if the run that made it had been cut off. */
const forget = (fleet: Fleet, name: string) =>
  fleet.stack.run("state", { args: ["delete", fleet.urn(name), "--yes", "--stack", fleet.stack.name] });

/** A tunnel of somebody else under our default name; our own with another key in the program; one whose key is hidden. */
async function underOurName(fleet: Fleet) {
  const { emulator, stack } = fleet;
  await stack.up();
  const name = fleet.tunnel("theirs")?.vpnConnName ?? "";
  const ids = { rotated: fleet.id("rotated"), hidden: fleet.id("hidden") };
  await stack.destroy({ args: ["--target", fleet.urn("theirs")] });
  const theirs = await fleet.plantOther("theirs", { vpnConnName: name, preSharedKey: `${testKey}-of-theirs` });
  await forget(fleet, "rotated");
  emulator.clearCalls();

  const rotated = { preSharedKey: `${testKey}-rotated` };
  await fleet.program({ rotated: { args: rotated } });
  const refused = await stack.up({ expect: "failure", args: ["--continue-on-error"] });
  const creates = fleet.calls().filter(({ action }) => action === "AddVpnConnEx");
  assert.deepEqual([...(await fleet.recorded()).keys()], ["hidden"]);

  await fleet.program({ theirs: undefined, rotated: { args: { ...rotated, vpnConnId: ids.rotated } } });
  await stack.up();
  await stack.up();
  const adopted = (await stack.preview()).changeSummary;

  await forget(fleet, "hidden");
  emulator.configure({ set: { preSharedKey: "hidden" } });
  const joined = await stack.up();
  await fleet.assertAgree(["rotated", "hidden"]);
  assert.deepEqual([fleet.id("rotated"), fleet.id("hidden")], [ids.rotated, ids.hidden]);
  await stack.destroy();
  await fleet.assertNothingLeft();
  return { theirs, ids, refused, creates, adopted, joined };
}

/** Our own peer gateway, made by a run that was cut off. */
async function peerGateway(on: Variant) {
  const seen = { id: "" as unknown, output: "", after: "" as unknown };
  const program = `
import { UserGateway } from "pulumi-qcloud-vpn";
export const id = new UserGateway("office", { userGwAddr: "203.0.113.7" }).userGwId;
`;
  await withTunnel({ stack: { on, program } }, async ({ stack }) => {
    await stack.up();
    seen.id = (await stack.outputs())["id"];
    const urn = `urn:pulumi:${stack.name}::${projectName}::${typeOn(on, "UserGateway")}::office`;
    await stack.run("state", { args: ["delete", urn, "--yes", "--stack", stack.name] });
    seen.output = (await stack.up()).output;
    seen.after = (await stack.outputs())["id"];
    await stack.destroy();
  });
  return seen;
}

describeRows("what stands under our default name", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: ["theirs", "rotated", "hidden"] }, underOurName));

  row(
    on,
    "y1",
    "a tunnel with another key, created by somebody else: refused, and the error names its id; destroy does not change it",
    () => {
      const { refused, theirs, creates } = seen();
      assert.match(
        refused.output,
        new RegExp(
          `there is a tunnel already, ${theirs} .* another pre-shared key.* set the argument vpnConnId to "${theirs}"`,
        ),
      );
      assert.deepEqual(creates, []);
    },
  );

  row(
    on,
    "y1",
    "our own, after the key in the program was changed: refused, and the error names its id, with which it is adopted",
    () => {
      const { refused, ids, adopted } = seen();
      assert.match(refused.output, new RegExp(`set the argument vpnConnId to "${ids.rotated}"`));
      assert.deepEqual(adopted, { same: 3 });
    },
  );

  row(on, "y1", "our own, and the service hides keys: taken up, with a warning", () => {
    const { joined, ids } = seen();
    assert.match(joined.output, new RegExp(`warning: VpnConnection hidden: ${ids.hidden}: taken up only by its name`));
  });

  const peer = scenario(() => peerGateway(on));
  row(on, "y1", "a peer gateway: taken up, with a warning", () => {
    const { id, output, after } = peer();
    const users = { "2.0": "0 tunnels use it", "3.0": "an unknown number of tunnels use it" }[on.api];
    assert.match(output, new RegExp(`warning: UserGateway office: ${id}: taken up only by its name: .*${users}`));
    assert.equal(after, id);
  });
});
