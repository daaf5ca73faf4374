import { idText } from "../api/index.ts";
import type { Context } from "./context.ts";
import { LifecycleError } from "./errors.ts";
import { isMarkedName, type Named, siblingOf } from "./names.ts";

/** A place, for messages about what exists there. */
export interface Where {
  /** Such as "at the address 203.0.113.7". */
  readonly at: string;
  /** Such as "peer gateway". */
  readonly what: string;
  /** The argument that adopts by id. */
  readonly argument: string;
}

/** What messages show of an existing resource. */
export type Shown = Named & { readonly status?: string; readonly createTime?: string };

const described = (thing: Shown): string =>
  `${idText(thing.id)} ("${thing.name}", ${thing.status === undefined ? "" : `${thing.status}, `}created ${thing.createTime ?? "at an unknown time"})`;

/** Several resources exist at one place. `ours` is the one of this resource, if it is certain. */
export class DuplicatesError<T extends Shown> extends LifecycleError {
  readonly ours: T | undefined;

  constructor({ at, what, argument }: Where, things: readonly T[], isOurs: (thing: T) => boolean) {
    super(
      `${at} there are ${things.length} ${what}s: ${things.map(described).join(", ")}. ` +
        `None was touched. Remove the ones that are not wanted, or name the one to take over with the argument ${argument}`,
    );
    const ours = things.filter(isOurs);
    this.ours = ours.length === 1 ? ours[0] : undefined;
  }
}

/**
 * @param reason Default: nothing shows whose it is.
 * @throws LifecycleError that names the id to adopt.
 */
export function refuseForeign(
  context: Context,
  seed: string | undefined,
  where: Where,
  things: readonly Shown[],
  reason?: { readonly why: string; readonly advice: string },
): never {
  const { why, advice } = reason ?? {
    why: "nothing shows that this resource created it",
    advice: adviceOn(context, seed, where, things),
  };
  throw new LifecycleError(
    `${where.at} there is a ${where.what} already, ${things.map(described).join(", ")}, and ${why}. It was not touched. ${advice}`,
  );
}

function adviceOn(
  context: Context,
  seed: string | undefined,
  { argument, what }: Where,
  things: readonly Shown[],
): string {
  const [first] = things;
  const adopt = `set the argument ${argument} to "${first === undefined ? "" : idText(first.id)}"`;
  const urn = first && siblingOf(seed, context.settings.owner, first);
  if (urn !== undefined) {
    return (
      `Its name says that it belongs to another resource of this stack, ${urn}. If that one is to go or to move, run ` +
      `\`pulumi destroy --target '${urn}' --target-dependents\`, then \`pulumi up\`. ` +
      `If this resource is that one under a new name, declare that name with the option aliases, or ${adopt}`
    );
  }
  const renamed = things.some(({ name }) => isMarkedName(name))
    ? ". If it is this resource's under an earlier name of the resource, declare that name with the option aliases"
    : "";
  return (
    `If another resource of this stack holds it, run \`pulumi destroy --target URN --target-dependents\` with the URN of that one, then \`pulumi up\`. ` +
    `To take over the ${what}, ${adopt}; otherwise remove it first${renamed}`
  );
}

/** @throws LifecycleError that names region, endpoint and key pair. */
export function refuseAbsent(context: Context, what: string, id: string, argument: string): never {
  const { endpoint, credentials } = context.settings;
  throw new LifecycleError(
    `${what} ${id} cannot be adopted: it was not found in region ${context.region} at ${endpoint} ` +
      `with the key pair from ${credentials.source}. Nothing was created. To create a new ${what}, leave out ${argument}`,
  );
}

export function logAdopted(context: Context, { id, createTime }: Shown): void {
  context.log(`${idText(id)}: adopted, created ${createTime ?? "at an unknown time"}`);
}
