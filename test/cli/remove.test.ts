import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "../../emulator/index.ts";
import { hasInvisible } from "../../provider/util/printable.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { withServer } from "../qcloud/support.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { describeVersions } from "../support/versions.ts";
import { type Bench, type ExportedResource, fakePulumi, Stack, withBench } from "./support.ts";

/** A name that another stack, or a stack that is not known here, gave. */
const MARKED = "branch-pqv0123456789ab";

/** Deletes what the stack cannot be shown to have made, without a question. */
const FORCED = ["--yes", "--force-other-stack"];

const standing = (emulator: Emulator): string[] =>
  emulator.state().vpnConnections.map(({ unVpnConnId }) => unVpnConnId);

/** A project in the bench's folder whose stack has this state. */
async function asStack({ folder }: Bench, stack: Stack): Promise<void> {
  await writeFile(join(folder, "Pulumi.yaml"), "name: model\n");
  await fakePulumi(folder, {
    "config --json": { stdout: "{}" },
    "stack export": { stdout: JSON.stringify(stack.export()) },
    "stack --show-name": { stdout: `${stack.name}\n` },
  });
}

/** A tunnel of a stack that has lost it from its state. */
async function orphaned(bench: Bench): Promise<ExportedResource> {
  const stack = new Stack(bench.emulator);
  const tunnel = await stack.add("office");
  stack.forget(tunnel);
  await asStack(bench, stack);
  return tunnel;
}

describeVersions("pulumi-qcloud-vpn remove", (version) => {
  quietConsole();

  it("refuses what the stack holds through the provider plugin", async () => {
    await withBench(async (bench) => {
      const stack = new Stack(bench.emulator);
      const tunnel = await stack.add("office");
      tunnel.type = "qcloud:index:VpnConnection";
      tunnel.urn = tunnel.urn.replace("pulumi-nodejs:dynamic/qcloud:VpnConnection", tunnel.type);
      await asStack(bench, stack);
      const { code, stderr } = await bench.run(["remove", tunnel.id ?? "", "--yes"]);
      assert.equal(code, 1);
      assert.match(stderr, /qcloud:index:VpnConnection::office/);
      assert.equal(standing(bench.emulator).length, 1);
    });
  });

  it("shows the tunnel, asks, deletes it, and ends when it is gone", async () => {
    await withBench(
      async ({ emulator, run }) => {
        const id = await makeTunnel(emulator, { vpnConnName: MARKED, preSharedKey: "canary-psk-90" });
        emulator.patchVpnConnection(id, { vpcConnStatus: 6 });
        const { code, stdout, stderr, questions } = await run(["remove", id], { answers: [` ${id} `] });
        assert.deepEqual([code, questions], [0, [`Type ${id} to delete it permanently: `]], stderr);
        assert.deepEqual(standing(emulator), []);
        for (const fact of [
          id,
          MARKED,
          "running",
          "vpc-03vihbk9",
          "vpngw-dystbrkv",
          "cgw-e098slul",
          "172.16.10.0/24",
          String(emulator.state().vpnGateways[0]?.vpnGwAddress),
          String(emulator.state().userGateways[0]?.userGwAddr),
        ]) {
          assert.ok(stdout.includes(fact), fact);
        }
        assert.match(stdout, new RegExp(`\n${id} was deleted\\.\n$`));
        assert.match(stderr, new RegExp(`deleted ${id}, `));
        assert.doesNotMatch(stdout + stderr, /canary/);
      },
      { taskMs: 300 },
    );
  });

  it("deletes without a question with --yes, by the legacy id and in the region that is given too", async () => {
    await withBench(async ({ emulator, run, env }) => {
      await makeTunnel(emulator, { vpnConnName: MARKED });
      const [tunnel] = emulator.state().vpnConnections;
      const legacy = String(version === "2.0" ? tunnel?.vpnConnId : tunnel?.unVpnConnId);
      const nowhere = { ...env, TENCENTCLOUD_REGION: "ap-beijing" };
      const { code, questions } = await run(["remove", legacy, ...FORCED, "--region", "gz"], { env: nowhere });
      assert.deepEqual([code, questions, standing(emulator)], [0, [], []]);
    });
  });

  for (const [what, answers, message] of [
    ["the answer is no", ["no"], /was not deleted\n$/],
    ["the answer is empty", [""], /was not deleted\n$/],
    ["the answer is another id", ["vpnx-aaaaaaaa"], /was not deleted\n$/],
    ["nobody can answer", [], /there was no answer\. Use --yes to delete without a question\n$/],
  ] as const) {
    it(`deletes nothing where ${what}`, async () => {
      await withBench(async (bench) => {
        const { id } = await orphaned(bench);
        const { code, stderr } = await bench.run(["remove", id ?? ""], { answers });
        assert.equal(code, 1);
        assert.match(stderr, message);
        assert.deepEqual(standing(bench.emulator), [id]);
      });
    });
  }

  it("asks for yes or no, and takes --yes alone, where the name proves that this stack made it", async () => {
    await withBench(async (bench) => {
      const first = await orphaned(bench);
      const asked = await bench.run(["remove", first.id ?? ""], { answers: ["yes"] });
      assert.deepEqual([asked.code, asked.questions], [0, [`Delete ${first.id} permanently? (yes/no) `]], asked.stderr);
      const second = await orphaned(bench);
      const unasked = await bench.run(["remove", second.id ?? "", "--yes"]);
      assert.deepEqual([unasked.code, unasked.questions, standing(bench.emulator)], [0, [], []], unasked.stderr);
    });
  });

  for (const [what, within] of [
    ["another stack made", true],
    ["a stack made that is not known here", false],
  ] as const) {
    it(`does not delete what ${what} with --yes alone, nor with a yes: the id is typed, or a flag of its own given`, async () => {
      await withBench(async (bench) => {
        const { emulator, run } = bench;
        if (within) {
          await asStack(bench, new Stack(emulator));
        }
        const id = await makeTunnel(emulator, { vpnConnName: MARKED });
        for (const flags of [["--yes"], ["--yes", "--force-unmarked"]]) {
          const { code, stderr, questions } = await run(["remove", id, ...flags]);
          assert.deepEqual([code, questions], [1, []]);
          assert.match(stderr, new RegExp(`${id} was not deleted: its name does not prove that this stack created it`));
          assert.match(stderr, /--yes --force-other-stack/);
        }
        assert.equal((await run(["remove", id], { answers: ["yes"] })).code, 1);
        assert.equal((await run(["remove", id, "--force-other-stack"], { answers: ["yes"] })).code, 1);
        assert.deepEqual(standing(emulator), [id]);
        const typed = await run(["remove", id], { answers: [id] });
        assert.deepEqual([typed.code, standing(emulator)], [0, []], typed.stderr);
      });
    });
  }

  it("does not delete a peer gateway that another stack made with --yes alone", async () => {
    await withBench(async ({ emulator, run }) => {
      const { json } = await call(emulator, "AddUserGw", { userGwName: MARKED, userGwAddr: "203.0.113.9" });
      const gateway = json.userGwId as string;
      assert.equal((await run(["remove", gateway, "--yes"])).code, 1);
      assert.ok(emulator.state().userGateways.some(({ unUserGwId }) => unUserGwId === gateway));
    });
  });

  it("refuses what does not carry the mark of this package, unless it is forced to, and then asks all the same", async () => {
    await withBench(async ({ emulator, run }) => {
      const id = await makeTunnel(emulator, { vpnConnName: "office" });
      const refused = await run(["remove", id, "--yes"]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /does not have the mark of this package.*--force-unmarked/);
      assert.deepEqual(standing(emulator), [id]);
      const another = await run(["remove", id, "--yes", "--force-other-stack"]);
      assert.deepEqual([another.code, standing(emulator)], [1, [id]]);
      const forced = await run(["remove", id, "--force-unmarked"], { answers: ["y"] });
      assert.deepEqual([forced.code, forced.questions.length, standing(emulator)], [1, 1, [id]]);
      const typed = await run(["remove", id, "--force-unmarked"], { answers: [id] });
      assert.deepEqual([typed.code, standing(emulator)], [0, []]);
    });
  });

  it("refuses what the stack declares, and names the command for that", async () => {
    await withBench(async (bench) => {
      const stack = new Stack(bench.emulator);
      const tunnel = await stack.add("office");
      await asStack(bench, stack);
      const { code, stderr } = await bench.run(["remove", tunnel.id ?? "", "--yes"]);
      assert.equal(code, 1);
      assert.ok(
        stderr.endsWith(`the stack declares it. To delete it, run: pulumi destroy --target ${tunnel.urn}\n`),
        stderr,
      );
      assert.deepEqual(standing(bench.emulator), [tunnel.id]);
    });
  });

  it("warns where the state says that it is being created", async () => {
    await withBench(async (bench) => {
      const stack = new Stack(bench.emulator);
      const { outputs: _outputs, ...begun } = await stack.add("office");
      stack.resources.length = 0;
      stack.pending.push({ type: "creating", resource: { ...begun, id: "" } });
      await asStack(bench, stack);
      assert.match(
        (await bench.run(["remove", begun.id ?? ""])).stdout,
        /\nA pending operation of this stack creates it/,
      );
    });
  });

  it("prints no character of the service's answer that is not shown", async () => {
    const unified = "vpnx-\u001b[2K\r\u202exxxxxxxx";
    const vpnConnName = `office\u001b[2K\u200b${MARKED}`;
    const entry = { vpnConnId: 399, unVpnConnId: unified, vpnConnName };
    const entry3 = { VpnConnectionId: "vpnx-aaaaaaaa", NetStatus: unified, VpnConnectionName: vpnConnName };
    await withServer(
      () =>
        version === "2.0"
          ? { code: 0, totalCount: 1, data: [entry] }
          : { Response: { TotalCount: 1, VpnConnectionSet: [entry3], VpnGatewaySet: [], CustomerGatewaySet: [] } },
      async (server) => {
        await withBench(async ({ run, env }) => {
          const around = { env: { ...env, QCLOUD_VPC_ENDPOINT: server.url }, answers: ["no"] };
          const { stdout, stderr, questions } = await run(
            ["remove", version === "2.0" ? "399" : "vpnx-aaaaaaaa"],
            around,
          );
          assert.equal(questions.length, 1);
          for (const line of [...questions, ...stdout.split("\n"), ...stderr.split("\n")]) {
            assert.ok(!hasInvisible(line), JSON.stringify(line));
          }
        });
      },
    );
  });

  it("says whose a tunnel is, as far as its name proves it", async () => {
    await withBench(async (bench) => {
      const tunnel = await orphaned(bench);
      assert.match(
        (await bench.run(["remove", tunnel.id ?? ""])).stdout,
        new RegExp(`^created by: +this stack, for ${tunnel.urn}$`, "m"),
      );
      bench.emulator.patchVpnConnection(tunnel.id ?? "", { vpnConnName: MARKED });
      assert.match(
        (await bench.run(["remove", tunnel.id ?? ""])).stdout,
        /^created by: +this package, for another stack/m,
      );
    });
  });

  it("says that there is none, and where it looked, with exit code 2", async () => {
    await withBench(async ({ run }) => {
      for (const id of ["vpnx-aaaaaaaa", ...(version === "2.0" ? ["399"] : []), "cgw-aaaaaaaa"]) {
        const { code, stdout, stderr } = await run(["remove", id, "--yes"]);
        assert.deepEqual([code, stdout], [2, ""]);
        assert.match(
          stderr,
          new RegExp(`no .*${id} found in ap-guangzhou at http:.*with SecretId.*Nothing was deleted`),
        );
      }
    });
  });

  it("counts as done what somebody else deletes meanwhile", async () => {
    await withBench(async ({ emulator, run }) => {
      const id = await makeTunnel(emulator, { vpnConnName: MARKED });
      emulator.addFaults([
        { action: "DeleteVpnConn", fault: "code", code: 4000, codeDesc: "InvalidVpnConn.NotFound" },
        { action: "DeleteVpnConnection", fault: "code", code: 4000, codeDesc: "ResourceNotFound" },
      ]);
      assert.equal((await run(["remove", id, ...FORCED])).code, 0);
    });
  });

  it("ends with what stands in the way, with exit code 1: a deletion that fails, or that takes too long", async () => {
    await withBench(async ({ emulator, run }) => {
      const id = await makeTunnel(emulator, { vpnConnName: MARKED });
      emulator.addFaults([
        { action: version === "2.0" ? "DeleteVpnConn" : "DeleteVpnConnection", fault: "task-stuck", times: 0 },
      ]);
      const late = await run(["remove", id, ...FORCED, "--timeout", "300ms"]);
      assert.equal(late.code, 1);
      assert.match(late.stderr, /(?:^|\n)pulumi-qcloud-vpn: [^\n]*(?:timed out|has not finished)[^\n]*\n$/);
    });
  });

  it("ends at once when it is interrupted, and says that the deletion may go on", async () => {
    await withBench(
      async ({ emulator, run }) => {
        const id = await makeTunnel(emulator, { vpnConnName: MARKED });
        emulator.patchVpnConnection(id, { vpcConnStatus: 6 });
        const interruption = new AbortController();
        const ended = run(["remove", id, ...FORCED], { signal: interruption.signal });
        while (!emulator.calls().some(({ action }) => action === "DescribeVpcTaskResult")) {
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
        interruption.abort(new Error("interrupted"));
        const { code, stderr } = await ended;
        assert.equal(code, 1);
        assert.match(stderr, /interrupted: the deletion of vpnx-\w+ may continue; run the same command again/);
      },
      { taskMs: 60_000 },
    );
  });

  it("deletes a peer gateway that no tunnel uses, and refuses one that is used", async () => {
    await withBench(async ({ emulator, run }) => {
      const { json } = await call(emulator, "AddUserGw", { userGwName: MARKED, userGwAddr: "203.0.113.9" });
      const gateway = json.userGwId as string;
      const tunnel = await makeTunnel(emulator, { userGwId: gateway });
      const used = await run(["remove", gateway, ...FORCED]);
      assert.equal(used.code, 1);
      assert.ok(used.stderr.endsWith(`${gateway} was not deleted: it is in use by ${tunnel}\n`));
      emulator.remove("vpnConnections", tunnel);
      const { code, stdout } = await run(["remove", gateway, ...FORCED]);
      assert.equal(code, 0);
      assert.match(stdout, /^peer gateway: +cgw-\w+\nname: .*\n.*\nregion: .*\naddress: +203\.0\.113\.9\n/);
      assert.equal(
        emulator.state().userGateways.some(({ unUserGwId }) => unUserGwId === gateway),
        false,
      );
    });
  });
});
