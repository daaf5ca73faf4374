import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseCommand, UsageError, valued } from "../../emulator/command.ts";
import { AccountError } from "../../emulator/control/accounts.ts";
import { type EmulatorOptions, type EmulatorState, startEmulator } from "../../emulator/index.ts";
import { switchTable } from "../../emulator/switches.ts";
import { type Running, run, runIn, start, startIn } from "./process.ts";
import { call, tunnelParameters } from "./support.ts";
import { call3 } from "./v3/support.ts";

const pem = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}.pem`, import.meta.url));

describe("qcloud-vpc-emulator", () => {
  let running: Running | undefined;
  afterEach(async () => {
    await running?.end("SIGKILL");
    running = undefined;
  });

  it("prints its addresses as JSON on the first line and serves there", async () => {
    running = await start("--port", "0");
    assert.match(
      running.output(),
      /^\{"url":"http:\/\/127\.0\.0\.1:\d+\/v2\/index\.php","control":"http:\/\/127\.0\.0\.1:\d+\/_emulator","api3":"http:\/\/127\.0\.0\.1:\d+\/"\}\n/,
    );
    assert.equal((await call(running, "DescribeVpcEx")).json.totalCount, 1);
    assert.equal((await fetch(`${running.control}/calls`)).status, 200);
    const { api3 } = JSON.parse(running.output().split("\n")[0] ?? "") as { api3: string };
    assert.equal((await call3({ ...running, api3Url: api3 }, "DescribeVpcs")).response.TotalCount, 1);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`stops with exit code 0 on ${signal} while an answer is in progress`, async () => {
      running = await start();
      const body = JSON.stringify([{ action: "*", fault: "endless", times: 0 }]);
      await fetch(`${running.control}/faults`, { method: "POST", body });
      const answer = assert.rejects(call(running, "DescribeVpcEx"));
      for (;;) {
        const calls = (await (await fetch(`${running.control}/calls`)).json()) as unknown[];
        if (calls.length > 0) {
          break;
        }
      }
      assert.equal(await running.end(signal), 0);
      await answer;
    });
  }

  it("prints the ids of further accounts, and no key", async () => {
    running = await start("--account", "other:canary-key", "--account", "second:canary-key:canary-token@other");
    const state = (await (await fetch(`${running.control}/state`)).json()) as EmulatorState;
    const vpc = state.vpcs.find((one) => one.account === "other")?.unVpcId ?? "none";
    assert.ok(running.output().includes(`account other: ${vpc} vpngw-`));
    assert.equal(running.output().includes("canary"), false);
    const second = { secretId: "second", secretKey: "canary-key" };
    const answer = await call(running, "DescribeVpcEx", { Token: "canary-token" }, second);
    assert.equal(answer.json.data[0].unVpcId, vpc);
  });

  it("lists every switch with its values in --help", async () => {
    const { code, stdout } = await run("--help");
    assert.equal(code, 0);
    for (const [name, entry] of Object.entries(switchTable)) {
      assert.ok(stdout.includes(`  ${name}=${entry.kind === "choice" ? entry.values.join("|") : ""}`), name);
    }
    for (const flag of [
      "--host",
      "--port",
      "--task-ms",
      "--rate",
      "--rates",
      "--data",
      "--account",
      "--account-file",
      "--quotas",
      "--clock-offset",
      "--window",
      "--log",
      "--print-env",
    ]) {
      assert.ok(stdout.includes(flag));
    }
  });

  it("prints the package's version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    assert.deepEqual(await run("--version"), { code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("prints one line and exits with code 2 for invalid usage", async () => {
    for (const args of [["--bogus"], ["--set", "lifetimes=odd"], ["--host", "0.0.0.0"], ["--account", "x:k@nobody"]]) {
      const { code, stdout, stderr } = await run(...args);
      assert.deepEqual([code, stdout], [2, ""], args.join(" "));
      assert.match(stderr, /^qcloud-vpc-emulator: [^\n]+\n$/);
    }
  });

  it("says in words what is wrong with an option or an argument", async () => {
    for (const [arg, message] of [
      ["--bogus", "--bogus is not an option; --help lists them"],
      ["--bogus=1", "--bogus is not an option; --help lists them"],
      ["-x", "-x is not an option; --help lists them"],
      ["stray", "stray is not an option; --help lists them"],
      ["--print-env", "--print-env needs the --port of the emulator"],
      ["--print-env=4.0", '--print-env takes 2.0 or 3.0, not "4.0"'],
      ["--rates=20", '--rates takes ACTION=RPS, not "20"'],
      ["--rates=DescribeVpcs=", '--rates takes a number, not ""'],
    ] as const) {
      assert.deepEqual(await run(arg), { code: 2, stdout: "", stderr: `qcloud-vpc-emulator: ${message}\n` });
    }
  });

  it("says in words that a port is in use, and exits with code 1", async () => {
    running = await start();
    const { port } = new URL(running.url);
    const words = `port ${port} of 127.0.0.1 is in use (EADDRINUSE): stop the program that listens there, or choose another port`;
    assert.deepEqual(await run("--port", port), { code: 1, stdout: "", stderr: `qcloud-vpc-emulator: ${words}\n` });
    await assert.rejects(startEmulator({ port: Number(port) }), { code: "EADDRINUSE", message: words });
    const { code, stderr } = await run("--host", "192.0.2.1", "--allow-remote");
    assert.equal(code, 1);
    assert.match(stderr, /^qcloud-vpc-emulator: cannot listen on port 0 of 192\.0\.2\.1: .*EADDRNOTAVAIL.*\n$/);
  });

  it("prints the environment of an emulator for eval, and starts nothing", async () => {
    running = await start();
    const { port } = new URL(running.url);
    const { code, stdout, stderr } = await run("--port", port, "--print-env");
    assert.deepEqual([code, stderr], [0, ""]);
    const script = `eval "$LINES"; printf '%s\n' "$QCLOUD_VPC_ENDPOINT" "$TENCENTCLOUD_SECRET_ID" \
      "$TENCENTCLOUD_SECRET_KEY" "$TENCENTCLOUD_REGION" "\${TENCENTCLOUD_TOKEN-unset}"`;
    const env = { ...process.env, LINES: stdout, TENCENTCLOUD_TOKEN: "of another account" };
    assert.deepEqual(execFileSync("sh", ["-c", script], { env, encoding: "utf8" }).trim().split("\n"), [
      running.url,
      running.secretId,
      running.secretKey,
      "ap-guangzhou",
      "unset",
    ]);
    const secure = ["--tls-cert", pem("cloud-cert"), "--tls-key", pem("cloud-key")];
    const remote = await run("--port", "8600", "--host", "it's", "--allow-remote", ...secure, "--print-env");
    assert.match(remote.stdout, /\nexport QCLOUD_VPC_ENDPOINT='https:\/\/it'\\''s:8600\/v2\/index\.php'\n/);
  });

  it("prints the environment for the API that is asked for, 2.0 by default", async () => {
    for (const [args, api, path] of [
      [["--print-env"], "2.0", "/v2/index.php"],
      [["--print-env", "2.0"], "2.0", "/v2/index.php"],
      [["--print-env", "3.0"], "3.0", "/"],
      [["--print-env=3.0"], "3.0", "/"],
    ] as const) {
      const { stdout } = await run(...args, "--port", "8600");
      assert.ok(stdout.startsWith(`export QCLOUD_API='${api}'\n`), stdout);
      assert.ok(stdout.includes(`export QCLOUD_VPC_ENDPOINT='http://127.0.0.1:8600${path}'\n`), stdout);
    }
  });

  it("writes one line for each call with --log, without secrets, that no request can forge", async () => {
    running = await start("--log", "--task-ms", "0");
    const emulator = running;
    await call(emulator, "AddVpnConnEx", { ...tunnelParameters, vpnConnName: "my office" }, { method: "POST" });
    await call(emulator, "Describe\n2026 GET DescribeVpnConn 0 Success");
    const body = JSON.stringify([{ action: "*", fault: "drop-before" }]);
    await fetch(`${emulator.control}/faults`, { method: "POST", body });
    await assert.rejects(call(emulator, "DeleteVpnConn", { Token: "canary" }));
    // The lines come over another pipe than the answers.
    while (!emulator.output().includes("drop-before")) {
      await sleep(10);
    }
    const lines = emulator.output().trimEnd().split("\n").slice(1);
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    assert.equal(lines.length, 3, emulator.output());
    assert.match(
      lines[0] ?? "",
      new RegExp(`^${time} 2\\.0 POST AddVpnConnEx 0 Success \\d+ms Region=gz .*vpnConnName="my office"`),
    );
    assert.match(
      lines[1] ?? "",
      new RegExp(`^${time} 2\\.0 GET "Describe\\\\n2026 GET DescribeVpnConn 0 Success" 6100 \\d+ms`),
    );
    assert.match(
      lines[2] ?? "",
      new RegExp(`^${time} 2\\.0 GET DeleteVpnConn no answer \\d+ms fault=drop-before Region=gz`),
    );
    assert.doesNotMatch(emulator.output(), /canary|Signature|Nonce/);
  });

  describe("with empty values", () => {
    let folder = "";
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "emulator-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it("refuses --data= in one line that says what is wrong, and creates no file", async () => {
      const ended = await runIn({ cwd: folder }, "--data=");
      assert.deepEqual([ended.code, ended.stdout], [2, ""]);
      assert.equal(ended.stderr, "qcloud-vpc-emulator: --data is empty: it takes a value, or is left out\n");
      assert.deepEqual(await readdir(folder), []);
    });

    for (const flag of valued) {
      it(`refuses --${flag}= and names it`, () => {
        assert.throws(() => parseCommand([`--${flag}=`]), { message: new RegExp(`^--${flag} is empty`) });
      });
    }
  });

  describe("with key pairs that are not on its command line", () => {
    let folder = "";
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "emulator-"));
    });
    afterEach(() => rm(folder, { recursive: true }));
    const vpcs = async (secretId: string, secretKey: string, Token?: string) =>
      (await call(running as Running, "DescribeVpcEx", { Token }, { secretId, secretKey })).json.totalCount;

    it("takes them from a file and from the environment, in addition to the command line", async () => {
      const file = join(folder, "keys");
      await writeFile(file, "# two key pairs\r\n\r\n  filed:file-key\r\nlent:lent-key:lent-token@filed\n");
      const env = { ...process.env, QCLOUD_VPC_EMULATOR_ACCOUNTS: "environed:env-key\nfurther:env-key@given" };
      running = await startIn({ env }, "--account-file", file, "--account", "given:given-key");
      assert.deepEqual(
        [
          await vpcs("filed", "file-key"),
          await vpcs("lent", "lent-key", "lent-token"),
          await vpcs("environed", "env-key"),
          await vpcs("further", "env-key"),
          await vpcs("given", "given-key"),
        ],
        [1, 1, 1, 1, 1],
      );
      assert.doesNotMatch(running.output(), /-key|-token/);
    });

    const messageOf = (env: Record<string, string>, ...args: string[]): string => {
      try {
        parseCommand(args, env);
      } catch (error) {
        assert.ok(error instanceof UsageError || error instanceof AccountError);
        return error.message;
      }
      assert.fail("it was accepted");
    };

    it("names the source and the line of an invalid key pair, but not its text", async () => {
      const file = join(folder, "keys");
      await writeFile(file, "a:canary-key\ncanary-key\n");
      const form = "takes ID:KEY[:TOKEN][@OTHERID]";
      assert.equal(messageOf({}, "--account-file", file), `--account-file ${file}, line 2, ${form}`);
      assert.equal(
        messageOf({ QCLOUD_VPC_EMULATOR_ACCOUNTS: "canary-key" }),
        `QCLOUD_VPC_EMULATOR_ACCOUNTS, line 1, ${form}`,
      );
      assert.equal(messageOf({}, "--account", "canary-key"), `--account ${form}`);
      assert.match(messageOf({}, "--account-file", join(folder, "none")), /^--account-file: ENOENT/);
    });

    it("refuses an id that is given twice in any place, naming it but no key", async () => {
      const file = join(folder, "keys");
      await writeFile(file, "twice:canary-one\n");
      const env = { QCLOUD_VPC_EMULATOR_ACCOUNTS: "twice:canary-two" };
      for (const message of [
        messageOf({}, "--account", "twice:canary-one", "--account=twice:canary-two"),
        messageOf({}, "--account", "twice:canary-one", "--account=twice:canary-one"),
        messageOf({}, "--account", "twice:canary-two", "--account-file", file),
        messageOf(env, "--account-file", file),
      ]) {
        assert.match(message, /the key pair twice is given more than once/);
        assert.doesNotMatch(message, /canary/);
      }
    });

    it("treats an empty environment variable as not set", async () => {
      running = await startIn({ env: { ...process.env, QCLOUD_VPC_EMULATOR_ACCOUNTS: "" } });
      assert.equal((await call(running, "DescribeVpcEx")).json.totalCount, 1);
    });
  });

  const optionsOf = (...args: string[]): EmulatorOptions => {
    const command = parseCommand(args);
    assert.ok(command.kind === "start");
    return command.options;
  };

  it("reads every option", () => {
    assert.deepEqual(
      optionsOf(
        ..."--host ::1 --port 8 --task-ms 5 --rate 2.5 --rates DescribeVpcs=3 --data f --quotas --clock-offset -600 --window 60".split(
          " ",
        ),
        ..."--set signHost=a=b --set timeZone=-8 --account a:b --account=c:d:e:f@a --allow-remote".split(" "),
      ),
      {
        host: "::1",
        port: 8,
        allowRemote: true,
        tls: undefined,
        taskMs: 5,
        rate: 2.5,
        rates: { DescribeVpcs: 3 },
        data: "f",
        accounts: [
          { secretId: "a", secretKey: "b", token: undefined, account: undefined },
          { secretId: "c", secretKey: "d", token: "e:f", account: "a" },
        ],
        quotas: true,
        clockOffset: -600,
        window: 60,
        set: { signHost: "a=b", timeZone: "-8" },
        log: undefined,
      },
    );
  });

  it("takes two seconds for a task by default", () => {
    assert.equal(optionsOf().taskMs, 2000);
  });

  for (const args of [
    ["--port", "x"],
    ["--port"],
    ["--task-ms", ""],
    ["--rate", "1e3"],
    ["--account", "a"],
    ["--account", ":k"],
    ["--account", "a:k@"],
    ["--account", "a:k:"],
    ["--set", "=x"],
    ["--set", "x"],
    ["--tls-cert", "x"],
    ["--tls-cert", "/nonexistent", "--tls-key", "/nonexistent"],
    ["stray"],
    ["-x"],
  ]) {
    it(`refuses ${args.join(" ")}`, () => {
      assert.throws(
        () => parseCommand(args),
        (error: Error) => error.message.length > 0 && !error.message.includes("\n"),
      );
    });
  }
});
