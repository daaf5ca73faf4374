import { type Input, Output, output, ProviderResource, type ResourceOptions, RunError, secret } from "@pulumi/pulumi";
import { EXPLICIT_KEY, SETTING_KEYS, type SettingName } from "../settings/settings.ts";

/**
 * What a {@link QcloudProvider} asks with. A value that is given goes before the environment and the stack's config; what is left out
 * comes from the environment, then from the profile of the vendor's CLI, and never from the stack's config.
 */
export interface QcloudProviderArgs {
  /** Names the key pair (docs/api.md 1.2); with `secretKey` or not at all. Kept as a secret. */
  secretId?: Input<string>;
  /** Signs the requests; with `secretId` or not at all. Kept as a secret. */
  secretKey?: Input<string>;
  /** Token of temporary credentials; only with a key pair. Kept as a secret. Default: none. */
  token?: Input<string>;
  /** Region of the resources that say none, such as `ap-guangzhou` or `gz`. Default: `TENCENTCLOUD_REGION`. */
  region?: Input<string>;
  /** URL of the API, such as `https://vpc.api.qcloud.com/v2/index.php` (docs/api.md 4.2). Default: `QCLOUD_VPC_ENDPOINT`, then the public cloud's. */
  endpoint?: Input<string>;
  /** `HmacSHA256` (the default) or `HmacSHA1`. */
  signatureMethod?: Input<string>;
  /** `host[:port]` to sign, behind a proxy that changes it. Default: the endpoint's. */
  signHost?: Input<string>;
  /** File with certificates to trust beside Node.js's own, PEM. Default: none. */
  caFile?: Input<string>;
  /** Allows plain http to other hosts than loopback. Default: false. */
  allowHttp?: Input<boolean>;
  /** Group that carries the IPsec cipher on the wire, `IKESet` (the default) or `IPsecSet` (docs/api.md 2.4). */
  encryptAlgorithmGroup?: Input<string>;
  /**
   * Requests a second at most, from 0.1 to 10000, in each process: the provider of a stack is one, each `QcloudProvider` another, and
   * the look-ups of a program a third. Default: no ceiling, until the service says that it gets too many.
   */
  requestsPerSecond?: Input<number>;
  /** Whose stack it is, where several people run stacks of one name; part of the default names. Default: empty. */
  owner?: Input<string>;
}

const SECRET: readonly SettingName[] = ["secretId", "secretKey", "token"];

/** Settings by name, without those that were left out. */
export type GivenSettings = Partial<Record<SettingName, string>>;

const given = new WeakMap<ProviderResource, Output<GivenSettings>>();

/** What a provider was made with, for the look-ups; secret where a key pair is in it. Undefined for providers of others. */
export const settingsOf = (provider: ProviderResource): Output<GivenSettings> | undefined => given.get(provider);

/**
 * One account, region and endpoint of its own for the resources that it is given to, so that several can stand in one stack.
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
 * Components hand it to their children (`providers: [finance]`). Each provider runs in a process of its own, with these settings alone.
 * New keys of the same account are taken up in place, and so is another provider of the same account, or one of these in place of the
 * default one: Pulumi replaces nothing for it. For another account that means that the resources cannot be found any more, which is
 * never taken for their end: the next refresh or destroy fails and says so. Give them new names to have them moved.
 */
export class QcloudProvider extends ProviderResource {
  /**
   * @param name the provider's name in the stack.
   * @param args what to ask with.
   * @param opts Pulumi's options.
   * @throws RunError for half a key pair, a token without one, or an argument of a wrong type.
   */
  constructor(name: string, args: QcloudProviderArgs = {}, opts: ResourceOptions = {}) {
    const texts = textsOf(name, args);
    super(
      "pulumi-nodejs",
      name,
      {
        ...Object.fromEntries(Object.entries(texts).map(([key, value]) => [SETTING_KEYS[key as SettingName], value])),
        [EXPLICIT_KEY]: "true",
      },
      opts,
    );
    given.set(this, output(texts) as Output<GivenSettings>);
  }
}

/** What an argument has to be. */
interface Kind {
  /** Completes "… must be". */
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const TEXT: Kind = { wanted: "text", fits: (value) => typeof value === "string" };

/** Arguments that are no text; the stack's config gives text for them too. */
const OTHERS: Partial<Record<SettingName, Kind>> = {
  allowHttp: { wanted: "true or false", fits: (value) => ["", "true", "false"].includes(String(value)) },
  requestsPerSecond: {
    wanted: "a number of requests a second",
    fits: (value) => (typeof value === "number" || typeof value === "string") && Number.isFinite(Number(value)),
  },
};

/** Provider settings have to be text. */
function textsOf(name: string, args: QcloudProviderArgs): Partial<Record<SettingName, Input<string>>> {
  const { secretId, secretKey, token } = args;
  if ((secretId == null) !== (secretKey == null)) {
    throw new RunError(`QcloudProvider ${name}: secretId and secretKey are needed together`);
  }
  if (token != null && secretId == null) {
    throw new RunError(`QcloudProvider ${name}: a token needs its secretId and secretKey`);
  }
  const texts: Partial<Record<SettingName, Input<string>>> = {};
  for (const [key, value] of Object.entries(args) as [SettingName, unknown][]) {
    if (value == null) {
      continue;
    }
    if (!Object.hasOwn(SETTING_KEYS, key)) {
      throw new RunError(`QcloudProvider ${name}: ${key} is not one of its arguments`);
    }
    const isLater = Output.isInstance(value) || value instanceof Promise;
    const text = isLater ? output(value).apply((known) => textOf(name, key, known)) : textOf(name, key, value);
    texts[key] = SECRET.includes(key) ? secret(text) : text;
  }
  return texts;
}

/**
 * One setting as text. An empty text counts as not given.
 * @throws RunError that names the argument, without its value.
 */
function textOf(name: string, key: SettingName, value: unknown): string {
  const { wanted, fits } = OTHERS[key] ?? TEXT;
  if (value != null && (typeof value === "object" || !fits(value))) {
    throw new RunError(`QcloudProvider ${name}: ${key} must be ${wanted}`);
  }
  const text = String(value ?? "");
  if ((key === "secretId" || key === "token") && text.startsWith("@")) {
    throw new RunError(
      `QcloudProvider ${name}: ${key} must not begin with @: the API would leave it out of the request's signature`,
    );
  }
  return text;
}
