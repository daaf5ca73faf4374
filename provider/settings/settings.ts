import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { canonicalEndpoint, facts } from "../api/index.ts";
import { suggestion } from "../lifecycle/arguments/suggestion.ts";
import { LifecycleError, type Operation, parseDuration, type Settings } from "../lifecycle/vpn-connection/index.ts";
import { defined } from "../util/defined.ts";
import { readCredentials } from "./credentials.ts";
import { readProxy } from "./proxy.ts";
import { type ConfigSource, type Environment, EXPLICIT_KEY, type Found, type GivenSource, Lookup } from "./sources.ts";

export { type ConfigSource, type Environment, EXPLICIT_KEY, type GivenSource };

/** The endpoint of the vendor's public cloud (docs/api.md 4.2). */
export const PUBLIC_ENDPOINT = "https://vpc.api.qcloud.com/v2/index.php";

/** The stack's config key of each setting that a QcloudProvider or a look-up can be given. */
export const SETTING_KEYS = {
  secretId: "qcloud:secretId",
  secretKey: "qcloud:secretKey",
  token: "qcloud:token",
  region: "qcloud:region",
  endpoint: "qcloud:endpoint",
  signatureMethod: "qcloud:signatureMethod",
  signHost: "qcloud:signHost",
  caFile: "qcloud:caFile",
  allowHttp: "qcloud:allowHttp",
  encryptAlgorithmGroup: "qcloud:encryptAlgorithmGroup",
  requestsPerSecond: "qcloud:requestsPerSecond",
  owner: "qcloud:owner",
} as const;

/** A setting by its name in the program. */
export type SettingName = keyof typeof SETTING_KEYS;

/** The region of a new tunnel whose program says none: `qcloud:region`, then TENCENTCLOUD_REGION; and the owner of the stack. */
export function readCheckSettings(
  config: ConfigSource | undefined,
  env: Environment = process.env,
  given?: GivenSource,
): { region: string | undefined; owner: string } {
  const lookup = new Lookup(config, env, given);
  const region = lookup.given("qcloud:region") ?? lookup.config("qcloud:region") ?? lookup.env(["TENCENTCLOUD_REGION"]);
  return {
    region: region?.value,
    owner: lookup.first("qcloud:owner", ["QCLOUD_OWNER"])?.value ?? "",
  };
}

/** The endpoint as it was given, without a check of it. */
export const readEndpoint = (config: ConfigSource | undefined): string =>
  canonicalEndpoint(
    new Lookup(config, process.env, undefined).first("qcloud:endpoint", ["QCLOUD_VPC_ENDPOINT"])?.value ??
      PUBLIC_ENDPOINT,
  );

/**
 * Reads everything that an operation needs, at the time of the call.
 * @param given goes before everything else; by default the config, if it is an explicit provider's.
 * @throws LifecycleError that names the setting and the places that were searched.
 */
export function readSettings(
  config: ConfigSource | undefined,
  env: Environment = process.env,
  given?: GivenSource,
): Settings {
  const lookup = new Lookup(config, env, given);
  const endpoint = lookup.first("qcloud:endpoint", ["QCLOUD_VPC_ENDPOINT"]);
  const signHost = lookup.first("qcloud:signHost", ["QCLOUD_SIGN_HOST"])?.value;
  const ca = readCa(lookup.first("qcloud:caFile", ["QCLOUD_CA_FILE"]));
  const url = canonicalEndpoint(endpoint?.value ?? PUBLIC_ENDPOINT);
  const proxy = readProxy(url);
  return {
    endpoint: url,
    endpointSource: endpoint?.source ?? "the default",
    allowHttp: oneOf(lookup.first("qcloud:allowHttp", ["QCLOUD_ALLOW_HTTP"]), ["true", "false"], "false") === "true",
    credentials: readCredentials(lookup),
    signatureMethod: oneOf(
      lookup.first("qcloud:signatureMethod", ["QCLOUD_SIGNATURE_METHOD"]),
      facts.signatureMethods,
      "HmacSHA256",
    ),
    encryptAlgorithmGroup: oneOf(
      lookup.first("qcloud:encryptAlgorithmGroup", ["QCLOUD_ENCRYPT_ALGORITHM_GROUP"]),
      facts.encryptAlgorithmGroups,
      "IKESet",
    ),
    ...defined({ signHost, ca, proxy }),
    ...readRate(lookup.first("qcloud:requestsPerSecond", ["QCLOUD_REQUESTS_PER_SECOND"])),
    owner: lookup.first("qcloud:owner", ["QCLOUD_OWNER"])?.value ?? "",
    timeoutOverrides: readTimeoutOverrides(lookup),
  };
}

function oneOf<T extends string>(found: Found | undefined, allowed: readonly T[], byDefault: T): T {
  if (found === undefined) {
    return byDefault;
  }
  const match = allowed.find((value) => value === found.value);
  if (match === undefined) {
    throw new LifecycleError(`${found.source} must be one of ${allowed.join(", ")}${suggestion(allowed, found.value)}`);
  }
  return match;
}

function readRate(found: Found | undefined): { requestsPerSecond?: number } {
  if (found === undefined) {
    return {};
  }
  const rate = Number(found.value);
  if (!(rate >= 0.1 && rate <= 10_000)) {
    throw new LifecycleError(`${found.source} must be a number of requests a second from 0.1 to 10000`);
  }
  return { requestsPerSecond: rate };
}

function readTimeoutOverrides(lookup: Lookup): Partial<Record<Operation, number>> {
  const overrides: Partial<Record<Operation, number>> = {};
  for (const operation of ["create", "read", "update", "delete"] as const) {
    const found = lookup.env([`QCLOUD_TIMEOUT_${operation.toUpperCase()}`]);
    if (found !== undefined) {
      const ms = parseDuration(found.value);
      if (ms === undefined) {
        throw new LifecycleError(`${found.source} must be a duration such as "90s" or "15m"`);
      }
      overrides[operation] = ms;
    }
  }
  return overrides;
}

function readCa(found: Found | undefined): string | undefined {
  if (found === undefined) {
    return undefined;
  }
  let pem: string;
  try {
    pem = readFileSync(found.value, "utf8");
  } catch (error) {
    throw new LifecycleError(
      `the CA certificate named by ${found.source} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
    );
  }
  try {
    new X509Certificate(pem);
  } catch {
    throw new LifecycleError(`the file named by ${found.source} holds no certificate in PEM form`);
  }
  return pem;
}
