import * as z from "zod";
import { type ApiVersion, facts } from "../../../api/index.ts";
import { group, ipAddress, NEEDS_API_3, oneOf, whole } from "../../arguments/values.ts";
import { network } from "./network-rules.ts";

/** The rules of the arguments that only API 3.0 knows (docs/api-3.md 3.1). API 2.0 refuses them, and says which setting is needed. */

/** A rule that holds in API 3.0; in API 2.0, no value is allowed. */
export const inVersion3 = <T extends z.ZodType>(version: ApiVersion, rule: T): T | z.ZodNever =>
  version === "3.0" ? rule : z.never({ error: NEEDS_API_3 });

const flag = z.boolean({ error: "must be true or false" });

const text = z.string({ error: "must be text" });

/** The address of one end of a BGP session, and of a health check. */
const address = ipAddress;

export function optionRules(version: ApiVersion): Readonly<Record<string, z.ZodType>> {
  const options = {
    dpd: group(
      {
        enable: flag.optional(),
        timeout: whole({ from: 1, to: undefined }, "seconds").optional(),
        action: oneOf(version, "dpdActions").optional(),
      },
      { error: "must be an object such as { enable: true }" },
    ),
    healthCheck: group(
      {
        enable: flag.optional(),
        localIp: address.optional(),
        remoteIp: address.optional(),
        probeInterval: whole(facts["3.0"].probeInterval, "milliseconds").optional(),
        probeThreshold: whole(facts["3.0"].probeThreshold, "failed probes").optional(),
        probeTimeout: whole(facts["3.0"].probeTimeout, "milliseconds").optional(),
      },
      { error: "must be an object such as { enable: true }" },
    ),
    negotiationType: oneOf(version, "negotiationTypes"),
    routeType: oneOf(version, "routeTypes"),
    bgp: group(
      { tunnelCidr: network.optional(), localBgpIp: address.optional(), remoteBgpIp: address.optional() },
      { error: "must be an object with tunnelCidr, localBgpIp and remoteBgpIp" },
    ),
    tags: z.record(text, text, { error: "must map names to text" }),
  };
  return Object.fromEntries(
    Object.entries(options).map(([name, rule]) => [name, inVersion3(version, rule).optional()]),
  );
}
