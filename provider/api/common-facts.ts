const ciphers = ["3des-cbc", "aes-cbc-128", "aes-cbc-192", "aes-cbc-256", "des-cbc"] as const;

/** Limits and values of requests that every version of the API documents (docs/api.md 2.4, docs/api-3.md 3.5). */
export const commonFacts = {
  ciphers,
  /** The text `null` stands for no encryption. */
  ipsecCiphers: [...ciphers, "null"],
  hashes: ["md5", "sha"],
  ipsecHashes: ["md5", "sha"],
  exchangeModes: ["main", "aggressive"],
  identities: ["address", "fqdn"],
  dhGroups: ["group1", "group2", "group5", "group14", "group24"],
  pfsDhGroups: ["null", "dh-group1", "dh-group2", "dh-group5", "dh-group14", "dh-group24"],
  ikeSaLifetimeSeconds: { from: 60, to: 604_800 },
  ipsecSaLifetimeSeconds: { from: 180, to: 604_800 },
  // The documented maximum, 604800, is below the vendor's own examples: only the minimum is known (docs/api.md 8, 15).
  ipsecSaLifetimeTraffic: { from: 2560, to: undefined },
} as const;
