import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "../../emulator/index.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions } from "../support/versions.ts";
import { type ExportedResource, fakePulumi, Stack, throughPlugin, withBench } from "./support.ts";

const KEY = 'canary-psk-it\'s-$HOME-`x`-"q"-\\';

const addGateway = async (emulator: Emulator, address: string, name = "branch"): Promise<string> =>
  (await call(emulator, "AddUserGw", { userGwName: name, userGwAddr: address })).json.userGwId;

describeVersions("pulumi-qcloud-vpn adopt", (version) => {
  quietConsole();

  it("lists what stands and writes the program on stdout, and shows no key anywhere", async () => {
    await withBench(async ({ emulator, run }) => {
      const id = await makeTunnel(emulator, { vpnConnName: "杭州 办公室", preSharedKey: KEY });
      emulator.clearCalls();
      const { code, stdout, stderr } = await run(["adopt"]);
      assert.equal(code, 0);
      assert.match(stdout, /^\/\/ Adopts what exists in ap-guangzhou/);
      assert.ok(stdout.includes(`vpnConnId: "${id}"`));
      assert.ok(stdout.includes(`config.requireSecret("preSharedKey-${id}")`));
      assert.match(stdout, /const 杭州办公室 = new VpnConnection\("杭州-办公室"/);
      assert.match(stdout, /userGwId: emulatorPeerGateway\.userGwId/);
      assert.match(stderr, new RegExp(`tunnel +${id} +杭州 办公室 +running`));
      assert.ok(stderr.includes(`pulumi config set --secret preSharedKey-${id}\n`));
      assert.doesNotMatch(stdout + stderr, /canary/);
      const asked = new Set(emulator.calls().map(({ action }) => action));
      assert.deepEqual(
        [...asked].sort(),
        version === "2.0"
          ? ["DescribeUserGw", "DescribeVpcEx", "DescribeVpnConn"]
          : ["DescribeCustomerGateways", "DescribeVpcs", "DescribeVpnConnections"],
      );
    });
  });

  it("lists alone with --list, and writes a new file with --out", async () => {
    await withBench(async ({ emulator, run, folder }) => {
      await makeTunnel(emulator);
      const listed = await run(["adopt", "--list"]);
      assert.deepEqual([listed.code, listed.stderr], [0, ""]);
      assert.doesNotMatch(listed.stdout, /import|config set/);
      const written = await run(["adopt", "--out", "index.ts"]);
      assert.deepEqual([written.code, written.stderr], [0, ""]);
      assert.match(readFileSync(join(folder, "index.ts"), "utf8"), /^\/\/ Adopts/);
      const again = await run(["adopt", "--out", "index.ts"]);
      assert.equal(again.code, 1);
      assert.match(again.stderr, /index\.ts exists and was not overwritten/);
      assert.equal((await run(["adopt", "--out", "index.ts", "--force"])).code, 0);
      assert.match((await run(["adopt", "--out", "no/such/index.ts"])).stderr, /cannot be written: ENOENT/);
    });
  });

  it("imports packages as the project does, or as the ending of the file says", async () => {
    await withBench(async ({ emulator, run, folder }) => {
      await makeTunnel(emulator);
      const forms = { import: /^import \{/m, require: /require\("pulumi-qcloud-vpn"\)/ };
      const printed = async (): Promise<string> => (await run(["adopt"])).stdout;
      assert.match(await printed(), forms.import);
      await writeFile(join(folder, "package.json"), '{"type":"module"}');
      assert.match(await printed(), forms.import);
      await writeFile(join(folder, "package.json"), "{}");
      assert.match(await printed(), forms.require);
      const files = { "a.js": "require", "a.cjs": "require", "a.mjs": "import", "a.ts": "import" } as const;
      for (const [file, form] of Object.entries(files)) {
        await run(["adopt", "--out", file]);
        assert.match(readFileSync(join(folder, file), "utf8"), forms[form], file);
      }
      await writeFile(join(folder, "tsconfig.json"), "{}");
      assert.match(await printed(), forms.import);
    });
  });

  it("adopts only the selected tunnels, and the peer gateways that no other tunnel uses", async () => {
    await withBench(async ({ emulator, run }) => {
      const shared = await makeTunnel(emulator);
      const gateway = await addGateway(emulator, "203.0.113.9");
      const own = await makeTunnel(emulator, { userGwId: gateway });
      const { json } = await call(emulator, "RunVpnGw", {
        name: "second",
        vpcId: "vpc-03vihbk9",
        bandwidth: 5,
        chargeType: "POSTPAID_BY_HOUR",
      });
      const second = json.data.vpnGwId as string;
      const other = await makeTunnel(emulator, { vpnGwId: second });
      const ids = async (...args: string[]): Promise<string[]> =>
        ((await run(["adopt", ...args])).stdout.match(/(?:vpnConnId|userGwId): "[^"]+"/g) ?? []).sort();
      assert.deepEqual(await ids("--tunnel", own), [`userGwId: "${gateway}"`, `vpnConnId: "${own}"`]);
      assert.deepEqual(await ids("--gateway", second), [`userGwId: "cgw-e098slul"`, `vpnConnId: "${other}"`]);
      assert.equal((await ids("--vpc", version === "2.0" ? "gz_vpc_76" : "vpc-03vihbk9")).length, 5);
      assert.equal((await ids("--tunnel", own, "--tunnel", shared)).length, 4);
      const none = await run(["adopt", "--vpc", "vpc-aaaaaaaa"]);
      assert.equal(none.code, 2);
      assert.match(none.stderr, /No matching tunnels or peer gateways.*\n.*nothing to adopt/);
    });
  });

  it("leaves out what is going away or failed, and says so", async () => {
    await withBench(async ({ emulator, run }) => {
      const id = await makeTunnel(emulator);
      const all: readonly (readonly [number, string])[] = [
        [4, "deleting"],
        [1, "create-failed"],
        [5, "delete-failed"],
      ];
      for (const [status, word] of version === "2.0" ? all : all.slice(0, 1)) {
        emulator.patchVpnConnection(id, { vpcConnStatus: status });
        const { stdout, stderr } = await run(["adopt"]);
        assert.doesNotMatch(stdout, /VpnConnection/);
        assert.match(stderr, new RegExp(`left out: its status is ${word}`));
      }
    });
  });

  it("says of a tunnel that has the mark of this package that a stack may declare it", async () => {
    await withBench(async ({ emulator, run }) => {
      await makeTunnel(emulator, { vpnConnName: "branch-pqv0123456789ab" });
      const { stdout, stderr } = await run(["adopt"]);
      assert.match(stderr, /has the mark of this package: check whether another stack declares it/);
      assert.match(stdout, /new VpnConnection\("branch", /);
    });
  });

  it("sets the keys in the stack's config through the CLI's stdin, and never as an argument", async () => {
    await withBench(async ({ emulator, run, folder }) => {
      const id = await makeTunnel(emulator, { preSharedKey: KEY });
      const command = `config set --secret preSharedKey-${id} --stack dev`;
      const answers = {
        "config --json --stack dev": { stdout: "{}" },
        "stack export --stack dev": { stdout: JSON.stringify(new Stack(emulator).export()) },
      };
      const calls = await fakePulumi(folder, { ...answers, [command]: {} });
      const args = ["adopt", "--stack", "dev", "--set-config", "--out", "index.ts"];
      const { code, stdout, stderr } = await run(args);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.deepEqual((await calls()).at(-1), { args: command.split(" "), stdin: KEY });
      assert.equal(JSON.stringify((await calls()).map((each) => each.args)).includes("canary"), false);
      assert.doesNotMatch(stdout, /canary|config set/);
      await fakePulumi(folder, { ...answers, [command]: { code: 255, stderr: `error: cannot encrypt ${KEY}` } });
      const refused = await run([...args, "--force"]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /failed: cannot encrypt \[redacted\]/);
      assert.doesNotMatch(refused.stdout + refused.stderr, /canary/);
    });
  });

  it("prints the commands for the keys that the service hides, also with --set-config", async () => {
    await withBench(
      async ({ emulator, run, folder }) => {
        const id = await makeTunnel(emulator);
        await fakePulumi(folder, {});
        const { code, stdout, stderr } = await run(["adopt", "--set-config"]);
        assert.equal(code, 0);
        assert.match(stdout, /\/\/ The service does not show the key: the next `pulumi up` writes the one/);
        assert.ok(stderr.includes(`  pulumi config set --secret preSharedKey-${id}\n`));
        assert.match(stderr, /\nThe service hides 1 key; the commands ask for them\.\n/);
        assert.doesNotMatch(stderr, /undefined/);
      },
      { set: { preSharedKey: "hidden" } },
    );
  });

  it("leaves out what the stack declares already", async () => {
    await withBench(async ({ emulator, run, folder }) => {
      const stack = new Stack(emulator);
      const tunnel = await stack.add("known");
      const other = await makeTunnel(emulator, { userGwId: await addGateway(emulator, "203.0.113.9") });
      await fakePulumi(folder, {
        "config --json": { stdout: "{}" },
        "stack export": { stdout: JSON.stringify(stack.export()) },
      });
      await writeFile(join(folder, "Pulumi.yaml"), "name: model\nruntime: nodejs\n");
      const { code, stdout, stderr } = await run(["adopt"]);
      assert.equal(code, 0);
      assert.ok(stdout.includes(other) && !stdout.includes(tunnel.id ?? ""));
      assert.match(stderr, /left out: this stack declares it as known/);
    });
  });

  it("writes a program for the provider plugin where the stack uses it or --plugin says so, and the shorter commands", async () => {
    await withBench(async ({ emulator, run, folder }) => {
      const stack = new Stack(emulator);
      const known = await stack.add("known");
      const gateway = await addGateway(emulator, "203.0.113.9");
      const id = await makeTunnel(emulator, { userGwId: gateway, vpnConnName: "Hangzhou office", preSharedKey: KEY });
      const provider = {
        urn: "urn:pulumi:dev::model::pulumi:providers:qcloud::other",
        type: "pulumi:providers:qcloud",
        inputs: { secretId: emulator.secretId, secretKey: emulator.secretKey },
      };
      const adopt = async (first: ExportedResource, ...args: string[]) => {
        const deployment = { resources: [provider, first], pending_operations: [] };
        await fakePulumi(folder, {
          "config --json --stack dev": { stdout: "{}" },
          "stack export --stack dev": { stdout: JSON.stringify({ version: 3, deployment }) },
        });
        const { stdout, stderr } = await run(["adopt", "--tunnel", id, "--stack", "dev", ...args]);
        assert.doesNotMatch(stdout + stderr, /canary/);
        return { program: stdout, steps: stderr };
      };
      const dynamic = await adopt(known);
      assert.match(dynamic.program, /from "pulumi-qcloud-vpn";/);
      assert.doesNotMatch(dynamic.steps, /pulumi import/);

      const commands = (more = ""): string =>
        [`UserGateway branch ap-guangzhou/${gateway}`, `VpnConnection Hangzhou-office ap-guangzhou/${id}`]
          .map((words) => `  pulumi import qcloud:index:${words}${more} --stack dev\n`)
          .join("");
      const ofPlugin = await adopt(throughPlugin(known));
      assert.match(ofPlugin.program, /import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn\/plugin";/);
      assert.ok(ofPlugin.steps.includes(`\n\n${commands()}`), ofPlugin.steps);
      assert.deepEqual(await adopt(known, "--plugin"), ofPlugin);
      const through = await adopt(known, "--provider", "other");
      assert.match(through.program, /from "pulumi-qcloud-vpn\/plugin";/);
      assert.ok(through.steps.includes(commands(` --provider other=${provider.urn}`)), through.steps);

      await makeTunnel(emulator, { userGwId: await addGateway(emulator, "203.0.113.10") });
      const { stderr: many } = await run(["adopt", "--plugin"]);
      assert.doesNotMatch(many, /pulumi import/);
    });
  });

  it("reads no stack outside a project", async () => {
    await withBench(async ({ emulator, run, folder }) => {
      await makeTunnel(emulator);
      const calls = await fakePulumi(folder, {});
      assert.equal((await run(["adopt"])).code, 0);
      assert.deepEqual(await calls(), []);
    });
  });
});
