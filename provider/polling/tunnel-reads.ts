import {
  canonicalRegion,
  type ReadById,
  type Scope,
  sameId,
  type VpcApi,
  type VpnConn,
  type VpnConnRef,
} from "../api/index.ts";
import { defined } from "../util/defined.ts";
import { SharedList } from "./shared-list.ts";
import { POLLS_ALONE, TaskPoller } from "./task-poller.ts";

/** How long a list waits for further operations, in milliseconds. */
const BATCH_MS = 100;

/** Selects the tunnels of a gateway, of a VPC, or of the region. */
export type ListFilter = Partial<Pick<VpnConnRef, "vpcId" | "vpnGwId">>;

/** What operations with one key pair in one region share: lists of tunnels, and the polling of tasks. */
export class TunnelReads {
  readonly poller = new TaskPoller((tunnel) => this.#listOf(tunnel));
  readonly #lists = new Map<string, SharedList<VpnConn>>();
  #active = 0;

  /**
   * The selected tunnels, from a read that starts after this call and may be shared.
   *
   * @throws what `VpcApi.listVpnConns` throws.
   */
  list(scope: Scope, filter: ListFilter): Promise<readonly VpnConn[]> {
    return this.#during(async () => {
      const shared = this.#active > POLLS_ALONE ? await this.#listOf(filter).get(scope, BATCH_MS) : undefined;
      return shared ?? (await scope.api.listVpnConns(scope, filter));
    });
  }

  /** Reads one tunnel from a shared list or, if that does not show it, by its id. */
  read(scope: Scope, tunnel: VpnConnRef): Promise<ReadById<VpnConn>> {
    return this.#during(async () => {
      const shared = this.#active > POLLS_ALONE ? await this.#listOf(tunnel).get(scope, BATCH_MS) : undefined;
      const found = shared?.find(({ id }) => sameId(id, tunnel.vpnConnId));
      return found === undefined
        ? await scope.api.readVpnConn(scope, tunnel.vpnConnId)
        : { kind: "found", value: found };
    });
  }

  #listOf({ vpcId, vpnGwId }: ListFilter): SharedList<VpnConn> {
    const key = `${vpcId ?? ""} ${vpnGwId ?? ""}`;
    const filter = defined({ vpcId, vpnGwId });
    const list = this.#lists.get(key) ?? new SharedList((scope) => scope.api.listVpnConns(scope, filter));
    this.#lists.set(key, list);
    return list;
  }

  async #during<T>(action: () => Promise<T>): Promise<T> {
    this.#active += 1;
    try {
      return await action();
    } finally {
      this.#active -= 1;
    }
  }
}

const reads = new WeakMap<VpcApi, Map<string, TunnelReads>>();

export function readsOf({ api, region }: Scope): TunnelReads {
  const ofClient = reads.get(api) ?? new Map<string, TunnelReads>();
  reads.set(api, ofClient);
  const key = canonicalRegion(region);
  const ofRegion = ofClient.get(key) ?? new TunnelReads();
  ofClient.set(key, ofRegion);
  return ofRegion;
}
