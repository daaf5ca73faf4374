import { createHash } from "node:crypto";
import { accountKey, Client, type ClientSettings } from "./http/client.ts";
import { RateLimiter } from "./http/rate-limiter.ts";
import { vpcApiV2 } from "./v2/index.ts";
import type { VpcApi } from "./vpc-api.ts";

export { facts } from "./v2/facts.ts";

const apis = new Map<string, VpcApi>();
const limiters = new Map<string, RateLimiter>();

/** One limiter for each endpoint and account key in this process. The lowest of several ceilings applies. */
function limiterFor({ endpoint, credentials, requestsPerSecond }: ClientSettings): RateLimiter {
  const key = `${endpoint} ${accountKey(credentials)}`;
  const limiter = limiters.get(key) ?? new RateLimiter();
  if (requestsPerSecond !== undefined) {
    limiter.limit(requestsPerSecond);
  }
  limiters.set(key, limiter);
  return limiter;
}

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
  const api = apis.get(key) ?? vpcApiV2(new Client(settings, limiterFor(settings)));
  apis.set(key, api);
  return api;
}
