import { idText } from "../api/index.ts";
import type { Context } from "./context.ts";
import { LifecycleError, messageOf } from "./errors.ts";
import { defaultName, markOf, type Named } from "./names.ts";

/**
 * A default name shows the owner to a process that knows the state of only one resource. So adopting renames what has the default name of
 * another resource, and a resource never deletes what has the default name of another one.
 */

/** How often a name of another resource is read before it is an error: that resource may be deleting the same thing in this run. */
export const NAME_READS = 6;

/** The new default name of an adopted resource; undefined if it keeps its name. */
export function nameToTake(
  context: Context,
  given: string | undefined,
  seed: string | undefined,
  found: Named,
): string | undefined {
  const mark = markOf(found.name);
  if (given !== undefined || seed === undefined || mark === undefined) {
    return undefined;
  }
  const own = defaultName(seed, context.settings.owner);
  return markOf(own) === mark ? undefined : own;
}

/** Renames an adopted resource. Returns its name, which stays the same if the rename fails. */
export async function take(context: Context, found: Named, name: string, rename: () => Promise<void>): Promise<string> {
  const id = idText(found.id);
  try {
    await rename();
  } catch (error) {
    context.signal?.throwIfAborted();
    context.log(`${id}: keeps its name "${found.name}", the default name of another resource: ${messageOf(error)}`);
    return found.name;
  }
  context.log(`${id}: renamed from "${found.name}", the default name of another resource, to "${name}"`);
  return name;
}

/** Whether the name is the default name of another resource. @param recorded The name in the state. */
export function isOfAnother(recorded: string | undefined, state: { __defaultName?: string }, shown: Named): boolean {
  const mark = markOf(shown.name);
  return mark !== undefined && mark !== markOf(state.__defaultName ?? recorded);
}

/** @throws LifecycleError always. */
export function refuseHandedOver(what: string, id: string, name: string): never {
  throw new LifecycleError(
    `${what} ${id} carries the default name of another resource, "${name}": that one took it over. Nothing was deleted. ` +
      "Run `pulumi up`, which removes this resource from the state and keeps the thing for the other one; " +
      "if that one is of another stack, use `pulumi state delete URN`",
  );
}
