import { commonFacts as common } from "../common-facts.ts";

const ciphers = [...common.ciphers, "sm4", "aes128gcm128", "aes192gcm128", "aes256gcm128"] as const;
const hashes = [...common.hashes, "sha-256", "sha-512"] as const;

/** A form of ids without legacy ones. */
const id = (prefix: string, example: string) => ({
  form: new RegExp(`^${prefix}-[0-9a-z]+$`),
  examples: `${example} (API 3.0 has no legacy ids)`,
});

/** Documented limits and values of requests (docs/api-3.md 3.5). What the provider writes is in lower case. */
export const facts = {
  ...common,
  ciphers,
  ipsecCiphers: [...ciphers, "null"],
  hashes,
  ipsecHashes: [...hashes, "sha-384", "sm3"],
  ikeVersions: ["ikev1", "ikev2"],
  dhGroups: [...common.dhGroups, "group15", "group16", "group19", "group20", "group21"],
  pfsDhGroups: [...common.pfsDhGroups, "dh-group15", "dh-group16", "dh-group19", "dh-group20", "dh-group21"],
  negotiationTypes: ["active", "passive", "flowTrigger"],
  routeTypes: ["STATIC", "StaticRoute", "Policy", "Bgp"],
  /** The types of routes whose tunnels have no rules. */
  routeTypesWithoutRules: ["StaticRoute", "Bgp"],
  probeInterval: { from: 1000, to: 5000 },
  probeThreshold: { from: 3, to: 8 },
  probeTimeout: { from: 10, to: 5000 },
  dpdActions: ["clear", "restart"],
  ids: {
    vpc: id("vpc", "vpc-03vihbk9"),
    vpnGw: id("vpngw", "vpngw-dystbrkv"),
    userGw: id("cgw", "cgw-e098slul"),
    vpnConn: id("vpnx", "vpnx-ol6bcqp0"),
  },
  /** JSON carries any text, and the signature covers it. */
  postable: { fits: () => true, error: "" },
} as const;
