import { sameId } from "../../qcloud/ids.ts";
import type { UserGw, VpnConn } from "../../qcloud/types.ts";
import { watcherOf } from "../../qcloud/watch/watcher.ts";
import type { Context } from "../context.ts";
import { idOf } from "../pair.ts";
import type { RecordedUserGateway } from "./recorded.ts";

/** How many tunnels a message names. */
const NAMED = 5;

/**
 * The tunnels that use a peer gateway, in words; "" when there is none. Asks the list of tunnels, whichever VPC they are in, and the
 * peer gateway's own count, as either may be behind the other.
 */
export async function usersOf(context: Context, recorded: RecordedUserGateway, seen: UserGw): Promise<string> {
  const tunnels = (await watcherOf(context).list(context, {})).filter((conn) => uses(conn, recorded, seen));
  if (tunnels.length > 0) {
    const names = tunnels.slice(0, NAMED).map((conn) => `${idOf(conn)} ("${conn.name}", ${conn.status})`);
    const more = tunnels.length > NAMED ? ` and ${tunnels.length - NAMED} more` : "";
    return `in use by tunnel${tunnels.length === 1 ? "" : "s"} ${names.join(", ")}${more}`;
  }
  const count = seen.vpnConnNum ?? 0;
  return count === 0 ? "" : `in use by ${count} tunnel${count === 1 ? "" : "s"}, as the service counts; none is listed`;
}

function uses({ userGw, userGwAddress }: VpnConn, recorded: RecordedUserGateway, seen: UserGw): boolean {
  const isNamed = userGw.unified !== "" || userGw.legacy !== "";
  return isNamed
    ? [seen.id.unified, seen.id.legacy, recorded.id].some((id) => sameId(userGw, id))
    : userGwAddress === seen.address;
}
