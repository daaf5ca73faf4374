import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SwitchSettings } from "../../emulator/switches.ts";
import { call } from "../emulator/support.ts";
import { KEY } from "../lifecycle/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions } from "../support/versions.ts";
import { type Patient, withPatient } from "./doctor-support.ts";
import { type ExportedResource, fakePulumi } from "./support.ts";

const ikeSet = { propoEncryAlgorithm: "aes-cbc-256", dhGroupName: "group14" };
const rules = { "10.0.1.0/24": ["172.16.5.0/24"] };

/** What is in the state and in the cloud, with the differences. */
const changes = async (patient: Patient, args: readonly string[] = []): Promise<string[]> =>
  (await patient.report(args)).findings.map(({ what, name, detail }) => `${what}: ${name}: ${detail}`);

/** Puts the plain key into the exported state, as `--show-secrets` does. */
const showKey = (tunnel: ExportedResource, key: string): void => {
  const outputs = tunnel["outputs"] as Record<string, unknown>;
  outputs["preSharedKey"] = { ...(outputs["preSharedKey"] as object), ciphertext: undefined, plaintext: `"${key}"` };
};

describeVersions("pulumi-qcloud-vpn doctor, of what was changed outside Pulumi", () => {
  quietConsole();
  fastTime();

  it("names each setting that differs, and prints the preview before the update", async () => {
    await withPatient(async (patient, emulator) => {
      const tunnel = await patient.stack.add("office", { ikeSet });
      emulator.patchVpnConnection(tunnel.id ?? "", {
        IKESet: { dhGroupName: "group2" },
        IPsecSet: { pfsDhGroup: "dh-group2" },
      });
      emulator.clearCalls();
      const { code, findings, repair } = await patient.report(["--stack", "dev"]);
      assert.equal(code, 1);
      assert.deepEqual(
        findings.map(({ what, detail, isTrouble }) => [what, detail, isTrouble]),
        [["changed", "differs from the state: ikeSet.dhGroupName, ipsecSet.pfsDhGroup", true]],
      );
      assert.match(findings[0]?.advice ?? "", /`pulumi up` writes back what the program gives/);
      assert.deepEqual(repair, [
        `pulumi preview --refresh --diff --stack dev --target ${tunnel.urn}`,
        `pulumi up --refresh --stack dev --target ${tunnel.urn}`,
      ]);
      assert.deepEqual(
        emulator.calls().filter(({ action }) => !action.startsWith("Describe")),
        [],
      );
      assert.match((await patient.text()).stdout, /changed +tunnel +office +vpnx-\w+ +ap-guangzhou +differs from/);
    });
  });

  it("names a name, and the peer networks in the form that the state has", async () => {
    await withPatient(async (patient, emulator) => {
      const flat = await patient.stack.add("flat");
      emulator.patchVpnConnection(flat.id ?? "", { vpnConnName: "renamed", destinationCidr: ["172.31.0.0/24"] });
      const ruled = await patient.stack.addBranch("ruled", "203.0.113.9", {
        userGwCidrBlock: undefined,
        spdAcl: rules,
      });
      emulator.patchVpnConnection(ruled.tunnel.id ?? "", { spdAcl: { "10.0.9.0/24": ["172.16.5.0/24"] } });
      assert.deepEqual(await changes(patient), [
        "changed: flat: differs from the state: vpnConnName, userGwCidrBlock",
        "in-both: ruled: exists",
        "changed: ruled: differs from the state: spdAcl",
      ]);
    });
  });

  it("says of a pre-shared key only that it differs, where the state shows the key", async () => {
    await withPatient(async (patient, emulator) => {
      const tunnel = await patient.stack.add("office", { preSharedKey: "canary-psk-31" });
      const calm = await patient.report();
      assert.deepEqual([calm.code, calm.findings[0]?.what], [0, "in-both"]);
      assert.match(calm.remarks.join(), /^pre-shared keys were not compared, .*--keys/);
      showKey(tunnel, "canary-psk-31");
      const same = await patient.report();
      assert.deepEqual([same.code, same.remarks], [0, []]);
      emulator.patchVpnConnection(tunnel.id ?? "", { preSharedKey: "canary-psk-other" });
      const { stdout, stderr } = await patient.text();
      assert.match(stdout, /changed +tunnel .*differs from the state: preSharedKey\n/);
      assert.doesNotMatch(stdout + stderr + JSON.stringify(await patient.report()), /canary/);
      emulator.configure({ set: { preSharedKey: "hidden" } });
      const hidden = await patient.report();
      assert.deepEqual([hidden.code, hidden.remarks], [0, []]);
    });
  });

  it("decrypts the state for the keys with --keys alone", async () => {
    await withPatient(async (patient, emulator, { run, folder }) => {
      const tunnel = await patient.stack.add("office", { preSharedKey: "canary-psk-31" });
      const encrypted = JSON.stringify(patient.stack.export());
      showKey(tunnel, "canary-psk-31");
      await writeFile(join(folder, "Pulumi.yaml"), "name: model\n");
      const calls = await fakePulumi(folder, {
        "config --json": { stdout: "{}" },
        "stack export": { stdout: encrypted },
        "stack export --show-secrets": { stdout: JSON.stringify(patient.stack.export()) },
      });
      emulator.patchVpnConnection(tunnel.id ?? "", { preSharedKey: "canary-psk-other" });
      const plainly = await run(["doctor"]);
      assert.deepEqual([plainly.code, (await calls()).length], [0, 2]);
      assert.match(plainly.stdout, /Note: pre-shared keys were not compared/);
      const withKeys = await run(["doctor", "--keys"]);
      assert.equal(withKeys.code, 1);
      assert.match(withKeys.stdout, /differs from the state: preSharedKey/);
      assert.doesNotMatch(withKeys.stdout + withKeys.stderr + plainly.stdout, /canary|not compared.*not compared/);
      const withFile = await run(["doctor", "--keys", "--file", "exported.json"]);
      assert.deepEqual([withFile.code, withFile.stdout], [2, ""]);
      assert.match(withFile.stderr, /--keys cannot be used with --file/);
    });
  });

  it("compares name and address of a peer gateway, and repairs the name", async () => {
    await withPatient(async (patient, emulator) => {
      const { gateway } = await patient.stack.addBranch("office", "203.0.113.9");
      await call(emulator, "ModifyUserGw", { userGwId: gateway.id, userGwName: "renamed" });
      const named = await patient.report();
      assert.deepEqual(named.findings.map(({ what, kind, detail }) => [what, kind, detail])[0], [
        "changed",
        "peer gateway",
        "differs from the state: userGwName",
      ]);
      assert.equal(named.repair.at(-1), `pulumi up --refresh --target ${gateway.urn}`);
      (gateway["outputs"] as Record<string, unknown>)["userGwAddr"] = "203.0.113.10";
      const moved = await patient.report();
      assert.equal(moved.findings[0]?.detail, "differs from the state: userGwName, userGwAddr");
      assert.match(moved.findings[0]?.advice ?? "", /address of a peer gateway cannot be changed/);
      assert.deepEqual(moved.repair, []);
    });
  });

  const forms: readonly SwitchSettings[] = [
    { namePrefix: "id" },
    { longNames: "cut" },
    { hostBits: "mask" },
    { ikeNames: "IKEArr", ikeShape: "array" },
    { lifetimes: "number", userGwNumbers: "number" },
    { integrity: "sha1" },
    { netStatus: "absent" },
    { preSharedKey: "hidden" },
    { omit: "dhGroupName,IPsecSet,vpnConnName,userGwName" },
    { omit: "sourceCidr,destinationCidr,preSharedKey" },
  ];
  for (const set of forms) {
    it(`takes what the service writes in its own way for no change: ${JSON.stringify(set)}`, async () => {
      await withPatient(async (patient, emulator) => {
        emulator.configure({ set });
        const { tunnel } = await patient.stack.addBranch(`office ${"北".repeat(70)}`, "203.0.113.9", {
          userGwCidrBlock: ["172.16.10.7/24"],
          ikeSet: { ...ikeSet, dhGroupName: "GROUP14", ikeSaLifetimeSeconds: 7200 },
          ipsecSet: { integrityAlgorithm: "sha" },
        });
        showKey(tunnel, KEY);
        const ruled = await patient.stack.addBranch("ruled", "203.0.113.10", {
          userGwCidrBlock: undefined,
          spdAcl: { "10.0.1.7/24": ["172.16.5.0/24"], "10.0.2.0/24": ["172.16.6.0/24"] },
        });
        showKey(ruled.tunnel, KEY);
        const { findings, remarks } = await patient.report();
        assert.deepEqual(
          [findings.filter(({ what }) => what !== "in-both").map(({ name, detail }) => [name, detail]), remarks],
          [[], []],
        );
      });
    });
  }

  it("prints the URN of a component's tunnel so that a shell reads it whole", async () => {
    await withPatient(async (patient, emulator) => {
      const tunnel = await patient.stack.add("office");
      tunnel.urn = tunnel.urn.replace("pulumi-nodejs:", "qcloud:vpn:SiteToSiteVpn$pulumi-nodejs:");
      emulator.patchVpnConnection(tunnel.id ?? "", { vpnConnName: "renamed" });
      const { repair } = await patient.report();
      assert.equal(repair.at(-1), `pulumi up --refresh --target '${tunnel.urn}'`);
    });
  });
});
