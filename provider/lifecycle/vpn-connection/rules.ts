import * as z from "zod";
import { type ApiVersion, facts } from "../../api/index.ts";
import { commonRules, nameRule } from "../arguments/common-rules.ts";
import { CONTROL, group, idRule, ipAddress, oneOf, whole } from "../arguments/values.ts";
import { networkList, spdAcl } from "./values/network-rules.ts";
import { inVersion3, optionRules } from "./values/option-rules.ts";

/**
 * The rules of the arguments (docs/api.md 2.2 and 2.4, docs/api-3.md 3). Each message follows the name of the property. Valid values are
 * normalized: trimmed, numbers as numbers, codes and ids in lower case.
 */

/** The name of an identity. Its case is kept, because the peer compares it. It is trimmed, because the API does not return outer spaces. */
const identityName = (version: ApiVersion): z.ZodType<string> =>
  z
    .string({ error: "must be a name" })
    .trim()
    .min(1, { error: "must be a name" })
    .refine((name) => !CONTROL.test(name), { error: "must not contain control characters such as a line break" })
    .refine(facts[version].postable.fits, { error: facts[version].postable.error });

const ikeSettings = (version: ApiVersion) => ({
  ikeVersion: inVersion3(version, oneOf(version, "ikeVersions")).optional(),
  propoEncryAlgorithm: oneOf(version, "ciphers").optional(),
  propoAuthenAlgorithm: oneOf(version, "hashes").optional(),
  exchangeMode: oneOf(version, "exchangeModes").optional(),
  localIdentity: oneOf(version, "identities").optional(),
  remoteIdentity: oneOf(version, "identities").optional(),
  localAddress: ipAddress.optional(),
  remoteAddress: ipAddress.optional(),
  localFqdnName: identityName(version).optional(),
  remoteFqdnName: identityName(version).optional(),
  dhGroupName: oneOf(version, "dhGroups").optional(),
  ikeSaLifetimeSeconds: whole(facts[version].ikeSaLifetimeSeconds, "seconds").optional(),
});

const ipsecSettings = (version: ApiVersion) => ({
  encryptAlgorithm: oneOf(version, "ipsecCiphers").optional(),
  integrityAlgorithm: oneOf(version, "ipsecHashes").optional(),
  ipsecSaLifetimeSeconds: whole(facts[version].ipsecSaLifetimeSeconds, "seconds").optional(),
  ipsecSaLifetimeTraffic: whole(facts[version].ipsecSaLifetimeTraffic, "kilobytes").optional(),
  pfsDhGroup: oneOf(version, "pfsDhGroups").optional(),
});

export const userGwIdRule = (version: ApiVersion): z.ZodType<string> => idRule(version, "userGw", "a peer gateway id");

/** The rules of the arguments of a tunnel, by version of the API. */
export const rules = { "2.0": rulesOf("2.0"), "3.0": rulesOf("3.0") } as const;

function rulesOf(version: ApiVersion): z.ZodObject {
  const { postable } = facts[version];
  return z.strictObject({
    ...commonRules,
    vpcId: version === "3.0" ? idRule(version, "vpc", "a VPC id").optional() : idRule(version, "vpc", "a VPC id"),
    vpnGwId: idRule(version, "vpnGw", "a VPN gateway id"),
    userGwId: userGwIdRule(version),
    vpnConnName: nameRule.refine(postable.fits, { error: postable.error }).optional(),
    preSharedKey: z
      .string({ error: "must be text" })
      .min(1, { error: "must not be empty" })
      .refine(postable.fits, { error: postable.error })
      .refine((key) => !CONTROL.test(key), { error: "must not contain control characters such as a line break" }),
    userGwCidrBlock: networkList.optional(),
    spdAcl: spdAcl.optional(),
    ikeSet: group(ikeSettings(version), {
      error: 'must be an object of IKE settings, such as { exchangeMode: "main" }',
    }).optional(),
    ipsecSet: group(ipsecSettings(version), {
      error: 'must be an object of IPsec settings, such as { pfsDhGroup: "dh-group14" }',
    }).optional(),
    vpnConnId: idRule(version, "vpnConn", "a tunnel id").optional(),
    ...optionRules(version),
  });
}

/** Argument names of the API or of other providers, and ours for them. */
export const SUGGESTIONS: Readonly<Record<string, string>> = {
  integrityAlgorith: "integrityAlgorithm",
  IKESet: "ikeSet",
  IPsecSet: "ipsecSet",
  "ikeSet.encryptAlgorithm": "ipsecSet.encryptAlgorithm",
  preShareKey: "preSharedKey",
  customerGatewayId: "userGwId",
  vpnGatewayId: "vpnGwId",
  vpnConnectionName: "vpnConnName",
};
