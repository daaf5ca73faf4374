import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pulumiEnvironment } from "../../../tools/pulumi.ts";
import { cacheFolder } from "../../../tools/toolchain/paths.ts";
import type { ProjectFolder } from "./project.ts";

/** The variable by which the processes of one test stack are found; each stack has a value of its own. */
export const markerVariable = "PULUMI_QCLOUD_VPN_TEST_STACK";

/** The passphrase of every test stack. */
export const passphrase = "engine-test-passphrase";

/** The key pair that a fresh emulator knows. */
export const emulatorCredentials = { secretId: "emulator-secret-id", secretKey: "emulator-secret-key" } as const;

/** What of the surrounding environment reaches the engine: nothing that configures Pulumi, the provider or Node.js. */
const passedOn = ["PATH", "TZ", "LANG", "LC_ALL", "SystemRoot"];

/** Variables for the engine; `undefined` takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A CLI, the environment to run it in, and the mark of everything that it starts. */
export interface EngineEnvironment {
  /** The absolute path of the CLI. */
  pulumi: string;
  /** The whole environment of the CLI. */
  env: NodeJS.ProcessEnv;
  /** The value of {@link markerVariable} in it. */
  marker: string;
}

/**
 * The environment for one test stack, apart from that of the person who runs the tests and of every other stack.
 *
 * @param folder The stack's project.
 * @param emulator The emulator whose address and key pair the provider gets; none by default.
 * @param variables More variables, which win.
 */
export async function engineEnvironment(
  folder: ProjectFolder,
  emulator: { url: string } | undefined,
  variables: Variables = {},
): Promise<EngineEnvironment> {
  const { env, pulumi } = await pulumiEnvironment();
  const marker = randomUUID();
  return {
    pulumi,
    marker,
    env: {
      ...Object.fromEntries(passedOn.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      HOME: folder.home,
      TMPDIR: folder.temporary,
      PULUMI_HOME: folder.pulumiHome,
      PULUMI_BACKEND_URL: pathToFileURL(folder.backend).href,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // Each command starts two or three Node.js processes that load the same SDK.
      NODE_COMPILE_CACHE: join(cacheFolder(), "node-compile-cache"),
      ...(emulator === undefined ? {} : emulatorVariables(emulator.url)),
      ...variables,
      [markerVariable]: marker,
    },
  };
}

function emulatorVariables(url: string): Variables {
  return {
    TENCENTCLOUD_SECRET_ID: emulatorCredentials.secretId,
    TENCENTCLOUD_SECRET_KEY: emulatorCredentials.secretKey,
    TENCENTCLOUD_REGION: "ap-guangzhou",
    QCLOUD_VPC_ENDPOINT: url,
  };
}
