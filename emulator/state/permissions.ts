/** What one key pair may see and change, so that key pairs of one account can differ as they do with the vendor's policies. */

import { z } from "zod";

/**
 * What a key pair may not see or change. Each entry of a list is a kind (`vpcs`, `vpnGateways`, `userGateways`,
 * `vpnConnections`) or a unified id. Only what answers show is filtered: counts and the checks for uniqueness and use
 * include what is hidden, and a write that names a hidden resource works.
 */
export interface Permissions {
  /** Reads do not show these resources: a list is empty, also when it asks for one by its id. Default: none. */
  readonly hidden?: readonly string[] | undefined;
  /** Lists show these resources only when they ask for them by id. Default: none. */
  readonly unlisted?: readonly string[] | undefined;
  /** Writes that change or delete these resources are refused. Default: none. */
  readonly refused?: readonly string[] | undefined;
  /** The number of that refusal in API 2.0. Default 4102: no permission for a resource, whose id is in the message (docs/api.md 1.7). */
  readonly refusedCode?: number | undefined;
  /** The code of that refusal. Default: none in API 2.0, as no source gives one; `UnauthorizedOperation` in API 3.0. */
  readonly refusedCodeDesc?: string | undefined;
}

const entries = z
  .array(
    z
      .string()
      .regex(
        /^(?:vpcs|vpnGateways|userGateways|vpnConnections|(?:vpc|vpngw|cgw|vpnx)-[0-9a-z]+)$/,
        "is neither a kind (vpcs, vpnGateways, userGateways, vpnConnections) nor a unified id",
      ),
  )
  .optional();

/** The shape of permissions in a control request or a data file. */
export const permissionsSchema: z.ZodType<Permissions> = z.strictObject({
  hidden: entries,
  unlisted: entries,
  refused: entries,
  refusedCode: z.int().min(1).optional(),
  refusedCodeDesc: z.string().optional(),
});
