import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { labelOf, WHATS } from "../../cli/doctor/findings.ts";
import { repository } from "../../tools/toolchain/paths.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { addGateway, withPatient } from "./doctor-support.ts";

const guide = readFileSync(join(repository, "docs", "guides", "doctor.md"), "utf8");
const [report = "", plan = ""] = [...guide.matchAll(/```text\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

/** A text with its ids numbered, and without what depends on the place and the width of a column. */
function normal(text: string): string {
  const ids = new Map<string, string>();
  return text
    .replaceAll(/\b(vpnx|cgw)-\w{8}\b/g, (id, kind) => ids.get(id) ?? ids.set(id, `${kind}-${ids.size}`).get(id) ?? "")
    .replaceAll(/urn:pulumi:\w+::\w+::/g, "urn:pulumi:STACK::PROJECT::")
    .replaceAll(/^read \S+ \(from [^)]*\) in (\S+) with SecretId \S+/gm, "read ENDPOINT in $1 with SecretId ID")
    .replaceAll(/\S {2,}/g, (end) => `${end[0]}  `);
}

describe("the guide to the doctor", () => {
  quietConsole();
  fastTime();

  it("has a row for each kind of finding, with the meaning that --help prints", () => {
    const rows = [...guide.matchAll(/^\| ([a-z ]+) \| ([^|]+) \| .*\|$/gm)].map(([, label, meaning]) => [
      label,
      meaning,
    ]);
    assert.deepEqual(
      rows.filter(([label]) => label !== "found"),
      Object.entries(WHATS).map(([what, { meaning }]) => [labelOf(what), meaning]),
    );
  });

  it("shows what the doctor prints", async () => {
    await withPatient(async (patient, emulator) => {
      const gone = await patient.stack.addBranch("hangzhou", "203.0.113.1");
      emulator.remove("vpnConnections", gone.tunnel.id ?? "");
      const chengdu = await patient.stack.add("chengdu", { userGwId: await addGateway(emulator, "203.0.113.2") });
      emulator.patchVpnConnection(chengdu.id ?? "", { vpcConnStatus: 3 });
      const wuhan = await patient.stack.add("wuhan", {
        userGwId: await addGateway(emulator, "203.0.113.3"),
        ikeSet: { dhGroupName: "group14" },
      });
      emulator.patchVpnConnection(wuhan.id ?? "", {
        IKESet: { dhGroupName: "group2" },
        destinationCidr: ["172.31.0.0/16"],
      });
      await makeTunnel(emulator, {
        vpnConnName: "theirs",
        userGwId: await addGateway(emulator, "203.0.113.4"),
      });
      assert.equal(normal(report), normal((await patient.text()).stdout));
    });
  });

  it("shows the plan of a destroy", async () => {
    await withPatient(async (patient, emulator) => {
      await patient.stack.addBranch("hangzhou", "203.0.113.1");
      const { gateway, tunnel } = await patient.stack.addBranch("chengdu", "203.0.113.2");
      emulator.patchVpnConnection(tunnel.id ?? "", { vpcConnStatus: 4 });
      const { json } = await call(emulator, "RunVpnGw", {
        name: "second",
        vpcId: "vpc-03vihbk9",
        bandwidth: 5,
        chargeType: "POSTPAID_BY_HOUR",
      });
      await makeTunnel(emulator, { vpnConnName: "theirs", vpnGwId: json.data.vpnGwId, userGwId: gateway.id ?? "" });
      const { stdout } = await patient.text(["--plan-destroy"]);
      assert.equal(normal(plan), normal(/^Plan of [\s\S]*?\n(?=\n)/m.exec(stdout)?.[0] ?? stdout));
    });
  });
});
