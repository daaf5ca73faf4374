import { defined } from "../../util/defined.ts";
import { isApiError, isBusy } from "../errors.ts";
import type { ClientScope } from "../http/client.ts";
import type { UserGw, VpnConn, VpnGw } from "../types.ts";
import { listVpnGwsById } from "./gateways.ts";
import { listUserGwsById } from "./user-gw.ts";

/** Most ids of one request (docs/api-3.md 5 and 6). */
const MOST_IDS = 100;

/** Gateways by id. What a tunnel takes from them never changes, so an answer is kept. */
class Known<T extends { readonly id: { readonly unified: string } }> {
  readonly #byId = new Map<string, T>();
  readonly #list: (scope: ClientScope, ids: readonly string[]) => Promise<readonly T[]>;

  constructor(list: (scope: ClientScope, ids: readonly string[]) => Promise<readonly T[]>) {
    this.#list = list;
  }

  async get(scope: ClientScope, ids: readonly string[]): Promise<ReadonlyMap<string, T>> {
    const missing = [...new Set(ids)].filter((id) => id !== "" && !this.#byId.has(id));
    for (let from = 0; from < missing.length; from += MOST_IDS) {
      for (const gateway of await this.#answered(scope, missing.slice(from, from + MOST_IDS))) {
        this.#byId.set(gateway.id.unified, gateway);
      }
    }
    return this.#byId;
  }

  /** None where the key pair may not list gateways: a tunnel can be read without its addresses. */
  async #answered(scope: ClientScope, ids: readonly string[]): Promise<readonly T[]> {
    try {
      return await this.#list(scope, ids);
    } catch (error) {
      if (isApiError(error) && !isBusy(error)) {
        return [];
      }
      throw error;
    }
  }
}

/** Adds to tunnels what API 3.0 shows only of their gateways: the two public addresses, and whether the peer gateway can be changed. */
export class GatewaysOf {
  readonly #vpnGws = new Known<VpnGw>(listVpnGwsById);
  readonly #userGws = new Known<UserGw>(listUserGwsById);

  async withGateways(scope: ClientScope, conns: readonly VpnConn[]): Promise<VpnConn[]> {
    const vpnGws = await this.#vpnGws.get(
      scope,
      conns.map(({ vpnGw }) => vpnGw.unified),
    );
    const userGws = await this.#userGws.get(
      scope,
      conns.map(({ userGw }) => userGw.unified),
    );
    return conns.map((conn) => {
      const vpnGw = vpnGws.get(conn.vpnGw.unified);
      return {
        ...conn,
        ...defined({
          vpnGwAddress: vpnGw?.address,
          userGwAddress: userGws.get(conn.userGw.unified)?.address,
          canChangeUserGw: vpnGw?.version === undefined ? undefined : Number.parseFloat(vpnGw.version) >= 4,
        }),
      };
    });
  }
}
