import { createHash } from "node:crypto";
import { Client, type ClientSettings } from "./http/client.ts";
import { RateLimiter } from "./http/rate-limiter.ts";
import { vpcApiV2 } from "./v2/index.ts";
import type { VpcApi } from "./vpc-api.ts";

export { facts } from "./v2/facts.ts";

const apis = new Map<string, VpcApi>();
const limiters = new Map<string, RateLimiter>();

/** One limiter in this process for each endpoint and account, whatever else of the settings differs; of several ceilings the lowest counts. */
function limiterFor({ endpoint, credentials, requestsPerSecond }: ClientSettings): RateLimiter {
  const key = `${endpoint} ${credentials.secretId}`;
  const limiter = limiters.get(key) ?? new RateLimiter();
  if (requestsPerSecond !== undefined) {
    limiter.limit(requestsPerSecond);
  }
  limiters.set(key, limiter);
  return limiter;
}

/**
 * The API at an endpoint, asked with a key pair: one for each set of settings, so that its connections and what it learns of the server's
 * clock are shared.
 *
 * @throws TypeError when a setting cannot be used; it names the setting.
 */
export function connect(settings: ClientSettings): VpcApi {
  const key = createHash("sha256").update(JSON.stringify(settings)).digest("hex");
  const api = apis.get(key) ?? vpcApiV2(new Client(settings, limiterFor(settings)));
  apis.set(key, api);
  return api;
}
