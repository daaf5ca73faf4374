import assert from "node:assert/strict";
import { isSupportedCli, oldestCli, pulumiOnPath, which } from "../../tools/toolchain/on-path.ts";
import { HeardProgress, withFolder, writeProgram } from "./support.ts";

describe("a pulumi on PATH", () => {
  const versions: readonly [version: string, isSupported: boolean][] = [
    [`v${oldestCli}`, true],
    ["v3.258.0", true],
    ["3.258.0", true],
    ["v3.300.1-alpha.1+dirty", true],
    ["v3.219.9", false],
    ["v3.30.0", false],
    ["v2.300.0", false],
    ["v4.0.0", false],
    ["", false],
    ["pulumi", false],
  ];
  for (const [version, isSupported] of versions) {
    it(`is ${isSupported ? "used" : "passed over"} when it says it is "${version}"`, () => {
      assert.equal(isSupportedCli(version), isSupported);
    });
  }

  it("is found with its language host beside it", async () => {
    await withFolder(async (folder) => {
      const pulumi = await writeProgram(folder, "pulumi", "console.log('v3.258.0')");
      await writeProgram(folder, "pulumi-language-nodejs", "");
      const progress = new HeardProgress();
      assert.equal(await pulumiOnPath({ PATH: folder }, progress), pulumi);
      assert.deepEqual(progress.lines, []);
    });
  });

  it("is passed over, saying so, without a language host", async () => {
    await withFolder(async (folder) => {
      await writeProgram(folder, "pulumi", "console.log('v3.258.0')");
      const progress = new HeardProgress();
      assert.equal(await pulumiOnPath({ PATH: folder }, progress), undefined);
      assert.match(progress.lines.join("\n"), /has no pulumi-language-nodejs/);
    });
  });

  it("is passed over, saying so, when it is old or does not run", async () => {
    await withFolder(async (folder) => {
      const progress = new HeardProgress();
      await writeProgram(folder, "pulumi", "console.log('v3.100.0')");
      assert.equal(await pulumiOnPath({ PATH: folder }, progress), undefined);
      await writeProgram(folder, "pulumi", "process.exit(1)");
      assert.equal(await pulumiOnPath({ PATH: folder }, progress), undefined);
      assert.match(progress.lines[0] ?? "", /is version v3\.100\.0; 3\.x from 3\.220\.0 is wanted/);
      assert.match(progress.lines[1] ?? "", /does not run/);
    });
  });

  it("is looked for in the order of PATH, among executable files only", async () => {
    await withFolder(async (folder) => {
      assert.equal(await which("pulumi", `:${folder}/none:${folder}`), undefined);
      const pulumi = await writeProgram(folder, "pulumi", "");
      assert.equal(await which("pulumi", `:${folder}/none:${folder}`), pulumi);
    });
  });
});
