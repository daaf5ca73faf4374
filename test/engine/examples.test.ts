import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, lstat, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "../../emulator/index.ts";
import { repository, sdkFolder } from "../../tools/toolchain/paths.ts";
import { blocksOf } from "../docs/blocks.ts";
import { withExample } from "./support/example.ts";
import { runManager } from "./support/installed.ts";
import { projectName } from "./support/project.ts";
import type { EngineStack } from "./support/stack.ts";
import { describeEngine } from "./support/suite.ts";
import { actions, standing, testKey, withTunnel } from "./support/tunnels.ts";

const run = promisify(execFile);

const pem = (name: string): string => join(repository, "test", "fixtures", "tls", `${name}.pem`);

/** Everything of VPNs that an emulator holds. */
const held = (emulator: Emulator): string[] => [
  ...standing(emulator),
  ...emulator.state().userGateways.map(({ unUserGwId }) => unUserGwId),
];

/** Up, an empty preview, a refresh that finds nothing, and destroy; what was there before is there again. */
async function live(
  stack: EngineStack,
  emulator: Emulator,
  look: () => Promise<void> | void = () => {},
): Promise<void> {
  const before = held(emulator);
  await stack.up();
  await look();
  assert.deepEqual(Object.keys((await stack.preview()).changeSummary), ["same"]);
  await stack.refresh({ args: ["--expect-no-changes"] });
  await stack.destroy();
  assert.deepEqual(held(emulator), before);
}

describeEngine("the example", () => {
  it("basic creates a tunnel after it is copied out of the repository", () =>
    withExample("basic", ({ emulator, project }) =>
      project("", async (stack) => {
        await writeFile(join(stack.folder.project, "package.json"), '{"type":"module"}');
        await live(stack, emulator, () => assert.equal(standing(emulator).length, 1));
      }),
    ));

  it("the first program of the README goes through API 3.0 with one more variable", () => {
    const program = blocksOf("README.md").find(({ language }) => language === "ts")?.source ?? assert.fail();
    const secretConfig = { [`${projectName}:preSharedKey`]: testKey };
    return withTunnel({ stack: { program, language: "ts", secretConfig } }, async ({ stack, emulator }) => {
      stack.setEnv({ QCLOUD_API: "3.0", QCLOUD_VPC_ENDPOINT: emulator.api3Url });
      await live(stack, emulator, () => assert.equal(standing(emulator).length, 1));
      assert.ok(actions(emulator).includes("CreateVpnConnection") && !actions(emulator).includes("AddVpnConnEx"));
    });
  });

  it("branches creates what the list in the stack config says", () =>
    withExample("branches", ({ emulator, project }) =>
      project("", (stack) =>
        live(stack, emulator, async () => {
          const tunnels = emulator.state().vpnConnections;
          assert.deepEqual(
            tunnels.map(({ destinationCidr, IKESet }) => [...destinationCidr, IKESet.dhGroupName].join(" ")).sort(),
            ["172.16.11.0/24 group14", "172.16.12.0/24 172.16.13.0/24 group14", "172.16.14.0/24 group5"],
          );
          assert.deepEqual(Object.keys((await stack.outputs())["tunnels"] as object).sort(), [
            "chengdu",
            "old-depot",
            "shanghai",
          ]);
        }),
      ),
    ));

  it("composed goes up and down in order, and loses nothing in another order", () =>
    withExample("composed", ({ emulator, project }) =>
      project("network", (network) =>
        project(
          "vpn",
          async (vpn) => {
            const before = held(emulator);
            const early = await vpn.up({ expect: "failure" });
            assert.match(early.output, /qcloud-vpn-network\/dev has no branches yet: run pulumi up there first/);
            await network.up();
            await vpn.up();
            assert.equal(standing(emulator).length, 2);
            const wrong = await network.destroy({ expect: "failure", env: { QCLOUD_TIMEOUT_DELETE: "1s" } });
            assert.match(
              wrong.output,
              /timed out waiting for peer gateway cgw-\w+ to be deleted: last seen in use by tunnel/,
            );
            assert.equal(held(emulator).length, before.length + 4);
            assert.deepEqual(Object.keys((await vpn.preview()).changeSummary), ["same"]);
            await vpn.refresh({ args: ["--expect-no-changes"] });
            await vpn.destroy();
            await network.refresh({ args: ["--expect-no-changes"] });
            await network.destroy();
            assert.deepEqual(held(emulator), before);
          },
          { backend: network.folder.backend },
        ),
      ),
    ));

  it("adopt adopts what is in no stack, and only reads", () =>
    withExample("adopt", ({ emulator, project }) =>
      project("", async (stack) => {
        const before = held(emulator);
        await stack.up();
        const { ids } = (await stack.outputs()) as { ids: { userGwId: string; vpnConnId: string } };
        await stack.run("state", { args: ["delete", "--all", "--yes", "--stack", stack.name] });
        await stack.setConfigAll({ userGwId: ids.userGwId, vpnConnId: ids.vpnConnId });
        const stood = emulator.state();
        emulator.clearCalls();
        await stack.up();
        assert.deepEqual(
          actions(emulator).filter((action) => !action.startsWith("Describe")),
          [],
        );
        assert.deepEqual(emulator.state(), stood);
        assert.deepEqual(Object.keys((await stack.preview()).changeSummary), ["same"]);
        await stack.refresh({ args: ["--expect-no-changes"] });
        await stack.destroy();
        assert.deepEqual(held(emulator), before);
      }),
    ));

  it("private-cloud, in CommonJS, trusts the cloud's own certificate and signs with HmacSHA1", () =>
    withExample(
      "private-cloud",
      ({ emulator, project }) =>
        project("", async (stack) => {
          await copyFile(pem("cert"), join(stack.folder.project, "cert.pem"));
          await live(stack, emulator, () => assert.equal(standing(emulator).length, 1));
          assert.ok(emulator.calls().every(({ parameters }) => parameters["SignatureMethod"] === "HmacSHA1"));
        }),
      { "cert.pem": pem("cert"), "key.pem": pem("key") },
    ));

  it("two-accounts, installed with pnpm, creates the tunnel of each company in its own account", function () {
    this.timeout(600_000);
    return withExample("two-accounts", ({ emulator, project }) =>
      project(
        "",
        async (stack) => {
          await installWithPnpm(stack.folder.project);
          const owners = new Map<string, string>();
          await live(stack, emulator, () => {
            const { vpnConnections, userGateways } = emulator.state();
            assert.deepEqual(
              vpnConnections.map(({ account, destinationCidr }) => `${account} ${destinationCidr}`).sort(),
              ["emulator-secret-id 172.16.21.0/24", "finance-secret-id 172.16.22.0/24"],
            );
            const offices = userGateways.filter(({ userGwAddr }) => userGwAddr === "203.0.113.21");
            assert.deepEqual(offices.map(({ account }) => account).sort(), ["emulator-secret-id", "finance-secret-id"]);
            for (const { account, unVpnConnId, unVpnGwId, unUserGwId } of vpnConnections) {
              for (const id of [unVpnConnId, unVpnGwId, unUserGwId]) {
                owners.set(id, account);
              }
            }
          });
          for (const { action, parameters } of emulator.calls()) {
            for (const parameter of ["vpnConnId", "vpnGwId", "userGwId"]) {
              const owner = owners.get(parameters[parameter] ?? "");
              assert.ok(owner === undefined || owner === parameters["SecretId"], `${action} ${parameters[parameter]}`);
            }
          }
        },
        { nodeModules: "none" },
      ),
    );
  });
});

/** The package as it would be published, and its SDK, as pnpm installs them: every package a link into one store. */
async function installWithPnpm(folder: string): Promise<void> {
  const packed = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: repository });
  const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf("["))) as [{ filename: string }];
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { dependencies: object };
  const sdk = JSON.parse(await readFile(join(sdkFolder, "package.json"), "utf8")) as { version: string };
  manifest.dependencies = { "@pulumi/pulumi": sdk.version, "pulumi-qcloud-vpn": `file:./${filename}` };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await runManager("pnpm", folder);
  assert.ok((await lstat(join(folder, "node_modules", "pulumi-qcloud-vpn"))).isSymbolicLink());
}
