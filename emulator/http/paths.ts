/** The addresses of an emulator. */

import type { TlsFiles } from "../options.ts";

/** Path of the API (docs/api.md 1.1). */
export const apiPath = "/v2/index.php";
/** Path under which tests control the emulator; not part of the API. */
export const controlPath = "/_emulator";
/** Path of the page for browsers. */
export const pagePath = "/";

/** Scheme, host and port, such as `http://127.0.0.1:40123`. */
export function originOf(host: string, port: number, tls: TlsFiles | undefined): string {
  return `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
