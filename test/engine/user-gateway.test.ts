import assert from "node:assert/strict";
import { describeEngine } from "./support/suite.ts";
import { actions, recorded, standing, tunnelArgs, withTunnel } from "./support/tunnels.ts";

/** A peer gateway and a tunnel on it. */
const program = (gateway: object, tunnel: object = {}, userGwId = "office.userGwId"): string => `
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const office = new UserGateway("office", ${JSON.stringify(gateway)});
const tunnel = new VpnConnection("branch", { ...${JSON.stringify({ ...tunnelArgs, ...tunnel })}, userGwId: ${userGwId} });
export const userGwId = office.userGwId;
export const vpnConnId = tunnel.vpnConnId;
`;

describeEngine("a peer gateway on the real engine", () => {
  it("is created before its tunnel, renamed while it is in use, and replaced with it: never more than one tunnel", async () => {
    const first = { userGwAddr: "203.0.113.7" };
    await withTunnel(
      { stack: { program: program(first) }, emulator: { set: { userGwInUse: "allow" } } },
      async (test) => {
        const { stack, emulator } = test;
        await stack.up();
        const [tunnel] = emulator.state().vpnConnections;
        const made = emulator.state().userGateways.find(({ userGwAddr }) => userGwAddr === first.userGwAddr);
        assert.equal(tunnel?.unUserGwId, made?.unUserGwId);
        assert.deepEqual(await stack.outputs(), { userGwId: made?.unUserGwId, vpnConnId: tunnel?.unVpnConnId });
        await stack.refresh();

        await stack.setProgram(program({ ...first, userGwName: "office" }));
        assert.deepEqual((await stack.preview()).changeSummary, { same: 2, update: 1 });

        await stack.setProgram(program({ userGwAddr: "203.0.113.8", userGwName: "office" }));
        const { steps } = await stack.preview();
        assert.deepEqual(
          steps.filter(({ op }) => op === "replace").map(({ urn }) => urn.split("::").at(-1)),
          ["office", "branch"],
        );
        emulator.clearCalls();
        await stack.up();
        const writes = actions(emulator).filter((action) => /^(Add|Delete|Modify)/.test(action));
        assert.deepEqual(writes, ["DeleteVpnConn", "DeleteUserGw", "AddUserGw", "AddVpnConnEx"]);
        assert.deepEqual(
          emulator.state().userGateways.map(({ userGwAddr }) => userGwAddr),
          ["198.51.100.63", "203.0.113.8"],
        );
        assert.notEqual(standing(emulator)[0], tunnel?.unVpnConnId);

        await stack.destroy();
        assert.deepEqual(standing(emulator), []);
        assert.equal(emulator.state().userGateways.length, 1);
        assert.deepEqual((await stack.exportState()).resources, []);
      },
    );
  });

  it("is adopted, and destroyed with a tunnel that has its id as plain text, although the cloud would delete it at once", async () => {
    const adopted = { userGwId: "cgw-e098slul", userGwAddr: "198.51.100.63" };
    const unaware = program(adopted, {}, JSON.stringify(adopted.userGwId));
    await withTunnel(
      { stack: { program: unaware }, emulator: { taskMs: 1500, set: { userGwInUse: "allow" } } },
      async (test) => {
        const { stack, emulator } = test;
        await stack.up();
        assert.ok(!actions(emulator).includes("AddUserGw"));
        assert.deepEqual(
          (await recorded(stack)).map(({ id }) => id).sort(),
          [adopted.userGwId, standing(emulator)[0]].sort(),
        );
        emulator.clearCalls();
        const { output } = await stack.destroy();
        assert.match(output, /in use by tunnel vpnx-[0-9a-z]{8} \("branch-pqv[0-9a-f]{12}", (running|deleting)\)/);
        assert.deepEqual([standing(emulator), emulator.state().userGateways], [[], []]);
        const done = actions(emulator);
        assert.ok(done.indexOf("DeleteVpnConn") < done.indexOf("DeleteUserGw"), done.join());
      },
    );
  });
});
