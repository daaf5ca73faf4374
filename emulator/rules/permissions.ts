/** What the key pair of a call may see and change. */

import { PlantedError } from "../errors.ts";
import type { Caller } from "../requests/call.ts";
import type { RemovableKind } from "../state/types.ts";

interface Identified {
  readonly id: string;
}

function names(list: readonly string[] | undefined, kind: RemovableKind, { id }: Identified): boolean {
  return list !== undefined && (list.includes(kind) || list.includes(id));
}

/**
 * Whether an answer may show a record to the caller.
 *
 * @param byId whether the request asks for this record by its id.
 */
export function isShown(call: Caller, kind: RemovableKind, record: Identified, byId: boolean): boolean {
  const { hidden, unlisted } = call.permissions;
  return !names(hidden, kind, record) && (byId || !names(unlisted, kind, record));
}

/** Whether the caller may change a record. */
export function mayChange(call: Caller, kind: RemovableKind, record: Identified): boolean {
  return !names(call.permissions.refused, kind, record);
}

/**
 * Refuses a change of a record that the caller may not change.
 *
 * @throws ApiError 4102, or the one that the permissions name.
 */
export function checkMayChange(call: Caller, kind: RemovableKind, record: Identified): void {
  const { refusedCode = 4102, refusedCodeDesc = "" } = call.permissions;
  if (mayChange(call, kind, record)) {
    return;
  }
  throw new PlantedError(refusedCode, refusedCodeDesc, `this key pair has no permission to change ${record.id}`);
}
