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

/** What the service takes when nothing is said (docs/api.md 2.4), where that is weak. */
const WEAK_DEFAULTS: Readonly<Record<string, string>> = {
  "ikeSet.propoEncryAlgorithm": "3des-cbc",
  "ikeSet.propoAuthenAlgorithm": "md5",
  "ipsecSet.encryptAlgorithm": "3des-cbc",
  "ipsecSet.integrityAlgorithm": "md5",
};

/** Shorter keys can be guessed; our own measure, the vendor states none. */
const SHORT_KEY = 12;

/**
 * Names what is allowed but weak: ciphers and hashes that were broken or are too short (RFC 8247 and RFC 8221 say which), and
 * what the service would choose where the program is silent. Shows no value: any may be a secret.
 * @returns one line, or "".
 */
export function weaknesses(inputs: Loose): string {
  const chosen: string[] = [];
  const silent: string[] = [];
  for (const [path, weak] of Object.entries(WEAK)) {
    const [group, key] = path.split(".") as [string, string];
    const value = (inputs[group] as Loose | undefined)?.[key];
    if (typeof value === "string" && weak.includes(value)) {
      chosen.push(path);
    }
    if (value === undefined && typeof inputs[group] !== "string" && WEAK_DEFAULTS[path] !== undefined) {
      silent.push(`${path} (${WEAK_DEFAULTS[path]})`);
    }
  }
  const key = inputs["preSharedKey"];
  const short =
    typeof key === "string" && [...key].length < SHORT_KEY
      ? [`preSharedKey has fewer than ${SHORT_KEY} characters`]
      : [];
  const parts = [...(chosen.length === 0 ? [] : [`the values of ${chosen.join(", ")}`]), ...short];
  if (silent.length > 0) {
    parts.push(`the service's weak defaults stand for ${silent.join(", ")}`);
  }
  return parts.length === 0 ? "" : `weak: ${parts.join("; ")}`;
}
