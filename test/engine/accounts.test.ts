import assert from "node:assert/strict";
import type { Emulator } from "../../emulator/index.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, recorded, standing, tunnelArgs, withTunnel } from "./support/tunnels.ts";

const key = (account: string): string => `canary-secret-key-of-${account}`;

/** A peer gateway and a tunnel in each of two accounts: the one given directly, the other through a component. */
const program = (places: Record<string, object>, secretIds: { first: string; second: string }): string => `
import { ComponentResource, secret } from "@pulumi/pulumi";
import { getVpnConnectionsOutput, getVpcOutput, QcloudProvider, UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const places = ${JSON.stringify(places)};
const args = ${JSON.stringify(tunnelArgs)};
const first = new QcloudProvider("first", { secretId: "${secretIds.first}", secretKey: "${key(secretIds.first)}", region: "gz" });
const second = new QcloudProvider("second", { secretId: secret("${secretIds.second}"), secretKey: "${key(secretIds.second)}" });
function site(name, opts) {
  const office = new UserGateway(name, { userGwAddr: "203.0.113.7" }, opts);
  new VpnConnection(name, { ...args, ...places[name], vpcId: getVpcOutput({}, opts).vpcId, userGwId: office.userGwId }, opts);
}
site("first", { provider: first });
class Site extends ComponentResource {
  constructor(name, opts) {
    super("test:Site", name, {}, opts);
    site(name, { parent: this });
  }
}
new Site("second", { providers: [second] });
export const vpcs = getVpcOutput({}, { provider: second }).vpcId;
`;

/** Which account each thing is of, by its ids and tasks. */
function owners(emulator: Emulator): Map<string, string> {
  const state = emulator.state();
  return new Map([
    ...state.vpcs.map(({ unVpcId, account }) => [unVpcId, account] as const),
    ...state.vpnGateways.map(({ unVpnGwId, account }) => [unVpnGwId, account] as const),
    ...state.userGateways.map(({ unUserGwId, account }) => [unUserGwId, account] as const),
    ...state.vpnConnections.map(({ unVpnConnId, account }) => [unVpnConnId, account] as const),
    ...state.tasks.map(({ taskId, account }) => [String(taskId), account] as const),
  ]);
}

/** Fails unless each call was made with a key of the account that the things which it names are of. */
function assertApart(emulator: Emulator, known: Map<string, string>, accounts: Record<string, string>): void {
  const all = new Map([...known, ...owners(emulator)]);
  for (const { action, parameters } of emulator.calls()) {
    const account = accounts[parameters["SecretId"] ?? ""];
    assert.notEqual(account, undefined, `${action} was called with ${parameters["SecretId"]}`);
    for (const name of ["vpcId", "vpnGwId", "userGwId", "vpnConnId", "taskId"]) {
      const id = parameters[name];
      assert.ok(
        id === undefined || all.get(id) === account,
        `${action} of ${id} was called with ${parameters["SecretId"]}`,
      );
    }
  }
}

describeEngine("two accounts in one stack", () => {
  it("never mix, whatever the environment holds, from the first preview to the destroy", async () => {
    await withTunnel({}, async ({ stack, emulator }) => {
      const ids = Object.fromEntries(
        (["first", "second"] as const).map((name) => {
          const secretId = `${name}-secret-id`;
          return [name, emulator.addAccount({ secretId, secretKey: key(secretId) })];
        }),
      );
      const places = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, { vpnGwId: id?.gateway }]));
      const accounts = { "first-secret-id": "first-secret-id", "second-secret-id": "second-secret-id" };
      const secretIds = { first: "first-secret-id", second: "second-secret-id" };
      await stack.setProgram(program(places, secretIds));
      await stack.up();
      assert.deepEqual(
        emulator
          .state()
          .vpnConnections.map(({ account }) => account)
          .sort(),
        Object.keys(accounts),
      );
      assert.deepEqual(await stack.outputs(), { vpcs: ids["second"]?.vpc });
      assertApart(emulator, new Map(), accounts);
      const backend = await stack.backendText();
      for (const secretId of Object.keys(accounts)) {
        assert.ok(!backend.includes(key(secretId)));
        assert.ok(!backend.includes(`"${secretId}"`));
      }

      // The second account gets another key pair: taken up in place.
      emulator.addAccount({ secretId: "rotated-id", secretKey: key("rotated-id"), account: "second-secret-id" });
      emulator.removeKey("second-secret-id");
      await stack.setProgram(program(places, { ...secretIds, second: "rotated-id" }));
      const { changeSummary } = await stack.preview();
      assert.deepEqual(changeSummary, { same: 7, update: 1 });
      await stack.up();
      const rotated = { "first-secret-id": "first-secret-id", "rotated-id": "second-secret-id" };
      const known = owners(emulator);
      emulator.clearCalls();
      await stack.refresh();
      assert.ok(actions(emulator).includes("DescribeUserGw"));
      assert.equal((await recorded(stack)).length, 4);
      await stack.destroy();
      assertApart(emulator, known, rotated);
      assert.deepEqual(standing(emulator), []);
      assert.equal(emulator.state().userGateways.length, 3);
    });
  });

  it("destroy with the rotated key pair of a provider with --run-program, and fail without it", async () => {
    const withKeys = (secretId: string): string => `
import { QcloudProvider, VpnConnection } from "pulumi-qcloud-vpn";
const provider = new QcloudProvider("first", { secretId: "${secretId}", secretKey: "${key(secretId)}", region: "gz" });
new VpnConnection("branch", ${JSON.stringify(tunnelArgs)}, { provider });
`;
    await withTunnel({}, async ({ stack, emulator }) => {
      const account = emulator.secretId;
      emulator.addAccount({ secretId: "first-secret-id", secretKey: key("first-secret-id"), account });
      await stack.setProgram(withKeys("first-secret-id"));
      await stack.up();
      emulator.addAccount({ secretId: "rotated-id", secretKey: key("rotated-id"), account });
      emulator.removeKey("first-secret-id");
      await stack.setProgram(withKeys("rotated-id"));
      const { output } = await stack.destroy({ expect: "failure" });
      assert.match(output, /4104/);
      assert.equal(standing(emulator).length, 1);
      emulator.clearCalls();
      await stack.destroy({ args: ["--run-program"] });
      assert.deepEqual(standing(emulator), []);
      assert.ok(emulator.calls().every(({ parameters }) => parameters["SecretId"] === "rotated-id"));
    });
  });
});
