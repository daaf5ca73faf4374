import { type ApiId, sameId, type UserGw, type Vpc, type VpnConn } from "../../provider/api/index.ts";
import type { Context } from "../../provider/lifecycle/context.ts";

/** Which tunnels to adopt: those that match every part that is given. */
export interface Selection {
  readonly vpc?: string | undefined;
  readonly gateway?: string | undefined;
  /** Ids of single tunnels. */
  readonly tunnels: readonly string[];
}

/** What exists in one region of an account and matches a selection. */
export interface Holdings {
  readonly tunnels: readonly VpnConn[];
  /** With a selection, those that only selected tunnels use. */
  readonly userGws: readonly UserGw[];
  readonly vpcs: readonly Vpc[];
}

/** Lists what exists in a region. Reads only. */
export async function readHoldings(context: Context, selection: Selection): Promise<Holdings> {
  const [all, userGws, vpcs] = await Promise.all([
    context.api.listVpnConns(context, {}),
    context.api.listUserGws(context),
    context.api.listVpcs(context, {}),
  ]);
  const tunnels = all.filter((conn) => isSelected(conn, selection));
  const isWhole = selection.vpc === undefined && selection.gateway === undefined && selection.tunnels.length === 0;
  return {
    tunnels,
    vpcs,
    userGws: userGws.filter(({ id }) => {
      const users = all.filter(({ userGw }) => isSame(userGw, id));
      return isWhole || (users.length > 0 && users.every((user) => tunnels.includes(user)));
    }),
  };
}

/** Whether two ids are the same, each in the forms that an answer gave. */
export const isSame = (a: ApiId, b: ApiId): boolean => sameId(a, b.unified) || sameId(a, b.legacy);

const isSelected = ({ id, vpc, vpnGw }: VpnConn, selection: Selection): boolean =>
  (selection.vpc === undefined || sameId(vpc, selection.vpc)) &&
  (selection.gateway === undefined || sameId(vpnGw, selection.gateway)) &&
  (selection.tunnels.length === 0 || selection.tunnels.some((given) => sameId(id, given)));
