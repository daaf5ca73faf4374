import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { findPulumi } from "../../tools/pulumi.ts";
import { nodeFolder, repository, sdkFolder } from "../../tools/toolchain/paths.ts";
import { withYamlHost } from "../../tools/yaml-host.ts";
import { HeardProgress, withFolder, writeProgram } from "./support.ts";

/** An environment in which no CLI and no Go is found but what a test puts into `folder`, and the internet is away. */
function bare(folder: string): NodeJS.ProcessEnv {
  return { PATH: folder, HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), HTTPS_PROXY: "http://127.0.0.1:9" };
}

/** A `go` that writes its arguments to the file `calls` and, for `build`, a file where the real one would. */
function goProgram(folder: string, { version = "go1.99.0", exitCode = 0 } = {}): Promise<string> {
  const source = `
    const { appendFileSync, writeFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    if (args[0] === "version") {
      console.log("go version ${version} linux/amd64");
    } else {
      appendFileSync(${JSON.stringify(join(folder, "calls"))}, JSON.stringify({ args, cgo: process.env.CGO_ENABLED }) + "\\n");
      console.error("go: downloading example.com/module v1.0.0\\nexample.com/module");
      writeFileSync(args[args.indexOf("-o") + 1], "built");
      process.exit(${exitCode});
    }`;
  return writeProgram(folder, "go", source);
}

async function goBuilds(folder: string): Promise<{ args: string[]; cgo: string }[]> {
  const lines = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as { args: string[]; cgo: string });
}

describe("the Pulumi CLI", function () {
  this.timeout(60_000);

  it("is the one on PATH, with the project's Node.js first and the SDK's launch script last", async () => {
    await withFolder(async (folder) => {
      const pulumi = await writeProgram(folder, "pulumi", "console.log('v3.258.0')");
      await writeProgram(folder, "pulumi-language-nodejs", "");
      const found = await findPulumi({ ...bare(folder), PATH: `/nowhere${delimiter}${folder}` }, new HeardProgress());
      assert.equal(found.pulumi, pulumi);
      const path = [nodeFolder, folder, "/nowhere", folder, sdkFolder].join(delimiter);
      assert.equal(found.env["PATH"], path);
      assert.equal(found.env["HOME"], folder);
    });
  });

  it("is built from the pinned modules without internet, once, and said to be", async () => {
    await withFolder(async (folder) => {
      const go = await goProgram(folder);
      const progress = new HeardProgress();
      const [first, second] = await Promise.all([
        findPulumi(bare(folder), progress),
        findPulumi(bare(folder), progress),
      ]);
      assert.equal(first.pulumi, second.pulumi);
      assert.equal(await readFile(first.pulumi, "utf8"), "built");
      const names = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];
      assert.deepEqual((await readdir(dirname(first.pulumi))).sort(), names);
      assert.match(progress.lines.join("\n"), /could not be installed \(no internet.*\)\.\n.*minutes/s);

      const builds = await goBuilds(folder);
      assert.equal(builds.length, 2);
      for (const { args, cgo } of builds) {
        assert.ok(args.includes("-mod=readonly") && args.includes("-trimpath"));
        assert.match(args[args.indexOf("-ldflags") + 1] ?? "", /version\.Version=v3\.\d+\.\d+$/);
        assert.equal(cgo, "0");
      }

      await writeProgram(dirname(go), "go", "process.exit(1)");
      progress.lines.length = 0;
      assert.equal((await findPulumi(bare(folder), progress)).pulumi, first.pulumi);
      assert.deepEqual(progress.lines, []);
    });
  });

  const failures: readonly [why: string, prepare: (folder: string) => Promise<unknown>, message: RegExp][] = [
    ["Go is not there", async () => {}, /Go is not installed/],
    ["Go is too old", (folder) => goProgram(folder, { version: "go1.9.7" }), /Go 1\.\S+ or newer is needed.*1\.9\.7/],
    ["the build fails", (folder) => goProgram(folder, { exitCode: 1 }), /go build .* failed:\nexample\.com\/module/],
  ];
  for (const [why, prepare, message] of failures) {
    it(`is missing when ${why}: one error names the three ways, and nothing half is kept`, async () => {
      await withFolder(async (folder) => {
        await prepare(folder);
        await assert.rejects(findPulumi(bare(folder), new HeardProgress()), (error: Error) => {
          assert.match(error.message, message);
          assert.match(error.message, /1\. install Pulumi .*2\. .*internet.*3\. install Go/s);
          return true;
        });
        assert.deepEqual(await readdir(join(folder, "cache", "pulumi-qcloud-vpn")), []);
      });
    });
  }
});

describe("the language host for YAML", function () {
  this.timeout(60_000);

  it("is the one on PATH", async () => {
    await withFolder(async (folder) => {
      await writeProgram(folder, "pulumi-language-yaml", "");
      const found = { pulumi: "pulumi", env: bare(folder) };
      assert.equal(await withYamlHost(found, new HeardProgress()), found);
    });
  });

  it("is built when it is asked for, once, and not with the CLI", async () => {
    await withFolder(async (folder) => {
      await goProgram(folder);
      const progress = new HeardProgress();
      const cli = await findPulumi(bare(folder), progress);
      const before = (await goBuilds(folder)).length;
      const both = await Promise.all([withYamlHost(cli, progress), withYamlHost(cli, progress)]);
      const [folders] = both.map(({ env }) => env["PATH"]?.split(delimiter).at(-1) ?? "");
      assert.deepEqual(await readdir(folders ?? ""), ["pulumi-language-yaml"]);
      assert.equal(both[0].env["PATH"], both[1].env["PATH"]);
      assert.equal(both[0].pulumi, cli.pulumi);
      const builds = (await goBuilds(folder)).slice(before);
      assert.equal(builds.length, 1);
      assert.match(builds[0]?.args.join(" ") ?? "", /-X github\.com\/pulumi\/pulumi-yaml\/\S+=v1\.25\.0 .*yaml/);
    });
  });
});

describe("npm run pulumi", function () {
  this.timeout(60_000);

  /** Starts the command with a `pulumi` on PATH that is `source`. */
  async function start(folder: string, source: string, args: readonly string[]) {
    const version = "if (process.argv[2] === 'version') { console.log('v3.258.0'); process.exit(); }";
    await writeProgram(folder, "pulumi", `${version}\n${source}`);
    await writeProgram(folder, "pulumi-language-nodejs", "");
    return spawn(process.execPath, [join(repository, "tools", "pulumi.ts"), ...args], {
      env: bare(folder),
      detached: true,
      stdio: ["ignore", "pipe", "inherit"],
    });
  }

  it("passes arguments, output and the exit code on", async () => {
    await withFolder(async (folder) => {
      const child = await start(folder, "console.log(process.argv.slice(2).join()); process.exit(7);", ["up", "--yes"]);
      const [[output], [code]] = await Promise.all([once(child.stdout, "data"), once(child, "close")]);
      assert.equal(String(output).trim(), "up,--yes");
      assert.equal(code, 7);
    });
  });

  it("leaves Ctrl-C to the CLI, which ends in its own time", async () => {
    await withFolder(async (folder) => {
      const source = `
        const { setTimeout } = require("node:timers");
        setInterval(() => {}, 1000);
        process.on("SIGINT", () => setTimeout(() => process.exit(9), 300));
        console.log("ready");`;
      const child = await start(folder, source, ["up"]);
      await once(child.stdout, "data");
      process.kill(-(child.pid ?? 0), "SIGINT");
      const [code] = await once(child, "close");
      assert.equal(code, 9);
    });
  });

  it("passes SIGTERM on and ends as the CLI did", async () => {
    await withFolder(async (folder) => {
      const child = await start(folder, "setInterval(() => {}, 1000); console.log('ready');", ["up"]);
      await once(child.stdout, "data");
      child.kill("SIGTERM");
      const [code] = await once(child, "close");
      assert.equal(code, 143);
    });
  });
});
