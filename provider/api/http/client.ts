import { X509Certificate } from "node:crypto";
// A named import could not be resolved by a Node.js that is too old, before `node-version.ts` can say so.
import tls from "node:tls";
import { Redactor, shortSecretId } from "../../util/redact.ts";
import type { StsSettings } from "../credentials/sts-settings.ts";
import type { ApiVersion } from "../version.ts";
import type { Call } from "../vpc-api.ts";
import { type Endpoint, parseEndpoint } from "./endpoint.ts";
import { type Agents, directAgents, ProxyRoute, type ProxySettings } from "./proxy.ts";
import { RateLimiter } from "./rate-limiter.ts";

/** HMAC of the signature. */
export type SignatureMethod = "HmacSHA256" | "HmacSHA1";

/** A key pair (docs/api.md 1.2). */
export interface Credentials {
  /** Error messages show its first and last four characters. */
  readonly secretId: string;
  /** Never sent and never shown. */
  readonly secretKey: string;
  /** Token of temporary credentials; absent for a permanent key pair. */
  readonly token?: string;
  /** Their source, for error messages, such as `the environment variable TENCENTCLOUD_SECRET_ID`. */
  readonly source: string;
  /** When temporary credentials expire, in milliseconds since 1970, if known. */
  readonly expiresAt?: number;
  /** How to renew temporary credentials of this source, for error messages. */
  readonly renewal?: string;
  /** Gives their successors; absent if they stay as they are during an operation. */
  readonly renewedBy?: CredentialSource;
}

/** Limits of a wait for credentials. */
export interface CredentialLimits {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. Default: one minute. */
  readonly ms?: number | undefined;
}

/** Renews temporary credentials. */
export interface CredentialSource {
  /** Equal for equal sources of this process. */
  readonly key: string;
  /**
   * The credentials that are valid now.
   *
   * @throws QcloudTransportError if there are none; the signal's reason if the wait is cancelled.
   */
  current(limits?: CredentialLimits): Promise<Credentials>;
}

/** Distinguishes accounts in memory: the same for the successors of temporary credentials. */
export const accountKey = ({ renewedBy, secretId }: Credentials): string => renewedBy?.key ?? secretId;

/** Settings of a client. */
export interface ClientSettings {
  /** Default: 2.0. */
  readonly api?: ApiVersion;
  /** Full URL, such as `https://vpc.api.qcloud.com/v2/index.php`, which is also the path for `/` in API 2.0. */
  readonly endpoint: string;
  /** Source of the endpoint, for error messages, such as `the stack's config qcloud:endpoint`. */
  readonly endpointSource: string;
  /** Whether plain http is allowed to a host other than loopback. */
  readonly allowHttp: boolean;
  readonly credentials: Credentials;
  /** Where sts says which account a key pair belongs to; API 3.0 only. Default: that is not asked. */
  readonly sts?: StsSettings;
  readonly signatureMethod: SignatureMethod;
  /** `host[:port]` to sign, if a proxy changes the one that the service receives. Default: that of the endpoint. */
  readonly signHost?: string;
  /** PEM certificates to trust, in addition to those of Node.js and NODE_EXTRA_CA_CERTS. */
  readonly ca?: string;
  /** Not used for a loopback endpoint. Default: none. */
  readonly proxy?: ProxySettings;
  /** The group that contains `encryptAlgorithm` on the wire (docs/api.md 2.4, note). `IKESet` is the documented one. */
  readonly encryptAlgorithmGroup: "IKESet" | "IPsecSet";
  /** Timeout of one attempt in milliseconds. Default: 30 000. */
  readonly requestTimeoutMs?: number;
  /** Ceiling of requests a second. Default: none until the service answers 4400. */
  readonly requestsPerSecond?: number;
}

/**
 * A larger clock offset is refused: anyone who has read a request that is signed for the far future could send it again then. Wrong time
 * zones and suspended machines cause smaller offsets.
 */
const LARGEST_CLOCK_OFFSET_MS = 7 * 24 * 3_600_000;

/** A call, and the client that sends it. */
export interface ClientScope extends Call {
  readonly client: Client;
}

/** One key pair at one endpoint, with its connections and clock offset. */
export class Client {
  readonly settings: ClientSettings;
  /** The rate limiter of an action. */
  readonly limiterOf: (action: string) => RateLimiter;
  readonly endpoint: Endpoint;
  /** The `host[:port]` that is signed. */
  readonly signedHost: string;
  /** Removes secrets from messages. */
  readonly redactor = new Redactor();
  /** Keep-alive connections. */
  readonly pooled: Agents;
  /**
   * A new connection for each request, for writes that must not be sent twice: if the server closes a keep-alive connection while a
   * request is sent, nobody can tell whether the request arrived.
   */
  readonly single: Agents;
  readonly proxy: ProxyRoute | undefined;
  /** All certificates to trust; undefined for those of Node.js. */
  readonly trusted: string[] | undefined;
  /** Milliseconds to add to the local clock, from the service's Date header. */
  clockOffsetMs = 0;
  /** The offset of the last Date header if it is too large to use; otherwise 0. */
  refusedOffsetMs = 0;
  /** Whether the endpoint has ever answered over HTTP. */
  heardHttp = false;
  /** Whether the endpoint has ever given an answer of this API. */
  heardApi = false;
  /** Those of the last request. */
  #credentials: Credentials;

  /**
   * @param limiterOf The rate limiter of an action; clients of one endpoint and SecretId share it. Default: a new one for all actions.
   * @throws TypeError that names an invalid setting.
   */
  constructor(settings: ClientSettings, limiterOf = oneLimiter(settings.requestsPerSecond)) {
    this.settings = settings;
    this.limiterOf = limiterOf;
    this.endpoint = parseEndpoint(settings, settings.endpointSource);
    this.signedHost = settings.signHost ?? this.endpoint.host;
    if (!/^[^\s/?#@]+$/.test(this.signedHost)) {
      throw new TypeError("signHost must be a host name, with :port where one is signed, and nothing else");
    }
    const limit = settings.requestTimeoutMs;
    if (limit !== undefined && !(limit > 0 && Number.isFinite(limit))) {
      throw new TypeError(`requestTimeoutMs must be a number of milliseconds above 0, got ${limit}`);
    }
    this.trusted =
      settings.ca === undefined ? undefined : [...tls.getCACertificates("default"), checkedPem(settings.ca)];
    const { proxy } = settings;
    this.proxy = proxy === undefined || this.endpoint.loopback ? undefined : new ProxyRoute(proxy, this.redactor);
    this.pooled = this.proxy?.agents(true, this.trusted, this.requestTimeoutMs) ?? directAgents(true);
    this.single = this.proxy?.agents(false, this.trusted, this.requestTimeoutMs) ?? directAgents(false);
    this.#credentials = settings.credentials;
    this.#hide(settings.credentials);
  }

  /**
   * The credentials to sign a request with.
   *
   * @throws QcloudTransportError if temporary credentials have expired and cannot be renewed; the signal's reason.
   */
  async credentials(limits: CredentialLimits): Promise<Credentials> {
    const { renewedBy } = this.settings.credentials;
    if (renewedBy !== undefined) {
      this.#credentials = await renewedBy.current(limits);
      this.#hide(this.#credentials);
    }
    return this.#credentials;
  }

  #hide({ secretId, secretKey, token }: Credentials): void {
    this.redactor.add(secretId, shortSecretId(secretId));
    this.redactor.add(secretKey);
    this.redactor.add(token);
  }

  get requestTimeoutMs(): number {
    return this.settings.requestTimeoutMs ?? 30_000;
  }

  /** The endpoint and its source, and the signed host if that differs. */
  describeEndpoint(): string {
    const signed = this.signedHost === this.endpoint.host ? "" : `; signed for the host ${this.signedHost}`;
    return `${this.endpoint.url} (from ${this.settings.endpointSource}${signed})`;
  }

  /** The SecretId in short form, and its source. */
  describeCredentials(): string {
    const { secretId, source } = this.#credentials;
    return `SecretId ${shortSecretId(secretId)} from ${source}`;
  }

  /** A sentence on the expiry of temporary credentials, to append to another one; "" for a permanent key pair. */
  describeExpiry(): string {
    const { token, expiresAt, renewal } = this.#credentials;
    if (token === undefined) {
      return "";
    }
    const ended = expiresAt !== undefined && expiresAt <= Date.now() + this.clockOffsetMs;
    const when =
      expiresAt === undefined ? "" : ` (these ${ended ? "did" : "do"} at ${new Date(expiresAt).toISOString()})`;
    return `. They are temporary credentials, which expire${when}${renewal === undefined ? "" : `; ${renewal}`}`;
  }

  /** The service's time in seconds since 1970. */
  timestamp(): number {
    return Math.floor((Date.now() + this.clockOffsetMs) / 1000);
  }

  /** Sets the clock offset from a Date header. A missing or invalid header, or one more than a week away, is ignored. */
  learnClock(dateHeader: string | undefined): void {
    const theirs = dateHeader === undefined ? Number.NaN : Date.parse(dateHeader);
    if (Number.isNaN(theirs)) {
      return;
    }
    const offset = theirs - Date.now();
    const isPlausible = Math.abs(offset) <= LARGEST_CLOCK_OFFSET_MS;
    if (isPlausible) {
      this.clockOffsetMs = offset;
    }
    this.refusedOffsetMs = isPlausible ? 0 : offset;
  }

  /** Closes the keep-alive connections. */
  close(): void {
    for (const agents of [this.pooled, this.single]) {
      agents.http.destroy();
      agents.https.destroy();
    }
  }
}

function oneLimiter(ceiling: number | undefined): (action: string) => RateLimiter {
  const limiter = new RateLimiter(ceiling);
  return () => limiter;
}

function checkedPem(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new TypeError("ca must contain certificates in PEM form (-----BEGIN CERTIFICATE----- ...)");
  }
}
