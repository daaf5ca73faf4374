/** The record of a tunnel, as the data file holds it. */

import { z } from "zod";
import { count, id, identity, time } from "./identity.ts";

/** Tags of API 3.0. */
export const tagsSchema = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

/** IKE settings with the vendor's names (docs/api.md 2.4). An address or name that is not used is null. */
export const ikeSchema = z.strictObject({
  /** Cipher: `3des-cbc`, `aes-cbc-128`, `aes-cbc-192`, `aes-cbc-256`, `des-cbc`; more through API 3.0. */
  propoEncryAlgorithm: z.string(),
  /** Hash: `md5`, `sha`; more through API 3.0. */
  propoAuthenAlgorithm: z.string(),
  /** `main` or `aggressive`. */
  exchangeMode: z.string(),
  /** `address` or `fqdn`. */
  localIdentity: z.string(),
  /** `address` or `fqdn`. */
  remoteIdentity: z.string(),
  /** Default: the VPN gateway's address. Null with `fqdn`. */
  localAddress: z.string().nullable(),
  /** Default: the peer gateway's address. Null with `fqdn`. */
  remoteAddress: z.string().nullable(),
  /** Null with `address`. */
  localFqdnName: z.string().nullable(),
  /** Null with `address`. */
  remoteFqdnName: z.string().nullable(),
  /** `group1`, `group2`, `group5`, `group14`, `group24`; more through API 3.0. */
  dhGroupName: z.string(),
  /** Seconds. */
  ikeSaLifetimeSeconds: count,
});

/** IKE settings of a tunnel. */
export type IkeSettings = z.infer<typeof ikeSchema>;

/** IPsec settings with the vendor's names (docs/api.md 2.4); integrityAlgorith is spelled like that. */
export const ipsecSchema = z.strictObject({
  /** Cipher, as for IKE, or the text `null` for none. */
  encryptAlgorithm: z.string(),
  /** Hash: `md5`, `sha`; more through API 3.0. */
  integrityAlgorith: z.string(),
  /** The text `null` for none. */
  pfsDhGroup: z.string(),
  /** Seconds. */
  ipsecSaLifetimeSeconds: count,
  /** Kilobytes. */
  ipsecSaLifetimeTraffic: count,
});

/** IPsec settings of a tunnel. */
export type IpsecSettings = z.infer<typeof ipsecSchema>;

const spdRuleSchema = z.strictObject({
  /** Network of the VPC side. */
  source: z.string(),
  /** Peer networks that it may reach. */
  destinations: z.array(z.string()),
});

/** One rule of a tunnel's SPD. */
export type SpdRule = z.infer<typeof spdRuleSchema>;

/**
 * Settings of a tunnel that only API 3.0 knows, with its names and values. One that was not given is absent; answers
 * then show its documented default.
 */
export const api3Schema = z.strictObject({
  /** `IKEV1`, `IKEV2`. */
  IKEVersion: z.string().optional(),
  /** `STATIC`, `StaticRoute`, `Policy`, `Bgp`. */
  RouteType: z.string().optional(),
  /** `active`, `passive`, `flowTrigger`. */
  NegotiationType: z.string().optional(),
  /** 0 or 1. */
  DpdEnable: z.int().optional(),
  /** Seconds, as text. */
  DpdTimeout: z.string().optional(),
  /** `clear`, `restart`. */
  DpdAction: z.string().optional(),
  /** Whether the tunnel is checked. */
  EnableHealthCheck: z.boolean().optional(),
  /** Address from which it is checked. */
  HealthCheckLocalIp: z.string().optional(),
  /** Address that is checked. */
  HealthCheckRemoteIp: z.string().optional(),
  /** How it is checked. */
  HealthCheckConfig: z
    .strictObject({
      /** `NQA`. */
      ProbeType: z.string().optional(),
      /** Milliseconds between two probes. */
      ProbeInterval: z.int().optional(),
      /** Probes without an answer until the tunnel counts as unavailable. */
      ProbeThreshold: z.int().optional(),
      /** Milliseconds to wait for an answer. */
      ProbeTimeout: z.int().optional(),
    })
    .optional(),
  /** Addresses of a Bgp tunnel. */
  BgpConfig: z
    .strictObject({
      /** Network of the tunnel, with a mask of 30 bits. */
      TunnelCidr: z.string().optional(),
      /** Address of the cloud's side. */
      LocalBgpIp: z.string().optional(),
      /** Address of the peer's side. */
      RemoteBgpIp: z.string().optional(),
    })
    .optional(),
});

/** Settings of a tunnel that only API 3.0 knows. */
export type Api3Settings = z.infer<typeof api3Schema>;

const tunnelSettingsSchema = z.strictObject({
  /** At most 60 characters, plus the prefix of the switch `namePrefix`. */
  name: z.string(),
  /** In clear, as the API keeps it. */
  preSharedKey: z.string(),
  /** Which networks may communicate. */
  spd: z.array(spdRuleSchema),
  /** IKE settings. */
  ike: ikeSchema,
  /** IPsec settings. */
  ipsec: ipsecSchema,
  /** What only API 3.0 knows. */
  api3: api3Schema.default({}),
});

/** What ModifyVpnConnEx can change. */
export type TunnelSettings = z.infer<typeof tunnelSettingsSchema>;

/** The shape of a change of a tunnel. */
export const tunnelChangeSchema = tunnelSettingsSchema.extend({
  /** Unified id of another peer gateway, through API 3.0. */
  userGateway: id.optional(),
});

/** What a modify applies when it ends. */
export type TunnelChange = z.infer<typeof tunnelChangeSchema>;

/** The shape of a tunnel. */
export const tunnelSchema = z.strictObject({
  ...identity,
  ...tunnelSettingsSchema.shape,
  /** Unified id of its VPC. */
  vpc: id,
  /** Unified id of its VPN gateway. */
  gateway: id,
  /** Unified id of its peer gateway. */
  userGateway: id,
  /** 0 to 6 (docs/api.md 2.3). */
  status: count,
  /** `available` or `unavailable` where a test set it; null: derived from the status. */
  netStatus: z.string().nullable(),
  /** Since when it is deleted, though still listed; null for a tunnel that exists. */
  deletedAt: time.nullable(),
  /** Tags, which only API 3.0 knows. */
  tags: tagsSchema.default([]),
});

/** A tunnel (docs/api.md 2.5). */
export type Tunnel = z.infer<typeof tunnelSchema>;
