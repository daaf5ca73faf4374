import ipaddr from "ipaddr.js";

/** Path of every action of API 2.0 (docs/api.md 1.1). */
const DEFAULT_PATH = "/v2/index.php";

/** An endpoint that has been checked. */
export interface Endpoint {
  /** Without query, fragment and credentials. */
  readonly url: string;
  /** `host` or `host:port`. */
  readonly host: string;
  readonly path: string;
  readonly https: boolean;
  /** Whether it is this machine's own. */
  readonly loopback: boolean;
}

function isLoopback(hostname: string): boolean {
  // Not a name below it: what that is resolved to is up to a resolver.
  if (hostname === "localhost") {
    return true;
  }
  const bare = hostname.replace(/^\[|\]$/g, "");
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === "loopback";
}

/**
 * The spelling of an endpoint that requests are sent to: scheme and host in lower case, no default port, no slash behind a script such as
 * `index.php`; `/` alone stands for `/v2/index.php`. What is no URL, or one that `parseEndpoint` refuses, is only trimmed.
 */
export function canonicalEndpoint(endpoint: string): string {
  const text = endpoint.trim();
  const url = URL.parse(text);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ""
  ) {
    return text;
  }
  return `${url.protocol}//${url.host}${pathOf(url)}`;
}

const pathOf = ({ pathname }: URL): string =>
  /^\/+$/.test(pathname) ? DEFAULT_PATH : pathname.replace(/(\.php)\/+$/i, "$1");

/** Whether two spellings name one endpoint. */
export const sameEndpoint = (a: string, b: string): boolean =>
  canonicalEndpoint(a).replace(/\/+$/, "") === canonicalEndpoint(b).replace(/\/+$/, "");

/**
 * Checks an endpoint: a URL with https (or http, which has to be to loopback unless `allowHttp`), without credentials,
 * query and fragment. A path of `/` alone becomes `/v2/index.php`.
 *
 * @param source Where it came from, for the message.
 * @throws TypeError that names the source and what is wrong; credentials in the URL are not repeated.
 */
export function parseEndpoint(endpoint: string, source: string, allowHttp: boolean): Endpoint {
  const wrong = (what: string): TypeError => new TypeError(`the endpoint from ${source} ${what}`);
  const url = URL.parse(endpoint.trim());
  if (url === null) {
    throw wrong("is no URL; it looks like https://vpc.api.qcloud.com/v2/index.php");
  }
  if (url.username !== "" || url.password !== "") {
    throw wrong("must not hold a user name or password");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw wrong("must begin with https:// (or http://)");
  }
  if (url.search !== "" || url.hash !== "") {
    throw wrong("must not hold a query or a fragment");
  }
  const https = url.protocol === "https:";
  const loopback = isLoopback(url.hostname);
  if (!https && !allowHttp && !loopback) {
    throw wrong(
      `is plain http to ${url.host}, which would show keys and tunnels to everyone on the way; use https, or allow it with allowHttp`,
    );
  }
  const path = pathOf(url);
  return { url: `${url.protocol}//${url.host}${path}`, host: url.host, path, https, loopback };
}
