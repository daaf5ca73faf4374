import {
  type Input,
  type Output,
  output,
  ProviderResource,
  type ResourceOptions,
  RunError,
  secret,
} from "@pulumi/pulumi";
import type { ApiVersion, facts, Site } from "../api/index.ts";
import { EXPLICIT_KEY, SETTING_KEYS, type SettingName } from "../settings/settings.ts";
import { isLater, TEXT } from "./arguments.ts";
import { FLAG, type Kinds, problemsOf } from "./kinds.ts";

/**
 * The arguments of a {@link QcloudProvider}. They take precedence over environment variables. For an argument that is not given, the provider
 * uses environment variables, then the other sources of credentials, and never stack config.
 */
export interface QcloudProviderArgs {
  /** SecretId of the key pair (docs/api.md 1.2). Only together with `secretKey`. Always a secret. Default: `TENCENTCLOUD_SECRET_ID`, then the other sources of credentials. */
  secretId?: Input<string>;
  /** SecretKey of the key pair. Only together with `secretId`. Always a secret. Default: `TENCENTCLOUD_SECRET_KEY`, then the other sources of credentials. */
  secretKey?: Input<string>;
  /** Token of temporary credentials. Only together with a key pair. Always a secret. Default: none. */
  token?: Input<string>;
  /** Region of resources without the argument `region`, such as `ap-guangzhou` or `gz`. Default: `TENCENTCLOUD_REGION`. */
  region?: Input<string>;
  /**
   * Version of the API. Default: `QCLOUD_API`, then what the host of the endpoint says (`*.tencentcloudapi.com` and `*.api3.*` are 3.0), then `2.0`.
   */
  api?: Input<ApiVersion>;
  /**
   * URL of the API, such as `https://vpc.api.qcloud.com/v2/index.php` (docs/api.md 4.2). Default: `QCLOUD_VPC_ENDPOINT`, then that of the public
   * cloud for the version.
   */
  endpoint?: Input<string>;
  /** Site of the public cloud, for the default endpoint of API 3.0. Default: `QCLOUD_SITE`, then `china`. */
  site?: Input<Site>;
  /**
   * Further endpoints of the same cloud, separated by commas, such as that of the other version of the API: resources that were recorded there are
   * the same ones. Default: `QCLOUD_SAME_CLOUD`, then none; the hosts of the public cloud need no entry.
   */
  sameCloud?: Input<string>;
  /**
   * URL of sts, the service that gives credentials of roles, such as `https://sts.tencentcloudapi.com/`. Default: `QCLOUD_STS_ENDPOINT`, then
   * `sts.` in place of `vpc.` in the host of the endpoint.
   */
  stsEndpoint?: Input<string>;
  /** Signature method of API 2.0; API 3.0 has one. Default: `HmacSHA256`. */
  signatureMethod?: Input<(typeof facts)["2.0"]["signatureMethods"][number]>;
  /** `host[:port]` to sign, behind a proxy that changes the host name. Default: the host of the endpoint. */
  signHost?: Input<string>;
  /** PEM file with CA certificates to trust in addition to those of Node.js. Default: none. */
  caFile?: Input<string>;
  /** Whether plain HTTP is allowed to hosts other than loopback. Default: false. */
  allowHttp?: Input<boolean>;
  /** Request group that carries the IPsec cipher (docs/api.md 2.4). Default: `IKESet`. */
  encryptAlgorithmGroup?: Input<(typeof facts)["2.0"]["encryptAlgorithmGroups"][number]>;
  /**
   * Rate limit in requests per second, from 0.1 to 10000, for each process: the default provider, each `QcloudProvider`, and the lookups of a
   * program run in separate processes. Default: no limit until the service throttles.
   */
  requestsPerSecond?: Input<number>;
  /** Owner of the stack, if several people run stacks of the same name. Part of default names. Default: empty. */
  owner?: Input<string>;
}

const SECRET: readonly SettingName[] = ["secretId", "secretKey", "token"];

/** Settings by name, without those that were left out. */
export type GivenSettings = Partial<Record<SettingName, string>>;

const given = new WeakMap<ProviderResource, Output<GivenSettings>>();

/** The settings of a provider, for the lookups; a secret if they contain a key pair. Undefined for providers of other packages. */
export const settingsOf = (provider: ProviderResource): Output<GivenSettings> | undefined => given.get(provider);

/**
 * An explicit provider: another account, region or endpoint for the resources that use it. One stack can have several.
 *
 * ```ts
 * const finance = new QcloudProvider("finance", {
 *   secretId: config.requireSecret("financeId"),
 *   secretKey: config.requireSecret("financeKey"),
 *   region: "ap-shanghai-fsi",
 * });
 * new VpnConnection("branch", { ... }, { provider: finance });
 * ```
 *
 * Components pass it to their children (`providers: [finance]`). Each provider runs in a separate process, with these settings only. New keys
 * of the same account, or another provider of the same account, are in-place changes: Pulumi replaces nothing. With another account, the
 * resources cannot be found, which does not count as gone: the next refresh or destroy fails and says so. To move resources to another
 * account, give them new names.
 */
export class QcloudProvider extends ProviderResource {
  /**
   * @param name The unique name of the provider.
   * @param args The settings of the provider.
   * @param opts Pulumi's resource options.
   * @throws RunError for half a key pair, a token without a key pair, or an argument of a wrong type.
   */
  constructor(name: string, args: QcloudProviderArgs = {}, opts: ResourceOptions = {}) {
    const texts = settingTexts(name, args);
    super(
      "pulumi-nodejs",
      name,
      {
        ...Object.fromEntries(Object.entries(texts).map(([key, value]) => [SETTING_KEYS[key as SettingName], value])),
        [EXPLICIT_KEY]: "true",
      },
      opts,
    );
    rememberSettings(this, texts);
  }
}

/** Lets the lookups use the settings of a provider. */
export function rememberSettings(provider: ProviderResource, texts: SettingTexts): void {
  given.set(provider, output(texts) as Output<GivenSettings>);
}

const isScalar = (value: unknown): boolean => typeof value !== "object";

/** What stack config has as text is taken as text here, too. */
const KINDS: Kinds<SettingName> = {
  ...(Object.fromEntries(Object.keys(SETTING_KEYS).map((key) => [key, TEXT])) as Kinds<SettingName>),
  allowHttp: { ...FLAG, fits: (value) => isScalar(value) && ["", "true", "false"].includes(String(value)) },
  requestsPerSecond: {
    wanted: "must be a number of requests a second",
    fits: (value) => ["number", "string"].includes(typeof value) && Number.isFinite(Number(value)),
  },
};

/** Settings as strings, by name. */
export type SettingTexts = Partial<Record<SettingName, Input<string>>>;

/**
 * The settings of a provider; they must be strings.
 * @throws RunError as the constructor of a provider.
 */
export function settingTexts(name: string, args: QcloudProviderArgs): SettingTexts {
  const { secretId, secretKey, token } = args;
  if ((secretId == null) !== (secretKey == null)) {
    throw new RunError(`QcloudProvider ${name}: secretId and secretKey are needed together`);
  }
  if (token != null && secretId == null) {
    throw new RunError(`QcloudProvider ${name}: a token needs its secretId and secretKey`);
  }
  const given = Object.entries(args).filter(([, value]) => value != null) as [SettingName, unknown][];
  return Object.fromEntries(
    given.map(([key, value]) => {
      const text = isLater(value)
        ? (output(value) as Output<unknown>).apply((known) => textOf(name, key, known))
        : textOf(name, key, value);
      return [key, SECRET.includes(key) ? secret(text) : text];
    }),
  );
}

/**
 * One setting as a string. An empty string counts as not given.
 * @throws RunError that names the argument, without its value.
 */
function textOf(name: string, key: SettingName, value: unknown): string {
  const [problem] = problemsOf({ [key]: value }, KINDS, "QcloudProvider");
  if (problem !== undefined) {
    throw new RunError(`QcloudProvider ${name}: ${problem}`);
  }
  const text = String(value ?? "");
  if ((key === "secretId" || key === "token") && text.startsWith("@")) {
    throw new RunError(
      `QcloudProvider ${name}: ${key} must not begin with @: the API would leave it out of the request's signature`,
    );
  }
  return text;
}
