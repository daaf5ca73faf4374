import { type CredentialSource, type StsSettings, type WebIdentity, webIdentity } from "../../api/index.ts";
import { LifecycleError } from "../../lifecycle/vpn-connection/index.ts";
import type { Lookup } from "../sources.ts";
import type { Role } from "./pair.ts";

const ARN_VARIABLE = "TENCENTCLOUD_ROLE_ARN";
const SESSION_VARIABLE = "TENCENTCLOUD_ROLE_SESSION_NAME";

/** Set by a TKE cluster for a pod with a role (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/oidc_role_arn_provider.go). */
const TKE = {
  region: "TKE_REGION",
  providerId: "TKE_PROVIDER_ID",
  tokenFile: "TKE_WEB_IDENTITY_TOKEN_FILE",
  roleArn: "TKE_ROLE_ARN",
} as const;

/**
 * The role in the environment. The key pair of the environment or of the profile assumes it (TencentCloud/tencentcloud-cli,
 * tccli/options_define.py and `parse_global_arg` of tccli/services/sts/sts_client.py). The name of the session is optional here.
 */
export function roleInEnvironment(lookup: Lookup): Role | undefined {
  const arn = lookup.env([ARN_VARIABLE]);
  return arn === undefined
    ? undefined
    : {
        name: `the role in ${arn.source}`,
        arn: arn.value.trim(),
        sessionName: lookup.env([SESSION_VARIABLE])?.value.trim(),
      };
}

/**
 * The web identity of a TKE cluster; undefined if the environment names none.
 *
 * @throws LifecycleError if the environment names a part of one.
 */
export function webIdentityIn(lookup: Lookup, sts: () => StsSettings): CredentialSource | undefined {
  const found = Object.fromEntries(
    Object.entries(TKE).map(([part, variable]) => [part, lookup.env([variable])?.value.trim()]),
  ) as Record<keyof typeof TKE, string | undefined>;
  const { region, providerId, tokenFile, roleArn } = found;
  // Every pod of a cluster may know its region.
  if (roleArn === undefined && tokenFile === undefined && providerId === undefined) {
    return undefined;
  }
  if (region === undefined || providerId === undefined || tokenFile === undefined || roleArn === undefined) {
    const missing = Object.keys(TKE).filter((part) => found[part as keyof typeof TKE] === undefined);
    const names = missing.map((part) => TKE[part as keyof typeof TKE]).join(" and ");
    throw new LifecycleError(`the web identity of the cluster is incomplete: ${names} must be set, too`);
  }
  const identity: WebIdentity = {
    name: "the web identity of the cluster (TKE_ROLE_ARN)",
    region,
    providerId,
    tokenFile,
    roleArn,
  };
  return webIdentity(sts(), identity);
}
