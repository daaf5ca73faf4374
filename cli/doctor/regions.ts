import { canonicalRegion, isApiError, type UserGw, type VpnConn } from "../../provider/api/index.ts";
import type { Context } from "../../provider/lifecycle/context.ts";
import { messageOf } from "../../provider/lifecycle/errors.ts";
import { ReadFailure } from "../failure.ts";
import { textIn } from "../kinds.ts";
import type { StackAccess } from "../stack/access.ts";
import { nameIn, type Owned } from "../stack/owned.ts";

/** One region as the key pair of one provider sees it. */
export interface Region {
  /** URN of the explicit provider; empty for the default one. */
  readonly provider: string;
  /** The region's long code. */
  readonly code: string;
  readonly context: Context;
  readonly listed: { readonly tunnel: readonly VpnConn[]; readonly "peer gateway": readonly UserGw[] };
  /** Why the peer gateways could not be listed, where no resource needs them. */
  readonly remark?: string;
}

/** The region of a resource, as its long code; undefined where its state lacks it. */
export function regionIn({ properties }: Owned): string | undefined {
  const region = textIn(properties, "region");
  return region === undefined ? undefined : canonicalRegion(region);
}

/** Whether the state places a resource in this region, by its provider and its region. */
export const isIn = ({ provider, code }: Region, owned: Owned): boolean =>
  provider === owned.provider && code === regionIn(owned);

/**
 * Lists what exists in every region of the stack, each with the settings of its provider. Reads only.
 * @throws Failure when no region is known; what the client throws when a region cannot be read.
 */
export async function readRegions(access: StackAccess): Promise<Region[]> {
  const all = [...access.owned, ...access.pending.map(({ target }) => target)];
  const wanted = [...new Set(["", ...all.map(({ provider }) => provider)])].flatMap((provider) => {
    const own = all.filter((each) => each.provider === provider);
    const codes = new Set(own.flatMap((each) => regionIn(each) ?? []));
    const byDefault = own.length > 0 || all.length === 0 ? access.defaults(provider).region : undefined;
    if (byDefault !== undefined) {
      codes.add(canonicalRegion(byDefault));
    }
    return [...codes].map((code) => ({
      provider,
      code,
      needsUserGws: own.some(({ kind }) => kind === "peer gateway"),
    }));
  });
  if (wanted.length === 0) {
    throw new ReadFailure("the state names no region: set TENCENTCLOUD_REGION or the stack's config qcloud:region");
  }
  return await Promise.all(wanted.map((each) => readRegion(access, each)));
}

async function readRegion(
  access: StackAccess,
  { provider, code, needsUserGws }: { provider: string; code: string; needsUserGws: boolean },
): Promise<Region> {
  let context: Context;
  try {
    context = await access.open(provider, code);
  } catch (error) {
    throw provider === "" ? error : new ReadFailure(`the provider ${nameIn(provider)}: ${messageOf(error)}`);
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
  const isListed = !(userGws instanceof Error);
  return {
    provider,
    code,
    context,
    listed: { tunnel: tunnels, "peer gateway": isListed ? userGws : [] },
    ...(isListed ? {} : { remark: `peer gateways cannot be listed: ${userGws.message}` }),
  };
}
