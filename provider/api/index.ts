/** The facade of the vendor's API. Modules outside this folder import nothing else of it. */

export { connect, facts } from "./connect.ts";
export { type InstanceRole, instanceRole } from "./credentials/instance-role.ts";
export { assumedRole, type WebIdentity, webIdentity } from "./credentials/sts.ts";
export type { StsSettings } from "./credentials/sts-settings.ts";
export {
  type ApiErrorKind,
  isApiError,
  isBusy,
  isRefusal,
  isTimeoutError,
  isTransportError,
  mayBeDone,
  QcloudApiError,
  QcloudTimeoutError,
  saysNotFound,
} from "./errors.ts";
export type { ClientSettings as ConnectionSettings, CredentialSource, Credentials } from "./http/client.ts";
export { canonicalEndpoint, isLoopback, sameCloud } from "./http/endpoint.ts";
export type { ProxySettings } from "./http/proxy.ts";
export { idText, isNamed, normalId, sameId } from "./ids.ts";
export { canonicalRegion, normalRegion, sameRegion } from "./regions.ts";
export type * from "./types.ts";
export {
  API_VERSIONS,
  type ApiVersion,
  endpointIn,
  NAME_LIMIT,
  publicEndpoint,
  type Site,
  versionAt,
} from "./version.ts";
export type { Scope, VpcApi } from "./vpc-api.ts";
