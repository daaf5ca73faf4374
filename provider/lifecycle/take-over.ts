import { type ApiId, idText } from "../api/index.ts";
import type { Context } from "./context.ts";
import { LifecycleError, messageOf } from "./errors.ts";
import { defaultName, markOf } from "./names.ts";

/**
 * A default name says which resource a thing belongs to, and so does the cloud, to a process that knows the state of one resource alone:
 * who adopts a thing with the default name of another resource gives it its own, and a resource never deletes what carries the
 * default name of another one.
 */

/** How often a thing with the name of another resource is read: that one may be deleting it in the same run. */
export const LOOKS_AT_NAME = 6;

export interface Shown {
  readonly name: string;
  readonly id: ApiId;
}

/** The default name that an adopted thing is to carry from now on; undefined where it keeps the one that it has. */
export function nameToTake(
  context: Context,
  given: string | undefined,
  seed: string | undefined,
  found: Shown,
): string | undefined {
  const mark = markOf(found.name);
  if (given !== undefined || seed === undefined || mark === undefined) {
    return undefined;
  }
  const own = defaultName(seed, context.settings.owner);
  return markOf(own) === mark ? undefined : own;
}

/** Gives an adopted thing this resource's name; where that fails, it keeps its own. */
export async function take(context: Context, found: Shown, name: string, rename: () => Promise<void>): Promise<string> {
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

/**
 * Whether a thing carries the default name of a resource that is not the one of this state.
 * @param recorded the name in the state, which may be the one observed last.
 */
export function isOfAnother(recorded: string | undefined, state: { __defaultName?: string }, shown: Shown): boolean {
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
