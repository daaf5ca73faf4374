import type { Deadline } from "./deadline.ts";

/** Who asks (docs/api.md 1.2). */
export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Token of temporary credentials; absent with a permanent key pair. */
  readonly token?: string;
  /** Where they came from, in words for error messages, such as `the environment (TENCENTCLOUD_SECRET_ID)`. */
  readonly source: string;
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
  readonly signatureMethod: "HmacSHA256" | "HmacSHA1";
  /** `host[:port]` to sign when a proxy on the way changes it; default: the endpoint's. */
  readonly signHost?: string;
  /** Certificates to trust beside Node's own, PEM. */
  readonly ca?: string;
  /** The group that carries `encryptAlgorithm` on the wire (docs/api.md 2.4, note); `IKESet` is the documented one. */
  readonly encryptAlgorithmGroup: "IKESet" | "IPsecSet";
  /** Limit of one whole attempt, milliseconds; default 30 000. */
  readonly requestTimeoutMs?: number;
}

/** What a call needs beside its parameters. */
export interface Scope {
  readonly client: Client;
  /** Region as the API is to receive it, short or long code. */
  readonly region: string;
  readonly deadline: Deadline;
  /** Cancels waits and requests under way; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Takes progress lines; they never hold a secret. */
  readonly log?: (line: string) => void;
}

/** One account at one endpoint. */
export class Client {
  readonly settings: ClientSettings;

  /** @throws TypeError when the endpoint cannot be used; the message names `endpointSource`. */
  constructor(settings: ClientSettings) {
    this.settings = settings;
  }
}
