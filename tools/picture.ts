/**
 * `npm run picture`: writes docs/teardown.svg, the picture of the README: `pulumi destroy` of three tunnels on the real engine against
 * the emulator, as a terminal shows it.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "../emulator/index.ts";
import { addPeer, fleetProgram } from "../test/engine/support/fleet.ts";
import { withStack } from "../test/engine/support/stack.ts";
import { record } from "./picture/record.ts";
import { framesOf, withMoment } from "./picture/screen.ts";
import { svgOf } from "./picture/svg.ts";
import { buildDist } from "./toolchain/dist.ts";
import { repository } from "./toolchain/paths.ts";

const size = { columns: 144, rows: 17 };
const title =
  "pulumi destroy of three tunnels: two say which task they wait for, the one that was gone already is no error";
/** Two tunnels wait for their tasks, after the third was found to be gone. */
const waiting = /^(?=[\s\S]*gone vpnx)(?:[\s\S]*task \d+ running){2}/;

await buildDist();
const emulator = await startEmulator({ taskMs: 0 });
try {
  const peers = new Map<string, string>();
  for (const [index, name] of ["bonn", "lyon", "turin"].entries()) {
    peers.set(name, await addPeer(emulator, name, `203.0.113.${index + 20}`));
  }
  const program = fleetProgram(peers, {});
  await withStack({ program, emulator, project: "office-vpn", name: "prod" }, async (stack) => {
    await stack.up();
    const gone = emulator.state().vpnConnections.find(({ unUserGwId }) => unUserGwId === peers.get("turin"));
    emulator.remove("vpnConnections", gone?.unVpnConnId ?? "");
    emulator.configure({ taskMs: 8000 });
    const command = `'${stack.pulumi}' destroy --yes --skip-preview --stack prod --color always`;
    const chunks = await record(command, size, stack.folder.project, stack.env);
    const prompt = { at: 0, text: "\u001b[1m$ pulumi destroy --yes\u001b[0m\r\n" };
    const frames = withMoment(await framesOf([prompt, ...chunks], size, 100), waiting);
    await writeFile(join(repository, "docs", "teardown.svg"), svgOf(frames, title));
    console.log(`${frames.length} moments in docs/teardown.svg`);
  });
} finally {
  await emulator.stop();
}
