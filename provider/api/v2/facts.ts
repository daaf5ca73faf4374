import { commonFacts } from "../common-facts.ts";

/** Documented limits and values of requests (docs/api.md 2.2 and 2.4). */
export const facts = {
  ...commonFacts,
  /** The default comes first. */
  signatureMethods: ["HmacSHA256", "HmacSHA1"],
  /** Groups of a request that can carry the IPsec cipher; the default comes first. */
  encryptAlgorithmGroups: ["IKESet", "IPsecSet"],
  /** The forms of ids, with an example of the unified and the legacy form. */
  ids: {
    vpc: { form: /^(?:vpc-[0-9a-z]+|[a-z]+_vpc_\d+|\d+)$/, examples: "vpc-03vihbk9 or gz_vpc_76" },
    vpnGw: { form: /^(?:vpngw-[0-9a-z]+|\d+)$/, examples: "vpngw-dystbrkv or 547" },
    userGw: { form: /^(?:cgw-[0-9a-z]+|\d+)$/, examples: "cgw-e098slul or 315" },
    vpnConn: { form: /^(?:vpnx-[0-9a-z]+|\d+)$/, examples: "vpnx-ol6bcqp0 or 399" },
  },
  /** Text that a POST can contain: the API does not sign text that begins with @ (docs/api.md 0). */
  postable: {
    fits: (text: string): boolean => !text.startsWith("@"),
    error: "must not begin with @: the API would leave it out of the request's signature",
  },
} as const;
