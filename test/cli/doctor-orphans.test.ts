import assert from "node:assert/strict";
import { defaultName } from "../../provider/lifecycle/names.ts";
import { makeTunnel } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions } from "../support/versions.ts";
import { addGateway, withPatient } from "./doctor-support.ts";
import { typeOf } from "./support.ts";

describeVersions("pulumi-qcloud-vpn doctor, of what carries the mark of this package", () => {
  quietConsole();
  fastTime();

  it("proves an orphan of this stack by its name, and knows one of another stack for what it is", async () => {
    await withPatient(async (patient, emulator, { env }) => {
      emulator.configure({ set: { listOrder: "oldest" } });
      await patient.stack.add("office");
      const { name: stackName } = patient.stack;
      const parent = `urn:pulumi:${stackName}::model::my:network:Site`;
      patient.stack.resources.push({ urn: `${parent}::site`, type: "my:network:Site" });
      const orphans = new Map<string, string>();
      let last = 20;
      const plant = async (name: string): Promise<string> => {
        last += 1;
        const id = await makeTunnel(emulator, {
          vpnConnName: name,
          userGwId: await addGateway(emulator, `203.0.113.${last}`),
        });
        orphans.set(name, id);
        return id;
      };
      const seed = (urn: string, organization = "organization"): string => `${organization}:${urn}`;
      const own = await plant(defaultName(seed(patient.stack.urnOf("left")), ""));
      const child = await plant(defaultName(seed(`${parent}$${typeOf("VpnConnection")}::杭州`), ""));
      const component = await plant(
        defaultName(seed(`urn:pulumi:${stackName}::model::qcloud:vpn:SiteToSiteVpn$${typeOf("VpnConnection")}::b`), ""),
      );
      const ofOthers = [
        defaultName(seed(patient.stack.urnOf("left").replace(stackName, "prod")), ""),
        defaultName(seed(patient.stack.urnOf("left"), "acme"), ""),
        defaultName(seed(patient.stack.urnOf("left")), "somebody"),
        defaultName(seed(`urn:pulumi:${stackName}::model::un:known:Parent$${typeOf("VpnConnection")}::left`), ""),
        "left-pqv0123456789ab",
      ];
      for (const name of ofOthers) {
        await plant(name);
      }
      const { findings, repair } = await patient.report(["--stack", "dev"]);
      assert.deepEqual(
        findings.filter(({ what }) => what === "orphan").map(({ id }) => id),
        [own, child, component],
      );
      assert.deepEqual(repair, [
        "pulumi up --stack dev",
        ...[own, child, component].map((id) => `npx pulumi-qcloud-vpn remove ${id} --region ap-guangzhou --stack dev`),
      ]);
      const others = findings.filter(({ what }) => what === "of-another-stack");
      assert.deepEqual(
        others.map(({ name }) => name),
        ofOthers,
      );
      assert.doesNotMatch(JSON.stringify(others), /remove/);
      const owned = await patient.report([], { env: { ...env, QCLOUD_OWNER: "somebody" } });
      assert.deepEqual(
        owned.findings.filter(({ what }) => what === "orphan").map(({ name }) => name),
        [ofOthers[2]],
      );
    });
  });

  it("proves an orphan where a service writes its number before names, and a peer gateway too", async () => {
    await withPatient(async (patient, emulator) => {
      await patient.stack.add("office");
      emulator.configure({ set: { namePrefix: "id" } });
      const gateway = await addGateway(
        emulator,
        "203.0.113.9",
        defaultName(`organization:${patient.stack.urnOf("left", "UserGateway")}`, ""),
      );
      const tunnel = await makeTunnel(emulator, {
        vpnConnName: defaultName(`organization:${patient.stack.urnOf("left")}`, ""),
        userGwId: gateway,
      });
      const { findings } = await patient.report();
      assert.deepEqual(
        findings.filter(({ what }) => what === "orphan").map(({ id }) => id),
        [tunnel, gateway],
      );
    });
  });

  it("calls an orphan that is going away busy, and not an orphan", async () => {
    await withPatient(async (patient, emulator) => {
      const tunnel = await patient.stack.add("office");
      patient.stack.forget(tunnel);
      await patient.stack.addBranch("other", "203.0.113.9");
      emulator.patchVpnConnection(tunnel.id ?? "", { vpcConnStatus: 4 });
      const { findings } = await patient.report();
      assert.deepEqual(
        findings.map(({ what }) => what),
        ["in-both", "in-both", "busy"],
      );
    });
  });

  it("shows what touches nothing of this stack with --all alone", async () => {
    await withPatient(async (patient, emulator) => {
      await makeTunnel(emulator, { vpnConnName: "left-pqv0123456789ab" });
      const some = await patient.text();
      assert.match(
        some.stdout,
        /1 resource of other stacks, on gateways that this stack does not use; --all shows them/,
      );
      assert.doesNotMatch(some.stdout, /left-pqv/);
      assert.match((await patient.text(["--all"])).stdout, /of another stack +tunnel +left-pqv0123456789ab/);
    });
  });
});
