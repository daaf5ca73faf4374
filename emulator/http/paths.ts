/** The addresses of an emulator. */

import type { TlsFiles } from "../options.ts";

/** Path of API 2.0 (docs/api.md 1.1). */
export const apiPath = "/v2/index.php";
/** Path of API 3.0 (docs/api-3.md 2.1). */
export const api3Path = "/";
/** Path under which tests control the emulator; not part of the API. */
export const controlPath = "/_emulator";
/** Path of the page for browsers. */
export const pagePath = "/";

/** Scheme, host and port, such as `http://127.0.0.1:40123`. */
export function originOf(host: string, port: number, tls: TlsFiles | undefined): string {
  return `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
