import {
  canonicalRegion,
  type ReadById,
  type Scope,
  sameId,
  type VpcApi,
  type VpnConn,
  type VpnConnRef,
} from "../api/index.ts";
import { SharedList } from "./shared-list.ts";
import { POLLS_ALONE, TaskPoller } from "./task-poller.ts";

/** How long a list waits for other operations that are about to read it, in milliseconds. */
const BATCH_MS = 100;

/** Which tunnels a list holds: those of a gateway, of a VPC, or of the region. */
export type ListFilter = Partial<Pick<VpnConnRef, "vpcId" | "vpnGwId">>;

/** What the operations of one account in one region share: lists of tunnels, and the polling of tasks. */
export class TunnelReads {
  readonly poller = new TaskPoller((tunnel) => this.#listOf(tunnel));
  readonly #lists = new Map<string, SharedList<VpnConn>>();
  #active = 0;

  /**
   * The tunnels that a filter names, from a read that starts after this call and may be shared.
   *
   * @throws what `VpcApi.listVpnConns` throws.
   */
  list(scope: Scope, filter: ListFilter): Promise<readonly VpnConn[]> {
    return this.#during(async () => {
      const shared = this.#active > POLLS_ALONE ? await this.#listOf(filter).get(scope, BATCH_MS) : undefined;
      return shared ?? (await scope.api.listVpnConns(scope, filter));
    });
  }

  /**
   * Reads one tunnel: in a list that several operations share, or by its id. That a shared list does not show it proves nothing; then it is
   * read by its id.
   */
  look(scope: Scope, tunnel: VpnConnRef): Promise<ReadById<VpnConn>> {
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
    const filter = { ...(vpcId && { vpcId }), ...(vpnGwId && { vpnGwId }) };
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

/** What all operations of one account in one region share. */
export function readsOf({ api, region }: Scope): TunnelReads {
  const ofClient = reads.get(api) ?? new Map<string, TunnelReads>();
  reads.set(api, ofClient);
  const key = canonicalRegion(region);
  const ofRegion = ofClient.get(key) ?? new TunnelReads();
  ofClient.set(key, ofRegion);
  return ofRegion;
}
