import { canonicalRegion, isApiError, type UserGw, type VpnConn } from "../../provider/api/index.ts";
import type { Context } from "../../provider/lifecycle/context.ts";
import { messageOf } from "../../provider/lifecycle/vpn-connection/index.ts";
import { couldNotLook } from "../failure.ts";
import type { StackAccess } from "../stack/access.ts";
import { nameIn, type Owned, ownedIn, ownedOf, textIn } from "../stack/owned.ts";

/** One region as one key pair sees it, with everything of ours that can stand there. */
export interface Place {
  /** URN of the explicit provider; empty for the default one. */
  readonly provider: string;
  /** The region's long code. */
  readonly region: string;
  readonly context: Context;
  readonly tunnels: readonly VpnConn[];
  readonly userGws: readonly UserGw[];
  /** Why the peer gateways could not be listed, where no resource needed them. */
  readonly remark?: string;
}

/** What a state says of the resources of this package. */
export interface Stated {
  readonly owned: readonly Owned[];
  /** Operations on them that were begun and whose end nobody wrote down. */
  readonly begun: readonly { readonly operation: string; readonly target: Owned }[];
}

/** The resources of this package in a state, and those that are being made, changed or deleted by its account. */
export function statedIn({ deployment }: StackAccess): Stated {
  return {
    owned: deployment === undefined ? [] : ownedIn(deployment),
    begun: (deployment?.pending ?? []).flatMap(({ type, resource }) =>
      ownedOf(resource).map((target) => ({ operation: type, target })),
    ),
  };
}

/** The region of a resource, as its long code; undefined where its state lacks it. */
export function regionIn({ properties }: Owned): string | undefined {
  const region = textIn(properties, "region");
  return region === undefined ? undefined : canonicalRegion(region);
}

/** The place where a resource stood, by its provider and its region. */
export const placeOf = (places: readonly Place[], owned: Owned): Place | undefined =>
  places.find(({ provider, region }) => provider === owned.provider && region === regionIn(owned));

/**
 * Lists what stands in every region that the stack has to do with, each with the settings of its own provider. Reads only.
 * @throws Failure when there is no region to look at; what the client throws when a region cannot be looked at.
 */
export async function visit(access: StackAccess, { owned, begun }: Stated): Promise<Place[]> {
  const all = [...owned, ...begun.map(({ target }) => target)];
  const regions = new Map<string, Set<string>>();
  for (const provider of new Set(["", ...all.map((each) => each.provider)])) {
    const own = all.filter((each) => each.provider === provider);
    const byDefault =
      provider === "" && own.length === 0 && all.length > 0 ? undefined : regionByDefault(access, provider);
    regions.set(
      provider,
      new Set([...own.flatMap((each) => regionIn(each) ?? []), ...(byDefault === undefined ? [] : [byDefault])]),
    );
  }
  const places = [...regions].flatMap(([provider, codes]) => [...codes].map((region) => ({ provider, region })));
  if (places.length === 0) {
    throw couldNotLook(
      "the state names no region to look at: set TENCENTCLOUD_REGION or the stack's config qcloud:region",
    );
  }
  return await Promise.all(
    places.map(({ provider, region }) => {
      const needsUserGws = all.some((each) => each.kind === "peer gateway" && each.provider === provider);
      return visitOne(access, provider, region, needsUserGws);
    }),
  );
}

function regionByDefault(access: StackAccess, provider: string): string | undefined {
  const { region } = access.defaults(provider);
  return region === undefined ? undefined : canonicalRegion(region);
}

async function visitOne(access: StackAccess, provider: string, region: string, needsUserGws: boolean): Promise<Place> {
  let context: Context;
  try {
    context = access.look(provider, region);
  } catch (error) {
    throw provider === "" ? error : couldNotLook(`the provider ${nameIn(provider)}: ${messageOf(error)}`);
  }
  const [tunnels, userGws] = await Promise.all([
    context.api.listVpnConns(context, {}),
    context.api.listUserGws(context).catch((error: unknown) => {
      if (needsUserGws || !isApiError(error)) {
        throw error;
      }
      return error;
    }),
  ]);
  return userGws instanceof Error
    ? { provider, region, context, tunnels, userGws: [], remark: `peer gateways cannot be listed: ${userGws.message}` }
    : { provider, region, context, tunnels, userGws };
}
