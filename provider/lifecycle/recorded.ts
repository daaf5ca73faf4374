import * as z from "zod";
import { seesUserGw, seesVpc, seesVpnGw } from "../qcloud/parents.ts";
import { LifecycleError } from "./errors.ts";
import type { Known } from "./gone.ts";
import type { Outputs } from "./inputs.ts";

/** What every operation on an existing tunnel needs from the state. */
export interface Recorded extends Known {
  readonly vpcId: string;
  readonly vpnGwId: string;
  readonly userGwId: string;
  /** Parts may be missing in a state that was written by hand. */
  readonly origin: Partial<Outputs["origin"]> | undefined;
  readonly createTime: string | undefined;
  readonly outputs: Partial<Outputs>;
}

const id = z.union([z.string().min(1), z.number().transform(String)]);
/** An id in both forms. */
export const bothForms = z.object({ unified: z.string(), legacy: z.string() });

const shape = z.looseObject({
  region: z.string().min(1),
  vpcId: id,
  vpnGwId: id,
  userGwId: id,
  createTime: z.string().optional().catch(undefined),
  origin: z
    .object({
      endpoint: z.string(),
      secretIdHash: z.string(),
      vpc: bothForms,
      vpnGw: bothForms,
      userGw: bothForms,
      vpnConn: bothForms,
      nameAs: z.object({ sent: z.string(), shown: z.string() }),
    })
    .partial()
    .optional()
    .catch(undefined),
});

/**
 * The part of a state that is needed to find its thing.
 * @param what the thing, for the message.
 * @throws LifecycleError when the state lacks it.
 */
export function parseState<T extends z.ZodType>(what: string, id: string, wanted: T, state: unknown): z.output<T> {
  const parsed = wanted.safeParse(state);
  if (id !== "" && parsed.success) {
    return parsed.data;
  }
  const missing = parsed.success
    ? ["id"]
    : [...new Set(parsed.error.issues.map((issue) => issue.path.join(".") || "properties"))];
  throw new LifecycleError(
    `the state of ${what} ${id || "(no id)"} cannot be used: ${missing.join(", ")} missing or malformed. ` +
      "Nothing was called. Repair it with `pulumi stack export` and `pulumi stack import`",
  );
}

/**
 * Reads the state of a tunnel, as any release wrote it. Prefers the unified ids that were observed over the ones that were
 * given, because they are what the vendor recommends and what no region repeats.
 * @throws LifecycleError when the state lacks what is needed to find the tunnel.
 */
export function readRecorded(tunnelId: string, state: unknown): Recorded {
  const { origin, ...rest } = parseState("tunnel", tunnelId, shape, state);
  const vpcId = origin?.vpc?.unified || rest.vpcId;
  const vpnGwId = origin?.vpnGw?.unified || rest.vpnGwId;
  const userGwId = origin?.userGw?.unified || rest.userGwId;
  return {
    what: "tunnel",
    id: tunnelId,
    region: rest.region,
    vpcId,
    vpnGwId,
    userGwId,
    witnesses: {
      seen: async (context) =>
        (await seesVpnGw(context, vpnGwId)) || (await seesUserGw(context, userGwId)) || (await seesVpc(context, vpcId)),
      unseen: `sees neither its VPC ${vpcId} nor its gateways ${vpnGwId} and ${userGwId}`,
    },
    origin: origin as Recorded["origin"],
    createTime: rest.createTime,
    outputs: state as Partial<Outputs>,
  };
}
