/**
 * The records of an emulator, as the data file holds them; a tunnel is in a file of its own. Each shape is declared once, as a schema; the types are
 * inferred. Times are in ms since 1970, by the machine's clock.
 */

import { z } from "zod";
import { count, id, identity, time } from "./identity.ts";
import { permissionsSchema } from "./permissions.ts";
import { tagsSchema, tunnelChangeSchema, tunnelSchema } from "./tunnel-model.ts";

export type {
  Api3Settings,
  IkeSettings,
  IpsecSettings,
  SpdRule,
  Tunnel,
  TunnelChange,
  TunnelSettings,
} from "./tunnel-model.ts";

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
