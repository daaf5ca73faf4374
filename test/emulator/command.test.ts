import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCommand, UsageError, valued } from "../../emulator/command.ts";
import { AccountError } from "../../emulator/control/accounts.ts";
import type { EmulatorOptions, EmulatorState } from "../../emulator/index.ts";
import { switchTable } from "../../emulator/switches.ts";
import { type Running, run, runIn, start, startIn } from "./process.ts";
import { call } from "./support.ts";

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
      /^\{"url":"http:\/\/127\.0\.0\.1:\d+\/v2\/index\.php","control":"http:\/\/127\.0\.0\.1:\d+\/_emulator"\}\n/,
    );
    assert.equal((await call(running, "DescribeVpcEx")).json.totalCount, 1);
    assert.equal((await fetch(`${running.control}/calls`)).status, 200);
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
      "--data",
      "--account",
      "--account-file",
      "--quotas",
      "--clock-offset",
      "--window",
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
        ..."--host ::1 --port 8 --task-ms 5 --rate 2.5 --data f --quotas --clock-offset -600 --window 60".split(" "),
        ..."--set signHost=a=b --set timeZone=-8 --account a:b --account=c:d:e:f@a --allow-remote".split(" "),
      ),
      {
        host: "::1",
        port: 8,
        allowRemote: true,
        tls: undefined,
        taskMs: 5,
        rate: 2.5,
        data: "f",
        accounts: [
          { secretId: "a", secretKey: "b", token: undefined, account: undefined },
          { secretId: "c", secretKey: "d", token: "e:f", account: "a" },
        ],
        quotas: true,
        clockOffset: -600,
        window: 60,
        set: { signHost: "a=b", timeZone: "-8" },
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
