/**
 * Refuses requests of web pages. A browser on this machine runs pages of any site, the default key pair is public, and
 * the control path needs no key.
 */

import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";

/**
 * Why a request is refused; `undefined` for one that is allowed.
 *
 * @param listenHost the host that the emulator listens on.
 * @param certificate the certificate that it serves, if any.
 */
export function originRefusal(
  request: Pick<IncomingMessage, "headers">,
  listenHost: string,
  certificate: X509Certificate | undefined,
): string | undefined {
  const { origin, host = "", "sec-fetch-site": site = "none" } = request.headers;
  // Browsers send no Origin with images and links, but Sec-Fetch-Site, which is "none" only for an address that the
  // user typed.
  if (origin !== undefined || site !== "none") {
    return "requests from web pages are refused";
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

/** The name or address in a Host header, normalized and without the port. */
function hostName(host: string): string | undefined {
  return /^[\w.[\]:-]+$/.test(host) ? URL.parse(`http://${host}`)?.hostname : undefined;
}

function isAddress(name: string): boolean {
  return isIPv4(name) || name.startsWith("[");
}
