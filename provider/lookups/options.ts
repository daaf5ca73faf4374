import type { Input, Resource } from "@pulumi/pulumi";
import type { ApiVersion, facts, Site } from "../api/index.ts";
import type { QcloudProvider } from "../resources/qcloud-provider.ts";

/**
 * What a lookup asks with. A value that is given goes before the environment and the stack's config, which are otherwise searched as
 * for resources. An id is never joined with a key from another place.
 */
export interface LookupSettings {
  /** Names the key pair; with `secretKey` or not at all. */
  secretId?: string | undefined;
  /** Signs the requests; with `secretId` or not at all. */
  secretKey?: string | undefined;
  /** Token of temporary credentials. Default: none. */
  token?: string | undefined;
  /** Region, long (`ap-guangzhou`) or short (`gz`); the argument `region` goes first. Default: `qcloud:region`, then `TENCENTCLOUD_REGION`. */
  region?: string | undefined;
  /** Version of the API. Default: `QCLOUD_API`, `qcloud:api`, then what the host of the endpoint says, then `2.0`. */
  api?: ApiVersion | undefined;
  /** URL of the API. Default: `QCLOUD_VPC_ENDPOINT`, `qcloud:endpoint`, then the public cloud's for the version. */
  endpoint?: string | undefined;
  /** URL of sts, for credentials of a role. Default: `QCLOUD_STS_ENDPOINT`, `qcloud:stsEndpoint`, then `sts.` in place of `vpc.` in the endpoint. */
  stsEndpoint?: string | undefined;
  /** Site of the public cloud, for the default endpoint of API 3.0. Default: `QCLOUD_SITE`, `qcloud:site`, then `china`. */
  site?: Site | undefined;
  /** Further endpoints of the same cloud, separated by commas. A lookup records nothing, so it makes no difference there. */
  sameCloud?: string | undefined;
  /** Signature method. Default: `HmacSHA256`. */
  signatureMethod?: (typeof facts)["2.0"]["signatureMethods"][number] | undefined;
  /** `host[:port]` to sign, behind a proxy that changes it. Default: the endpoint's. */
  signHost?: string | undefined;
  /** File with certificates to trust beside Node.js's own, PEM. Default: none. */
  caFile?: string | undefined;
  /** Allows plain http to other hosts than loopback. Default: false. */
  allowHttp?: boolean | undefined;
  /**
   * Requests a second at most, from 0.1 to 10000, in each process: the provider of a stack is one, each `QcloudProvider` another, and
   * the lookups of a program a third. Default: no ceiling, until the service says that it gets too many.
   */
  requestsPerSecond?: number | undefined;
}

/** How a plain lookup is done. */
export interface LookupOptions {
  /** What to ask with. Default: as for resources, from the environment on. */
  settings?: LookupSettings | undefined;
  /** How long the whole lookup may take, such as "90s". Default: "2m". */
  timeout?: string | undefined;
  /** Cancels the lookup, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** How an output-lifting lookup is done. */
export interface LookupOutputOptions {
  /** Asks with this provider's account, region and endpoint. Default: those of `parent`, then as for resources without a provider. */
  provider?: QcloudProvider | undefined;
  /** A resource, such as a component, whose provider is asked with when no other is given. */
  parent?: Resource | undefined;
  /** How long the whole lookup may take, such as "90s". Default: "2m". */
  timeout?: string | undefined;
}

/** The argument that every lookup has. */
export interface RegionArgs {
  /** Region, long or short. Default: `qcloud:region`, then `TENCENTCLOUD_REGION`. */
  region?: string | undefined;
}

/** What every lookup returns. */
export interface RegionResult {
  /** Region that was searched, as it was given. */
  region: string;
}

/** The arguments of a lookup, each of which may be an output. */
export type Lifted<A> = { [K in keyof A]: Input<Exclude<A[K], undefined>> | Extract<A[K], undefined> };
