import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exists, makeOnce } from "../../tools/toolchain/cache.ts";
import { withFolder } from "./support.ts";

const cacheModule = fileURLToPath(new URL("../../tools/toolchain/cache.ts", import.meta.url));

/** A process that makes the folder, slowly, and writes a line when it begins to. */
function maker(folder: string, ms: number) {
  const script = `
    import { writeFile } from "node:fs/promises";
    import { setTimeout } from "node:timers/promises";
    import { makeOnce } from ${JSON.stringify(cacheModule)};
    await makeOnce(process.argv[1], async (temporary) => {
      await writeFile(temporary + "/half", "");
      console.log("fills");
      await setTimeout(${ms});
      await writeFile(temporary + "/whole", "");
    }, () => console.log("waits"));
    console.log("done");
  `;
  const args = ["--input-type=module-typescript", "--eval", script, folder];
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

async function outputOf(child: ReturnType<typeof maker>): Promise<string[]> {
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await once(child, "close");
  return output.trim().split("\n");
}

describe("a folder that is made once", function () {
  this.timeout(60_000);

  it("is filled the first time and used as it is the second time", async () => {
    await withFolder(async (parent) => {
      const folder = join(parent, "deep", "made");
      await makeOnce(folder, (temporary) => writeFile(join(temporary, "file"), "first"));
      await makeOnce(folder, () => assert.fail("is filled again"));
      assert.equal(await readFile(join(folder, "file"), "utf8"), "first");
      assert.deepEqual(await readdir(join(parent, "deep")), ["made"]);
    });
  });

  it("is not there when filling it fails, and can be made afterwards", async () => {
    await withFolder(async (parent) => {
      const folder = join(parent, "made");
      const failing = makeOnce(folder, async (temporary) => {
        await writeFile(join(temporary, "half"), "");
        throw new Error("no space");
      });
      await assert.rejects(failing, /no space/);
      assert.deepEqual(await readdir(parent), []);
      await makeOnce(folder, async () => {});
      assert.ok(await exists(folder));
    });
  });

  it("is filled by one of two processes while the other waits", async () => {
    await withFolder(async (parent) => {
      const folder = join(parent, "made");
      const outputs = await Promise.all([outputOf(maker(folder, 1500)), outputOf(maker(folder, 1500))]);
      outputs.sort((one, other) => one.join().localeCompare(other.join()));
      assert.deepEqual(outputs, [
        ["fills", "done"],
        ["waits", "done"],
      ]);
      assert.deepEqual((await readdir(folder)).sort(), ["half", "whole"]);
    });
  });

  it("is not there after kill -9 in the middle, and is made by the next process", async () => {
    await withFolder(async (parent) => {
      const folder = join(parent, "made");
      const killed = maker(folder, 60_000);
      await once(killed.stdout, "data");
      killed.kill("SIGKILL");
      await once(killed, "close");
      assert.equal(await exists(folder), false);
      assert.equal((await outputOf(maker(folder, 0))).at(-1), "done");
      assert.deepEqual(await readdir(parent), ["made"]);
    });
  });
});
