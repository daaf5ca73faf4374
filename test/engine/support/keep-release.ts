/**
 * `node test/engine/support/keep-release.ts`: keeps the state that the present code writes as that of the version in
 * package.json, for the tests of every later release. Run once for a release, when its code is final and built.
 */
import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator/index.ts";
import { repository } from "../../../tools/toolchain/paths.ts";
import { makeTunnel } from "../../emulator/support.ts";
import { addPeer } from "./fleet.ts";
import { plantOther } from "./others.ts";
import { endpointMark, kept, otherName, releaseStack, releasesFolder } from "./releases.ts";
import { withStack } from "./stack.ts";
import { testKey, tunnelArgs } from "./tunnels.ts";

/** Every kind of state that a stack can be left in: plain, named, with rules, by legacy ids, adopted, and failed. */
async function programFor(emulator: Emulator): Promise<{ program: string; failing: string }> {
  const peer = (name: string, last: number): Promise<string> => addPeer(emulator, name, `203.0.113.${last}`);
  const [named, adopted, failing] = [await peer("named", 31), await peer("adopted", 32), await peer("failing", 33)];
  const vpnConnId = await makeTunnel(emulator, { userGwId: adopted, vpnConnName: "made at the console" });
  const { vpnGateways, userGateways } = emulator.state();
  const [gateway] = vpnGateways;
  const legacyPeer = userGateways.find(({ unUserGwId }) => unUserGwId === named)?.userGwId;
  const tunnels = {
    named: {
      region: "gz",
      vpcId: gateway?.vpcId,
      vpnGwId: String(gateway?.vpnGwId),
      userGwId: String(legacyPeer),
      vpnConnName: "headquarters",
      userGwCidrBlock: undefined,
      spdAcl: { "10.0.0.0/24": ["172.16.10.0/24", "172.16.11.0/24"], "10.0.2.0/24": ["172.16.12.0/24"] },
      timeouts: { delete: "10m" },
    },
    adopted: { userGwId: adopted, vpnConnId },
    failing: { userGwId: failing },
  };
  const lines = Object.entries(tunnels).map(
    ([name, args]) => `new VpnConnection("${name}", ${JSON.stringify({ ...tunnelArgs, ...args }, undefined, 2)});`,
  );
  const program = [
    'import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";',
    'const office = new UserGateway("office", { userGwAddr: "203.0.113.30" });',
    `const plain = ${JSON.stringify({ ...tunnelArgs, userGwId: undefined }, undefined, 2)};`,
    'new VpnConnection("plain", { ...plain, userGwId: office.userGwId });',
    ...lines,
    "",
  ].join("\n");
  return { program, failing };
}

/** Where in a machine's files a program stands, which the engine writes down too. */
const machineFields = new Set(["sourcePosition", "stackTrace"]);

async function keep(version: string): Promise<void> {
  const target = join(releasesFolder, version);
  await mkdir(target);
  const folder = await mkdtemp(join(tmpdir(), "pulumi-qcloud-vpn-release-"));
  const data = join(folder, kept.cloud);
  const emulator = await startEmulator({ taskMs: 200, data });
  try {
    const { program, failing } = await programFor(emulator);
    await plantOther(emulator);
    assert.ok(emulator.state().vpnConnections.some(({ vpnConnName }) => vpnConnName === otherName));
    emulator.addFaults([{ action: "AddVpnConnEx", fault: "task-fails", parameters: { userGwId: failing } }]);
    await withStack({ program, emulator, name: releaseStack }, async (stack) => {
      await stack.up({ expect: "failure", args: ["--continue-on-error"] });
      const state = { version: 3, deployment: await stack.exportState() };
      const text = JSON.stringify(state, (key, value: unknown) => (machineFields.has(key) ? undefined : value), 2);
      assert.ok(!text.includes(testKey) && !text.includes(repository));
      await writeFile(join(target, kept.state), `${text.replaceAll(emulator.url, endpointMark)}\n`);
    });
    await writeFile(join(target, kept.program), program);
  } finally {
    await emulator.stop();
  }
  await copyFile(data, join(target, kept.cloud));
  await rm(folder, { recursive: true });
}

const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };
await keep(version);
console.log(`kept the state of ${version}; now: npm run format`);
