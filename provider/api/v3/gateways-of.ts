import { deadlineIn } from "../../util/deadline.ts";
import { defined } from "../../util/defined.ts";
import type { ClientScope } from "../http/client.ts";
import type { ApiId, UserGw, VpnConn, VpnGw } from "../types.ts";
import { listVpnGws } from "./gateways.ts";
import { listUserGws } from "./user-gw.ts";

/** How long a list may take, in milliseconds. */
const MOST_MS = 10_000;

/** Gateways by id. What a tunnel takes from them never changes, so an answer is kept. */
class Known<T extends { readonly id: ApiId }> {
  readonly #byId = new Map<string, T>();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #list: (scope: ClientScope) => Promise<readonly T[]>;

  constructor(list: (scope: ClientScope) => Promise<readonly T[]>) {
    this.#list = list;
  }

  /** The known gateways. Lists those of the region if one is missing; operations at the same time share the list. */
  async get(scope: ClientScope, ids: readonly ApiId[]): Promise<ReadonlyMap<string, T>> {
    if (ids.some(({ unified }) => unified !== "" && !this.#byId.has(unified))) {
      const reading = this.#reading.get(scope.region) ?? this.#read(scope);
      this.#reading.set(scope.region, reading);
      await reading;
    }
    return this.#byId;
  }

  /** A failure is no error, as where the key pair may not list gateways: a tunnel can be read without its addresses. */
  async #read({ region, client, deadline }: ClientScope): Promise<void> {
    try {
      const brief = deadlineIn(Math.min(MOST_MS, deadline.remainingMs()));
      for (const gateway of await this.#list({ region, client, deadline: brief })) {
        this.#byId.set(gateway.id.unified, gateway);
      }
    } catch {
      // The next operation lists them again.
    } finally {
      this.#reading.delete(region);
    }
  }
}

/** Adds to tunnels what API 3.0 shows only of their gateways: the two public addresses, and whether the peer gateway can be changed. */
export class GatewaysOf {
  readonly #vpnGws = new Known<VpnGw>((scope) => listVpnGws(scope, {}));
  readonly #userGws = new Known<UserGw>(listUserGws);

  async withGateways(scope: ClientScope, conns: readonly VpnConn[]): Promise<VpnConn[]> {
    const [vpnGws, userGws] = await Promise.all([
      this.#vpnGws.get(
        scope,
        conns.map(({ vpnGw }) => vpnGw),
      ),
      this.#userGws.get(
        scope,
        conns.map(({ userGw }) => userGw),
      ),
    ]);
    return conns.map((conn) => {
      const vpnGw = vpnGws.get(conn.vpnGw.unified);
      return {
        ...conn,
        ...defined({
          vpnGwAddress: vpnGw?.address,
          userGwAddress: userGws.get(conn.userGw.unified)?.address,
          // Version 4.0 and later (docs/api-3.md 3.3).
          canChangeUserGw: vpnGw?.version === undefined ? undefined : Number.parseFloat(vpnGw.version) >= 4,
        }),
      };
    });
  }
}
