import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository } from "../../tools/toolchain/paths.ts";

const run = promisify(execFile);

describe("the reference", function () {
  this.timeout(120_000);

  it("is made by typedoc without a warning: no export is undocumented, no link is broken", async () => {
    const typedoc = join(repository, "node_modules", ".bin", "typedoc");
    const result = await run(typedoc, ["--emit", "none"], {
      cwd: repository,
      env: { ...process.env, NO_COLOR: "1" },
    }).catch((error: { stdout: string; stderr: string }) => error);
    const warnings = `${result.stdout}${result.stderr}`
      .split("\n")
      .filter((line) => /\[(?:warning|error)\]/.test(line));
    assert.deepEqual(warnings, []);
  });
});
