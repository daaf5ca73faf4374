/**
 * `npm run demo`: `pulumi up` and `pulumi destroy` of the root project on the real engine, against the emulator, through API 2.0 and
 * through API 3.0. After each, the calls of the teardown, and what is left. Needs neither an account nor a Pulumi CLI, and leaves neither process nor file
 * behind. Ends with 0 only if both commands succeeded and nothing is left of what they made.
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { describeCalls } from "./demo/calls.ts";
import { startEmulatorProcess } from "./demo/emulator.ts";
import { endProcessesWith } from "./processes.ts";
import { pulumiEnvironment } from "./pulumi.ts";
import { buildDist } from "./toolchain/dist.ts";
import { repository } from "./toolchain/paths.ts";

/** The variable by which everything that this run started is found. */
const markerVariable = "PULUMI_QCLOUD_VPN_DEMO";
const marker = randomUUID();
const stack = "demo";

/** The folder that holds everything the run writes: backend, Pulumi home, stack config. */
const folder = mkdtempSync(join(tmpdir(), "pulumi-qcloud-vpn-demo-"));

let isInterrupted = false;

/** The caller's environment without what would make the demo depend on, or touch, anything of the caller's. */
function demoEnvironment(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(base).filter(([name]) => !/^(TENCENTCLOUD|QCLOUD|PULUMI)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    PULUMI_BACKEND_URL: pathToFileURL(join(folder, "backend")).href,
    PULUMI_HOME: join(folder, "pulumi-home"),
    // The engine and ts-node leave folders of their own behind.
    TMPDIR: join(folder, "tmp"),
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    TENCENTCLOUD_SECRET_ID: "emulator-secret-id",
    TENCENTCLOUD_SECRET_KEY: "emulator-secret-key",
    TENCENTCLOUD_REGION: "ap-guangzhou",
    [markerVariable]: marker,
  };
}

async function demo(): Promise<boolean> {
  await buildDist();
  const { env: found, pulumi } = await pulumiEnvironment();
  const env = demoEnvironment(found);
  const emulator = await startEmulatorProcess(env);
  const run = async (cwd: string, args: readonly string[]): Promise<void> => {
    console.log(`\n$ pulumi ${args.join(" ")}`);
    const options = { cwd, env, extendEnv: false, reject: false, detached: true, cleanup: false } as const;
    const result = await execa(pulumi, [...args, "--non-interactive"], {
      ...options,
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (result.failed) {
      throw new Error(`pulumi ${args[0]} ended with ${result.signal ?? result.exitCode}`);
    }
  };
  const configFile = ["--stack", stack, "--config-file", join(folder, `Pulumi.${stack}.yaml`)];
  const update = ["--yes", "--skip-preview", ...configFile];

  const upAndDestroy = async (): Promise<boolean> => {
    await run(repository, ["up", ...update]);
    const before = (await emulator.calls()).length;
    const made = await emulator.tunnels();
    await run(repository, ["destroy", ...update]);

    const calls = (await emulator.calls()).slice(before);
    console.log(`\nThe teardown's ${calls.length} calls of the API:`);
    console.log(describeCalls(calls).join("\n"));
    const tunnels = await emulator.tunnels();
    const resources = await resourcesInState(pulumi, env);
    console.log(`\nTunnels after up: ${made}. Tunnels left: ${tunnels}. Resources left in the state: ${resources}.`);
    return made > 0 && calls.length > 0 && tunnels === 0 && resources === 0;
  };

  // The stack is made beside a copy of Pulumi.yaml: the config file that this writes stays out of the repository.
  mkdirSync(join(folder, "backend"));
  mkdirSync(join(folder, "tmp"));
  writeFileSync(join(folder, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml")));
  await run(folder, ["stack", "init", stack]);
  let isWhole = true;
  for (const [api, endpoint] of Object.entries(emulator.endpoints)) {
    console.log(`\nThrough API ${api}: QCLOUD_API=${api} QCLOUD_VPC_ENDPOINT=${endpoint}`);
    Object.assign(env, { QCLOUD_API: api, QCLOUD_VPC_ENDPOINT: endpoint });
    isWhole = (await upAndDestroy()) && isWhole;
  }
  return isWhole;
}

async function resourcesInState(pulumi: string, env: NodeJS.ProcessEnv): Promise<number> {
  const args = ["stack", "export", "--stack", stack, "--non-interactive"];
  const { stdout } = await execa(pulumi, args, { cwd: folder, env, extendEnv: false });
  const { deployment } = JSON.parse(stdout) as { deployment: { resources?: unknown[] } };
  return deployment.resources?.length ?? 0;
}

/** Ends every process of this run and removes its folder; safe to call twice. */
async function cleanUp(): Promise<void> {
  await endProcessesWith(markerVariable, marker);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The backend and the cloud of the demo exist for it alone, so an interrupt ends everything at once. */
function endOnSignal(signal: "SIGINT" | "SIGTERM" | "SIGHUP"): void {
  process.once(signal, () => {
    isInterrupted = true;
    console.error("\nInterrupted: ending everything.");
    cleanUp().then(
      () => process.exit(128 + constants.signals[signal]),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  endOnSignal(signal);
}
try {
  process.exitCode = (await demo()) ? 0 : 1;
} catch (error) {
  if (!isInterrupted) {
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exitCode = 1;
} finally {
  await cleanUp();
}
