import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { defaultName } from "../../provider/lifecycle/names.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions, reached } from "../support/versions.ts";
import type { ShownReport } from "./doctor-support.ts";
import { type Answers, type Bench, fakePulumi, type PulumiCall, Stack, urnOf, withBench } from "./support.ts";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const hidden = { ...SECRET, ciphertext: "v1:x" };
const shown = (value: string) => ({ ...SECRET, plaintext: JSON.stringify(value) });

const provider = (name: string, inputs: Readonly<Record<string, unknown>>) => ({
  urn: `urn:pulumi:dev::model::pulumi:providers:pulumi-nodejs::${name}`,
  type: "pulumi:providers:pulumi-nodejs",
  id: "1",
  inputs,
});

/** Runs the doctor on the stack `dev` of a project in the bench's folder. */
async function examine(
  { run, folder, env }: Bench,
  answers: Answers,
  options: { args?: readonly string[]; env?: Record<string, string | undefined> } = {},
): Promise<{ code: number; report: ShownReport; output: string; calls: PulumiCall[] }> {
  await writeFile(join(folder, "Pulumi.yaml"), "name: model # the project\nruntime: nodejs\n");
  const calls = await fakePulumi(folder, answers);
  const args = ["doctor", "--json", ...(options.args ?? [])];
  const { code, stdout, stderr } = await run(args, { env: { ...env, ...options.env } });
  const report = stdout === "" ? { ok: false, findings: [], repair: [], remarks: [] } : JSON.parse(stdout);
  return { code, report, output: stdout + stderr, calls: await calls() };
}

const argsOf = (calls: readonly PulumiCall[]): string[] => calls.map(({ args }) => args.join(" "));

describeVersions("pulumi-qcloud-vpn doctor, through the Pulumi CLI", () => {
  quietConsole();

  it("reads config and state and nothing else, and decrypts neither where the environment has the key pair", async () => {
    await withBench(async (bench) => {
      const stack = new Stack(bench.emulator);
      await stack.add("office");
      const config = {
        "qcloud:secretId": { secret: true },
        "qcloud:secretKey": { secret: true },
        "model:other": { secret: true },
      };
      const { code, calls } = await examine(bench, {
        "config --json": { stdout: JSON.stringify(config) },
        "stack export": { stdout: JSON.stringify(stack.export()) },
      });
      assert.equal(code, 0);
      assert.deepEqual(argsOf(calls), ["config --json", "stack export"]);
    });
  });

  it("decrypts the config where the key pair is in it, and shows none of it", async () => {
    await withBench(async (bench) => {
      const { emulator } = bench;
      emulator.addAccount({
        secretId: "canary-id-in-config",
        secretKey: "canary-key-in-config",
        account: emulator.secretId,
      });
      const stack = new Stack(emulator);
      await stack.add("office");
      const value = (text: string) => ({ value: text, secret: true });
      const answers = {
        "config --json": {
          stdout: JSON.stringify({ "qcloud:secretId": { secret: true }, "qcloud:secretKey": { secret: true } }),
        },
        "config --json --show-secrets": {
          stdout: JSON.stringify({
            "qcloud:secretId": value("canary-id-in-config"),
            "qcloud:secretKey": value("canary-key-in-config"),
          }),
        },
        "stack export": { stdout: JSON.stringify(stack.export()) },
      };
      const env = { TENCENTCLOUD_SECRET_ID: undefined, TENCENTCLOUD_SECRET_KEY: undefined };
      const { code, output, calls, report } = await examine(bench, answers, { env });
      assert.equal(code, 0, output);
      assert.match(report.findings[0]?.detail ?? "", /created with another key pair/);
      assert.doesNotMatch(output, /canary-(?:id|key)-in-config/);
      assert.ok(argsOf(calls).includes("config --json --show-secrets"));
    });
  });

  it("decrypts an endpoint that is a secret, and never asks the public one instead", async () => {
    await withBench(async (bench) => {
      const { emulator } = bench;
      const { code, output } = await examine(
        bench,
        {
          "config --json": { stdout: JSON.stringify({ "qcloud:endpoint": { secret: true } }) },
          "config --json --show-secrets": {
            stdout: JSON.stringify({ "qcloud:endpoint": { value: reached(emulator).endpoint, secret: true } }),
          },
          "stack export": { stdout: JSON.stringify(new Stack(emulator).export()) },
          "stack --show-name": { stdout: "dev\n" },
        },
        { env: { QCLOUD_VPC_ENDPOINT: undefined } },
      );
      assert.equal(code, 0, output);
      assert.ok(emulator.calls().length > 0);
    });
  });

  it("asks for each resource with the provider that it was made with", async () => {
    await withBench(async (bench) => {
      const { emulator } = bench;
      await withBench(async (other) => {
        const stack = new Stack(other.emulator);
        const inputs = (isShown: boolean) => ({
          "qcloud:explicit": "true",
          "qcloud:endpoint": reached(other.emulator).endpoint,
          "qcloud:region": "gz",
          "qcloud:secretId": isShown ? shown(other.emulator.secretId) : hidden,
          "qcloud:secretKey": isShown ? shown(other.emulator.secretKey) : hidden,
        });
        const finance = provider("finance", inputs(false));
        await stack.add("theirs", {}, { provider: `${finance.urn}::1` });
        stack.resources.push(finance);
        const encrypted = JSON.stringify(stack.export());
        finance.inputs = inputs(true);
        const { code, report, calls, output } = await examine(bench, {
          "config --json": { stdout: "{}" },
          "stack export": { stdout: encrypted },
          "stack export --show-secrets": { stdout: JSON.stringify(stack.export()) },
        });
        assert.equal(code, 0, output);
        assert.deepEqual(
          report.findings.map(({ what, name }) => [what, name]),
          [["in-both", "theirs"]],
        );
        assert.deepEqual(argsOf(calls), ["config --json", "stack export", "stack export --show-secrets"]);
        assert.deepEqual(emulator.calls(), []);

        await writeFile(join(bench.folder, "exported.json"), encrypted);
        const fromFile = await bench.run(["doctor", "--file", "exported.json"]);
        assert.equal(fromFile.code, 2);
        assert.match(
          fromFile.stderr,
          /finance: qcloud:secretId of the provider finance is encrypted in the exported state/,
        );
      });
    });
  });

  it("takes nothing for an orphan that another provider of the same account declares", async () => {
    await withBench(async (bench) => {
      const { emulator } = bench;
      const stack = new Stack(emulator);
      const second = provider("second", { "qcloud:explicit": "true", "qcloud:endpoint": reached(emulator).endpoint });
      stack.resources.push(second);
      await stack.addBranch("a", "203.0.113.1");
      const b = await stack.addBranch("b", "203.0.113.2");
      b.tunnel["provider"] = `${second.urn}::1`;
      const orphan = await stack.addBranch("c", "203.0.113.3");
      stack.forget(orphan.tunnel);
      const { report } = await examine(bench, {
        "config --json": { stdout: "{}" },
        "stack export": { stdout: JSON.stringify(stack.export()) },
      });
      assert.deepEqual(
        report.findings.filter(({ what }) => what !== "in-both").map(({ what, id }) => [what, id]),
        [["orphan", orphan.tunnel.id]],
      );
    });
  });

  it("proves an orphan of a stack whose state is empty, by the names of the selected stack and of its project", async () => {
    await withBench(async (bench) => {
      const id = await makeTunnel(bench.emulator, { vpnConnName: defaultName(`organization:${urnOf("left")}`, "") });
      const { json } = await call(bench.emulator, "AddUserGw", { userGwName: "peer", userGwAddr: "203.0.113.9" });
      const inAcme = await makeTunnel(bench.emulator, {
        vpnConnName: defaultName(`acme:${urnOf("left")}`, ""),
        userGwId: json.userGwId,
      });
      const answers = {
        "config --json": { stdout: "{}" },
        "stack export": { stdout: JSON.stringify({ version: 3, deployment: {} }) },
        "stack --show-name": { stdout: "dev\n" },
      };
      const found = await examine(bench, answers);
      assert.deepEqual(found.report.repair, ["pulumi up", `npx pulumi-qcloud-vpn remove ${id} --region ap-guangzhou`]);
      const qualified = "--stack acme/model/dev";
      const named = await examine(
        bench,
        {
          [`config --json ${qualified}`]: answers["config --json"],
          [`stack export ${qualified}`]: answers["stack export"],
        },
        { args: qualified.split(" ") },
      );
      assert.ok(
        named.report.repair.includes(`npx pulumi-qcloud-vpn remove ${inAcme} --region ap-guangzhou ${qualified}`),
      );
    });
  });

  it("waits with --wait until no task is under way", async () => {
    await withBench(async (bench) => {
      const stack = new Stack(bench.emulator);
      const { id = "" } = await stack.add("office");
      bench.emulator.patchVpnConnection(id, { vpcConnStatus: 0 });
      const answers = {
        "config --json": { stdout: "{}" },
        "stack export": { stdout: JSON.stringify(stack.export()) },
      };
      const busy = await examine(bench, answers, { args: ["--wait", "50ms"] });
      assert.deepEqual([busy.code, busy.report.findings[0]?.what], [1, "busy"]);
      setTimeout(() => bench.emulator.patchVpnConnection(id, { vpcConnStatus: 6 }), 1500);
      const waited = await examine(bench, answers, { args: ["--wait", "1m"] });
      assert.deepEqual([waited.code, waited.report.findings[0]?.what], [0, "in-both"]);
      assert.ok(waited.output.includes(`waiting for ${id}\n`));
    });
  });

  it("says that a destroy asks where the config of the last up says", async () => {
    await withBench(async (bench) => {
      const stack = new Stack(bench.emulator);
      await stack.add("office");
      stack.resources.push(provider("default", { "qcloud:endpoint": "http://127.0.0.1:1/v2/index.php" }));
      const answers = {
        "config --json": { stdout: JSON.stringify({ "qcloud:endpoint": { value: reached(bench.emulator).endpoint } }) },
        "stack export": { stdout: JSON.stringify(stack.export()) },
      };
      const plan = async (env: Record<string, undefined>): Promise<readonly string[] | undefined> =>
        (await examine(bench, answers, { args: ["--plan-destroy"], env })).report.plan?.warnings;
      assert.deepEqual(await plan({}), []);
      assert.deepEqual(await plan({ QCLOUD_VPC_ENDPOINT: undefined }), [
        `pulumi destroy uses the endpoint http://127.0.0.1:1/v2/index.php of the last \`pulumi up\`, not the current one, ${reached(bench.emulator).endpoint}`,
      ]);
    });
  });

  it("advises to set an endpoint where the wrong one is set", async () => {
    await withBench(async (bench) => {
      await withBench(async ({ emulator }) => {
        const stack = new Stack(emulator);
        await stack.add("office");
        const answers = {
          "config --json": {
            stdout: JSON.stringify({ "qcloud:endpoint": { value: reached(bench.emulator).endpoint } }),
          },
          "stack export": { stdout: JSON.stringify(stack.export()) },
        };
        const { report } = await examine(bench, answers, { env: { QCLOUD_VPC_ENDPOINT: undefined } });
        assert.deepEqual(report.repair, [`pulumi config set qcloud:endpoint ${reached(emulator).endpoint}`]);
      });
    });
  });
});
