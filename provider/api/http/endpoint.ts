import ipaddr from "ipaddr.js";
import { type ApiVersion, isPublic } from "../version.ts";

/** Path of every action, by version (docs/api.md 1.1, docs/api-3.md 2.1). */
const PATHS: Readonly<Record<ApiVersion, string>> = { "2.0": "/v2/index.php", "3.0": "/" };

/** A valid endpoint. */
export interface Endpoint {
  /** Without credentials, query and fragment. */
  readonly url: string;
  /** `host` or `host:port`. */
  readonly host: string;
  readonly path: string;
  readonly https: boolean;
  /** Whether the host is this machine. */
  readonly loopback: boolean;
}

/** Whether a host name of a URL is this machine. */
export function isLoopback(hostname: string): boolean {
  // Not its subdomains: a resolver decides what these are.
  if (hostname === "localhost") {
    return true;
  }
  const bare = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === "loopback";
}

/**
 * The canonical form of an endpoint: scheme and host in lower case, no default port, no slash after a script such as `index.php`, and
 * `/v2/index.php` for `/` in API 2.0. Text that `parseEndpoint` refuses is only trimmed.
 */
export function canonicalEndpoint(endpoint: string, version: ApiVersion = "2.0"): string {
  const text = endpoint.trim();
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ""
  ) {
    return text;
  }
  return `${url.protocol}//${url.host}${pathOf(url, version)}`;
}

const pathOf = ({ pathname }: URL, version: ApiVersion): string =>
  /^\/+$/.test(pathname) ? PATHS[version] : pathname.replace(/(\.php)\/+$/i, "$1");

/** Whether two URLs name the same endpoint. With the path `/`, that is also the one of API 2.0 on the same host. */
const sameEndpoint = (a: string, b: string): boolean =>
  canonicalEndpoint(a).replace(/\/+$/, "") === canonicalEndpoint(b).replace(/\/+$/, "");

/** Whether things recorded at one endpoint are those of another one. @param declared Further endpoints of the second one's cloud. */
export const sameCloud = (recorded: string, endpoint: string, declared: readonly string[] = []): boolean =>
  sameEndpoint(recorded, endpoint) ||
  (isPublic(recorded) && isPublic(endpoint)) ||
  declared.some((other) => sameEndpoint(recorded, other));

/**
 * Parses an endpoint: an https URL without credentials, query and fragment. Plain http is allowed to loopback, and everywhere with
 * `allowHttp`. The path `/` becomes `/v2/index.php` in API 2.0.
 *
 * @param source For the message.
 * @throws TypeError that names the source and the problem, and does not repeat credentials.
 */
export function parseEndpoint(
  { endpoint, allowHttp, api }: { readonly endpoint: string; readonly allowHttp: boolean; readonly api?: ApiVersion },
  source: string,
): Endpoint {
  const wrong = (what: string): TypeError => new TypeError(`the endpoint from ${source} ${what}`);
  const url = URL.parse(endpoint.trim());
  if (url === null) {
    throw wrong(
      `is not a URL such as ${api === "3.0" ? "https://vpc.tencentcloudapi.com/" : "https://vpc.api.qcloud.com/v2/index.php"}`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw wrong("must not contain a user name or password");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw wrong("must begin with https:// (or http://)");
  }
  if (url.search !== "" || url.hash !== "") {
    throw wrong("must not contain a query or a fragment");
  }
  const https = url.protocol === "https:";
  const loopback = isLoopback(url.hostname);
  if (!https && !allowHttp && !loopback) {
    throw wrong(
      `is plain http to ${url.host}, which would disclose keys and tunnels to everyone on the network path; use https, or allow it with allowHttp`,
    );
  }
  const path = pathOf(url, api ?? "2.0");
  return { url: `${url.protocol}//${url.host}${path}`, host: url.host, path, https, loopback };
}
