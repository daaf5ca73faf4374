import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";
import { defined } from "../../util/defined.ts";
import type { Redactor } from "../../util/redact.ts";

/** The proxy on the way to the endpoint. */
export interface ProxySettings {
  /** `http://[user:password@]host[:port]`, or https. */
  readonly url: string;
  /** Where it came from, in words for error messages, such as `the environment variable HTTPS_PROXY`. */
  readonly source: string;
}

/** Connections by protocol, in the form that got takes. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Milliseconds that a proxy may be silent before it has made the connection; never more than an attempt has. */
const PROXY_TIMEOUT_MS = 10_000;

/** The way through a proxy that has been checked. */
export class ProxyRoute {
  readonly #url: URL;
  readonly #source: string;

  /**
   * @param redactor learns the proxy's password.
   * @throws TypeError that names the source and what is wrong; user name and password are not repeated.
   */
  constructor({ url, source }: ProxySettings, redactor: Redactor) {
    const wrong = (what: string): TypeError => new TypeError(`the proxy from ${source} ${what}`);
    const parsed = URL.parse(url);
    if (parsed === null || parsed.hostname === "") {
      throw wrong("is no URL; it looks like http://proxy.example.com:3128");
    }
    if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
      throw wrong(`must begin with http:// or https://, not with ${parsed.protocol}`);
    }
    const password = decoded(parsed.password);
    if (password === undefined || decoded(parsed.username) === undefined) {
      throw wrong("has a user name or password with a % that begins no escape; write it as %25");
    }
    redactor.add(password);
    this.#url = parsed;
    this.#source = source;
  }

  /** Connections through the proxy, by CONNECT; the endpoint's TLS goes through it unopened. */
  agents(keepAlive: boolean, trusted: string[] | undefined, requestTimeoutMs: number): Agents {
    const options = {
      keepAlive,
      proxy: this.#url,
      timeout: Math.ceil(Math.min(PROXY_TIMEOUT_MS, requestTimeoutMs)),
      // An https proxy sees the user and password: its certificate is checked whatever NODE_TLS_REJECT_UNAUTHORIZED says.
      proxyRequestOptions: { rejectUnauthorized: true, ...defined({ ca: trusted }) },
    };
    return { http: new HttpProxyAgent(options), https: new HttpsProxyAgent(options) };
  }

  /** The proxy and where it came from, in words, without its user and password. */
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
