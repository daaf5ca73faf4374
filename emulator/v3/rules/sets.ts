/** IKEOptionsSpecification and IPSECOptionsSpecification: values, defaults, and how the store spells them (docs/api-3.md 3.5). */

import { z } from "zod";
import { addressNumber } from "../../rules/networks.ts";
import type { IkeSettings, IpsecSettings, VpnGateway } from "../../state/model.ts";
import { Api3Error } from "../protocol/error.ts";

const ciphers = [
  "3DES-CBC",
  "AES-CBC-128",
  "AES-CBC-192",
  "AES-CBC-256",
  "DES-CBC",
  "SM4",
  "AES128GCM128",
  "AES192GCM128",
  "AES256GCM128",
] as const;
const groups = [1, 2, 5, 14, 24, 15, 16, 19, 20, 21];
const identity = z.enum(["ADDRESS", "FQDN"]).optional();
const text = z.string().optional();

/** The IKE settings of a request. */
export const ikeInput = z.strictObject({
  PropoEncryAlgorithm: z.enum(ciphers).optional(),
  // SHA1 is the older name of SHA.
  PropoAuthenAlgorithm: z.enum(["MD5", "SHA", "SHA1", "SHA-256", "SHA-512"]).optional(),
  ExchangeMode: z.enum(["MAIN", "AGGRESSIVE"]).optional(),
  LocalIdentity: identity,
  RemoteIdentity: identity,
  LocalAddress: text,
  RemoteAddress: text,
  LocalFqdnName: text,
  RemoteFqdnName: text,
  DhGroupName: z.enum(groups.map((group) => `GROUP${group}`)).optional(),
  IKESaLifetimeSeconds: z.int().min(60).max(604_800).optional(),
  IKEVersion: z.enum(["IKEV1", "IKEV2"]).optional(),
});

/** The IPsec settings of a request. The hash has two spellings; the second, newer one counts when both are given. */
export const ipsecInput = z.strictObject({
  EncryptAlgorithm: z.enum([...ciphers, "NULL"]).optional(),
  IntegrityAlgorith: z.enum(["MD5", "SHA1", "SHA-256", "SHA-384", "SHA-512", "SM3"]).optional(),
  IntegrityAlgorithm: z.enum(["MD5", "SHA1", "SHA-256"]).optional(),
  PfsDhGroup: z.enum(["NULL", ...groups.map((group) => `DH-GROUP${group}`)]).optional(),
  IPSECSaLifetimeSeconds: z.int().min(180).max(604_800).optional(),
  IPSECSaLifetimeTraffic: z.int().min(2560).max(4_294_967_295).optional(),
});

/** The documented default settings of a new tunnel. */
export function defaultSets3(
  gatewayAddress: string,
  userGatewayAddress: string,
): { ike: IkeSettings; ipsec: IpsecSettings } {
  return {
    ike: {
      propoEncryAlgorithm: "3des-cbc",
      propoAuthenAlgorithm: "sha",
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
      encryptAlgorithm: "aes-cbc-128",
      integrityAlgorith: "sha",
      pfsDhGroup: "null",
      ipsecSaLifetimeSeconds: 14_400,
      ipsecSaLifetimeTraffic: 4_096_000_000,
    },
  };
}

/** A value as the store keeps it: in lower case, as API 2.0 has it. */
function kept(value: string | undefined): string | undefined {
  return value === "SHA1" ? "sha" : value?.toLowerCase();
}

/**
 * IKE settings of a request over those of the tunnel or the defaults.
 *
 * @throws Api3Error for an identity without its name or address.
 */
export function ikeOf(input: z.output<typeof ikeInput>, base: IkeSettings): IkeSettings {
  const localIdentity = kept(input.LocalIdentity) ?? base.localIdentity;
  const remoteIdentity = kept(input.RemoteIdentity) ?? base.remoteIdentity;
  const address = (name: string, sent: string | undefined, before: string | null): string | null => {
    if (sent !== undefined && addressNumber(sent) === undefined) {
      throw new Api3Error("InvalidParameterValue.Malformed", `IKEOptionsSpecification.${name} must be an IPv4 address`);
    }
    return sent ?? before;
  };
  const fqdn = (name: string, sent: string | undefined, before: string | null): string => {
    const value = sent ?? before;
    if (value === null || value === "") {
      throw new Api3Error("MissingParameter", `IKEOptionsSpecification.${name} is needed with the identity FQDN`);
    }
    return value;
  };
  const isLocalName = localIdentity === "fqdn";
  const isRemoteName = remoteIdentity === "fqdn";
  return {
    propoEncryAlgorithm: kept(input.PropoEncryAlgorithm) ?? base.propoEncryAlgorithm,
    propoAuthenAlgorithm: kept(input.PropoAuthenAlgorithm) ?? base.propoAuthenAlgorithm,
    exchangeMode: kept(input.ExchangeMode) ?? base.exchangeMode,
    localIdentity,
    remoteIdentity,
    localAddress: isLocalName ? null : address("LocalAddress", input.LocalAddress, base.localAddress),
    remoteAddress: isRemoteName ? null : address("RemoteAddress", input.RemoteAddress, base.remoteAddress),
    localFqdnName: isLocalName ? fqdn("LocalFqdnName", input.LocalFqdnName, base.localFqdnName) : null,
    remoteFqdnName: isRemoteName ? fqdn("RemoteFqdnName", input.RemoteFqdnName, base.remoteFqdnName) : null,
    dhGroupName: kept(input.DhGroupName) ?? base.dhGroupName,
    ikeSaLifetimeSeconds: input.IKESaLifetimeSeconds ?? base.ikeSaLifetimeSeconds,
  };
}

/** IPsec settings of a request over those of the tunnel or the defaults. */
export function ipsecOf(input: z.output<typeof ipsecInput>, base: IpsecSettings): IpsecSettings {
  return {
    encryptAlgorithm: kept(input.EncryptAlgorithm) ?? base.encryptAlgorithm,
    integrityAlgorith: kept(input.IntegrityAlgorithm ?? input.IntegrityAlgorith) ?? base.integrityAlgorith,
    pfsDhGroup: kept(input.PfsDhGroup) ?? base.pfsDhGroup,
    ipsecSaLifetimeSeconds: input.IPSECSaLifetimeSeconds ?? base.ipsecSaLifetimeSeconds,
    ipsecSaLifetimeTraffic: input.IPSECSaLifetimeTraffic ?? base.ipsecSaLifetimeTraffic,
  };
}

/** Whether a gateway is of version 4.0 or later, which has GCM ciphers, BGP, and the change of the peer gateway. */
export function isVersion4(gateway: VpnGateway | undefined): boolean {
  return Number(gateway?.version ?? 0) >= 4;
}

/** Refuses GCM ciphers on older gateways. @throws Api3Error `UnsupportedOperation`. */
export function checkCiphers(gateway: VpnGateway | undefined, ike: IkeSettings, ipsec: IpsecSettings): void {
  const isGcm = [ike.propoEncryAlgorithm, ipsec.encryptAlgorithm].some((cipher) => cipher.includes("gcm"));
  if (isGcm && !isVersion4(gateway)) {
    throw new Api3Error("UnsupportedOperation", "GCM ciphers need a VPN gateway of version 4.0");
  }
}
