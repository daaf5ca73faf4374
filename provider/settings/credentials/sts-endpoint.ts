import { isLoopback } from "../../api/index.ts";
import { LifecycleError } from "../../lifecycle/vpn-connection/index.ts";
import type { Found } from "../sources.ts";

/** The endpoint of sts of the public cloud (TencentCloud/tencentcloud-sdk-go, tencentcloud/common/role_arn_provider.go). */
const PUBLIC_STS = "https://sts.tencentcloudapi.com/";

/** The root of the API 2.0 of the public cloud (docs/api.md 4.2). sts with the signature of API 3.0 has another one. */
const PUBLIC_ROOT = "api.qcloud.com";

/**
 * The endpoint of sts, which gives the credentials of roles. An endpoint `vpc.<root>` has `sts.<root>` beside it, as every service of the
 * vendor has the name of the service before a common root (TencentCloud/tencentcloud-cli, `set-root-domain` in tccli/configure.py). That
 * private clouds have sts there is an assumption. No other host is derived, because sts receives a token of the user.
 *
 * @param given The setting.
 * @param endpoint The endpoint of the VPC API.
 * @throws LifecycleError that names the setting.
 */
export function stsEndpoint(given: Found | undefined, endpoint: string): string {
  if (given !== undefined) {
    return checked(given);
  }
  const host = URL.parse(endpoint)?.hostname ?? "";
  const root = /^vpc\.(.+)$/.exec(host)?.[1];
  if (root === PUBLIC_ROOT) {
    return PUBLIC_STS;
  }
  if (root === undefined) {
    throw new LifecycleError(
      `the credentials are those of a role, and the endpoint ${endpoint} does not show the address of sts, which gives them. Set QCLOUD_STS_ENDPOINT or qcloud:stsEndpoint, such as ${PUBLIC_STS}`,
    );
  }
  return `https://sts.${root}/`;
}

function checked({ value, source }: Found): string {
  const wrong = (what: string): LifecycleError => new LifecycleError(`the endpoint of sts from ${source} ${what}`);
  const url = URL.parse(value.trim());
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw wrong("is not a URL such as https://sts.tencentcloudapi.com/");
  }
  if (`${url.username}${url.password}${url.search}${url.hash}` !== "" || !/^\/*$/.test(url.pathname)) {
    throw wrong("must contain a scheme, a host and a port, and nothing else");
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw wrong(`is plain http to ${url.host}, which would disclose credentials; use https`);
  }
  return `${url.origin}/`;
}
