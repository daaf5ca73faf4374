/** What a data file looks like. A file of any other shape is refused. */

import { z } from "zod";
import { faultListSchema, type PlantedFault } from "../faults/schema.ts";
import type { CloudData } from "./model.ts";
import { permissionsSchema } from "./permissions.ts";

const id = z.string().min(1);
const whole = z.int().min(0);
const time = z.number();

const owned = { account: id, region: id, id, number: whole, createdAt: time };

const spd = z.array(z.strictObject({ source: z.string(), destinations: z.array(z.string()) }));

const ike = z.strictObject({
  propoEncryAlgorithm: z.string(),
  propoAuthenAlgorithm: z.string(),
  exchangeMode: z.string(),
  localIdentity: z.string(),
  remoteIdentity: z.string(),
  localAddress: z.string().nullable(),
  remoteAddress: z.string().nullable(),
  localFqdnName: z.string().nullable(),
  remoteFqdnName: z.string().nullable(),
  dhGroupName: z.string(),
  ikeSaLifetimeSeconds: whole,
});

const ipsec = z.strictObject({
  encryptAlgorithm: z.string(),
  integrityAlgorith: z.string(),
  pfsDhGroup: z.string(),
  ipsecSaLifetimeSeconds: whole,
  ipsecSaLifetimeTraffic: whole,
});

const settings = { name: z.string(), preSharedKey: z.string(), spd, ike, ipsec };

const cloudSchema: z.ZodType<CloudData> = z.strictObject({
  counters: z.strictObject({ vpc: whole, gateway: whole, userGateway: whole, tunnel: whole, task: whole }),
  accounts: z.array(id),
  credentials: z.array(
    z.strictObject({
      secretId: id,
      secretKey: z.string(),
      token: z.string().nullable(),
      account: id,
      permissions: permissionsSchema.optional(),
    }),
  ),
  vpcs: z.array(z.strictObject({ ...owned, name: z.string(), cidr: z.string(), isDefault: z.boolean() })),
  gateways: z.array(
    z.strictObject({
      ...owned,
      vpc: id,
      name: z.string(),
      bandwidth: whole,
      address: z.string(),
      slaAddress: z.string(),
      dealId: z.string(),
      autoRenew: z.boolean(),
      expiresAt: time.nullable(),
      runsAt: time,
    }),
  ),
  userGateways: z.array(z.strictObject({ ...owned, name: z.string(), address: z.string() })),
  tunnels: z.array(
    z.strictObject({
      ...owned,
      ...settings,
      vpc: id,
      gateway: id,
      userGateway: id,
      status: whole,
      netStatus: z.string().nullable(),
      deletedAt: time.nullable(),
    }),
  ),
  tasks: z.array(
    z.strictObject({
      id: whole,
      account: id,
      region: id,
      kind: z.enum(["create", "modify", "delete"]),
      tunnel: id,
      startedAt: time,
      endsAt: time.nullable(),
      failure: z.strictObject({ message: z.string(), errorCode: z.int() }).nullable(),
      unknown: z.boolean(),
      change: z.strictObject(settings).nullable(),
      status: z.literal([0, 1, 2]),
      errorMessage: z.string(),
    }),
  ),
});

/** What marks a file as one of ours. */
export const fileFormat = "pulumi-qcloud-vpn emulator data";
/** Counts up when the shape changes. */
export const fileVersion = 1;

/** The content of a data file. */
export interface DataFileContent {
  /** Marks the file as one of ours. */
  readonly format: typeof fileFormat;
  /** Version of its shape. */
  readonly version: typeof fileVersion;
  /** The records. */
  readonly cloud: CloudData;
  /** Faults planted and not used up. */
  readonly faults: PlantedFault[];
}

/** Checks a data file's content. */
export const dataFileSchema: z.ZodType<DataFileContent> = z.strictObject({
  format: z.literal(fileFormat),
  version: z.literal(fileVersion),
  cloud: cloudSchema,
  faults: faultListSchema,
});
