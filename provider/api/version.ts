/** Longest name of a tunnel or peer gateway in characters, in every version (docs/api.md 2.4, docs/api-3.md 3 and 5). */
export const NAME_LIMIT = 60;

/** A version of the vendor's API. */
export type ApiVersion = "2.0" | "3.0";

export const API_VERSIONS: readonly ApiVersion[] = ["2.0", "3.0"];

/** The version at an endpoint of which only the URL is known (docs/api-3.md 2.1): the hosts of API 3.0, and those of private clouds like them. */
export function versionAt(endpoint: string): ApiVersion {
  const host = URL.parse(endpoint.trim())?.hostname ?? "";
  return /(?:^|\.)tencentcloudapi\.com$|\.api3\./.test(host) ? "3.0" : "2.0";
}

/** A site of the public cloud. */
export type Site = "china" | "intl";

/** The endpoints of the public cloud (docs/api.md 4.2, docs/api-3.md 2.1). */
const PUBLIC_2 = "https://vpc.api.qcloud.com/v2/index.php";
const PUBLIC_3 = { china: "https://vpc.tencentcloudapi.com/", intl: "https://vpc.intl.tencentcloudapi.com/" } as const;

export const publicEndpoint = (version: ApiVersion, site: Site): string =>
  version === "2.0" ? PUBLIC_2 : PUBLIC_3[site];

/** The endpoint for a region, where the public cloud has one of its own: in API 3.0, a finance region answers nowhere else (docs/api-3.md 2.1). */
export const endpointIn = (endpoint: string, region: string): string =>
  endpoint === PUBLIC_3.china && region.endsWith("-fsi") ? `https://vpc.${region}.tencentcloudapi.com/` : endpoint;

/**
 * Whether two endpoints are of the public cloud's China site: the hosts of both versions, and the regional ones, show the same things
 * (docs/api-3.md 8). The international site has other accounts.
 */
export const isPublic = (endpoint: string): boolean => {
  const host = URL.parse(endpoint)?.host ?? "";
  return host === "vpc.api.qcloud.com" || /^vpc\.(?:(?!intl\.)[a-z0-9-]+\.)?tencentcloudapi\.com$/.test(host);
};
