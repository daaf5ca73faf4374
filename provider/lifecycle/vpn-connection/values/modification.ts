import type { ModifyVpnConn } from "../../../api/index.ts";
import { defined } from "../../../util/defined.ts";
import type { InPlace } from "../diff.ts";
import { type Inputs, networksOf } from "../inputs.ts";

/** Arguments that are sent as they are if they differ. */
const PLAIN = ["ikeSet", "ipsecSet", "dpd", "healthCheck", "negotiationType", "bgp", "userGwId"] as const;

/** The request that changes what differs, and nothing else. */
export function modificationOf(news: Inputs, missing: readonly InPlace[]): ModifyVpnConn {
  const { vpnConnName, preSharedKey } = news;
  return {
    networks: networksOf(news),
    keepsNetworks: !missing.includes("networks"),
    ...defined(Object.fromEntries(PLAIN.filter((key) => missing.includes(key)).map((key) => [key, news[key]]))),
    ...(missing.includes("vpnConnName") && vpnConnName !== undefined ? { vpnConnName } : {}),
    ...(missing.includes("preSharedKey") ? { preSharedKey } : {}),
  };
}
