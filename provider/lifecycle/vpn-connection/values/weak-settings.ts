type Loose = Record<string, unknown>;

const WEAK: Readonly<Record<string, readonly string[]>> = {
  "ikeSet.propoEncryAlgorithm": ["des-cbc", "3des-cbc"],
  "ikeSet.propoAuthenAlgorithm": ["md5"],
  "ikeSet.exchangeMode": ["aggressive"],
  "ikeSet.dhGroupName": ["group1", "group2", "group5"],
  "ipsecSet.encryptAlgorithm": ["des-cbc", "3des-cbc", "null"],
  "ipsecSet.integrityAlgorithm": ["md5"],
  "ipsecSet.pfsDhGroup": ["dh-group1", "dh-group2", "dh-group5"],
};

/** Weak defaults of the service (docs/api.md 2.4). */
const WEAK_DEFAULTS: Readonly<Record<string, string>> = {
  "ikeSet.propoEncryAlgorithm": "3des-cbc",
  "ikeSet.propoAuthenAlgorithm": "md5",
  "ipsecSet.encryptAlgorithm": "3des-cbc",
  "ipsecSet.integrityAlgorithm": "md5",
};

/** Our own limit; the vendor has none. */
const SHORT_KEY = 12;

/**
 * A warning about weak ciphers and hashes (RFC 8247 and RFC 8221), weak defaults of the service, and short keys. It shows no value, because
 * any may be a secret.
 *
 * @returns one line, or "".
 */
export function weakSettings(inputs: Loose): string {
  const chosen: string[] = [];
  const byDefault: string[] = [];
  for (const [path, weak] of Object.entries(WEAK)) {
    const [group, key] = path.split(".") as [string, string];
    const value = (inputs[group] as Loose | undefined)?.[key];
    if (typeof value === "string" && weak.includes(value)) {
      chosen.push(path);
    }
    if (value === undefined && typeof inputs[group] !== "string" && WEAK_DEFAULTS[path] !== undefined) {
      byDefault.push(`${path} (${WEAK_DEFAULTS[path]})`);
    }
  }
  const key = inputs["preSharedKey"];
  const short =
    typeof key === "string" && [...key].length < SHORT_KEY
      ? [`preSharedKey has fewer than ${SHORT_KEY} characters`]
      : [];
  const parts = [...(chosen.length === 0 ? [] : [`the values of ${chosen.join(", ")}`]), ...short];
  if (byDefault.length > 0) {
    parts.push(`weak defaults of the service apply to ${byDefault.join(", ")}`);
  }
  return parts.length === 0 ? "" : `weak: ${parts.join("; ")}`;
}
