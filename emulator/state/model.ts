/**
 * The records of an emulator, as the data file holds them. Each shape is declared once, as a schema; the types are
 * inferred. Times are in ms since 1970, by the machine's clock.
 */

import { z } from "zod";
import { permissionsSchema } from "./permissions.ts";

const id = z.string().min(1);
const count = z.int().min(0);
const time = z.number();

/** Whose a record is, where it is, and what it is called. */
const identity = {
  /** The account: the SecretId of its first key pair. */
  account: id,
  /** Long region code, such as `ap-guangzhou`. */
  region: id,
  /** Unified id (docs/api.md 2.2). */
  id,
  /** Legacy number (docs/api.md 2.2). */
  number: count,
  /** When it was created. */
  createdAt: time,
};

const vpcSchema = z.strictObject({
  ...identity,
  /** At most 60 characters. */
  name: z.string(),
  /** Its network, such as `10.0.0.0/16`. */
  cidr: z.string(),
  /** Whether it came with the account. */
  isDefault: z.boolean(),
});

/** A VPC (docs/api.md 2.12). */
export type Vpc = z.infer<typeof vpcSchema>;

const vpnGatewaySchema = z.strictObject({
  ...identity,
  /** Unified id of its VPC. */
  vpc: id,
  /** At most 60 characters. */
  name: z.string(),
  /** Mbit/s. */
  bandwidth: count,
  /** Public IPv4 address. */
  address: z.string(),
  /** Its localSlaIp, which no source explains. */
  slaAddress: z.string(),
  /** Number of the order, in digits. */
  dealId: z.string(),
  /** Whether a prepaid period is renewed. */
  autoRenew: z.boolean(),
  /** End of a prepaid period. */
  expiresAt: time.nullable(),
  /** When it starts to run (state 6); before, it is being delivered (state 2). */
  runsAt: time,
  /** What API 3.0 calls Version: `1.0` to `4.0`. From 4.0 on the peer gateway of a tunnel can be changed. */
  version: z.string().default("3.0"),
  /** `CCN`: API 3.0 shows the gateway and its tunnels without a VPC. */
  type: z.enum(["IPSEC", "CCN"]).default("IPSEC"),
  /** Its number for BGP; null: none. */
  bgpAsn: count.nullable().default(null),
});

/** A VPN gateway (docs/api.md 2.9). */
export type VpnGateway = z.infer<typeof vpnGatewaySchema>;

/** Tags of API 3.0. */
export const tagsSchema = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

const userGatewaySchema = z.strictObject({
  ...identity,
  /** At most 60 characters. */
  name: z.string(),
  /** Public IPv4 address; cannot be changed. */
  address: z.string(),
  /** Its number for BGP; null: none. */
  bgpAsn: count.nullable().default(null),
  /** Tags, which only API 3.0 knows. */
  tags: tagsSchema.default([]),
});

/** A peer ("user") gateway (docs/api.md 2.10). */
export type UserGateway = z.infer<typeof userGatewaySchema>;

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
  /** How it is checked: milliseconds, but for ProbeThreshold. */
  HealthCheckConfig: z
    .strictObject({
      ProbeType: z.string().optional(),
      ProbeInterval: z.int().optional(),
      ProbeThreshold: z.int().optional(),
      ProbeTimeout: z.int().optional(),
    })
    .optional(),
  /** Addresses of a Bgp tunnel. */
  BgpConfig: z
    .strictObject({
      TunnelCidr: z.string().optional(),
      LocalBgpIp: z.string().optional(),
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

const tunnelChangeSchema = tunnelSettingsSchema.extend({
  /** Unified id of another peer gateway, through API 3.0. */
  userGateway: id.optional(),
});

/** What a modify applies when it ends. */
export type TunnelChange = z.infer<typeof tunnelChangeSchema>;

const tunnelSchema = z.strictObject({
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

const taskSchema = z.strictObject({
  /** Counts up over all accounts. */
  id: count,
  /** The RequestId by which API 3.0 knows it; null: API 3.0 does not know it. */
  requestId: z.string().nullable().default(null),
  /** The account that started it. */
  account: id,
  /** The region it was started in, long code. */
  region: id,
  /** What it does to the tunnel. */
  kind: z.enum(["create", "modify", "delete"]),
  /** Unified id of its tunnel. */
  tunnel: id,
  /** When it was started. */
  startedAt: time,
  /** When it ends; null: never. */
  endsAt: time.nullable(),
  /** How it will fail; null: it will succeed. */
  failure: z.strictObject({ message: z.string(), errorCode: z.int() }).nullable(),
  /** Whether DescribeVpcTaskResult answers that it does not exist. */
  unknown: z.boolean(),
  /** What a modify applies when it ends. */
  change: tunnelChangeSchema.nullable(),
  /** 0 succeeded, 1 failed, 2 running (docs/api.md 2.3). */
  status: z.literal([0, 1, 2]),
  /** Why it failed; empty otherwise. */
  errorMessage: z.string(),
});

/** A task (docs/api.md 2.8). */
export type Task = z.infer<typeof taskSchema>;

const credentialSchema = z.strictObject({
  /** Names the key pair in requests. */
  secretId: id,
  /** Signs them; in clear. */
  secretKey: z.string(),
  /** Set for a temporary key: requests must carry this Token. */
  token: z.string().nullable(),
  /** The account that it belongs to. */
  account: id,
  /** What it may see and change; absent: everything. */
  permissions: permissionsSchema.optional(),
});

/** A key pair (docs/api.md 1.2). */
export type Credential = z.infer<typeof credentialSchema>;

/** Everything that survives a restart, except planted faults. */
export const cloudSchema = z.strictObject({
  /** The next number of each kind of legacy id. */
  counters: z.strictObject({ vpc: count, gateway: count, userGateway: count, tunnel: count, task: count }),
  /** Accounts that have had their first resources. */
  accounts: z.array(id),
  /** Key pairs. */
  credentials: z.array(credentialSchema),
  /** VPCs of every account. */
  vpcs: z.array(vpcSchema),
  /** VPN gateways of every account. */
  gateways: z.array(vpnGatewaySchema),
  /** Peer gateways of every account. */
  userGateways: z.array(userGatewaySchema),
  /** Tunnels of every account. */
  tunnels: z.array(tunnelSchema),
  /** Tasks: running ones and those whose result is kept. */
  tasks: z.array(taskSchema),
});

/** The records of every account. */
export type CloudData = z.infer<typeof cloudSchema>;

/** The next number of each kind of legacy id. */
export type Counters = CloudData["counters"];
