import { idText, type UserGw } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import type { Context } from "../context.ts";
import { usesPeer } from "../control.ts";
import type { RecordedUserGateway } from "./recorded.ts";

/** How many tunnels a message names. */
const NAMED = 5;

/**
 * The tunnels that use a peer gateway, in words; "" when there is none. Asks the list of tunnels, whichever VPC they are in, and the
 * peer gateway's own count, as either may be behind the other.
 * @param seen the peer gateway; undefined where no read shows it.
 */
export async function usersOf(
  context: Context,
  recorded: RecordedUserGateway,
  seen: UserGw | undefined,
): Promise<string> {
  const ids = [...recorded.ids, seen?.id.unified ?? "", seen?.id.legacy ?? ""];
  const all = await readsOf(context).list(context, {});
  const tunnels = all.filter((conn) => usesPeer(conn, ids, seen?.address));
  if (tunnels.length > 0) {
    const names = tunnels.slice(0, NAMED).map((conn) => `${idText(conn.id)} ("${conn.name}", ${conn.status})`);
    const more = tunnels.length > NAMED ? ` and ${tunnels.length - NAMED} more` : "";
    return `in use by tunnel${tunnels.length === 1 ? "" : "s"} ${names.join(", ")}${more}`;
  }
  const count = seen?.vpnConnNum ?? 0;
  return count === 0 ? "" : `in use by ${count} tunnel${count === 1 ? "" : "s"}, as the service counts; none is listed`;
}
