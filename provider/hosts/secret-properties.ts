import { isSettingGroup } from "../lifecycle/observed.ts";
import { isRecord } from "../util/is-record.ts";
import { Redactor } from "../util/redact.ts";
import type { Properties } from "./properties.ts";

/** The hidden input with the paths of the arguments that the program gave as secrets (`secret-inputs.ts`). */
const NAMES = "__secrets";

/** The mark of a secret on Pulumi's wire (the SDK's `specialSigKey` and `specialSecretSig`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Shorter values, such as a region, are redacted only where they are whole words. */
const SHORT = 8;

/** By default, the service uses the addresses as identities. */
const LOCAL = ["vpnGwAddress", "ikeSet.localAddress"];
const REMOTE = ["userGwAddress", "ikeSet.remoteAddress"];
const NETWORKS = ["userGwCidrBlock", "spdAcl", "sourceCidr", "destinationCidr"];

/** The outputs that repeat an argument under another name. The engine itself keeps outputs of the same name secret. */
const REPEATED: Readonly<Record<string, readonly string[]>> = {
  vpcId: ["__origin.vpc"],
  vpnGwId: ["__origin.vpnGw"],
  userGwId: ["__origin.userGw", ...REMOTE],
  vpnConnId: ["__origin.vpnConn"],
  vpnConnName: ["__origin.nameAs"],
  userGwName: ["__origin.nameAs"],
  userGwCidrBlock: NETWORKS,
  spdAcl: NETWORKS,
  ikeSet: [...LOCAL, ...REMOTE],
  "ikeSet.remoteAddress": REMOTE,
  "ikeSet.localAddress": LOCAL,
  // Not an argument of a tunnel: the address of the UserGateway is secret.
  userGwAddress: REMOTE,
};

/** The paths of the arguments that were given as secrets. The keys of `spdAcl` and `tags` may contain dots: there, all of it is secret. */
function namesIn(properties: Properties): string[] {
  const names = properties[NAMES];
  return Array.isArray(names)
    ? names
        .filter((name): name is string => typeof name === "string")
        .map((name) => name.replace(/^(spdAcl|tags)\..*$/s, "$1"))
    : [];
}

/** The pre-shared keys in the properties. */
export const keysIn = (...all: Properties[]): string[] =>
  all.map(({ preSharedKey }) => preSharedKey).filter((key): key is string => typeof key === "string" && key !== "");

/** A redactor for one operation: the keys, and everything that was given as a secret. */
export function redactorFor(...all: Properties[]): Redactor {
  const redactor = new Redactor();
  for (const key of keysIn(...all)) {
    redactor.add(key);
  }
  for (const properties of all) {
    for (const name of namesIn(properties)) {
      const value = valueAt(properties, name);
      // The keys of spdAcl are networks; those of any other object are names of arguments.
      const keys = name === "spdAcl" && isRecord(value) ? Object.keys(value) : [];
      for (const text of [...keys, ...textsIn(value)]) {
        redactor.add(text, "[redacted]", SHORT);
      }
    }
  }
  return redactor;
}

/** Marks the properties that repeat a secret argument under another name as secrets. */
export function withSecrets(properties: object): Properties {
  const plain: Properties = { ...properties };
  const paths = new Set(namesIn(plain).flatMap((name) => REPEATED[name] ?? []));
  return [...paths].reduce<Properties>((rest, path) => marked(rest, path.split(".")), plain);
}

/** Marks the secret arguments themselves, for a host whose engine does not: the pre-shared key, and what was given as a secret. */
export function withSecretArguments(properties: Properties): Properties {
  const groups = namesIn(properties).map((name) =>
    isPathInGroup(name) ? name.split(".") : [name.split(".", 1)[0] ?? ""],
  );
  return [["preSharedKey"], ...groups].reduce<Properties>(marked, properties);
}

/** Whether a value is a secret on Pulumi's wire. */
export const isSecretValue = (value: unknown): value is { readonly value: unknown } =>
  isRecord(value) && value[SIGNATURE] === SECRET;

/** A value as a secret on Pulumi's wire. */
export const secretValue = (value: unknown): object => (isSecretValue(value) ? value : { [SIGNATURE]: SECRET, value });

/** Paths of the secrets in properties as they are on the wire, in the form of `__secrets`, without the pre-shared key. */
export function secretPathsIn(properties: Properties): string[] {
  return Object.entries(properties)
    .filter(([key]) => key !== "preSharedKey" && !key.startsWith("__"))
    .flatMap(([key, value]) => {
      if (isSettingGroup(key) && key !== "tags" && isRecord(value) && !isSecretValue(value)) {
        const inner = Object.entries(value).filter(([, one]) => holdsSecret(one));
        return inner.map(([name]) => `${key}.${name}`);
      }
      return holdsSecret(value) ? [key] : [];
    });
}

const holdsSecret = (value: unknown): boolean =>
  isSecretValue(value) ||
  (typeof value === "object" && value !== null && Object.values(value).some((inner) => holdsSecret(inner)));

/** Only names of settings have no dots; those of networks and tags may. */
const isPathInGroup = (path: string): boolean => {
  const [group = "", ...rest] = path.split(".");
  return isSettingGroup(group) && group !== "tags" && rest.length === 1;
};

function marked(properties: Properties, [key = "", ...rest]: string[]): Properties {
  const value = properties[key];
  if (value === undefined || isSecretValue(value) || (rest.length > 0 && !isRecord(value))) {
    return properties;
  }
  const secret = rest.length > 0 ? marked(value as Properties, rest) : secretValue(value);
  return { ...properties, [key]: secret };
}

const valueAt = (properties: Properties, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), properties);

/** All texts and numbers in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    return Object.values(value).flatMap(textsIn);
  }
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
