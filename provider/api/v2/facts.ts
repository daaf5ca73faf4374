const ciphers = ["3des-cbc", "aes-cbc-128", "aes-cbc-192", "aes-cbc-256", "des-cbc"] as const;

/**
 * What requests of the VPC API 2.0 may hold, as far as it is known before a call (docs/api.md 2.2 and 2.4).
 */
export const facts = {
  /** Most characters of a name. */
  nameLimit: 60,
  ciphers,
  /** The text `null` stands for no encryption. */
  ipsecCiphers: [...ciphers, "null"],
  hashes: ["md5", "sha"],
  exchangeModes: ["main", "aggressive"],
  identities: ["address", "fqdn"],
  dhGroups: ["group1", "group2", "group5", "group14", "group24"],
  pfsDhGroups: ["null", "dh-group1", "dh-group2", "dh-group5", "dh-group14", "dh-group24"],
  ikeSaLifetimeSeconds: { from: 60, to: 604_800 },
  ipsecSaLifetimeSeconds: { from: 180, to: 604_800 },
  // The documented maximum, 604800, is below the vendor's own examples: only the minimum is known (docs/api.md 8, 15).
  ipsecSaLifetimeTraffic: { from: 2560, to: undefined },
  /** The default comes first. */
  signatureMethods: ["HmacSHA256", "HmacSHA1"],
  /** Groups of a request that can carry the IPsec cipher; the default comes first. */
  encryptAlgorithmGroups: ["IKESet", "IPsecSet"],
  /** The forms of ids, unified and legacy, and an example of each for messages. */
  ids: {
    vpc: { form: /^(?:vpc-[0-9a-z]+|[a-z]+_vpc_\d+|\d+)$/, examples: "vpc-03vihbk9 or gz_vpc_76" },
    vpnGw: { form: /^(?:vpngw-[0-9a-z]+|\d+)$/, examples: "vpngw-dystbrkv or 547" },
    userGw: { form: /^(?:cgw-[0-9a-z]+|\d+)$/, examples: "cgw-e098slul or 315" },
    vpnConn: { form: /^(?:vpnx-[0-9a-z]+|\d+)$/, examples: "vpnx-ol6bcqp0 or 399" },
  },
  /** A text that a POST can carry: the API leaves what begins with @ out of the signature (docs/api.md 0). */
  postable: {
    fits: (text: string): boolean => !text.startsWith("@"),
    error: "must not begin with @: the API would leave it out of the request's signature",
  },
} as const;
