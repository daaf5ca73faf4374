/** IKESet and IPsecSet: names of their parameters, values and defaults (docs/api.md 2.4). */

import { badParameter } from "../errors.ts";
import type { Parameters } from "../requests/parameters.ts";
import type { IkeSettings, IpsecSettings } from "../state/model.ts";
import { addressNumber } from "./networks.ts";

const ciphers = ["3des-cbc", "aes-cbc-128", "aes-cbc-192", "aes-cbc-256", "des-cbc"];
const hashes = ["md5", "sha"];
const identities = ["address", "fqdn"];
const ikeGroups = ["group1", "group2", "group5", "group14", "group24"];
const pfsGroups = ["null", "dh-group1", "dh-group2", "dh-group5", "dh-group14", "dh-group24"];

/**
 * The default settings of a new tunnel. Lifetimes and the IKE group are those of the vendor's examples, as no default
 * is documented for them.
 */
export function defaultSets(
  gatewayAddress: string,
  userGatewayAddress: string,
): { ike: IkeSettings; ipsec: IpsecSettings } {
  return {
    ike: {
      propoEncryAlgorithm: "3des-cbc",
      propoAuthenAlgorithm: "md5",
      exchangeMode: "main",
      localIdentity: "address",
      remoteIdentity: "address",
      localAddress: gatewayAddress,
      remoteAddress: userGatewayAddress,
      localFqdnName: null,
      remoteFqdnName: null,
      dhGroupName: "group1",
      ikeSaLifetimeSeconds: 86_400,
    },
    ipsec: {
      encryptAlgorithm: "3des-cbc",
      integrityAlgorith: "md5",
      pfsDhGroup: "null",
      ipsecSaLifetimeSeconds: 3600,
      ipsecSaLifetimeTraffic: 1_843_200,
    },
  };
}

/** The name under which a field of a set was sent, and its text: `IKESet.x`, `IKESet.0.x`, `ikeSet.x`, `ikeSet.0.x`. */
type Find = (field: string) => { readonly name: string; readonly text: string } | undefined;

function finder(parameters: Parameters, prefixes: readonly string[]): Find {
  return (field) => {
    for (const prefix of prefixes) {
      for (const name of [`${prefix}${field}`, `${prefix}0.${field}`]) {
        const text = parameters.text(name);
        if (text !== undefined) {
          return { name, text };
        }
      }
    }
    return undefined;
  };
}

/**
 * The sets of a request, merged over those of the tunnel or the defaults.
 *
 * @throws ApiError 4000 naming the parameter with a value that docs/api.md 2.4 does not list. ipsecSaLifetimeTraffic
 * may go beyond the documented 604800, which the vendor's own example exceeds.
 */
export function requestedSets(
  parameters: Parameters,
  base: { ike: IkeSettings; ipsec: IpsecSettings },
): { ike: IkeSettings; ipsec: IpsecSettings } {
  const ike = finder(parameters, ["IKESet.", "ikeSet."]);
  const ipsec = finder(parameters, ["IPsecSet.", "ipsecSet."]);
  const bare: Find = (field) => {
    const text = parameters.text(field);
    return text === undefined ? undefined : { name: field, text };
  };
  const cipher: Find = (field) => ipsec(field) ?? ike(field) ?? bare(field);
  return {
    ike: {
      propoEncryAlgorithm: oneOf(ike, "propoEncryAlgorithm", ciphers, base.ike.propoEncryAlgorithm),
      propoAuthenAlgorithm: oneOf(ike, "propoAuthenAlgorithm", hashes, base.ike.propoAuthenAlgorithm),
      exchangeMode: oneOf(ike, "exchangeMode", ["main", "aggressive"], base.ike.exchangeMode),
      ...identity(ike, base.ike),
      dhGroupName: oneOf(ike, "dhGroupName", ikeGroups, base.ike.dhGroupName),
      ikeSaLifetimeSeconds: whole(ike, "ikeSaLifetimeSeconds", 60, 604_800, base.ike.ikeSaLifetimeSeconds),
    },
    ipsec: {
      encryptAlgorithm: oneOf(cipher, "encryptAlgorithm", [...ciphers, "null"], base.ipsec.encryptAlgorithm),
      integrityAlgorith: oneOf(ipsec, "integrityAlgorith", hashes, base.ipsec.integrityAlgorith),
      pfsDhGroup: oneOf(ipsec, "pfsDhGroup", pfsGroups, base.ipsec.pfsDhGroup),
      ipsecSaLifetimeSeconds: whole(ipsec, "ipsecSaLifetimeSeconds", 180, 604_800, base.ipsec.ipsecSaLifetimeSeconds),
      ipsecSaLifetimeTraffic: whole(
        ipsec,
        "ipsecSaLifetimeTraffic",
        2560,
        4_294_967_295,
        base.ipsec.ipsecSaLifetimeTraffic,
      ),
    },
  };
}

type Identity = Pick<
  IkeSettings,
  "localIdentity" | "localAddress" | "localFqdnName" | "remoteIdentity" | "remoteAddress" | "remoteFqdnName"
>;

/** Each side is identified by an address or by a name; the unused one is null. */
function identity(find: Find, base: IkeSettings): Identity {
  const localIdentity = oneOf(find, "localIdentity", identities, base.localIdentity);
  const remoteIdentity = oneOf(find, "remoteIdentity", identities, base.remoteIdentity);
  const local = side(find, localIdentity, "localAddress", "localFqdnName", base.localAddress, base.localFqdnName);
  const remote = side(find, remoteIdentity, "remoteAddress", "remoteFqdnName", base.remoteAddress, base.remoteFqdnName);
  return {
    localIdentity,
    localAddress: local.address,
    localFqdnName: local.fqdn,
    remoteIdentity,
    remoteAddress: remote.address,
    remoteFqdnName: remote.fqdn,
  };
}

function side(
  find: Find,
  kind: string,
  addressField: string,
  nameField: string,
  address: string | null,
  fqdn: string | null,
): { address: string | null; fqdn: string | null } {
  if (kind === "fqdn") {
    const name = find(nameField)?.text ?? fqdn;
    if (name === null) {
      throw badParameter(`IKESet.${nameField}`, "is needed with the identity fqdn");
    }
    return { address: null, fqdn: name };
  }
  const sent = find(addressField);
  if (sent !== undefined && addressNumber(sent.text) === undefined) {
    throw badParameter(sent.name, "must be an IPv4 address");
  }
  return { address: sent?.text ?? address, fqdn: null };
}

function oneOf(find: Find, field: string, values: readonly string[], base: string): string {
  const sent = find(field);
  if (sent !== undefined && !values.includes(sent.text)) {
    throw badParameter(sent.name, `must be one of ${values.join(", ")}`);
  }
  return sent?.text ?? base;
}

function whole(find: Find, field: string, min: number, max: number, base: number): number {
  const sent = find(field);
  if (sent === undefined) {
    return base;
  }
  const value = Number(sent.text);
  if (!/^\d{1,12}$/.test(sent.text) || value < min || value > max) {
    throw badParameter(sent.name, `must be a whole number from ${min} to ${max}`);
  }
  return value;
}
