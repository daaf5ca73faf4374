import { X509Certificate } from "node:crypto";
import { getCACertificates } from "node:tls";
import { Redactor, shortSecretId } from "../../util/redact.ts";
import type { Call } from "../vpc-api.ts";
import { type Endpoint, parseEndpoint } from "./endpoint.ts";
import { type Agents, directAgents, ProxyRoute, type ProxySettings } from "./proxy.ts";
import { RateLimiter } from "./rate-limiter.ts";

/** HMAC of the signature. Only the exact text `HmacSHA256` selects SHA-256; anything else, or nothing, means SHA-1. */
export type SignatureMethod = "HmacSHA256" | "HmacSHA1";

/** Who asks (docs/api.md 1.2). */
export interface Credentials {
  /** Names the key pair. Error messages show its first and last four characters. */
  readonly secretId: string;
  /** Signs; never sent, never shown. */
  readonly secretKey: string;
  /** Token of temporary credentials; absent with a permanent key pair. */
  readonly token?: string;
  /** Where they came from, in words for error messages, such as `the environment (TENCENTCLOUD_SECRET_ID)`. */
  readonly source: string;
  /** When temporary credentials end, milliseconds since 1970, where their place says so. */
  readonly expiresAt?: number;
  /** How temporary credentials of this source are renewed, in words for error messages. */
  readonly renewal?: string;
}

/** What a client is made of. */
export interface ClientSettings {
  /** Full URL with its path, such as `https://vpc.api.qcloud.com/v2/index.php`; `/` alone stands for that path. */
  readonly endpoint: string;
  /** Where the endpoint came from, in words for error messages, such as `qcloud:endpoint`. */
  readonly endpointSource: string;
  /** Allows plain http to a host other than loopback. */
  readonly allowHttp: boolean;
  readonly credentials: Credentials;
  readonly signatureMethod: SignatureMethod;
  /** `host[:port]` to sign, when a proxy on the way changes the one that the service sees; default: the endpoint's. */
  readonly signHost?: string;
  /** Certificates to trust beside Node's own and those of NODE_EXTRA_CA_CERTS, PEM. */
  readonly ca?: string;
  /** The proxy on the way; not used for a loopback endpoint. Default: none. */
  readonly proxy?: ProxySettings;
  /** The group that carries `encryptAlgorithm` on the wire (docs/api.md 2.4, note); `IKESet` is the documented one. */
  readonly encryptAlgorithmGroup: "IKESet" | "IPsecSet";
  /** Limit of one whole attempt, from its first look-up to the last byte, milliseconds; default 30 000. */
  readonly requestTimeoutMs?: number;
  /** Requests a second at most in this process; default: none until the service says 4400. Clients that share a limiter share its ceiling. */
  readonly requestsPerSecond?: number;
}

/**
 * Milliseconds by which the service's clock may differ from this machine's and still be taken: time zones and machines that slept
 * for days make less. A request that is signed for a far future could be sent again then, by anyone who has read it.
 */
const LARGEST_CLOCK_OFFSET_MS = 7 * 24 * 3_600_000;

/** A call, and the client that sends it. */
export interface ClientScope extends Call {
  readonly client: Client;
}

/** One account at one endpoint: its settings, its connections, and what it has learned of the service. */
export class Client {
  readonly settings: ClientSettings;
  /** How many requests a second go out. */
  readonly limiter: RateLimiter;
  /** The endpoint, checked. */
  readonly endpoint: Endpoint;
  /** `host[:port]` that is signed. */
  readonly signedHost: string;
  /** What to keep out of every message. */
  readonly redactor = new Redactor();
  /** Connections that are kept for the next request. */
  readonly pooled: Agents;
  /**
   * A new connection for each request: for writes that must not be repeated blindly, since a kept connection may be
   * closed by the other side just as the request goes out, and nobody can tell then whether it arrived.
   */
  readonly single: Agents;
  /** The proxy that every connection goes through, if there is one. */
  readonly proxy: ProxyRoute | undefined;
  /** Certificates to trust, or nothing for Node's own. */
  readonly trusted: string[] | undefined;
  /** Milliseconds to add to this machine's clock, as learned from the service's Date header. */
  clockOffsetMs = 0;
  /** How far away the service's last Date header was, where that is more than is taken; 0 otherwise. */
  refusedOffsetMs = 0;
  /** Whether anything at the endpoint has ever answered over HTTP. */
  heardHttp = false;
  /** Whether an answer of this API has ever come from the endpoint. */
  heardApi = false;

  /**
   * @param limiter of the endpoint and account, where several clients ask the same; default: one of its own.
   * @throws TypeError when endpoint, `signHost`, `ca`, `proxy` or `requestTimeoutMs` cannot be used; it names the setting.
   */
  constructor(settings: ClientSettings, limiter: RateLimiter = new RateLimiter(settings.requestsPerSecond)) {
    this.settings = settings;
    this.limiter = limiter;
    this.endpoint = parseEndpoint(settings.endpoint, settings.endpointSource, settings.allowHttp);
    this.signedHost = settings.signHost ?? this.endpoint.host;
    if (!/^[^\s/?#@]+$/.test(this.signedHost)) {
      throw new TypeError("signHost must be a host name, with :port where one is signed, and nothing else");
    }
    const limit = settings.requestTimeoutMs;
    if (limit !== undefined && !(limit > 0 && Number.isFinite(limit))) {
      throw new TypeError(`requestTimeoutMs must be a number of milliseconds above 0, got ${limit}`);
    }
    this.trusted = settings.ca === undefined ? undefined : [...getCACertificates("default"), checkedPem(settings.ca)];
    const { proxy } = settings;
    this.proxy = proxy === undefined || this.endpoint.loopback ? undefined : new ProxyRoute(proxy, this.redactor);
    this.pooled = this.proxy?.agents(true, this.trusted, this.requestTimeoutMs) ?? directAgents(true);
    this.single = this.proxy?.agents(false, this.trusted, this.requestTimeoutMs) ?? directAgents(false);
    const { secretId, secretKey, token } = settings.credentials;
    this.redactor.add(secretId, shortSecretId(secretId));
    this.redactor.add(secretKey);
    this.redactor.add(token);
  }

  /** Limit of one whole attempt, milliseconds. */
  get requestTimeoutMs(): number {
    return this.settings.requestTimeoutMs ?? 30_000;
  }

  /** The endpoint, where it came from, and the host that is signed where that is another one, in words. */
  describeEndpoint(): string {
    const signed = this.signedHost === this.endpoint.host ? "" : `; signed for the host ${this.signedHost}`;
    return `${this.endpoint.url} (from ${this.settings.endpointSource}${signed})`;
  }

  /** Who asks and where that came from, in words, without anything secret. */
  describeCredentials(): string {
    const { secretId, source } = this.settings.credentials;
    return `SecretId ${shortSecretId(secretId)} from ${source}`;
  }

  /** What there is to say of the end of temporary credentials, as a sentence after another one; "" for a permanent key pair. */
  describeExpiry(): string {
    const { token, expiresAt, renewal } = this.settings.credentials;
    if (token === undefined) {
      return "";
    }
    const ended = expiresAt !== undefined && expiresAt <= Date.now() + this.clockOffsetMs;
    const when =
      expiresAt === undefined ? "" : ` (these ${ended ? "did" : "do"} at ${new Date(expiresAt).toISOString()})`;
    return `. They are temporary credentials, which expire${when}${renewal === undefined ? "" : `; ${renewal}`}`;
  }

  /** Seconds since 1970 as the service counts them, as far as it is known. */
  timestamp(): number {
    return Math.floor((Date.now() + this.clockOffsetMs) / 1000);
  }

  /** Takes the service's time from a Date header; a header that is missing, no date, or more than a week away changes nothing. */
  learnClock(dateHeader: string | undefined): void {
    const theirs = dateHeader === undefined ? Number.NaN : Date.parse(dateHeader);
    if (Number.isNaN(theirs)) {
      return;
    }
    const offset = theirs - Date.now();
    const isTaken = Math.abs(offset) <= LARGEST_CLOCK_OFFSET_MS;
    if (isTaken) {
      this.clockOffsetMs = offset;
    }
    this.refusedOffsetMs = isTaken ? 0 : offset;
  }

  /** Closes the connections that are kept. */
  close(): void {
    for (const agents of [this.pooled, this.single]) {
      agents.http.destroy();
      agents.https.destroy();
    }
  }
}

function checkedPem(pem: string): string {
  try {
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new TypeError("ca must hold certificates in PEM form (-----BEGIN CERTIFICATE----- ...)");
  }
}
