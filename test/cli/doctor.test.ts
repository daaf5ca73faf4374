import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { hasInvisible } from "../../provider/util/printable.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions, reached } from "../support/versions.ts";
import { addGateway, withPatient } from "./doctor-support.ts";
import { throughPlugin, withBench } from "./support.ts";

/** Actions that change something. */
const WRITES = /^(?:Add|Modify|Delete|Reset|Run|Create)/;

/** The action that lists tunnels. */
const DESCRIBE = { "2.0": "DescribeVpnConn", "3.0": "DescribeVpnConnections" } as const;

describeVersions("pulumi-qcloud-vpn doctor", (version) => {
  quietConsole();
  fastTime();

  it("finds all well where everything stands, writes nothing, and ends with 0", async () => {
    await withPatient(async (patient, emulator) => {
      await patient.stack.addBranch("office", "203.0.113.9");
      emulator.clearCalls();
      const { code, stdout, stderr } = await patient.text();
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /in both +tunnel +office +vpnx-\w+ +ap-guangzhou +running, link available/);
      assert.match(stdout, /in both +peer gateway +office +cgw-\w+ +ap-guangzhou +exists/);
      assert.match(stdout, /\nNo problems found\.\n$/);
      assert.deepEqual(
        emulator.calls().filter(({ action }) => WRITES.test(action)),
        [],
      );
    });
  });

  it("shows on a terminal what it reads, on stderr, and not with --json", async () => {
    await withPatient(async (patient) => {
      await patient.stack.add("office");
      assert.equal(
        (await patient.text([], { isTerminal: true })).stderr,
        "reading the stack ...\nreading the cloud: 1 resource of the stack ...\n",
      );
      assert.equal((await patient.text(["--json"], { isTerminal: true })).stderr, "");
      assert.equal((await patient.text()).stderr, "");
    });
  });

  it("prints what deletes after all that does not", async () => {
    await withPatient(async (patient, emulator) => {
      const failed = await patient.stack.addBranch("failed", "203.0.113.1");
      emulator.patchVpnConnection(failed.tunnel.id ?? "", { vpcConnStatus: 5 });
      const destroys = version === "2.0" ? [`pulumi destroy --target ${failed.tunnel.urn}`] : [];
      const renamed = await patient.stack.addBranch("renamed", "203.0.113.2");
      emulator.patchVpnConnection(renamed.tunnel.id ?? "", { vpnConnName: "other" });
      const gone = await patient.stack.addBranch("gone", "203.0.113.3");
      emulator.remove("vpnConnections", gone.tunnel.id ?? "");
      const orphan = await patient.stack.addBranch("orphan", "203.0.113.4");
      patient.stack.forget(orphan.tunnel);
      assert.deepEqual((await patient.report()).repair, [
        `pulumi preview --refresh --diff --target ${renamed.tunnel.urn}`,
        `pulumi refresh --target ${gone.tunnel.urn}`,
        `pulumi up --refresh --target ${renamed.tunnel.urn}`,
        "pulumi up",
        ...destroys,
        `npx pulumi-qcloud-vpn remove ${orphan.tunnel.id} --region ap-guangzhou`,
      ]);
    });
  });

  it("finds nothing in an empty stack, and says where it looked", async () => {
    await withPatient(async (patient, emulator) => {
      const { code, stdout } = await patient.text();
      assert.equal(code, 0);
      assert.match(
        stdout,
        /^read http:\/\/127.* \(from the environment variable QCLOUD_VPC_ENDPOINT\) in ap-guangzhou with SecretId emul\.\.\.t-id/,
      );
      assert.ok(!stdout.includes(emulator.secretId) && !stdout.includes(emulator.secretKey));
    });
  });

  it("finds what is gone, and advises to refresh it alone", async () => {
    await withPatient(async (patient, emulator) => {
      const { tunnel, gateway } = await patient.stack.addBranch("office", "203.0.113.9");
      emulator.remove("userGateways", gateway.id ?? "");
      const { code, findings, repair } = await patient.report(["--stack", "dev"]);
      assert.equal(code, 1);
      assert.deepEqual(
        findings.map(({ what, id }) => [what, id]),
        [
          ["gone", gateway.id],
          ["gone", tunnel.id],
        ],
      );
      assert.deepEqual(repair, [`pulumi refresh --stack dev --target ${gateway.urn} --target ${tunnel.urn}`]);
    });
  });

  const failures: readonly (readonly [number, string, string])[] = [
    [1, "create-failed", "pulumi up --refresh"],
    [3, "modify-failed", "pulumi up --refresh"],
    [5, "delete-failed", "pulumi destroy"],
  ];
  // In API 3.0 no status shows a failure. That of a creation is in the state.
  for (const [status, word, command] of version === "2.0" ? failures : failures.slice(0, 1)) {
    it(`finds what the service could not do: ${word}`, async () => {
      await withPatient(async (patient, emulator) => {
        const tunnel = await patient.stack.add("office");
        emulator.patchVpnConnection(tunnel.id ?? "", { vpcConnStatus: status });
        (tunnel["outputs"] as { status: string }).status = word;
        const { code, findings, repair } = await patient.report();
        assert.equal(code, 1);
        assert.deepEqual([findings[0]?.what, findings.length], ["failed", 1]);
        assert.ok(findings[0]?.detail.startsWith(`status ${word}: `));
        assert.deepEqual(repair, [`${command} --target ${tunnel.urn}`]);
      });
    });
  }

  it("knows no command for a status that no document describes", async () => {
    await withPatient(async (patient, emulator) => {
      const tunnel = await patient.stack.add("office");
      emulator.patchVpnConnection(tunnel.id ?? "", { vpcConnStatus: 9 });
      const { findings, repair } = await patient.report();
      assert.deepEqual([findings[0]?.what, repair], ["failed", []]);
      assert.match(
        (await patient.text()).stdout,
        /1 problem\.\n\noffice \(vpnx-\w+\): ask the operator of the cloud\.\n$/,
      );
    });
  });

  const busy: readonly (readonly [number, string])[] = [
    [0, "creating"],
    [2, "modifying"],
    [4, "deleting"],
  ];
  for (const [status, word] of version === "2.0" ? busy : busy.filter((each) => each[1] !== "modifying")) {
    it(`finds what is busy, and advises to wait: ${word}`, async () => {
      await withPatient(async (patient, emulator) => {
        const tunnel = await patient.stack.add("office");
        emulator.patchVpnConnection(tunnel.id ?? "", { vpcConnStatus: status });
        const { code, findings, repair } = await patient.report(["--cwd", "net work"]);
        assert.deepEqual([code, findings[0]?.what], [1, "busy"]);
        assert.deepEqual(repair, ["npx pulumi-qcloud-vpn doctor --wait 15m --cwd 'net work'"]);
      });
    });
  }

  it("finds what an operation left unfinished", async () => {
    await withPatient(async (patient) => {
      const initErrors = ["timed out waiting for tunnel"];
      const first = await patient.stack.add("half", {}, { initErrors });
      const { findings, repair } = await patient.report();
      assert.deepEqual([findings[0]?.what, repair], ["unfinished", [`pulumi up --refresh --target ${first.urn}`]]);
      assert.match(findings[0]?.detail ?? "", /timed out waiting/);
      Object.assign(first, { initErrors: undefined, pendingReplacement: true });
      assert.deepEqual((await patient.report()).repair, ["pulumi up"]);
      Object.assign(first, { pendingReplacement: false, delete: true });
      assert.deepEqual((await patient.report()).repair, ["pulumi up"]);
    });
  });

  it("says that nothing shows who created a tunnel on its gateways, and tells it from what is in the way", async () => {
    await withPatient(async (patient, emulator) => {
      const tunnel = await patient.stack.add("office");
      const gateway = await addGateway(emulator, "203.0.113.9");
      const foreign = await makeTunnel(emulator, { vpnConnName: "theirs", userGwId: gateway });
      const calm = await patient.report();
      assert.deepEqual([calm.code, calm.findings[1]?.what, calm.repair], [0, "unknown-creator", []]);
      assert.equal(calm.findings[1]?.detail, "nothing shows who created it, on a gateway that this stack uses");
      assert.match(calm.findings[1]?.advice ?? "", /`pulumi up` takes over a tunnel .* with the same name and key/);
      const shown = (await patient.text()).stdout;
      assert.match(shown, /unknown creator +tunnel +theirs/);
      assert.ok(shown.includes(`Note: ${calm.findings[1]?.advice}\n`));
      assert.deepEqual(calm.findings[1]?.repair, [
        `npx pulumi-qcloud-vpn adopt --region ap-guangzhou --tunnel ${foreign}`,
      ]);

      emulator.remove("vpnConnections", tunnel.id ?? "");
      const twin = await makeTunnel(emulator, { vpnConnName: "stranger" });
      const { code, findings } = await patient.report();
      assert.equal(code, 1);
      const inTheWay = findings.find(({ what }) => what === "in-the-way");
      assert.equal(inTheWay?.id, twin);
      assert.doesNotMatch(JSON.stringify(inTheWay), /pulumi-qcloud-vpn remove|somebody else/);
      assert.match(inTheWay?.advice ?? "", /^`pulumi up` creates no other tunnel there: adopt it/);
      (tunnel["outputs"] as { vpnConnName: string }).vpnConnName = "explicit";
      emulator.patchVpnConnection(twin, { vpnConnName: "explicit" });
      const namesake = (await patient.report()).findings.find(({ what }) => what === "in-the-way");
      assert.match(
        namesake?.advice ?? "",
        /^it has the name of office: if it has its key too, `pulumi up` takes it over/,
      );
      patient.stack.resources[0] = throughPlugin(tunnel);
      const ofPlugin = (await patient.report()).findings;
      assert.match(
        ofPlugin.find(({ what }) => what === "in-the-way")?.advice ?? "",
        /^`pulumi up` creates no other tunnel there/,
      );
      assert.match(
        ofPlugin.find(({ what }) => what === "unknown-creator")?.advice ?? "",
        /^`pulumi up` takes over no tunnel of an unknown creator/,
      );
      patient.stack.resources[0] = tunnel;
      emulator.configure({ set: { preSharedKey: "hidden" } });
      const hidden = (await patient.report()).findings.find(({ what }) => what === "in-the-way");
      assert.match(hidden?.advice ?? "", /^`pulumi up` creates no other tunnel there/);
    });
  });

  it("sees nothing of tunnels that are neither ours nor on our gateways", async () => {
    await withPatient(async (patient, emulator) => {
      await patient.stack.add("office", {}, {}, "VpnConnection");
      const { json } = await call(emulator, "RunVpnGw", {
        name: "second",
        vpcId: "vpc-03vihbk9",
        bandwidth: 5,
        chargeType: "POSTPAID_BY_HOUR",
      });
      const parents = { vpnGwId: json.data.vpnGwId, userGwId: await addGateway(emulator, "203.0.113.9") };
      await makeTunnel(emulator, { vpnConnName: "theirs", ...parents });
      assert.deepEqual(await patient.found(), ["in-both: office"]);
    });
  });

  it("tells another endpoint that knows the same tunnel from one that does not", async () => {
    await withPatient(async (patient, emulator, { env }) => {
      const tunnel = await patient.stack.add("office");
      const elsewhere = reached(emulator).endpoint.replace("127.0.0.1", "localhost");
      const moved = await patient.report([], { env: { ...env, QCLOUD_VPC_ENDPOINT: elsewhere } });
      assert.deepEqual([moved.code, moved.findings[0]?.what], [1, "elsewhere"]);
      assert.deepEqual(moved.repair, [`pulumi refresh --target ${tunnel.urn}`]);
      await withBench(async (other) => {
        const lost = await patient.report([], {
          env: { ...env, QCLOUD_VPC_ENDPOINT: reached(other.emulator).endpoint },
        });
        assert.deepEqual([lost.code, lost.findings[0]?.what], [1, "elsewhere"]);
        assert.deepEqual(lost.repair, [`export QCLOUD_VPC_ENDPOINT=${reached(emulator).endpoint}`]);
      });
    });
  });

  it("shows every character of a command that is to be copied, whatever the state holds", async () => {
    await withPatient(async (patient) => {
      const tunnel = await patient.stack.add("office");
      const outputs = tunnel["outputs"] as { __origin: { endpoint: string } };
      // On a terminal it would look like `pulumi up`.
      outputs.__origin.endpoint = "http://127.0.0.1:1/\u001b[2K\r  pulumi up\u202e\u200b\u009b";
      await withBench(async ({ env }) => {
        const { code, stdout } = await patient.text([], { env });
        assert.equal(code, 1);
        assert.ok(!stdout.split("\n").some(hasInvisible), JSON.stringify(stdout));
        const command = /^ {2}(export QCLOUD_VPC_ENDPOINT=.*)$/m.exec(stdout)?.[1] ?? "";
        const set = execFileSync("sh", ["-c", `${command}\nprintf %s "$QCLOUD_VPC_ENDPOINT"`], { encoding: "utf8" });
        assert.equal(set, outputs.__origin.endpoint);
        const json = (await patient.text(["--json"], { env })).stdout;
        assert.ok(!json.split("\n").some(hasInvisible), JSON.stringify(json));
        assert.deepEqual((JSON.parse(json) as { repair: string[] }).repair, [command]);
      });
    });
  });

  it("tells another key pair of the same account from one of another", async () => {
    await withPatient(async (patient, emulator, { env }) => {
      const tunnel = await patient.stack.add("office");
      emulator.addAccount({ secretId: "second-pair", secretKey: "k2", account: emulator.secretId });
      emulator.addAccount({ secretId: "stranger", secretKey: "k3" });
      const second = { ...env, TENCENTCLOUD_SECRET_ID: "second-pair", TENCENTCLOUD_SECRET_KEY: "k2" };
      const calm = await patient.report([], { env: second });
      assert.deepEqual([calm.code, calm.findings[0]?.what], [0, "in-both"]);
      assert.match(calm.findings[0]?.detail ?? "", /created with another key pair/);
      const stranger = { ...env, TENCENTCLOUD_SECRET_ID: "stranger", TENCENTCLOUD_SECRET_KEY: "k3" };
      const lost = await patient.report([], { env: stranger });
      assert.deepEqual([lost.code, lost.findings[0]?.what], [1, "unproved"]);
      assert.match(lost.findings[0]?.advice ?? "", /use the key pair that created it/);
      emulator.remove("vpnConnections", tunnel.id ?? "");
      // In API 3.0 no peer gateway counts its tunnels, so nothing shows that this key pair would see the tunnel.
      assert.deepEqual(await patient.found([], { env: second }), [
        `${version === "2.0" ? "gone" : "unproved"}: office`,
      ]);
      assert.deepEqual(await patient.found([], { env: stranger }), ["unproved: office"]);
    });
  });

  it("takes a damaged state for one that proves nothing", async () => {
    await withPatient(async (patient) => {
      const tunnel = await patient.stack.add("office");
      const { vpcId: _vpc, __origin: _origin, ...outputs } = tunnel["outputs"] as Record<string, unknown>;
      tunnel["outputs"] = outputs;
      assert.deepEqual(await patient.found(), ["unproved: office"]);
      tunnel["outputs"] = { status: "running" };
      assert.deepEqual(await patient.found(), ["unproved: office"]);
    });
  });

  it("shows no key, no text that commands a terminal, and colours on a terminal alone", async () => {
    await withPatient(async (patient, emulator, { env }) => {
      const tunnel = await patient.stack.add("office", { preSharedKey: "canary-psk-31" });
      emulator.patchVpnConnection(tunnel.id ?? "", { vpnConnName: "x\u001b[2J" });
      for (const args of [[], ["--json"], ["--plan-destroy"], ["--all"]]) {
        const { stdout, stderr } = await patient.text(args);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is what this looks for
        assert.doesNotMatch(stdout + stderr, /canary|\u001b/);
      }
      assert.ok((await patient.text([], { isTerminal: true })).stdout.includes("\u001b[31m"));
      const { vpnConnName } = tunnel["outputs"] as { vpnConnName: string };
      emulator.patchVpnConnection(tunnel.id ?? "", { vpnConnName });
      assert.ok((await patient.text([], { isTerminal: true })).stdout.includes("\u001b[32m"));
      const plainly = await patient.text([], { isTerminal: true, env: { ...env, NO_COLOR: "1" } });
      assert.ok(!plainly.stdout.includes("\u001b"));
    });
  });

  it("cannot look, with exit code 2, where the cloud refuses or the file is no state", async () => {
    await withPatient(async (patient, emulator, { run, env, folder }) => {
      await patient.stack.add("office");
      emulator.addFaults([
        {
          action: DESCRIBE[version],
          fault: "code",
          code: 4100,
          codeDesc: version === "2.0" ? "" : "AuthFailure.SignatureFailure",
        },
      ]);
      const refused = await patient.text();
      assert.deepEqual([refused.code, refused.stdout], [2, ""]);
      assert.match(
        refused.stderr,
        /^pulumi-qcloud-vpn: DescribeVpnConn(?:ections)? was answered with .*(?:4100|AuthFailure).*\n$/,
      );
      assert.equal((await run(["doctor", "--file", "none.json"])).code, 2);
      const { TENCENTCLOUD_REGION: _region, ...nowhere } = env;
      patient.stack.resources.length = 0;
      assert.match((await patient.text([], { env: nowhere })).stderr, /the state names no region/);
      assert.ok(folder.length > 0);
    });
  });

  it("goes on without a list of peer gateways that no resource needs", async () => {
    await withPatient(async (patient, emulator) => {
      await patient.stack.add("office");
      emulator.addFaults([
        {
          action: version === "2.0" ? "DescribeUserGw" : "DescribeCustomerGateways",
          fault: "code",
          code: 4102,
          codeDesc: version === "2.0" ? "" : "UnauthorizedOperation",
          times: 0,
        },
      ]);
      const { code, stdout } = await patient.text();
      assert.equal(code, 0);
      assert.match(
        stdout,
        /Note: peer gateways cannot be listed: Describe(?:UserGw|CustomerGateways) was answered with/,
      );
    });
  });
});
