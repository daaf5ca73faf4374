import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "../../emulator/index.ts";
import { call, makeTunnel } from "../emulator/support.ts";
import { configFor, KEY, args as tunnelArgs } from "../lifecycle/support.ts";
import { fastTime } from "../support/fast-time.ts";
import { ModelEngine } from "../support/model-engine.ts";
import { quietConsole } from "../support/quiet-console.ts";
import { reached } from "../support/versions.ts";
import { Patient } from "./doctor-support.ts";
import { type Bench, withBench } from "./support.ts";

/** Every argument that API 2.0 does not know. */
const OPTIONS = {
  ikeSet: { ikeVersion: "ikev2", propoEncryAlgorithm: "aes-cbc-256", propoAuthenAlgorithm: "sha-256" },
  ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha-256" },
  dpd: { enable: true, timeout: 45, action: "restart" },
  healthCheck: { enable: true, localIp: "169.254.128.10", remoteIp: "169.254.128.9", probeInterval: 2000 },
  negotiationType: "passive",
  routeType: "StaticRoute",
  tags: { team: "network" },
} as const;

const through = (emulator: Emulator, version: "2.0" | "3.0"): Record<string, string> => {
  const { endpoint, api } = reached(emulator, version);
  return configFor(emulator, { "qcloud:endpoint": endpoint, "qcloud:api": api });
};

const env3 = ({ env, emulator }: Bench) => ({
  ...env,
  QCLOUD_VPC_ENDPOINT: emulator.api3Url,
  QCLOUD_API: "3.0",
});

/** The arguments of the resources in a program that `adopt` writes. */
async function adopted(bench: Bench): Promise<{ type: string; args: Record<string, unknown> }[]> {
  await writeFile(join(bench.folder, "package.json"), "{}");
  const { code, stdout, stderr } = await bench.run(["adopt"], { env: env3(bench) });
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stdout, /Left as it is|all pairs/);
  const made: { type: string; args: Record<string, unknown> }[] = [];
  const resource = (type: string) =>
    class {
      userGwId: unknown;
      constructor(_name: string, args: Record<string, unknown>) {
        this.userGwId = args["userGwId"];
        made.push({ type, args });
      }
    };
  const modules: Record<string, object> = {
    "@pulumi/pulumi": {
      Config: class {
        requireSecret = () => KEY;
      },
    },
    "pulumi-qcloud-vpn": { UserGateway: resource("UserGateway"), VpnConnection: resource("VpnConnection") },
  };
  new Function("require", stdout)((name: string) => modules[name]);
  return made;
}

describe("pulumi-qcloud-vpn adopt, of what only API 3.0 shows", () => {
  quietConsole();
  fastTime();

  const { routeType: _routes, healthCheck: _check, ...withRules } = OPTIONS;
  const { userGwCidrBlock: _networks, ...parents } = tunnelArgs;
  const tunnels: Record<string, Record<string, unknown>> = {
    "the defaults": tunnelArgs,
    "every argument": { ...tunnelArgs, ...withRules },
    "routes in place of rules": { ...parents, ...OPTIONS },
    "rules that differ by their source": {
      ...parents,
      spdAcl: { "10.0.1.0/24": ["172.16.10.0/24", "172.16.11.0/24"], "10.0.2.0/24": ["172.16.10.0/24"] },
    },
  };
  for (const [what, given] of Object.entries(tunnels)) {
    it(`writes a program that check takes and whose preview shows no changes: ${what}`, () =>
      withBench(async (bench) => {
        const config = through(bench.emulator, "3.0");
        await new ModelEngine({ ...config, "test:stack": "theirs" }, "theirs").up({ ...given, vpnConnName: "office" });
        const found = (await adopted(bench)).find(({ type }) => type === "VpnConnection");
        const { args } = found ?? assert.fail();
        for (const name of ["dpd", "healthCheck", "negotiationType", "routeType", "tags", "spdAcl"]) {
          assert.deepEqual(
            name === "healthCheck" ? (args[name] as { localIp?: string })?.localIp : args[name],
            name === "healthCheck" ? (given[name] as { localIp?: string })?.localIp : given[name],
            name,
          );
        }
        const mine = new ModelEngine(config, "mine");
        await mine.up(args);
        assert.equal(await mine.preview(args), "same");
        await mine.refresh();
        assert.equal(await mine.preview(args), "same");
      }));
  }
});

describe("pulumi-qcloud-vpn doctor, of what only API 3.0 shows", () => {
  quietConsole();
  fastTime();

  const details = async (bench: Bench, patient: Patient): Promise<string[]> =>
    (await patient.report([], { env: env3(bench) })).findings.map(({ what, detail }) => `${what}: ${detail}`);

  it("names what differs of the arguments that API 2.0 does not know, and a peer gateway that was changed", () =>
    withBench(async (bench) => {
      const { emulator } = bench;
      const { routeType: _routes, healthCheck: _check, ...options } = OPTIONS;
      const { vpnGateways } = emulator.state();
      emulator.patchVpnGateway(vpnGateways[0]?.unVpnGwId ?? "", { version: "4.0" });
      const patient = new Patient(bench, "3.0");
      const { id = "" } = await patient.stack.add("office", options);
      assert.deepEqual(await details(bench, patient), ["in-both: running, link available"]);
      const other = new ModelEngine({ ...through(emulator, "3.0"), "test:stack": "theirs" }, "theirs");
      const outputs = patient.stack.resources[0]?.["outputs"] as Record<string, unknown>;
      other.resource = { id, inputs: {}, outputs: { ...outputs, preSharedKey: KEY }, initErrors: [] };
      await other.refresh();
      const { json } = await call(emulator, "AddUserGw", { userGwName: "peer", userGwAddr: "203.0.113.9" });
      await other.up({
        ...tunnelArgs,
        ...options,
        vpnConnName: outputs["vpnConnName"],
        userGwId: json.userGwId,
        dpd: { ...options.dpd, timeout: 60 },
        negotiationType: "active",
        ikeSet: { ...options.ikeSet, ikeVersion: "ikev1" },
      });
      assert.deepEqual(await details(bench, patient), [
        "changed: differs from the state: ikeSet.ikeVersion, ikeSet.remoteAddress, dpd.timeout, negotiationType, userGwId",
      ]);
    }));

  it("compares rules one by one", () =>
    withBench(async (bench) => {
      const patient = new Patient(bench, "3.0");
      const spdAcl = { "10.0.1.0/24": ["172.16.10.0/24"], "10.0.2.0/24": ["172.16.11.0/24"] };
      const { id = "" } = await patient.stack.add("office", { userGwCidrBlock: undefined, spdAcl });
      assert.deepEqual(await details(bench, patient), ["in-both: running, link available"]);
      // The same two flat lists.
      bench.emulator.patchVpnConnection(id, {
        spdAcl: { "10.0.1.0/24": ["172.16.11.0/24"], "10.0.2.0/24": ["172.16.10.0/24"] },
      });
      assert.deepEqual(await details(bench, patient), ["changed: differs from the state: spdAcl"]);
    }));

  for (const [recorded, read] of [
    ["2.0", "3.0"],
    ["3.0", "2.0"],
  ] as const) {
    it(`takes a stack of API ${recorded} for well that is read through API ${read}`, () =>
      withBench(async (bench) => {
        const patient = new Patient(bench, recorded);
        const { env, emulator } = bench;
        const settings = recorded === "3.0" ? { dpd: OPTIONS.dpd, tags: OPTIONS.tags } : {};
        const tunnel = await patient.stack.add("office", settings);
        const { endpoint, api } = reached(emulator, read);
        const now = { ...env, QCLOUD_VPC_ENDPOINT: endpoint, QCLOUD_API: api };
        assert.deepEqual(
          (await patient.report([], { env: now })).findings.map(({ what, detail }) => [what, detail]),
          [["in-both", "running, link available"]],
        );

        const { __origin } = tunnel["outputs"] as { __origin: { endpoint: string } };
        __origin.endpoint = "https://vpc.example/";
        const elsewhere = await patient.report([], { env: now });
        assert.deepEqual([elsewhere.code, elsewhere.findings[0]?.what], [1, "elsewhere"]);
        const declared = { ...now, QCLOUD_SAME_CLOUD: "https://vpc.example/" };
        assert.deepEqual(await patient.found([], { env: declared }), ["in-both: office"]);

        emulator.remove("vpnConnections", tunnel.id ?? "");
        assert.deepEqual((await patient.report([], { env: now })).repair, [
          `export QCLOUD_API=${recorded}`,
          "export QCLOUD_VPC_ENDPOINT=https://vpc.example/",
        ]);
      }));
  }

  it("finds an orphan that was made through API 2.0", () =>
    withBench(async (bench) => {
      const patient = new Patient(bench, "2.0");
      const tunnel = await patient.stack.add("office");
      patient.stack.forget(tunnel);
      await patient.stack.addBranch("other", "203.0.113.9");
      await makeTunnel(bench.emulator, {
        vpnConnName: "theirs",
        userGwId: (await call(bench.emulator, "AddUserGw", { userGwName: "x", userGwAddr: "203.0.113.8" })).json
          .userGwId,
      });
      const { findings } = await patient.report([], { env: env3(bench) });
      assert.deepEqual(findings.map(({ what }) => what).sort(), ["in-both", "in-both", "orphan", "unknown-creator"]);
    }));
});
