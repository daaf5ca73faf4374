/** The fields that the SDK for private clouds does not know (docs/api-3.md 9.2, 11), for the switch `fields`. */

import { Api3Error } from "./error.ts";

const publicFields: ReadonlySet<string> = new Set([
  "Tags",
  "TagSet",
  "RouteType",
  "EnableHealthCheck",
  "HealthCheckLocalIp",
  "HealthCheckRemoteIp",
  "HealthCheckStatus",
  "HealthCheckConfig",
  "DpdEnable",
  "DpdTimeout",
  "DpdAction",
  "NegotiationType",
  "BgpConfig",
  "BgpAsn",
  "IntegrityAlgorithm",
]);

/** Refuses a request with such a field. @throws Api3Error `UnknownParameter`. */
export function checkPrivate(parameters: ReadonlyMap<string, string>): void {
  for (const name of parameters.keys()) {
    const field = name.split(".").find((part) => publicFields.has(part));
    if (field !== undefined) {
      throw new Api3Error("UnknownParameter", `"${field}" is not recognized`);
    }
  }
}

/** An answer without such fields, at every depth. */
export function withoutPublic<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map(withoutPublic) as T;
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const fields = Object.entries(value).filter(([name]) => !publicFields.has(name));
  return Object.fromEntries(fields.map(([name, field]) => [name, withoutPublic(field)])) as T;
}
