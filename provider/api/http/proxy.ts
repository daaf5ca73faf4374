import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";
import { defined } from "../../util/defined.ts";
import type { Redactor } from "../../util/redact.ts";

/** A proxy. */
export interface ProxySettings {
  /** `http://[user:password@]host[:port]`, or https. */
  readonly url: string;
  /** Its source, for error messages, such as `the environment variable HTTPS_PROXY`. */
  readonly source: string;
}

/** Connection pools by protocol, as an option of got. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** How long a proxy may take to connect, in milliseconds, within the timeout of the attempt. */
const PROXY_TIMEOUT_MS = 10_000;

/** A valid proxy. */
export class ProxyRoute {
  readonly #url: URL;
  readonly #source: string;

  /**
   * @param redactor receives the proxy's password.
   * @throws TypeError that names the source and the problem, and does not repeat user name and password.
   */
  constructor({ url, source }: ProxySettings, redactor: Redactor) {
    const wrong = (what: string): TypeError => new TypeError(`the proxy from ${source} ${what}`);
    const parsed = URL.parse(url);
    if (parsed === null || parsed.hostname === "") {
      throw wrong("is not a URL such as http://proxy.example.com:3128");
    }
    if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
      throw wrong(`must begin with http:// or https://, not with ${parsed.protocol}`);
    }
    const password = decoded(parsed.password);
    if (password === undefined || decoded(parsed.username) === undefined) {
      throw wrong("has a user name or password with a % that does not begin an escape; write it as %25");
    }
    redactor.add(password);
    this.#url = parsed;
    this.#source = source;
  }

  /** Connections through the proxy by CONNECT, so that the endpoint's TLS is end to end. */
  agents(keepAlive: boolean, trusted: string[] | undefined, requestTimeoutMs: number): Agents {
    const options = {
      keepAlive,
      proxy: this.#url,
      timeout: Math.ceil(Math.min(PROXY_TIMEOUT_MS, requestTimeoutMs)),
      // An https proxy receives user name and password: its certificate is always checked, also with NODE_TLS_REJECT_UNAUTHORIZED.
      proxyRequestOptions: { rejectUnauthorized: true, ...defined({ ca: trusted }) },
    };
    return { http: new HttpProxyAgent(options), https: new HttpsProxyAgent(options) };
  }

  /** The proxy and its source, without user name and password. */
  describe(): string {
    return `the proxy ${this.#url.protocol}//${this.#url.host} (from ${this.#source})`;
  }
}

/** Connections without a proxy. */
export const directAgents = (keepAlive: boolean): Agents => ({
  http: new HttpAgent({ keepAlive }),
  https: new HttpsAgent({ keepAlive }),
});

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
