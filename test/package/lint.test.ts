import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/toolchain/paths.ts";
import { type Packed, pack } from "./packed.ts";

const run = promisify(execFile);
const tool = (name: string): string => join(repository, "node_modules", ".bin", name);

describe("the packed package", function () {
  this.timeout(120_000);
  let packed: Packed;
  before(async () => {
    packed = await pack();
  });
  after(() => packed.remove());

  it("gives publint nothing to say", async () => {
    const { stdout } = await run(tool("publint"), ["run", "--strict", packed.tarball]);
    assert.match(stdout, /All good!/);
  });

  it("gives attw nothing to say of an ES module", async () => {
    const { stdout } = await run(tool("attw"), [packed.tarball, "--profile", "esm-only", "--no-color"]);
    for (const entry of ["", "/plugin", "/provider", "/emulator"]) {
      assert.ok(stdout.includes(`"pulumi-qcloud-vpn${entry}"`), entry);
    }
  });

  it("is as large as the README says", async () => {
    const text = await readFile(join(repository, "README.md"), "utf8");
    const said = Number(/The download of the package itself is\s+(\d+) kB/.exec(text)?.[1]);
    const { size } = await stat(packed.tarball);
    assert.ok(Math.abs(size / 1000 / said - 1) < 0.1, `${size} bytes`);
  });

  it("has the commands, the types, the library and the documentation, and nothing else", async () => {
    const { stdout } = await run("tar", ["-tzf", packed.tarball]);
    const paths = stdout.trim().split("\n");
    for (const path of [
      "dist/provider/index.js",
      "dist/provider/index.d.ts",
      "dist/provider/hosts/dynamic/host.js",
      "dist/emulator/bin.js",
      "dist/emulator/index.d.ts",
      "docs/api.md",
      "docs/reference/vpn-connection.md",
      "README.md",
      "LICENSE",
    ]) {
      assert.ok(paths.includes(`package/${path}`), path);
    }
    const known = /^package\/(?:dist\/|docs\/.*\.md|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|package\.json)/;
    assert.deepEqual(
      paths.filter((path) => !known.test(path)),
      [],
    );
  });
});
