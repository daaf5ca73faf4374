import { getProxyForUrl } from "proxy-from-env";
import type { ProxySettings } from "../api/index.ts";

/**
 * The proxy for a URL: HTTPS_PROXY or HTTP_PROXY by the scheme of the URL, then ALL_PROXY, each in lower case first, unless NO_PROXY names the
 * host (`host`, `host:port`, `.domain`, `*.domain` or `*`).
 */
export function readProxy(endpoint: string): ProxySettings | undefined {
  const scheme = /^\s*(https?):/i.exec(endpoint)?.[1]?.toLowerCase();
  if (scheme === undefined || getProxyForUrl(endpoint.trim()) === "") {
    return undefined;
  }
  const names = [`${scheme}_proxy`, "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  const name = names.find((candidate) => (process.env[candidate] ?? "") !== "");
  const value = process.env[name ?? ""]?.trim();
  return name === undefined || value === undefined || value === ""
    ? undefined
    : // As in curl, the default scheme is http.
      { url: value.includes("://") ? value : `http://${value}`, source: `the environment variable ${name}` };
}
