import type { ApiErrorKind } from "../errors.ts";
import { type Advice, commonAdvice } from "../http/advice.ts";

/** Codes by their meaning (docs/api-3.md 7). A code also stands for its subcodes, such as `ResourceNotFound.X`, unless these are listed. */
const BY_CODE: ReadonlyMap<string, ApiErrorKind> = new Map([
  // A missing tunnel, gateway, peer gateway or VPC: the answer does not say which.
  ["ResourceNotFound", "resource-not-found"],
  ["UnsupportedOperation.RecordNotExists", "resource-not-found"],
  ["InvalidVpnGatewayId.NotFound", "vpn-gw-not-found"],
  ["UnsupportedOperation.DeleteVpnConnInvalidState", "vpn-conn-state"],
  ["UnsupportedOperation.VpnConnInvalidState", "vpn-conn-state"],
  ["UnsupportedOperation.InvalidState", "vpn-conn-state"],
  ["UnsupportedOperation.MutexOperationTaskRunning", "vpn-conn-state"],
  ["RequestLimitExceeded", "throttled"],
  ["InternalError", "busy"],
  ["InternalServerError", "busy"],
  ["ServiceUnavailable", "busy"],
  // An assumption: no page says what it means for these actions.
  ["ResourceUnavailable", "busy"],
  ["AuthFailure.SignatureExpire", "replay"],
  ["AuthFailure", "auth"],
  ["UnauthorizedOperation", "auth"],
  ["IpInBlacklist", "auth"],
  ["IpNotInWhitelist", "auth"],
  ["InvalidAction", "unsupported"],
  ["ActionOffline", "unsupported"],
  ["NoSuchVersion", "unsupported"],
  ["NoSuchProduct", "unsupported"],
  ["UnsupportedRegion", "unsupported"],
  ["UnsupportedProtocol", "unsupported"],
  ["ResourceInUse", "in-use"],
  ["InvalidParameterValue.Duplicate", "in-use"],
  ["UnsupportedOperation.RecordExists", "in-use"],
  ["FailedOperation", "operation-failed"],
  ["InvalidParameter", "refused"],
  ["InvalidParameterValue", "refused"],
  ["InvalidVpnGatewayId", "refused"],
  ["InvalidRequest", "refused"],
  ["MissingParameter", "refused"],
  ["UnknownParameter", "refused"],
  ["LimitExceeded", "refused"],
  ["VpcLimitExceeded", "refused"],
  ["ResourceInsufficient", "refused"],
  ["RequestSizeLimitExceeded", "refused"],
  ["UnsupportedOperation", "refused"],
]);

/** The meaning of an error code. An undocumented one never means "not found". */
export const classify = (code: string): ApiErrorKind =>
  BY_CODE.get(code) ?? BY_CODE.get(code.slice(0, code.indexOf("."))) ?? "unknown";

/** What the user can do about an error answer; nothing if the code is enough. */
export function adviceFor(...[error, client, region]: Parameters<Advice>): ReturnType<Advice> {
  if (error.codeDesc === "UnknownParameter") {
    return {
      advice: `The cloud at ${client.describeEndpoint()} does not know one of the arguments; leave out those that only newer clouds know`,
    };
  }
  if (error.codeDesc === "UnsupportedRegion") {
    return { advice: `Asked in region ${region} at ${client.describeEndpoint()}` };
  }
  return commonAdvice(error, client, region);
}
