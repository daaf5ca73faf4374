import assert from "node:assert/strict";
import { startEmulator } from "../../../emulator/index.ts";
import { seed } from "../../emulator/support.ts";
import { endpointOf } from "../../support/api-words.ts";
import { type Fleet, withFleet } from "../support/fleet.ts";
import { describeRows, row, scenario } from "../support/reliability.ts";

const names = ["region", "elsewhere", "rotated", "rotatedGone", "temporary", "temporaryGone"];

/** A key pair as the environment of one command. */
const as = (secretId: string, token?: string) => ({
  TENCENTCLOUD_SECRET_ID: secretId,
  TENCENTCLOUD_SECRET_KEY: `canary-key-of-${secretId}`,
  TENCENTCLOUD_TOKEN: token,
});
const account = (secretId: string, of: string, token?: string) => ({
  secretId,
  secretKey: `canary-key-of-${secretId}`,
  account: of,
  token,
});

/** One stack, asked for in another region, at another endpoint, by another account, with other keys. */
async function run(fleet: Fleet) {
  const { emulator, stack } = fleet;
  await stack.up();
  await fleet.plantTwins();
  const targets = (...some: string[]) => some.flatMap((name) => ["--target", fleet.urn(name)]);

  // Another default region, which has no such tunnel.
  const shanghai = { env: { TENCENTCLOUD_REGION: "ap-shanghai" } };
  await stack.refresh(shanghai);
  await fleet.assertAgree(names);
  await stack.destroy({ ...shanghai, args: targets("region") });
  const left = names.filter((name) => name !== "region");
  await fleet.assertAgree(left);

  const refused: Record<string, string> = {};
  const keep = async (title: string, command: Promise<{ output: string }>): Promise<void> => {
    refused[title] = (await command).output;
    await fleet.assertAgree(left);
  };
  const refusal = { expect: "failure", args: targets("elsewhere") } as const;
  // Another cloud whose gateways have the same ids, and then none of them.
  const other = await startEmulator();
  try {
    const env = { QCLOUD_VPC_ENDPOINT: endpointOf(fleet.on.api, other) };
    await keep("refresh at another endpoint", stack.refresh({ ...refusal, env }));
    other.remove("vpcs", seed.vpcId);
    other.remove("userGateways", seed.userGwId);
    await keep("destroy at another endpoint", stack.destroy({ ...refusal, env }));
  } finally {
    await other.stop();
  }
  emulator.addAccount(account("stranger", "stranger"));
  await keep("refresh by another account", stack.refresh({ ...refusal, env: as("stranger") }));
  await keep("destroy by another account", stack.destroy({ ...refusal, env: as("stranger") }));

  emulator.addAccount(account("rotated-in", emulator.secretId));
  emulator.addAccount(account("temporary", emulator.secretId, "canary-token"));
  emulator.removeKey(emulator.secretId);
  for (const gone of ["rotatedGone", "temporaryGone"]) {
    emulator.remove("vpnConnections", fleet.id(gone));
  }
  await stack.destroy({ env: as("rotated-in"), args: targets("rotated", "rotatedGone") });
  assert.deepEqual([...(await fleet.recorded()).keys()].sort(), ["elsewhere", "temporary", "temporaryGone"]);
  await stack.destroy({ env: as("temporary", "canary-token") });
  await fleet.assertNothingLeft();
  return { refused, endpoint: { own: endpointOf(fleet.on.api, emulator), other: endpointOf(fleet.on.api, other) } };
}

/** What a request is answered with whose time is too far from that of the service. */
const late: ReadonlySet<unknown> = new Set([4500, 4200, "AuthFailure.SignatureExpire"]);

/** A stack whose machine's clock is wrong: by another time at each command. */
async function wrongClock(fleet: Fleet) {
  const { emulator, stack } = fleet;
  const refusals: Record<string, number> = {};
  const command = async (title: string, clockOffset: number, run: () => Promise<unknown>): Promise<void> => {
    emulator.clearCalls();
    emulator.configure({ clockOffset });
    await run();
    refusals[title] = fleet.calls().filter(({ answer }) => late.has(answer)).length;
  };
  await command("10 minutes behind, up", 600, () => stack.up());
  await fleet.assertAgree(fleet.names);
  emulator.configure({ clockOffset: 0 });
  await fleet.plantTwins();
  await command("10 minutes ahead, refresh", -600, () => stack.refresh());
  await fleet.assertAgree(fleet.names);
  emulator.configure({ set: { lateTimestampCode: "4200" } });
  await fleet.program({ clock: { args: { vpnConnName: "changed" } } });
  await command("3 hours behind, up", 10_800, () => stack.up());
  assert.equal(fleet.tunnel("clock")?.vpnConnName, "changed");
  await command("3 hours ahead, destroy", -10_800, () => stack.destroy());
  await fleet.assertNothingLeft();
  return refusals;
}

describeRows("a question asked elsewhere", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: names }, run));

  row(on, "j", "refresh and destroy use the region in the state", () => {
    seen();
  });

  for (const operation of ["refresh", "destroy"]) {
    row(on, "j2", `${operation} at another endpoint: an error that names both; state and tunnel are unchanged`, () => {
      const { refused, endpoint } = seen();
      const output = refused[`${operation} at another endpoint`] ?? "";
      assert.match(output, /cannot be found, but that does not prove that it is gone/);
      assert.ok(output.includes(`it was created at ${endpoint.own}, the request went to ${endpoint.other}`), output);
    });

    row(on, "j2", `${operation} by another account: an error that says so; state and tunnel are unchanged`, () => {
      const output = seen().refused[`${operation} by another account`] ?? "";
      const why = {
        "2.0": /it was created with another key pair, and the one in use .* sees neither its VPC/,
        "3.0": /it belongs to account \d+, and the key pair in use .* to account \d+/,
      };
      assert.match(output, why[on.api]);
    });
  }

  row(on, "j3", "with the new key pair: the tunnel is deleted, or was already gone", () => {
    seen();
  });

  row(on, "j3", "with temporary credentials: the tunnel is deleted, or was already gone", () => {
    seen();
  });
});

describeRows("a clock that is off", (on) => {
  const seen = scenario(() => withFleet({ on, tunnels: ["clock"] }, wrongClock));

  for (const off of [
    "10 minutes behind, up",
    "10 minutes ahead, refresh",
    "3 hours behind, up",
    "3 hours ahead, destroy",
  ]) {
    row(on, "l", `${off}: corrected with the Date header of the service`, () => {
      assert.ok((seen()[off] ?? 0) >= 1);
    });
  }
});
