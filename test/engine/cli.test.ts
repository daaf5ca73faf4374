import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index.ts";
import type { ShownReport } from "../cli/doctor-support.ts";
import { type Ran, run as runInProcess } from "../cli/support.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { runPrinted } from "./support/printed.ts";
import type { EngineStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";
import { recorded, standing, testKey, tunnelArgs, tunnelProgram, withTunnel } from "./support/tunnels.ts";

/** Runs our own command in the stack's project; a person answers yes. */
const cli = (stack: EngineStack, ...args: string[]): Promise<Ran> =>
  runInProcess(args, { env: stack.env, cwd: stack.folder.project, answers: ["yes"] });

async function doctor(stack: EngineStack, ...args: string[]): Promise<ShownReport> {
  const { stdout, stderr } = await cli(stack, "doctor", "--stack", stack.name, "--json", ...args);
  assert.notEqual(stdout, "", stderr);
  assert.ok(!`${stdout}${stderr}`.includes(testKey), "a key in the report");
  return JSON.parse(stdout) as ShownReport;
}

/** What is wrong, in short. */
const troubles = ({ findings }: ShownReport): string[] =>
  findings.filter(({ isTrouble }) => isTrouble).map(({ what, name }) => `${what}: ${name}`);

/** Runs what the doctor printed, in its order, as a person would, and lets it look again. */
async function repaired(stack: EngineStack, report: ShownReport): Promise<ShownReport> {
  for (const command of report.repair) {
    await runPrinted(stack, command);
  }
  const after = await doctor(stack);
  assert.deepEqual(troubles(after), [], JSON.stringify(after.findings));
  return after;
}

const addGateway = async (emulator: Emulator, address: string, name = "branch"): Promise<string> =>
  (await call(emulator, "AddUserGw", { userGwName: name, userGwAddr: address })).json.userGwId;

/** Tunnels of these names, each with a peer gateway of its own. */
const branches = (...names: string[]): string => `
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
for (const [index, name] of ${JSON.stringify(names)}.entries()) {
  const device = new UserGateway(name, { userGwAddr: "203.0.113." + (index + 1) });
  new VpnConnection(name, { ...${JSON.stringify(tunnelArgs)}, userGwId: device.userGwId });
}
`;

describeEngine("pulumi-qcloud-vpn on the real engine", () => {
  it("adopts existing tunnels: up only reads, the next preview shows no changes, destroy deletes them", async () => {
    await withTunnel({ stack: { program: "" }, emulator: { taskMs: 0 } }, async ({ stack, emulator }) => {
      const second = await addGateway(emulator, "203.0.113.9", "class");
      const sources = { "10.0.1.0/24": ["172.16.5.0/24"], "10.0.2.0/24": ["172.16.6.0/24"] };
      const made = [
        await makeTunnel(emulator, {
          vpnConnName: "杭州 办公室",
          preSharedKey: testKey,
          "IKESet.localIdentity": "fqdn",
          "IKESet.localFqdnName": "vpn.example.com",
        }),
        await makeTunnel(emulator, {
          vpnConnName: "two sources",
          preSharedKey: `${testKey}'$HOME`,
          userGwId: second,
          "userGwCidrBlock.0": undefined,
          spdAcl: JSON.stringify(sources),
        }),
      ];
      const before = emulator.state().vpnConnections;
      const adopted = await cli(stack, "adopt", "--stack", stack.name, "--out", "index.js", "--force", "--set-config");
      assert.equal(adopted.code, 0, adopted.stderr);
      assert.ok(!`${adopted.stdout}${adopted.stderr}`.includes(testKey), "a key on the terminal");
      emulator.clearCalls();
      await stack.up();
      const asked = new Set(emulator.calls().map(({ action }) => action));
      assert.deepEqual(
        [...asked].filter((action) => !action.startsWith("Describe")),
        [],
      );
      assert.deepEqual((await stack.preview()).changeSummary, { same: 5 });
      assert.deepEqual(emulator.state().vpnConnections, before);
      assert.deepEqual(troubles(await doctor(stack)), []);
      assert.deepEqual(standing(emulator).sort(), made.sort());
      await stack.destroy();
      assert.deepEqual([standing(emulator), emulator.state().userGateways], [[], []]);
    });
  });

  it("finds tunnels that are gone, changed, failed, busy, of somebody else and elsewhere, and its commands repair each", async () => {
    const names = ["gone", "create", "change", "delete", "busy", "edited", "well"];
    await withTunnel({ stack: { program: branches(...names) } }, async ({ stack, emulator }) => {
      await stack.up();
      const ids = new Map(
        (await recorded(stack)).flatMap(({ urn, id = "" }) =>
          urn.includes("VpnConnection") ? [[urn.split("::").at(-1) ?? "", id] as const] : [],
        ),
      );
      const idOf = (name: string): string => ids.get(name) ?? "";
      emulator.remove("vpnConnections", idOf("gone"));
      emulator.patchVpnConnection(idOf("create"), { vpcConnStatus: 1 });
      emulator.patchVpnConnection(idOf("change"), { vpcConnStatus: 3 });
      emulator.patchVpnConnection(idOf("delete"), { vpcConnStatus: 5 });
      emulator.patchVpnConnection(idOf("busy"), { vpcConnStatus: 2 });
      emulator.patchVpnConnection(idOf("edited"), {
        IKESet: { dhGroupName: "group2" },
        destinationCidr: ["172.31.0.0/16"],
        preSharedKey: `${testKey}-of-the-console`,
      });
      const foreign = await makeTunnel(emulator, { vpnConnName: "theirs" });
      const report = await doctor(stack, "--plan-destroy");
      assert.deepEqual(troubles(report).sort(), [
        "busy: busy",
        "changed: edited",
        "failed: change",
        "failed: create",
        "failed: delete",
        "gone: gone",
      ]);
      const others = report.findings.filter(({ what }) => what === "unknown-creator");
      assert.deepEqual(
        others.map(({ id }) => id),
        [foreign],
      );
      assert.deepEqual(
        report.plan?.lines.map(({ step, kind }) => `${step} ${kind}`),
        [...names.map(() => "1 tunnel"), ...names.map(() => "2 peer gateway")],
      );
      const detailOf = ({ findings }: ShownReport): string | undefined =>
        findings.find(({ what }) => what === "changed")?.detail;
      assert.equal(detailOf(report), "differs from the state: userGwCidrBlock, ikeSet.dhGroupName");
      assert.equal(
        detailOf(await doctor(stack, "--keys")),
        "differs from the state: preSharedKey, userGwCidrBlock, ikeSet.dhGroupName",
      );
      setTimeout(() => emulator.patchVpnConnection(idOf("busy"), { vpcConnStatus: 6 }), 1000);
      const after = await repaired(stack, report);
      assert.deepEqual(
        after.findings
          .filter(({ kind }) => kind === "tunnel")
          .map(({ what, name }) => `${what}: ${name}`)
          .sort(),
        [
          "in-both: busy",
          "in-both: change",
          "in-both: create",
          "in-both: edited",
          "in-both: well",
          "unknown-creator: theirs",
        ],
      );
      assert.deepEqual(troubles(await doctor(stack, "--keys")), []);

      // What is of somebody else is taken over with the command that stands beside it.
      const theirs = after.findings.find(({ id }) => id === foreign);
      const program = await runPrinted(stack, `${theirs?.repair[0]} --set-config`);
      await writeFile(join(stack.folder.project, "more.js"), program);
      await stack.setProgram(`${branches(...names)}\nimport "./more.js";\n`);
      await stack.up();
      const whole = await doctor(stack);
      assert.deepEqual([...new Set(whole.findings.map(({ what }) => what))], ["in-both"]);
      assert.equal(standing(emulator).length, names.length + 1);

      // The same cloud under another name, and a cloud that is another one.
      stack.setEnv({ QCLOUD_VPC_ENDPOINT: emulator.url.replace("127.0.0.1", "localhost") });
      const moved = await doctor(stack);
      assert.deepEqual(new Set(moved.findings.map(({ what }) => what)), new Set(["elsewhere"]));
      await repaired(stack, moved);
      const other = await startEmulator();
      try {
        stack.setEnv({ QCLOUD_VPC_ENDPOINT: other.url });
        const lost = await doctor(stack);
        assert.ok(lost.repair.length === 1 && lost.repair[0]?.startsWith("export "), lost.repair.join());
        await repaired(stack, lost);
      } finally {
        await other.stop();
      }
      assert.deepEqual(emulator.state().vpnConnections.filter(({ unVpnConnId }) => unVpnConnId === foreign).length, 1);
    });
  });

  it("says what pulumi up does with a tunnel that was removed from the state", async () => {
    const program = (name?: string): string => `
import { UserGateway, VpnConnection } from "pulumi-qcloud-vpn";
const device = new UserGateway("office", { userGwAddr: "203.0.113.1" });
const args = { ...${JSON.stringify({ ...tunnelArgs, vpnConnName: name })}, userGwId: device.userGwId };
new VpnConnection("office", args);
`;
    await withTunnel({ stack: { program: program("explicit") } }, async ({ stack, emulator }) => {
      const forget = async (): Promise<void> => {
        const { urn = "" } = (await recorded(stack)).find((one) => one.urn.includes("VpnConnection")) ?? {};
        await stack.run("state", { args: ["delete", urn, "--yes", "--stack", stack.name] });
      };
      await stack.up();
      const [id] = standing(emulator);
      await forget();
      const { findings, ok } = await doctor(stack);
      const found = findings.find(({ kind }) => kind === "tunnel");
      assert.deepEqual([found?.what, found?.id, ok], ["unknown-creator", id, true]);
      assert.match(found?.detail ?? "", /^nothing shows who created it/);
      assert.match(
        found?.advice ?? "",
        /takes over a tunnel .* with the same name and key; otherwise .* creates no other tunnel/,
      );
      await stack.setProgram(program("another"));
      const refused = await stack.up({ expect: "failure" });
      assert.match(refused.stdout, /nothing shows that this resource created it/);
      await stack.setProgram(program("explicit"));
      assert.match((await stack.up()).stdout, /found from an earlier run of this resource/);
      assert.deepEqual([standing(emulator), troubles(await doctor(stack))], [[id], []]);

      // With its default name it is an orphan: the commands give it back to the program that declares it, and delete nothing.
      await stack.setProgram(program());
      await stack.up();
      await forget();
      const [update = "", remove = ""] = (await doctor(stack)).repair;
      await runPrinted(stack, update);
      await assert.rejects(runPrinted(stack, remove), /was not deleted: the stack declares it/);
      assert.deepEqual([standing(emulator), troubles(await doctor(stack))], [[id], []]);
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
    });
  });

  it("finds what a killed creation left, in the state or not, and its commands repair it", async () => {
    await withTunnel({ emulator: { taskMs: 3000 } }, async ({ stack, emulator }) => {
      const killed = async (): Promise<string> => {
        emulator.configure({ taskMs: 3000 });
        const up = stack.start("up");
        await up.waitFor(/creating vpnx-\w+: task/);
        await up.kill();
        await stack.endProcesses();
        emulator.configure({ taskMs: 100 });
        return standing(emulator)[0] ?? "";
      };
      // The operation is forgotten, as the engine advises: now nothing but its name tells whose the tunnel is.
      const orphan = await killed();
      await stack.cancel();
      await stack.refresh({ args: ["--clear-pending-creates"] });
      const alone = await doctor(stack, "--wait", "1m");
      assert.deepEqual(
        alone.findings.map(({ what, id }) => [what, id]),
        [["orphan", orphan]],
      );
      await stack.setProgram("");
      await repaired(stack, alone);
      assert.deepEqual(standing(emulator), []);

      await stack.setProgram(tunnelProgram());
      const begun = await killed();
      const report = await doctor(stack, "--plan-destroy");
      assert.deepEqual(
        report.findings.map(({ what, id }) => [what, id]),
        [["pending", begun]],
      );
      assert.match(report.plan?.warnings.join() ?? "", new RegExp(`does not delete ${begun}`));
      await repaired(stack, report);
      assert.deepEqual(
        (await recorded(stack)).map(({ id }) => id),
        [begun],
      );
      await stack.destroy();
      assert.deepEqual(standing(emulator), []);
      assert.deepEqual(troubles(await doctor(stack)), []);
    });
  });
});
