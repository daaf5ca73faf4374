import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { pulumiEnvironment } from "../../../tools/pulumi.ts";
import { makeOnce } from "../../../tools/toolchain/cache.ts";
import { cacheFolder, repository } from "../../../tools/toolchain/paths.ts";
import { type Release, releases, withRelease } from "../support/releases.ts";
import { notOn, row, scenario } from "../support/reliability.ts";
import { describeEngine } from "../support/suite.ts";
import { testKey } from "../support/tunnels.ts";
import { onDynamic, onPlugin } from "../support/variants.ts";

/** The oldest Node.js that package.json allows. */
const oldestNode = "22.18.0";

/** What the kept stack holds. */
const tunnels = ["adopted", "failing", "named", "plain"];

/** Installs a Node.js from its npm package, once on this machine, and returns the folder of its program. */
async function nodeOf(version: string): Promise<string> {
  const folder = join(cacheFolder(), `node-${version}-${process.platform}-${process.arch}`);
  await makeOnce(folder, async (temporary) => {
    await writeFile(join(temporary, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
    const wanted = ["install", "--no-audit", "--no-fund", "--prefer-offline", `node@${version}`];
    await promisify(execFile)("npm", wanted, { cwd: temporary });
  });
  return join(folder, "node_modules", "node", "bin");
}

/** Refresh, up with a change of every tunnel, destroy. */
async function goOn({ fleet, program }: Release) {
  const { emulator, stack } = fleet;
  const ids = new Map([...(await fleet.recorded())].map(([name, { id }]) => [name, id]));
  await stack.refresh();
  const refreshed = new Map([...(await fleet.recorded())].map(([name, { id }]) => [name, id]));
  const { changeSummary } = await stack.preview();
  const changed = program.replaceAll(testKey, `${testKey}-changed`);
  await stack.setProgram(`${changed}console.log("runs on Node.js", process.versions.node);`);
  const { output } = await stack.up();
  const after = [...(await fleet.recorded()).values()]
    .filter(({ type }) => type.endsWith(":VpnConnection"))
    .map(({ id }) => emulator.state().vpnConnections.find(({ unVpnConnId }) => unVpnConnId === id));
  await stack.destroy();
  await fleet.assertNothingLeft();
  const peers = emulator.state().userGateways.map(({ userGwName }) => userGwName);
  return { ids, refreshed, changeSummary, after, peers, output };
}

describeEngine("the state of a release", () => {
  it("is kept, that of the present version too", async () => {
    const { version } = JSON.parse(await readFile(join(repository, "package.json"), "utf8")) as { version: string };
    assert.ok(releases.includes(version));
  });

  for (const version of releases) {
    const variants = { "the Node.js of the lock file": undefined, [`Node.js ${oldestNode}`]: oldestNode };
    for (const [node, wanted] of Object.entries(variants)) {
      const seen = scenario(async () => {
        const { env } = await pulumiEnvironment();
        const path = wanted === undefined ? {} : { PATH: [await nodeOf(wanted), env["PATH"]].join(delimiter) };
        return await withRelease(version, path, goOn);
      });

      const says = `${version} with ${node}: refresh, up and destroy work`;
      notOn(onPlugin, "r", says, "no: no release has it");
      row(onDynamic, "r", says, () => {
        const { ids, refreshed, changeSummary, after, peers, output } = seen();
        assert.ok(output.includes(`runs on Node.js ${wanted ?? process.versions.node}`), output);
        assert.deepEqual([...ids.keys()].sort(), ["adopted", "failing", "named", "office", "plain"]);
        assert.deepEqual(refreshed, ids);
        // The adopted one has another key, and the failed one is replaced.
        assert.deepEqual(changeSummary, { same: 4, update: 1, replace: 1 });
        const key = createHash("sha256").update(`${testKey}-changed`).digest("hex");
        assert.deepEqual(
          after.map((tunnel) => tunnel?.preSharedKeySha256),
          tunnels.map(() => key),
        );
        assert.ok(!peers.some((name) => name.startsWith("office")));
      });
    }
  }
});
