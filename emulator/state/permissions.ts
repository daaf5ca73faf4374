/** What one key pair may see and change, so that key pairs of one account can differ as they do with the vendor's policies. */

import { z } from "zod";
import type { ApiCall, Cloud } from "../cloud.ts";
import { ControlError, checked } from "../control/checked.ts";
import { PlantedError } from "../errors.ts";
import type { RemovableKind } from "./state.ts";

/**
 * What a key pair may not see or change. Each entry of a list is a kind (`vpcs`, `vpnGateways`, `userGateways`,
 * `vpnConnections`) or a unified id. Only what is shown is filtered: counts, uniqueness and use take in what is hidden, and
 * a write that names it works.
 */
export interface Permissions {
  /** Reads answer as if it were not there: a list is empty, also when it is asked for by its id. Default: none. */
  readonly hidden?: readonly string[] | undefined;
  /** Lists show it only when it is asked for by its id. Default: none. */
  readonly unlisted?: readonly string[] | undefined;
  /** Writes that change or delete it are refused. Default: none. */
  readonly refused?: readonly string[] | undefined;
  /** The number of that refusal. Default 4102: no permission for a resource, whose id is in the message (docs/api.md 1.7). */
  readonly refusedCode?: number | undefined;
  /** The module's code of that refusal. Default: none, as no source gives one. */
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

/** What permissions in a control request or a data file look like. */
export const permissionsSchema: z.ZodType<Permissions> = z.strictObject({
  hidden: entries,
  unlisted: entries,
  refused: entries,
  refusedCode: z.int().min(1).optional(),
  refusedCodeDesc: z.string().optional(),
});

/**
 * Sets what a key pair may see and change from now on, in place of what was set before; `undefined` allows everything.
 *
 * @throws ControlError for an unknown key pair, or permissions that make no sense.
 */
export function setPermissions(cloud: Cloud, secretId: string, value: unknown): void {
  const permissions = value === undefined ? undefined : checked(permissionsSchema, value, "permissions");
  const { permissions: _before, ...credential } = cloud.store.credentials.get(secretId) ?? noSuchKeyPair(secretId);
  cloud.store.credentials.set(secretId, permissions === undefined ? credential : { ...credential, permissions });
  cloud.store.changed();
}

function noSuchKeyPair(secretId: string): never {
  throw new ControlError(`accounts has no ${secretId}`, 404);
}

interface Identified {
  readonly id: string;
}

function names(list: readonly string[] | undefined, kind: RemovableKind, { id }: Identified): boolean {
  return list !== undefined && (list.includes(kind) || list.includes(id));
}

/**
 * Whether an answer may show a record to the caller.
 *
 * @param byId whether the request asks for this one by its id.
 */
export function isShown(call: ApiCall, kind: RemovableKind, record: Identified, byId: boolean): boolean {
  const { hidden, unlisted } = call.permissions;
  return !names(hidden, kind, record) && (byId || !names(unlisted, kind, record));
}

/**
 * Refuses a change of a record that the caller may not change.
 *
 * @throws ApiError 4102, or the one that the permissions name.
 */
export function checkMayChange(call: ApiCall, kind: RemovableKind, record: Identified): void {
  const { refused, refusedCode = 4102, refusedCodeDesc = "" } = call.permissions;
  if (!names(refused, kind, record)) {
    return;
  }
  throw new PlantedError(refusedCode, refusedCodeDesc, `this key pair has no permission to change ${record.id}`);
}
