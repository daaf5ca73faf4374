import { createHash } from "node:crypto";
import { accountKey, Client, type ClientSettings } from "./http/client.ts";
import { RateLimiter } from "./http/rate-limiter.ts";
import { facts as factsV2 } from "./v2/facts.ts";
import { vpcApiV2 } from "./v2/index.ts";
import { facts as factsV3 } from "./v3/facts.ts";
import { RATES, vpcApiV3 } from "./v3/index.ts";
import type { ApiVersion } from "./version.ts";
import type { VpcApi } from "./vpc-api.ts";

/** Documented limits and values of requests, by version. Every value of API 2.0 is one of API 3.0 too. */
export const facts = { "2.0": factsV2, "3.0": factsV3 } as const;

const apis = new Map<string, VpcApi>();
const limiters = new Map<string, RateLimiter>();

/**
 * One limiter for each endpoint and key pair in this process, and for each action in API 3.0, which counts them apart. The lowest of several
 * ceilings applies.
 */
function limiterFor({
  endpoint,
  api,
  credentials,
  requestsPerSecond,
}: ClientSettings): (action: string) => RateLimiter {
  return (action) => {
    const isByAction = api === "3.0";
    const key = `${endpoint} ${accountKey(credentials)} ${isByAction ? action : ""}`;
    const limiter = limiters.get(key) ?? new RateLimiter(isByAction ? RATES[action] : undefined);
    if (requestsPerSecond !== undefined) {
      limiter.limit(requestsPerSecond);
    }
    limiters.set(key, limiter);
    return limiter;
  };
}

const VERSIONS: Readonly<Record<ApiVersion, (client: Client) => VpcApi>> = { "2.0": vpcApiV2, "3.0": vpcApiV3 };

/**
 * Returns the API at an endpoint. Equal settings share one object, with its connections and clock offset; so do the
 * successors of temporary credentials.
 *
 * @throws TypeError that names an invalid setting.
 */
export function connect(settings: ClientSettings): VpcApi {
  const credentials = settings.credentials.renewedBy?.key ?? settings.credentials;
  const key = createHash("sha256")
    .update(JSON.stringify({ ...settings, credentials }))
    .digest("hex");
  const api = apis.get(key) ?? VERSIONS[settings.api ?? "2.0"](new Client(settings, limiterFor(settings)));
  apis.set(key, api);
  return api;
}
