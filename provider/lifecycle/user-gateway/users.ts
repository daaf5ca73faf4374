import { idText, type UserGw } from "../../api/index.ts";
import { readsOf } from "../../polling/tunnel-reads.ts";
import type { Context } from "../context.ts";
import { usesPeer } from "../control.ts";
import type { RecordedUserGateway } from "./recorded.ts";

/** Limit of the tunnels that a message names. */
const NAMED = 5;

/**
 * Names the tunnels that use a peer gateway; "" if there are none. Uses the list of tunnels of all VPCs and the count of the peer gateway,
 * because either may lag behind.
 *
 * @param seen The peer gateway; undefined if no read shows it.
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
