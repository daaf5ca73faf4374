import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { LifecycleError, type Operation, parseDuration, type Settings } from "./lifecycle/index.ts";
import type { Credentials } from "./qcloud/client.ts";

/** The stack's configuration as the host hands it over: keys with their namespace, secrets in clear. */
export interface ConfigSource {
  get(key: string): string | undefined;
}

/** What the environment says; `process.env` by default. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The endpoint of the vendor's public cloud (docs/api.md 4.2). */
export const PUBLIC_ENDPOINT = "https://vpc.api.qcloud.com/v2/index.php";

/** Set by an explicit QcloudProvider: its own values then go before everything else. */
export const EXPLICIT_KEY = "qcloud:explicit";

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

interface Found {
  readonly value: string;
  /** Where it came from, for messages. */
  readonly source: string;
}

/** Settings that go before everything else, by their config key. */
export interface GivenSource extends ConfigSource {
  /** Where a setting comes from, in words for messages. */
  describe(key: string): string;
}

/** Looks a setting up in its places, in their order. */
class Lookup {
  readonly #config: ConfigSource | undefined;
  readonly #env: Environment;
  readonly #given: GivenSource | undefined;

  constructor(config: ConfigSource | undefined, env: Environment, given: GivenSource | undefined) {
    this.#config = config;
    this.#env = env;
    this.#given = given ?? explicitSource(config);
  }

  /**
   * The environment goes before the config, because at destroy the config is the one of the last `up`; what is given goes before
   * both.
   */
  first(configKey: string, variables: readonly string[]): Found | undefined {
    return this.given(configKey) ?? this.env(variables) ?? this.config(configKey);
  }

  given(key: string): Found | undefined {
    const value = this.#given?.get(key);
    return value === undefined || value === "" ? undefined : { value, source: this.#given?.describe(key) ?? key };
  }

  config(key: string): Found | undefined {
    const value = this.#config?.get(key);
    return value === undefined || value === "" ? undefined : { value, source: `the stack's config ${key}` };
  }

  env(variables: readonly string[]): Found | undefined {
    for (const name of variables) {
      const value = this.#env[name];
      if (value !== undefined && value !== "") {
        return { value, source: `the environment variable ${name}` };
      }
    }
    return undefined;
  }

  get environment(): Environment {
    return this.#env;
  }
}

/** The config of an explicit provider, which its process gets in place of the stack's. */
function explicitSource(config: ConfigSource | undefined): GivenSource | undefined {
  return config?.get(EXPLICIT_KEY) === "true"
    ? { get: (key) => config.get(key), describe: (key) => `the explicit provider (${key})` }
    : undefined;
}

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
  return {
    endpoint: endpoint?.value ?? PUBLIC_ENDPOINT,
    endpointSource: endpoint?.source ?? "the default",
    allowHttp: lookup.first("qcloud:allowHttp", ["QCLOUD_ALLOW_HTTP"])?.value === "true",
    credentials: readCredentials(lookup),
    signatureMethod: oneOf(
      lookup.first("qcloud:signatureMethod", ["QCLOUD_SIGNATURE_METHOD"]),
      ["HmacSHA256", "HmacSHA1"],
      "HmacSHA256",
    ),
    encryptAlgorithmGroup: oneOf(
      lookup.first("qcloud:encryptAlgorithmGroup", ["QCLOUD_ENCRYPT_ALGORITHM_GROUP"]),
      ["IKESet", "IPsecSet"],
      "IKESet",
    ),
    ...(signHost === undefined ? {} : { signHost }),
    ...(ca === undefined ? {} : { ca }),
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
    throw new LifecycleError(`${found.source} must be one of ${allowed.join(", ")}, not "${found.value.slice(0, 40)}"`);
  }
  return match;
}

function readRate(found: Found | undefined): { requestsPerSecond?: number } {
  if (found === undefined) {
    return {};
  }
  const rate = Number(found.value);
  if (!(rate >= 0.1 && rate <= 10_000)) {
    throw new LifecycleError(
      `${found.source} must be a number of requests a second from 0.1 to 10000, not "${found.value.slice(0, 40)}"`,
    );
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
        throw new LifecycleError(
          `${found.source} must be a duration such as "90s" or "15m", not "${found.value.slice(0, 40)}"`,
        );
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
  try {
    return readFileSync(found.value, "utf8");
  } catch (error) {
    throw new LifecycleError(
      `the CA certificate named by ${found.source} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
    );
  }
}

const ID_VARIABLES = ["TENCENTCLOUD_SECRET_ID"];
const KEY_VARIABLES = ["TENCENTCLOUD_SECRET_KEY"];
const TOKEN_VARIABLES = ["TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"];

/** A pair from one place: an id from here is never joined with a key from there. */
function readCredentials(lookup: Lookup): Credentials {
  const from = (place: "given" | "config"): Credentials | undefined =>
    pair(
      lookup[place]("qcloud:secretId"),
      lookup[place]("qcloud:secretKey"),
      lookup[place]("qcloud:token"),
      "qcloud:secretId and qcloud:secretKey",
    );
  const fromEnvironment = (): Credentials | undefined =>
    pair(
      lookup.env(ID_VARIABLES),
      lookup.env(KEY_VARIABLES),
      lookup.env(TOKEN_VARIABLES),
      "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY",
    );
  const found = from("given") ?? fromEnvironment() ?? from("config") ?? fromProfile(lookup.environment);
  if (found === undefined) {
    throw new LifecycleError(
      "no credentials: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment, or " +
        "`pulumi config set --secret qcloud:secretId …` and `pulumi config set --secret qcloud:secretKey …`, or make a profile with the vendor's CLI (~/.tccli/default.credential)",
    );
  }
  return found;
}

function pair(
  id: Found | undefined,
  key: Found | undefined,
  token: Found | undefined,
  names: string,
): Credentials | undefined {
  if (id === undefined && key === undefined) {
    return undefined;
  }
  if (id === undefined || key === undefined) {
    throw new LifecycleError(`half a key pair: ${(id ?? key)?.source} is set, but ${names} are needed together`);
  }
  return {
    secretId: id.value.trim(),
    secretKey: key.value.trim(),
    ...(token === undefined ? {} : { token: token.value.trim() }),
    source: id.source,
  };
}

/** The profile of the vendor's CLI: JSON with secretId, secretKey and token. */
function fromProfile(env: Environment): Credentials | undefined {
  const profile = env["TENCENTCLOUD_PROFILE"] || "default";
  const file = join(env["HOME"] || homedir(), ".tccli", `${profile}.credential`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (env["TENCENTCLOUD_PROFILE"] === undefined || env["TENCENTCLOUD_PROFILE"] === "") {
      return undefined;
    }
    throw new LifecycleError(
      `the profile "${profile}" named by TENCENTCLOUD_PROFILE cannot be read from ~/.tccli: ${(error as NodeJS.ErrnoException).code ?? "error"}`,
    );
  }
  const source = `the profile ~/.tccli/${profile}.credential`;
  const fields = parseProfile(text, source);
  const value = (name: string): Found | undefined => {
    const field = fields[name];
    return typeof field === "string" && field !== "" ? { value: field, source } : undefined;
  };
  const credentials = pair(value("secretId"), value("secretKey"), value("token"), "secretId and secretKey");
  if (credentials === undefined) {
    throw new LifecycleError(`${source} holds no secretId and secretKey`);
  }
  return credentials;
}

function parseProfile(text: string, source: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Told below, without the text: it holds a key.
  }
  throw new LifecycleError(`${source} is not a JSON object with secretId and secretKey`);
}
