/**
 * Keeps web pages away. A browser on this machine runs pages of anyone, the default key pair is no secret, and the control
 * path needs none.
 */

import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIPv4 } from "node:net";

/**
 * Why a request is refused; `undefined` where it is not.
 *
 * @param listened the host that the emulator was started with.
 * @param certificate its certificate, if it has one.
 */
export function refusal(
  request: Pick<IncomingMessage, "headers">,
  listened: string,
  certificate: X509Certificate | undefined,
): string | undefined {
  const { origin, host = "", "sec-fetch-site": site = "none" } = request.headers;
  // Images and links carry no Origin; browsers say with Sec-Fetch-Site where these come from. Only what the user typed is "none".
  if (origin !== undefined || site !== "none") {
    return "requests from web pages are refused";
  }
  // A page can let its own name lead to this machine (DNS rebinding); the Host header holds that name then. It cannot do so
  // with an address, nor with a name that others vouch for.
  const name = hostName(host);
  if (name !== undefined) {
    if (isAddress(name) || name === "localhost" || name === listened.toLowerCase()) {
      return undefined;
    }
    if (certificate?.checkHost(name) !== undefined) {
      return undefined;
    }
  }
  return "the Host header holds a name that is not this emulator's; use the address that it printed";
}

/** The name or address of a Host header in its normal form, without the port. */
function hostName(host: string): string | undefined {
  return /^[\w.[\]:-]+$/.test(host) ? URL.parse(`http://${host}`)?.hostname : undefined;
}

function isAddress(name: string): boolean {
  return isIPv4(name) || name.startsWith("[");
}
