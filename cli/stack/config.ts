import * as z from "zod";
import type { ConfigSource, Environment } from "../../provider/settings/settings.ts";
import { Failure, ReadFailure } from "../failure.ts";
import type { Host } from "../host.ts";
import { pulumiJson, type StackRef } from "../pulumi.ts";

const listing = z.record(z.string(), z.looseObject({ value: z.string().optional(), secret: z.boolean().optional() }));

/** The keys that are not needed where the environment has a key pair. */
const PAIR: readonly string[] = ["qcloud:secretId", "qcloud:secretKey", "qcloud:token"];

/** The config where there is no stack. */
export const noConfig: ConfigSource = { get: () => undefined };

/**
 * The stack's current config, limited to the keys of this package. Secrets are decrypted only when they are needed, and stay in
 * memory: with a key pair in the environment that of the config is not decrypted.
 * @returns undefined when no stack is selected.
 */
export async function readStackConfig(host: Host, ref: StackRef): Promise<ConfigSource | undefined> {
  let shown: unknown;
  try {
    shown = await pulumiJson(host, ref, ["config", "--json"]);
  } catch (error) {
    if (error instanceof Failure && /no stack selected/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
  const clear = entries(shown);
  const needsSecrets = [...clear].some(
    ([key, value]) => value === undefined && !(PAIR.includes(key) && hasPair(host.env)),
  );
  const values = needsSecrets ? entries(await pulumiJson(host, ref, ["config", "--json", "--show-secrets"])) : clear;
  return { get: (key) => values.get(key) };
}

const hasPair = (env: Environment): boolean =>
  (env["TENCENTCLOUD_SECRET_ID"] ?? "") !== "" && (env["TENCENTCLOUD_SECRET_KEY"] ?? "") !== "";

/** The keys of this package; a secret that is not shown is undefined. */
function entries(json: unknown): Map<string, string | undefined> {
  const shown = listing.safeParse(json);
  if (!shown.success) {
    throw new ReadFailure("pulumi config printed unexpected output");
  }
  return new Map(
    Object.entries(shown.data)
      .filter(([key]) => key.startsWith("qcloud:"))
      .map(([key, { value }]) => [key, value]),
  );
}
