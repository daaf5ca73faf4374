import assert from "node:assert/strict";
import { seed } from "../../emulator/support.ts";
import { addPeer, type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";
import { testKey } from "../support/tunnels.ts";

/** More tunnels than one page of a list holds. */
const crowd = 55;

/** A whole life among many tunnels of others: on the same gateway, to the same peer, of our names, with our key. */
async function amongOthers(fleet: Fleet) {
  const { emulator, stack } = fleet;
  emulator.configure({ taskMs: 0 });
  const before: string[] = [];
  for (let index = 0; index < crowd; index += 1) {
    const userGwId = await addPeer(emulator, `crowd-${index}`, `198.51.100.${index + 100}`);
    before.push(await fleet.plantOther("ours", { userGwId, vpnConnName: "headquarters", preSharedKey: testKey }));
  }
  await fleet.program({ ours: { args: { vpnConnName: "headquarters" } } });
  await stack.up();
  await fleet.assertAgree(["ours", "default"]);
  const after = [
    await fleet.plantOther("ours", { vpnConnName: "headquarters", preSharedKey: testKey }),
    await fleet.plantOther("default", { vpnConnName: fleet.tunnel("default")?.vpnConnName ?? "" }),
    await fleet.plantOther("default", { vpnGwId: seed.vpnGwId, vpnConnName: "other-default" }),
  ];
  await stack.refresh();
  await fleet.assertAgree(["ours", "default"]);
  await fleet.program({ ours: { args: { vpnConnName: "changed" } }, default: { args: { vpnConnName: "changed" } } });
  await stack.up();
  await fleet.assertAgree(["ours", "default"]);
  await stack.destroy();
  await fleet.assertNothingLeft();
  return emulator.state().vpnConnections.filter(({ unVpnConnId }) => [...before, ...after].includes(unVpnConnId))
    .length;
}

describeRows("tunnels of others", (on) => {
  const left = scenario(() =>
    withFleet({ on, tunnels: ["ours", "default"], emulator: { set: { onePerPair: "allow" } } }, amongOthers),
  );

  row(on, "p", "every case of this table has one on the same gateway, which is unchanged at the end", () => {
    left();
  });

  row(
    on,
    "p",
    "many on the same gateways, also with the name and key of ours: no request changes or deletes one",
    () => {
      assert.equal(left(), crowd + 3);
    },
  );
});
