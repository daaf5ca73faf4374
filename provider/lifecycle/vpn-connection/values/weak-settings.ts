import type { ApiVersion } from "../../../api/index.ts";
import type { Inputs } from "../inputs.ts";

const WEAK: Readonly<Record<string, readonly string[]>> = {
  "ikeSet.propoEncryAlgorithm": ["des-cbc", "3des-cbc"],
  "ikeSet.propoAuthenAlgorithm": ["md5"],
  "ikeSet.exchangeMode": ["aggressive"],
  "ikeSet.dhGroupName": ["group1", "group2", "group5"],
  "ipsecSet.encryptAlgorithm": ["des-cbc", "3des-cbc", "null"],
  "ipsecSet.integrityAlgorithm": ["md5"],
  "ipsecSet.pfsDhGroup": ["dh-group1", "dh-group2", "dh-group5"],
};

/** Weak defaults of the service (docs/api.md 2.4, docs/api-3.md 3.5). Those of API 3.0 that changed lately are left out. */
const WEAK_DEFAULTS: Readonly<Record<ApiVersion, Readonly<Record<string, string>>>> = {
  "2.0": {
    "ikeSet.propoEncryAlgorithm": "3des-cbc",
    "ikeSet.propoAuthenAlgorithm": "md5",
    "ipsecSet.encryptAlgorithm": "3des-cbc",
    "ipsecSet.integrityAlgorithm": "md5",
  },
  "3.0": { "ikeSet.propoEncryAlgorithm": "3des-cbc", "ikeSet.dhGroupName": "group1" },
};

/** The best settings that the API offers (docs/api.md 2.4). Of the two larger groups, RFC 8247 advises against the 24th. */
export const STRONG = {
  ikeSet: {
    propoEncryAlgorithm: "aes-cbc-256",
    propoAuthenAlgorithm: "sha",
    exchangeMode: "main",
    dhGroupName: "group14",
  },
  ipsecSet: { encryptAlgorithm: "aes-cbc-256", integrityAlgorithm: "sha", pfsDhGroup: "dh-group14" },
} as const;

/** Better ones that API 3.0 offers (docs/api-3.md 3.5). */
const STRONGER = {
  ikeSet: { propoAuthenAlgorithm: "sha-256" },
  ipsecSet: { integrityAlgorithm: "sha-256" },
} as const;

/** Shorter keys can be guessed. The vendor states no minimum. */
const SHORT_KEY = 12;

/**
 * A warning that names the weak settings, and the strong ones to write in their place: ciphers, hashes and groups that are broken or too short
 * (RFC 8247 and RFC 8221), and the service's weak defaults where the program gives nothing. Shows no value of an argument: any may be a secret.
 * @returns one line, or "".
 */
export function warnOfWeakSettings(
  inputs: Pick<Inputs, "ikeSet" | "ipsecSet" | "preSharedKey">,
  version: ApiVersion = "2.0",
): string {
  const chosen: string[] = [];
  const byDefault: string[] = [];
  const cure: string[] = [];
  for (const group of ["ikeSet", "ipsecSet"] as const) {
    const given: Readonly<Record<string, unknown>> = { ...inputs[group] };
    const strong: string[] = [];
    for (const [key, value] of Object.entries(
      version === "2.0" ? STRONG[group] : { ...STRONG[group], ...STRONGER[group] },
    )) {
      const path = `${group}.${key}`;
      const isWeak = WEAK[path]?.includes(String(given[key])) === true;
      const byOmission = given[key] === undefined ? WEAK_DEFAULTS[version][path] : undefined;
      if (isWeak) {
        chosen.push(path);
      }
      if (byOmission !== undefined) {
        byDefault.push(`${path} (${byOmission})`);
      }
      if (isWeak || byOmission !== undefined) {
        strong.push(`${key}: "${value}"`);
      }
    }
    if (strong.length > 0) {
      cure.push(`${group}: { ${strong.join(", ")} }`);
    }
  }
  const { preSharedKey: key } = inputs;
  const isShort = typeof key === "string" && [...key].length < SHORT_KEY;
  const weak = [
    ...(chosen.length === 0 ? [] : [`the values of ${chosen.join(", ")}`]),
    ...(byDefault.length === 0 ? [] : [`the service's defaults of ${byDefault.join(", ")}`]),
    ...(isShort ? [`a preSharedKey of fewer than ${SHORT_KEY} characters`] : []),
  ];
  const settings = cure.length === 0 ? "" : `. If the peer supports them, set, at both ends, ${cure.join(", ")}`;
  return weak.length === 0 ? "" : `weak settings: ${weak.join("; ")}${settings}`;
}
