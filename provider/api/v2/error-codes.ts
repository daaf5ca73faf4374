import type { ApiErrorKind } from "../errors.ts";
import type { Client } from "../http/client.ts";

/**
 * What each code of the API means. `codeDesc` decides wherever it is known, since no document ties it to a number
 * (docs/api.md 3); the number decides where there is none.
 */

/** Module codes (docs/api.md 3, from the action pages 215/5110 to 215/5119; the last five from 1.6). */
const BY_CODE_DESC: ReadonlyMap<string, ApiErrorKind> = new Map([
  ["InvalidVpnConn.NotFound", "vpn-conn-not-found"],
  ["InvalidVpc.NotFound", "vpc-not-found"],
  ["InvalidVpnGw.NotFound", "vpn-gw-not-found"],
  ["InvalidUserGw.NotFound", "user-gw-not-found"],
  ["InvalidVpnConnState", "vpn-conn-state"],
  ["InvalidVpnConnName", "refused"],
  ["VpnConnLimitExceeded", "refused"],
  ["InvalidVpnGwState", "refused"],
  ["InvalidVpnGwName", "refused"],
  ["InvalidUserGwName", "refused"],
  ["UserGwLimitExceeded", "refused"],
  ["InvalidVpcName", "refused"],
  ["InvalidVpcCidr", "refused"],
  ["VpcLimitExceeded", "refused"],
  ["InvalidVpc.CannotDelete", "refused"],
  ["InvalidParameter", "refused"],
  ["InvalidResource", "refused"],
  ["AuthFailure", "auth"],
  ["InternalError", "busy"],
]);

/** Classes of numbers that say nothing about a resource, so that they hold whatever codeDesc stands beside them. */
const BY_NUMBER: ReadonlyMap<string, ApiErrorKind> = new Map([
  ["4100", "auth"],
  ["4101", "auth"],
  ["4102", "auth"],
  ["4103", "auth"],
  ["4104", "auth"],
  ["4105", "auth"],
  ["4106", "auth"],
  ["4110", "auth"],
  ["4300", "auth"],
  ["4200", "replay"],
  ["4500", "replay"],
  ["4400", "throttled"],
  ["6000", "busy"],
  ["6200", "busy"],
  ["4600", "https-required"],
  ["6100", "unsupported"],
  ["4000", "refused"],
  ["5100", "refused"],
  ["5200", "refused"],
  ["5300", "refused"],
  ["5400", "refused"],
  ["5500", "refused"],
]);

/**
 * The meaning of an error answer (docs/api.md 1.7 and 3).
 *
 * @param apiCode The number as text, or "" when the answer has none.
 * @param codeDesc The module code, or "" when the answer has none.
 * @returns Never a "not found" on the strength of a code that no source describes.
 */
export function classify(apiCode: string, codeDesc: string): ApiErrorKind {
  const known = BY_CODE_DESC.get(codeDesc);
  if (known !== undefined) {
    return known;
  }
  if (/InUse$/.test(codeDesc)) {
    return "in-use";
  }
  if (codeDesc.startsWith("InvalidParameter.")) {
    return "refused";
  }
  if (codeDesc === "" && apiCode === "5000") {
    return "resource-not-found";
  }
  // "Operation on resource failed" (docs/api.md 1.7): a service without codeDesc gives it for the state of a tunnel too.
  if (codeDesc === "" && apiCode === "5100") {
    return "operation-failed";
  }
  return BY_NUMBER.get(apiCode) ?? "unknown";
}

/** What a user can do about an error answer: nothing is said where the code speaks for itself. */
export function adviceFor(kind: ApiErrorKind, client: Client, region: string): { readonly advice?: string } {
  const endpoint = client.describeEndpoint();
  switch (kind) {
    case "auth":
      return {
        advice: `Asked with ${client.describeCredentials()}, region ${region}, endpoint ${endpoint}; check that this key pair is valid there and allowed to do this${client.describeExpiry()}`,
      };
    case "https-required":
      return { advice: `The service wants https; the endpoint is ${endpoint}` };
    case "unsupported":
      return { advice: `A wrong address is answered in this way too; the endpoint is ${endpoint}` };
    case "refused":
    case "in-use":
    case "operation-failed":
    case "unknown":
      return { advice: `Asked in region ${region} at ${endpoint}` };
    default:
      return {};
  }
}
