import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  API_VERSIONS,
  type ApiVersion,
  canonicalEndpoint,
  facts,
  isLoopback,
  publicEndpoint,
  type Site,
  type StsSettings,
  versionAt,
} from "../api/index.ts";
import { suggestion } from "../lifecycle/arguments/suggestion.ts";
import { LifecycleError, type Operation, parseDuration, type Settings } from "../lifecycle/vpn-connection/index.ts";
import { defined } from "../util/defined.ts";
import { type ReadOptions, readCredentials } from "./credentials/read.ts";
import { stsEndpoint } from "./credentials/sts-endpoint.ts";
import { readProxy } from "./proxy.ts";
import { type ConfigSource, type Environment, EXPLICIT_KEY, type Found, type GivenSource, Lookup } from "./sources.ts";

export { type ConfigSource, type Environment, EXPLICIT_KEY, type GivenSource };

/** The config key of each setting of a QcloudProvider or a lookup. */
export const SETTING_KEYS = {
  secretId: "qcloud:secretId",
  secretKey: "qcloud:secretKey",
  token: "qcloud:token",
  region: "qcloud:region",
  api: "qcloud:api",
  endpoint: "qcloud:endpoint",
  site: "qcloud:site",
  sameCloud: "qcloud:sameCloud",
  stsEndpoint: "qcloud:stsEndpoint",
  signatureMethod: "qcloud:signatureMethod",
  signHost: "qcloud:signHost",
  caFile: "qcloud:caFile",
  allowHttp: "qcloud:allowHttp",
  encryptAlgorithmGroup: "qcloud:encryptAlgorithmGroup",
  requestsPerSecond: "qcloud:requestsPerSecond",
  owner: "qcloud:owner",
} as const;

/** The name of a setting in a program. */
export type SettingName = keyof typeof SETTING_KEYS;

/** The default region (`qcloud:region`, then TENCENTCLOUD_REGION), the owner of the stack, and the version of the API. */
export function readCheckSettings(
  config: ConfigSource | undefined,
  env: Environment = process.env,
  given?: GivenSource,
): { region: string | undefined; owner: string; api: ApiVersion } {
  const lookup = new Lookup(config, env, given);
  const region = lookup.given("qcloud:region") ?? lookup.config("qcloud:region") ?? lookup.env(["TENCENTCLOUD_REGION"]);
  return {
    region: region?.value,
    owner: lookup.first("qcloud:owner", ["QCLOUD_OWNER"])?.value ?? "",
    api: readPlace(lookup).api,
  };
}

/** Where the API is, not validated. */
interface ApiPlace {
  readonly api: ApiVersion;
  readonly endpoint: string;
  readonly endpointSource: string;
}

/** Without a version, the host of the endpoint says which one it is; without an endpoint, the public cloud has one for each version. */
function readPlace(lookup: Lookup): ApiPlace {
  const endpoint = lookup.first("qcloud:endpoint", ["QCLOUD_VPC_ENDPOINT"]);
  const byHost = endpoint === undefined ? "2.0" : versionAt(endpoint.value);
  const api = oneOf(withPoint(lookup.first("qcloud:api", ["QCLOUD_API"])), API_VERSIONS, byHost);
  const site = oneOf<Site>(lookup.first("qcloud:site", ["QCLOUD_SITE"]), ["china", "intl"], "china");
  return {
    api,
    endpoint: canonicalEndpoint(endpoint?.value ?? publicEndpoint(api, site), api),
    endpointSource: endpoint?.source ?? `the default for API ${api}`,
  };
}

/** Where the API is, not validated. */
export const readEndpoint = (config: ConfigSource | undefined, env: Environment = process.env): ApiPlace =>
  readPlace(new Lookup(config, env, undefined));

/**
 * Reads the settings of an operation. If the credentials are those of a role, they are requested here the first time, and renewed while the
 * operation runs.
 *
 * @param given Takes precedence over everything else. Default: the config, if it is that of an explicit provider.
 * @throws LifecycleError that names the setting and its source; what `readCredentials` throws.
 */
export async function readSettings(
  config: ConfigSource | undefined,
  env: Environment = process.env,
  given?: GivenSource,
  options: ReadOptions = {},
): Promise<Settings> {
  const lookup = new Lookup(config, env, given);
  const place = readPlace(lookup);
  const signHost = lookup.first("qcloud:signHost", ["QCLOUD_SIGN_HOST"])?.value;
  const ca = readCa(lookup.first("qcloud:caFile", ["QCLOUD_CA_FILE"]));
  const proxy = readProxy(place.endpoint);
  const requestsPerSecond = readRate(lookup.first("qcloud:requestsPerSecond", ["QCLOUD_REQUESTS_PER_SECOND"]));
  const settings = {
    ...place,
    allowHttp: oneOf(lookup.first("qcloud:allowHttp", ["QCLOUD_ALLOW_HTTP"]), ["true", "false"], "false") === "true",
    signatureMethod: oneOf(
      lookup.first("qcloud:signatureMethod", ["QCLOUD_SIGNATURE_METHOD"]),
      facts["2.0"].signatureMethods,
      "HmacSHA256",
    ),
    encryptAlgorithmGroup: oneOf(
      lookup.first("qcloud:encryptAlgorithmGroup", ["QCLOUD_ENCRYPT_ALGORITHM_GROUP"]),
      facts["2.0"].encryptAlgorithmGroups,
      "IKESet",
    ),
    ...defined({ signHost, ca, proxy, requestsPerSecond }),
    owner: lookup.first("qcloud:owner", ["QCLOUD_OWNER"])?.value ?? "",
    timeoutOverrides: readTimeoutOverrides(lookup),
    sameCloud: readList(lookup.first("qcloud:sameCloud", ["QCLOUD_SAME_CLOUD"])),
  };
  const sts = (): StsSettings => {
    const endpoint = stsEndpoint(lookup.first("qcloud:stsEndpoint", ["QCLOUD_STS_ENDPOINT"]), place.endpoint);
    return { endpoint, ...defined({ ca, proxy: readProxy(endpoint) }) };
  };
  return {
    ...settings,
    credentials: await readCredentials(lookup, sts, options),
    ...(place.api === "3.0" ? accountSts(lookup, place.endpoint, sts) : {}),
  };
}

/** Where sts says whose key pair it is; the emulator answers that at its own address. Nothing where sts is not known. */
function accountSts(lookup: Lookup, endpoint: string, sts: () => StsSettings): { readonly sts?: StsSettings } {
  const { hostname, origin } = URL.parse(endpoint) ?? {};
  const isGiven = lookup.first("qcloud:stsEndpoint", ["QCLOUD_STS_ENDPOINT"]) !== undefined;
  if (isGiven || hostname?.startsWith("vpc.") === true) {
    return { sts: sts() };
  }
  return origin !== undefined && isLoopback(hostname ?? "") ? { sts: { endpoint: `${origin}/` } } : {};
}

/** A version without its point: `qcloud:api: 3.0` in a file of YAML is a number, which Pulumi hands over as `3`. */
const withPoint = (found: Found | undefined): Found | undefined =>
  found && { ...found, value: found.value.replace(/^\d$/, "$&.0") };

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

/** URLs, separated by commas. */
const readList = (found: Found | undefined): string[] =>
  (found?.value ?? "")
    .split(",")
    .map((url) => url.trim())
    .filter((url) => url !== "");

function readRate(found: Found | undefined): number | undefined {
  if (found === undefined) {
    return undefined;
  }
  const rate = Number(found.value);
  if (!(rate >= 0.1 && rate <= 10_000)) {
    throw new LifecycleError(`${found.source} must be a number of requests a second from 0.1 to 10000`);
  }
  return rate;
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
    throw new LifecycleError(`the file named by ${found.source} contains no certificate in PEM form`);
  }
  return pem;
}
