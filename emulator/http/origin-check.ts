/**
 * Refuses requests of web pages, except those of the emulator's own page. A browser on this machine runs pages of any
 * site, the default key pair is public, and the control path needs no key.
 */

import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";
import { controlPath } from "./paths.ts";

/**
 * Why a request is refused; `undefined` for one that is allowed.
 *
 * @param listenHost the host that the emulator listens on.
 * @param certificate the certificate that it serves, if any.
 * @param token what only the emulator's own page knows.
 */
export function originRefusal(
  request: Pick<IncomingMessage, "headers" | "url">,
  listenHost: string,
  certificate: X509Certificate | undefined,
  token: string,
): string | undefined {
  const { origin, host = "", "sec-fetch-site": site = "none" } = request.headers;
  // Browsers send no Origin with images and links, but Sec-Fetch-Site, which is "none" only for an address that the
  // user typed.
  if ((origin !== undefined || site !== "none") && !isOwnPage(request, token)) {
    return "requests from web pages are refused; to see the emulator's page, type its address into the browser";
  }
  // A site can resolve its own name to this machine (DNS rebinding); the Host header then holds that name. It cannot do
  // so with an IP address, with localhost, or with a name that the certificate covers.
  const name = hostName(host);
  if (name !== undefined) {
    if (isAddress(name) || name === "localhost" || name === listenHost.toLowerCase()) {
      return undefined;
    }
    if (certificate?.checkHost(name) !== undefined) {
      return undefined;
    }
  }
  return "the Host header holds a name that is not this emulator's; use the address that it printed";
}

/**
 * Whether the emulator's own page sends a control request. The page is known by its token. Another page cannot read the
 * token, also not one of the same origin: it cannot load the page, and a browser isolates the emulator's other answers by
 * their content security policy. It cannot send the header either without a preflight request, which is refused.
 */
function isOwnPage({ headers, url = "" }: Pick<IncomingMessage, "headers" | "url">, token: string): boolean {
  const { origin, host = "", "sec-fetch-site": site = "same-origin" } = headers;
  if (site !== "same-origin" || (origin !== undefined && URL.parse(origin)?.host !== host.toLowerCase())) {
    return false;
  }
  return url.startsWith(`${controlPath}/`) && headers["x-emulator-page"] === token;
}

/** The name or address in a Host header, normalized and without the port. */
function hostName(host: string): string | undefined {
  return /^[\w.[\]:-]+$/.test(host) ? URL.parse(`http://${host}`)?.hostname : undefined;
}

function isAddress(name: string): boolean {
  return isIPv4(name) || name.startsWith("[");
}
