import { isIP } from "node:net";
import * as z from "zod";
import { facts, normalId, normalRegion } from "../../api/index.ts";
import { DURATION_FORM, parseDuration } from "../../util/durations.ts";
import { suggestion } from "../arguments/suggestion.ts";
import { canonicalNetwork } from "./values/networks.ts";

/**
 * The rules of the arguments that can be known before a call (docs/api.md 2.2 and 2.4). Each message completes a sentence that
 * begins with the property's name and ends with the value. What fits comes out in one spelling: without the spaces that a file or a form
 * leaves around it, numbers as numbers, codes and ids in lower case.
 */

/** Ids may come as numbers from a program; the API takes them as text. */
const id = (of: keyof typeof facts.ids, what: string): z.ZodType<string> => {
  const { form, examples } = facts.ids[of];
  const error = `must be ${what} such as ${examples}`;
  return z
    .union([z.string(), z.number().int().nonnegative()], { error })
    .transform((given) => normalId(String(given)))
    .refine((text) => form.test(text), { error });
};

const oneOf = (values: readonly string[]): z.ZodType<string> =>
  z
    .string({ error: `must be one of ${values.join(", ")}` })
    .trim()
    .toLowerCase()
    .refine((value) => values.includes(value), {
      error: ({ input }) => `must be one of ${values.join(", ")}${suggestion(values, input)}`,
    });

/** An object with these arguments, all of which may be left out. */
const group = <S extends z.core.$ZodShape>(shape: S, { error }: { error: string }): z.ZodObject<S, z.core.$strict> =>
  z.strictObject(shape, { error: ({ code }) => (code === "invalid_type" ? error : undefined) });

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Whole numbers, also as digits: the API gives lifetimes back as text (docs/api.md 0, 5). */
const whole = (
  { from, to }: { readonly from: number; readonly to: number | undefined },
  unit: string,
): z.ZodType<number> => {
  const range =
    to === undefined
      ? `a whole number of ${unit}, at least ${from}`
      : `a whole number of ${unit} from ${from} to ${to}`;
  return z
    .union([z.number(), z.string().trim().regex(/^\d+$/).transform(Number)], { error: `must be ${range}` })
    .refine((value) => Number.isSafeInteger(value) && value >= from && (to === undefined || value <= to), {
      error: `must be ${range}`,
    });
};

const network = z
  .string({ error: "must be an IPv4 network such as 172.16.10.0/24" })
  .trim()
  .refine((value) => canonicalNetwork(value) !== undefined, {
    error: "must be an IPv4 network such as 172.16.10.0/24",
  });

const networkList = z
  .array(network, { error: "must be a list of IPv4 networks" })
  .min(1, { error: "must hold at least one IPv4 network" })
  .superRefine((list, issues) => {
    const seen = new Set<string>();
    list.forEach((entry, index) => {
      const canonical = canonicalNetwork(entry);
      if (canonical !== undefined && seen.has(canonical)) {
        issues.addIssue({ code: "custom", path: [index], message: "must not name a network twice" });
      }
      seen.add(canonical ?? "");
    });
  });

const spdAcl = z
  .record(z.string(), networkList, { error: "must map each network of the VPC to a list of peer networks" })
  .superRefine((acl, issues) => {
    if (Object.keys(acl).length === 0) {
      issues.addIssue({ code: "custom", message: "must hold at least one rule" });
    }
    const seen = new Set<string>();
    for (const source of Object.keys(acl)) {
      const canonical = canonicalNetwork(source.trim());
      if (canonical === undefined) {
        issues.addIssue({
          code: "custom",
          message: "must have IPv4 networks such as 10.0.0.0/24 as its keys",
        });
      } else if (seen.has(canonical)) {
        issues.addIssue({ code: "custom", path: [source], message: "must not name a network twice" });
      }
      seen.add(canonical ?? "");
    }
  })
  .transform((acl) => Object.fromEntries(Object.entries(acl).map(([source, peers]) => [source.trim(), peers])));

const duration = z
  .string({ error: `must be ${DURATION_FORM}` })
  .trim()
  .refine((value) => parseDuration(value) !== undefined, { error: `must be ${DURATION_FORM}, longer than zero` });

/** Not trimmed and not corrected: the service may read `010` as 8. */
const ipAddress = z
  .string({ error: "must be an IP address, without leading zeros and spaces" })
  .refine((value) => isIP(value) !== 0 && !value.includes("%"), {
    error: "must be an IP address, without leading zeros and spaces",
  });

/**
 * A name that a side of the tunnel goes by. The peer compares it as it is, so its case is kept. Spaces at its ends come from a file or a form:
 * they are dropped, because they are not seen when the name is read back.
 */
const identityName = z
  .string({ error: "must be a name" })
  .trim()
  .min(1, { error: "must be a name" })
  .refine((name) => !CONTROL.test(name), { error: "must not hold control characters such as a line break" })
  .refine(facts.postable.fits, { error: facts.postable.error });

const ikeSettings = {
  propoEncryAlgorithm: oneOf(facts.ciphers).optional(),
  propoAuthenAlgorithm: oneOf(facts.hashes).optional(),
  exchangeMode: oneOf(facts.exchangeModes).optional(),
  localIdentity: oneOf(facts.identities).optional(),
  remoteIdentity: oneOf(facts.identities).optional(),
  localAddress: ipAddress.optional(),
  remoteAddress: ipAddress.optional(),
  localFqdnName: identityName.optional(),
  remoteFqdnName: identityName.optional(),
  dhGroupName: oneOf(facts.dhGroups).optional(),
  ikeSaLifetimeSeconds: whole(facts.ikeSaLifetimeSeconds, "seconds").optional(),
};

const ipsecSettings = {
  encryptAlgorithm: oneOf(facts.ipsecCiphers).optional(),
  integrityAlgorithm: oneOf(facts.hashes).optional(),
  ipsecSaLifetimeSeconds: whole(facts.ipsecSaLifetimeSeconds, "seconds").optional(),
  ipsecSaLifetimeTraffic: whole(facts.ipsecSaLifetimeTraffic, "kilobytes").optional(),
  pfsDhGroup: oneOf(facts.pfsDhGroups).optional(),
};

export const userGwIdRule = id("userGw", "a peer gateway id");

export const nameRule = z
  .string({ error: "must be text" })
  .trim()
  .refine((name) => name.trim() !== "" && [...name].length <= facts.nameLimit && !CONTROL.test(name), {
    error: `must be text of 1 to ${facts.nameLimit} characters, without control characters`,
  });

const hiddenText = z.string({ error: "is kept by this package: leave it out" });

const hiddenTexts = z.array(hiddenText, { error: "is kept by this package: leave it out" });

/** The arguments that every resource has, and what the host and this package keep among them. */
export const commonRules = {
  region: z
    .string({ error: "must be a region code such as ap-guangzhou or gz" })
    .trim()
    .regex(/^[A-Za-z0-9-]+$/, { error: "must be a region code such as ap-guangzhou or gz" })
    .transform(normalRegion),
  timeouts: group(
    { create: duration.optional(), update: duration.optional(), delete: duration.optional() },
    { error: 'must be an object with create, update and delete, such as { delete: "5m" }' },
  ).optional(),
  __defaults: hiddenTexts.optional(),
  __observed: hiddenTexts.optional(),
  __defaultName: hiddenText.optional(),
  __urn: hiddenText.optional(),
  __secrets: hiddenTexts.optional(),
};

export const rules = z.strictObject({
  ...commonRules,
  vpcId: id("vpc", "a VPC id"),
  vpnGwId: id("vpnGw", "a VPN gateway id"),
  userGwId: userGwIdRule,
  vpnConnName: nameRule.refine(facts.postable.fits, { error: facts.postable.error }).optional(),
  preSharedKey: z
    .string({ error: "must be text" })
    .min(1, { error: "must not be empty" })
    .refine(facts.postable.fits, { error: facts.postable.error })
    .refine((key) => !CONTROL.test(key), { error: "must not hold control characters such as a line break" }),
  userGwCidrBlock: networkList.optional(),
  spdAcl: spdAcl.optional(),
  ikeSet: group(ikeSettings, {
    error: 'must be an object of IKE settings, such as { exchangeMode: "main" }',
  }).optional(),
  ipsecSet: group(ipsecSettings, {
    error: 'must be an object of IPsec settings, such as { pfsDhGroup: "dh-group14" }',
  }).optional(),
  vpnConnId: id("vpnConn", "a tunnel id").optional(),
});

/** Names that users of the API or of other providers write, and ours for them. */
export const MEANT: Readonly<Record<string, string>> = {
  integrityAlgorith: "integrityAlgorithm",
  IKESet: "ikeSet",
  IPsecSet: "ipsecSet",
  "ikeSet.encryptAlgorithm": "ipsecSet.encryptAlgorithm",
  preShareKey: "preSharedKey",
  customerGatewayId: "userGwId",
  vpnGatewayId: "vpnGwId",
  vpnConnectionName: "vpnConnName",
};
