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
export function checkPrivate(input: unknown): void {
  const names = namesIn(input);
  const ipsec = names.includes("IPSECOptionsSpecification")
    ? namesIn((input as Record<string, unknown>)["IPSECOptionsSpecification"])
    : [];
  const field = [...names, ...ipsec].find((name) => publicFields.has(name));
  if (field !== undefined) {
    throw new Api3Error("UnknownParameter", `"${field}" is not recognized`);
  }
}

function namesIn(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
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
