import { defined } from "../../util/defined.ts";
import type { ApiErrorKind } from "../errors.ts";
import { type Advice, commonAdvice } from "../http/advice.ts";

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

/** Numbers that say nothing about a resource, so that they apply with any unknown codeDesc. */
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
 * The meaning of an error answer (docs/api.md 1.7 and 3). A known `codeDesc` takes precedence over the number. An undocumented code never
 * means "not found".
 *
 * @param apiCode The number as text; "" if the answer has none.
 * @param codeDesc The module code; "" if the answer has none.
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
  // "Operation on resource failed" (docs/api.md 1.7). Without a codeDesc, the cause may be the state of the tunnel.
  if (codeDesc === "" && apiCode === "5100") {
    return "operation-failed";
  }
  return BY_NUMBER.get(apiCode) ?? "unknown";
}

/**
 * Numbers that a closed API 2.0 could give. What it gives is not documented (docs/api-3.md 1): the vendor announced that new accounts, and
 * later all accounts of the public cloud, can use API 3.0 only.
 */
const MAY_BE_CLOSED: readonly string[] = ["4104", "4300", "6100"];

/** What the user can do about an error answer; nothing if the code is enough. */
export const adviceFor: Advice = (error, client, region) => {
  const { advice } = commonAdvice(error, client, region);
  return MAY_BE_CLOSED.includes(error.apiCode)
    ? { advice: `${advice}. If API 2.0 is closed for this account, set qcloud:api or QCLOUD_API to 3.0` }
    : defined({ advice });
};
