import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fakePulumi, withBench } from "./support.ts";

const COMMANDS = ["adopt", "doctor", "remove"];

describe("pulumi-qcloud-vpn", () => {
  it("lists its commands in --help, and prints the package's version", async () => {
    await withBench(async ({ run }) => {
      const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
      assert.deepEqual((await run(["--version"])).stdout, `${version}\n`);
      for (const flag of ["--help", "-h", "help"]) {
        const { code, stdout, stderr } = await run([flag]);
        assert.deepEqual([code, stderr], [0, ""]);
        for (const command of COMMANDS) {
          assert.ok(stdout.includes(`  ${command} `), command);
        }
      }
      const { code, stdout } = await run([]);
      assert.equal(code, 2);
      assert.match(stdout, /^Usage:/);
    });
  });

  for (const command of COMMANDS) {
    it(`names every option of ${command} in its --help, on lines of at most 120 columns`, async () => {
      await withBench(async ({ run, emulator }) => {
        const { code, stdout } = await run([command, "--help"]);
        assert.equal(code, 0);
        assert.match(stdout, new RegExp(`^Usage: pulumi-qcloud-vpn ${command} `));
        const named = new Set(stdout.match(/--[a-z-]+/g));
        const folder = command === "remove" ? "remove.ts" : `${command}/command.ts`;
        const source = readFileSync(new URL(`../../cli/${folder}`, import.meta.url), "utf8");
        const options = /const OPTIONS = \{(.*?)\} as const/s.exec(source)?.[1] ?? "";
        const names = [...options.matchAll(/^ {2}"?([a-z-]+)"?: \{/gm)].map(([, name]) => `--${name}`);
        assert.ok(names.length > 4);
        assert.deepEqual(
          names.filter((name) => !named.has(name)),
          [],
        );
        assert.deepEqual(
          stdout.split("\n").filter((line) => line.length > 120),
          [],
        );
        assert.deepEqual(emulator.calls(), []);
      });
    });
  }

  const misunderstood: readonly (readonly string[])[] = [
    ["adapt"],
    ["__proto__"],
    ["doctor", "--nope"],
    ["doctor", "stray"],
    ["doctor", "--wait", "soon"],
    ["doctor", "--wait"],
    ["doctor", "--file", "x", "--wait", "1m"],
    ["remove"],
    ["remove", "vpnx-aaaaaaaa", "vpnx-bbbbbbbb"],
    ["remove", "vpc-03vihbk9"],
    ["remove", "--yes"],
    ["remove", "vpnx-aaaaaaaa", "--timeout", "0s"],
    ["remove", "vpnx-aaaaaaaa", "--region", "a b"],
    ["adopt", "--language", "js"],
    ["adopt", "--keys-file", "x"],
    ["adopt", "stray"],
  ];
  for (const args of misunderstood) {
    it(`ends with one line and exit code 2 for: ${args.join(" ")}`, async () => {
      await withBench(async ({ run, emulator }) => {
        const { code, stdout, stderr } = await run(args);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(stderr, /^pulumi-qcloud-vpn: [^\n]+; see npx pulumi-qcloud-vpn .*--help\n$/);
        assert.deepEqual(emulator.calls(), []);
      });
    });
  }

  const unreachable: readonly (readonly [string, Record<string, string | undefined>, RegExp])[] = [
    [
      "no credentials",
      { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined },
      /no credentials: set/,
    ],
    ["half a key pair", { TENCENTCLOUD_SECRET_KEY: undefined }, /half a key pair/],
    ["no region", { TENCENTCLOUD_REGION: undefined }, /no region/],
    ["a wrong key", { TENCENTCLOUD_SECRET_KEY: "canary-wrong-key" }, /4100.*TENCENTCLOUD_SECRET_ID/],
    ["a malformed endpoint", { QCLOUD_VPC_ENDPOINT: "ftp://x" }, /QCLOUD_VPC_ENDPOINT/],
    ["a time limit that is none", { QCLOUD_TIMEOUT_READ: "soon" }, /QCLOUD_TIMEOUT_READ/],
  ];
  for (const [what, change, message] of unreachable) {
    it(`says in one line that it cannot look, with exit code 2: ${what}`, async () => {
      await withBench(async ({ run, env }) => {
        for (const args of [["adopt"], ["remove", "vpnx-aaaaaaaa"]]) {
          const { code, stdout, stderr } = await run(args, { env: { ...env, ...change } });
          assert.deepEqual([code, stdout], [2, ""], stderr);
          assert.match(stderr, /^pulumi-qcloud-vpn: [^\n]+\n$/);
          assert.match(stderr, message);
          assert.doesNotMatch(stderr, /canary|\bat .*\.ts:/);
        }
      });
    });
  }

  it("says that there is no Pulumi CLI, no project, no stack, or what the CLI complains of", async () => {
    await withBench(async ({ run, folder }) => {
      assert.match((await run(["doctor"])).stderr, /no Pulumi project found: use --cwd, or --file/);
      assert.match((await run(["doctor", "--stack", "dev"])).stderr, /pulumi is not on the PATH/);
      assert.match((await run(["doctor", "--cwd", "nowhere"])).stderr, /--cwd: nowhere is not a folder/);
      await fakePulumi(folder, {
        "config --json": { code: 255, stderr: "error: no stack selected; please use `pulumi stack select`\n" },
        "config --json --stack locked": { code: 255, stderr: "warning: old\nerror: no stack named 'locked' found\n" },
        "config --json --stack odd": { stdout: "not JSON" },
        "config --json --stack killed": { code: 255, stderr: "error: failed to load checkpoint: EOF\n" },
      });
      assert.match((await run(["doctor", "--cwd", "."])).stderr, /no Pulumi project found/);
      assert.match(
        (await run(["doctor", "--stack", "locked"])).stderr,
        /^pulumi-qcloud-vpn: pulumi config --json failed: no stack named 'locked' found\n$/,
      );
      assert.match((await run(["doctor", "--stack", "odd"])).stderr, /did not print JSON/);
      assert.match(
        (await run(["doctor", "--stack", "killed"])).stderr,
        /failed to load checkpoint: EOF\. .*killed.* delete the empty files \*\.attrs/,
      );
    });
  });

  it("ends at once when it is interrupted, with exit code 130", async () => {
    await withBench(async ({ run, emulator }) => {
      emulator.addFaults([{ action: "*", fault: "delay", ms: 60_000, times: 0 }]);
      const interruption = new AbortController();
      setTimeout(() => interruption.abort(new Error("interrupted")), 50);
      const { code, stderr } = await run(["adopt"], { signal: interruption.signal });
      assert.deepEqual([code, stderr], [130, "pulumi-qcloud-vpn: interrupted\n"]);
    });
  });
});
