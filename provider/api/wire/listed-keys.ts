import type { Client } from "../http/client.ts";
import type { VpnConn } from "../types.ts";

/** Shorter keys of other tunnels are not redacted, because they would withhold every message that contains such a syllable. */
const SHORTEST_LISTED_KEY = 8;

/** Redacts the key that the service shows, because it may differ from those of the state and the program. Returns the tunnel. */
export function hideKeyOf(client: Client, conn: VpnConn): VpnConn {
  if ((conn.preSharedKey ?? "").length >= SHORTEST_LISTED_KEY) {
    client.redactor.add(conn.preSharedKey);
  }
  return conn;
}
