import assert from "node:assert/strict";
import { fastTime } from "../support/fast-time.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions } from "../support/versions.ts";
import { Patient } from "./doctor-support.ts";
import { throughPlugin, withBench } from "./support.ts";

describeVersions("pulumi-qcloud-vpn doctor, of operations that were cut off", () => {
  quietConsole();
  fastTime();

  it("tells a creation that made something from one that did not, and from one that the state has got since", async () => {
    await withBench(async (bench) => {
      const patient = new Patient(bench);
      const { stack } = patient;
      const { outputs, ...resource } = await stack.add("office");
      assert.ok(outputs !== undefined);
      const { id, ...begun } = resource;
      stack.pending.push({ type: "creating", resource: begun as typeof resource });
      const cancel = "pulumi cancel --stack dev";
      const clear = "pulumi refresh --clear-pending-creates --stack dev";

      const known = await patient.report(["--stack", "dev"]);
      assert.deepEqual(
        known.findings.map(({ what }) => what),
        ["in-both", "pending"],
      );
      assert.deepEqual(known.repair, [cancel, clear]);

      stack.resources.length = 0;
      const made = await patient.report(["--stack", "dev"]);
      assert.deepEqual(
        made.findings.map((each) => [each.what, each.id]),
        [["pending", id]],
      );
      assert.deepEqual(made.repair, [cancel, "pulumi up --stack dev", clear]);
      assert.match(
        made.findings[0]?.advice ?? "",
        new RegExp(
          `only if no update .* is running.*npx pulumi-qcloud-vpn remove ${id} --region ap-guangzhou --stack dev`,
        ),
      );

      bench.emulator.remove("vpnConnections", id ?? "");
      const nothing = await patient.report(["--stack", "dev"]);
      assert.deepEqual(
        nothing.findings.map((each) => [each.what, each.id]),
        [["pending", ""]],
      );
      assert.deepEqual(nothing.repair, [cancel, clear]);
      assert.equal(nothing.code, 1);
    });
  });

  it("knows a peer gateway that a cut-off creation made", async () => {
    await withBench(async (bench) => {
      const patient = new Patient(bench);
      const { outputs: _outputs, ...gateway } = await patient.stack.add(
        "office",
        { userGwAddr: "203.0.113.9" },
        {},
        "UserGateway",
      );
      patient.stack.resources.length = 0;
      patient.stack.pending.push({ type: "creating", resource: { ...gateway, id: "" } });
      const { findings } = await patient.report();
      assert.deepEqual(
        findings.map(({ what, id, kind }) => [what, id, kind]),
        [["pending", gateway.id, "peer gateway"]],
      );
    });
  });

  it("says where the next update does not take over what a cut-off creation made, and what lets it", async () => {
    const cases = [
      {
        type: "VpnConnection",
        args: { vpnConnName: "office" },
        isOfPlugin: false,
        wanted: /takes it over if the program has/,
      },
      {
        type: "VpnConnection",
        args: { vpnConnName: "office" },
        isOfPlugin: true,
        wanted: /only if the argument vpnConnId is "vpnx-/,
      },
      { type: "VpnConnection", args: {}, isOfPlugin: true, wanted: /takes it over if the program has/ },
      {
        type: "UserGateway",
        args: { userGwAddr: "203.0.113.9", userGwName: "office" },
        isOfPlugin: false,
        wanted: /only if the argument userGwId is "cgw-/,
      },
      { type: "UserGateway", args: { userGwAddr: "203.0.113.9" }, isOfPlugin: true, wanted: /takes it over;/ },
    ] as const;
    for (const { type, args, isOfPlugin, wanted } of cases) {
      await withBench(async (bench) => {
        const patient = new Patient(bench);
        const made = await patient.stack.add("office", args, {}, type);
        const { outputs: _outputs, ...begun } = isOfPlugin ? throughPlugin(made) : made;
        patient.stack.resources.length = 0;
        patient.stack.pending.push({ type: "creating", resource: { ...begun, id: "" } });
        const { findings } = await patient.report();
        assert.match(findings[0]?.advice ?? "", wanted);
      });
    }
  });

  for (const operation of ["deleting", "updating"]) {
    it(`advises to refresh what was cut off while ${operation}`, async () => {
      await withBench(async (bench) => {
        const patient = new Patient(bench);
        const tunnel = await patient.stack.add("office");
        patient.stack.pending.push({ type: operation, resource: tunnel });
        const { findings, repair } = await patient.report();
        assert.deepEqual(
          findings.map(({ what }) => what),
          ["in-both", "pending"],
        );
        assert.deepEqual(repair, ["pulumi cancel", `pulumi refresh --target ${tunnel.urn}`]);
      });
    });
  }

  it("shows those of other packages, and no command that could lose what they made", async () => {
    await withBench(async (bench) => {
      const patient = new Patient(bench);
      const urn = "urn:pulumi:dev::model::aws:s3/bucket:Bucket::logs";
      patient.stack.pending.push({ type: "creating", resource: { urn, type: "aws:s3/bucket:Bucket" } });
      const { code, findings, repair } = await patient.report();
      assert.deepEqual(
        [code, findings.map(({ what, kind, name }) => [what, kind, name]), repair],
        [1, [["pending", "other resource", urn]], []],
      );
    });
  });
});

describeVersions("pulumi-qcloud-vpn doctor --plan-destroy", (version) => {
  quietConsole();
  fastTime();

  it("says in which order, and what each step meets", async () => {
    await withBench(async (bench) => {
      const { emulator } = bench;
      const patient = new Patient(bench);
      const { stack } = patient;
      const a = await stack.addBranch("a", "203.0.113.1");
      const b = await stack.addBranch("b", "203.0.113.2");
      const c = await stack.addBranch("c", "203.0.113.3");
      emulator.patchVpnConnection(b.tunnel.id ?? "", { vpcConnStatus: 4 });
      emulator.remove("vpnConnections", c.tunnel.id ?? "");
      const d = await stack.addBranch("d", "203.0.113.4");
      emulator.patchVpnConnection(d.tunnel.id ?? "", { vpcConnStatus: 2 });
      const e = await stack.addBranch("e", "203.0.113.5");
      emulator.patchVpnConnection(e.tunnel.id ?? "", { vpcConnStatus: 5 });
      const { plan, code } = await patient.report(["--plan-destroy"]);
      assert.equal(code, 1);
      assert.deepEqual(
        plan?.lines.map(({ step, kind, name, detail, isClear }) => [step, kind, name, detail, isClear]),
        [
          [1, "tunnel", "a", "deleted", true],
          [1, "tunnel", "b", "already being deleted: the destroy waits for that (status deleting)", true],
          [1, "tunnel", "c", "already deleted: removed from the state", true],
          [
            1,
            "tunnel",
            "d",
            version === "2.0" ? "deleted after the task that is in progress (status modifying)" : "deleted",
            true,
          ],
          [1, "tunnel", "e", version === "2.0" ? "deleted (status delete-failed)" : "deleted", true],
          [2, "peer gateway", "a", `deleted after ${a.tunnel.id}`, true],
          [2, "peer gateway", "b", `deleted after ${b.tunnel.id}`, true],
          [2, "peer gateway", "c", "deleted", true],
          [2, "peer gateway", "d", `deleted after ${d.tunnel.id}`, true],
          [2, "peer gateway", "e", `deleted after ${e.tunnel.id}`, true],
        ],
      );
      assert.deepEqual(plan?.warnings, []);
      assert.match((await patient.text(["--plan-destroy"])).stdout, /Plan of pulumi destroy, step by step:\nSTEP/);
    });
  });

  it("says what stops it, what it leaves standing, and what it would wait for in vain", async () => {
    await withBench(async (bench) => {
      const patient = new Patient(bench);
      const { stack } = patient;
      const safe = await stack.addBranch("safe", "203.0.113.1");
      safe.tunnel["protect"] = true;
      const kept = await stack.addBranch("kept", "203.0.113.2");
      kept.tunnel["retainOnDelete"] = true;
      const going = await stack.addBranch("going", "203.0.113.3");
      going.tunnel["deletedWith"] = going.gateway.urn;
      const begun = await stack.add("begun", {});
      stack.forget(begun);
      stack.pending.push({ type: "creating", resource: { ...begun, id: "" } });
      const { plan } = await patient.report(["--plan-destroy"]);
      const details = new Map(
        plan?.lines.map(({ kind, name, detail, isClear }) => [`${name} ${kind}`, [detail, isClear]]),
      );
      assert.deepEqual(details.get("safe tunnel"), ["protected: the destroy stops before it deletes anything", false]);
      assert.deepEqual(details.get("kept tunnel"), [
        "kept in the cloud and removed from the state (retainOnDelete)",
        true,
      ]);
      assert.deepEqual(details.get("kept peer gateway"), [
        `in use by ${kept.tunnel.id}, not deleted by this destroy: waits until the timeout, then fails`,
        false,
      ]);
      assert.deepEqual(details.get("going tunnel"), ["removed from the state without a call (deletedWith)", true]);
      assert.deepEqual(plan?.warnings, [
        `pulumi destroy does not delete ${begun.id}, which an interrupted creation of begun created: run \`pulumi up\` first`,
      ]);
    });
  });
});
