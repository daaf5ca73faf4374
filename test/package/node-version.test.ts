import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "../../tools/toolchain/paths.ts";

const { engines, exports, bin } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  engines: { node: string };
  exports: Record<string, { default: string }>;
  bin: Record<string, string>;
};
const wanted = engines.node.replace(">=", "");

/** Loads a file of the package in a Node.js that says to be of another version. */
function loadedWith(version: string, file: string): string {
  const versions = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
  const source = `import(${JSON.stringify(pathToFileURL(join(repository, file)).href)}).then(() => process.exit(), (error) => { console.error(error.message); process.exit(1); })`;
  const args = ["--import", `data:text/javascript,${versions}`, "--input-type=module", "--eval", source];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return status === 0 ? "loaded" : stderr.trim();
}

describe("a Node.js that is too old", () => {
  const entries = [".", "./provider", "./plugin"].map((name) => exports[name]?.default ?? assert.fail(name));
  const commands = ["pulumi-qcloud-vpn", "pulumi-resource-qcloud"].map((name) => bin[name] ?? assert.fail(name));
  for (const file of [...entries, ...commands]) {
    it(`is refused before anything else of ${file} runs, in one line`, () => {
      for (const version of ["18.20.0", "22.17.1"]) {
        const said = loadedWith(version, file);
        assert.ok(said.startsWith(`pulumi-qcloud-vpn needs Node.js ${wanted} or newer, and the one`), said);
        assert.ok(said.includes(`is ${version}. Put`) && !said.includes("\n"), said);
      }
    });
  }

  it("is none of the oldest one that the package names", () => {
    for (const file of entries) {
      assert.equal(loadedWith(`${wanted}.0`, file), "loaded");
    }
  });
});
