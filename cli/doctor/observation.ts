import { sameId } from "../../provider/api/index.ts";
import { isElsewhere } from "../../provider/lifecycle/context.ts";
import { LifecycleError } from "../../provider/lifecycle/errors.ts";
import type { StateRef } from "../../provider/lifecycle/gone.ts";
import { defined } from "../../provider/util/defined.ts";
import { type Found, KINDS } from "../kinds.ts";
import { keyOf, type Owned } from "../stack/owned.ts";
import type { Region } from "./regions.ts";

/** Which of the current settings differs from the recorded one. */
export type Changed = "endpoint" | "key pair";

/** What a read shows of a resource of the state. */
export type Observation =
  | {
      readonly kind: "exists";
      readonly found: Found;
      readonly changed?: Changed;
      /** Paths of the arguments that differ from the state. */
      readonly changes: readonly string[];
      /** Whether the service shows a pre-shared key that the state does not show. */
      readonly isKeyUnread: boolean;
    }
  | { readonly kind: "gone" }
  /** Not found, or another thing has its id: that proves nothing. */
  | { readonly kind: "unproved"; readonly reason: string; readonly changed?: Changed };

/** The status of a tunnel; peer gateways have none. */
export const statusOf = (found: Found): string => ("status" in found ? found.status : "exists");

/**
 * Reads a resource of the state. A list that shows its id proves that it exists, if endpoint and key pair are the recorded ones; in
 * every other case the provider's own verdict decides.
 * @throws what the client throws; a state that proves nothing is a result.
 */
export async function observeOwned(owned: Owned, region: Region): Promise<Observation> {
  const { kind, id, properties } = owned;
  let changed: { changed?: Changed } = {};
  try {
    const { recorded, observe, changes, withKnown } = KINDS[kind];
    const preSharedKey = keyOf(owned);
    const resource = recorded(id, { ...properties, ...defined({ preSharedKey }) });
    changed = changedSince(resource, region);
    const listed = region.listed[kind].find((found) => sameId(found.id, id));
    const isSure = listed !== undefined && changed.changed === undefined;
    const found = isSure ? listed : await observe(region.context, resource);
    if (found === undefined) {
      return { kind: "gone" };
    }
    return {
      kind: "exists",
      found: withKnown(region.context, resource, found),
      ...changed,
      changes: changes(region.context, resource, found),
      isKeyUnread: preSharedKey === undefined && "preSharedKey" in found && found.preSharedKey !== undefined,
    };
  } catch (error) {
    if (error instanceof LifecycleError) {
      return { kind: "unproved", reason: error.message, ...changed };
    }
    throw error;
  }
}

function changedSince({ origin }: StateRef, { context }: Region): { changed?: Changed } {
  if (isElsewhere(context, origin?.endpoint)) {
    return { changed: "endpoint" };
  }
  const isOther = origin?.secretIdHash !== undefined && origin.secretIdHash !== context.secretIdHash;
  return isOther ? { changed: "key pair" } : {};
}
