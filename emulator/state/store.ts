/** The records of the emulated cloud, and how they change over time. Every change increments `version`. */

import { randomInt } from "node:crypto";
import type { CloudData, Counters, Credential, Task, Tunnel, UserGateway, Vpc, VpnGateway } from "./model.ts";
import { shortRegion } from "./regions.ts";
import { Table } from "./table.ts";

/** How long deleted tunnels and finished tasks are kept, in ms (switches `deletedVisibleMs` and `taskKeepMs`). */
export interface Retention {
  /** How long a deleted tunnel stays listed. */
  readonly deletedVisibleMs: number;
  /** How long a finished task's result is kept; 0: for ever. */
  readonly taskKeepMs: number;
}

const emptyData: CloudData = {
  // The next after the example ids of the vendor's pages (docs/api.md 2.2).
  counters: { vpc: 76, gateway: 547, userGateway: 315, tunnel: 399, task: 12_615 },
  accounts: [],
  credentials: [],
  vpcs: [],
  gateways: [],
  userGateways: [],
  tunnels: [],
  tasks: [],
};

/** Holds the records; the actions hold the rules. */
export class Store {
  /** The next legacy numbers. */
  readonly counters: Counters;
  /** Accounts that have had their first resources. */
  readonly accounts: Set<string>;
  /** Key pairs by SecretId. */
  readonly credentials: Map<string, Credential>;
  /** VPCs. */
  readonly vpcs: Table<Vpc>;
  /** VPN gateways. */
  readonly gateways: Table<VpnGateway>;
  /** Peer gateways. */
  readonly userGateways: Table<UserGateway>;
  /** Tunnels; one being deleted is still among them. */
  readonly tunnels: Table<Tunnel>;
  /** Tasks by id, oldest first. */
  readonly tasks: Map<number, Task>;
  /** Incremented by each change that must survive a restart. */
  version = 0;
  /** The earliest time at which a task ends or a deleted tunnel disappears; before it, `settle` has nothing to do. */
  #nextChangeAt = Number.NEGATIVE_INFINITY;
  readonly #running = new Set<Task>();
  readonly #byRequest = new Map<string, Task>();
  readonly #leaving = new Set<Tunnel>();
  readonly #retention: () => Retention;

  /** Takes ownership of `data`; without it the store is empty. */
  constructor(retention: () => Retention, data: CloudData = structuredClone(emptyData)) {
    this.#retention = retention;
    this.counters = data.counters;
    this.accounts = new Set(data.accounts);
    this.credentials = new Map(data.credentials.map((credential) => [credential.secretId, credential]));
    this.vpcs = new Table(data.vpcs);
    this.gateways = new Table(data.gateways);
    this.userGateways = new Table(data.userGateways);
    this.tunnels = new Table(data.tunnels);
    this.tasks = new Map(data.tasks.map((task) => [task.id, task]));
    for (const task of this.tasks.values()) {
      if (task.status === 2) {
        this.#running.add(task);
      }
      if (task.requestId !== null) {
        this.#byRequest.set(task.requestId, task);
      }
    }
    for (const tunnel of this.tunnels.values()) {
      if (tunnel.deletedAt !== null) {
        this.#leaving.add(tunnel);
      }
    }
  }

  /** The records as plain data, sharing them with the store. */
  data(): CloudData {
    return {
      counters: this.counters,
      accounts: [...this.accounts],
      credentials: [...this.credentials.values()],
      vpcs: [...this.vpcs.values()],
      gateways: [...this.gateways.values()],
      userGateways: [...this.userGateways.values()],
      tunnels: [...this.tunnels.values()],
      tasks: [...this.tasks.values()],
    };
  }

  /** Notes a change, so that it is written before the next answer. */
  changed(): void {
    this.version += 1;
  }

  /** A unified id that no record has: the prefix and eight lower-case letters or digits (docs/api.md 2.2). */
  newId(prefix: "vpc" | "vpngw" | "vpnx" | "cgw"): string {
    const table = { vpc: this.vpcs, vpngw: this.gateways, vpnx: this.tunnels, cgw: this.userGateways }[prefix];
    for (;;) {
      const id = `${prefix}-${randomInt(36 ** 8)
        .toString(36)
        .padStart(8, "0")}`;
      if (table.find(id) === undefined) {
        return id;
      }
    }
  }

  /** The next legacy number of a kind. */
  newNumber(kind: keyof Counters): number {
    const number = this.counters[kind];
    this.counters[kind] += 1;
    return number;
  }

  /** A VPC by either form of its id: `vpc-03vihbk9`, `gz_vpc_76` or the bare number (docs/api.md 2.2). */
  findVpc(id: string): Vpc | undefined {
    const legacy = /^([0-9a-z-]+)_vpc_(\d+)$/.exec(id);
    if (legacy === null) {
      return this.vpcs.find(id);
    }
    const vpc = this.vpcs.find(legacy[2] ?? "");
    return vpc !== undefined && shortRegion(vpc.region) === legacy[1] ? vpc : undefined;
  }

  /** Adds a running task. */
  addTask(task: Task): void {
    this.tasks.set(task.id, task);
    this.#running.add(task);
    if (task.requestId !== null) {
      this.#byRequest.set(task.requestId, task);
    }
    this.#nextChangeAt = Number.NEGATIVE_INFINITY;
    this.changed();
  }

  /** A task whose result is still kept. */
  findTask(id: number, now: number): Task | undefined {
    const task = this.tasks.get(id);
    return task === undefined || this.#expired(task, now) ? undefined : task;
  }

  /** A task whose result is still kept, by the RequestId of the call of API 3.0 that started it. */
  findTaskOf(requestId: string, now: number): Task | undefined {
    const task = this.#byRequest.get(requestId);
    return task === undefined ? undefined : this.findTask(task.id, now);
  }

  /** Removes a tunnel at once. */
  removeTunnel(tunnel: Tunnel): void {
    this.tunnels.remove(tunnel);
    this.#leaving.delete(tunnel);
    this.changed();
  }

  /**
   * Updates the records to a point in time: ends tasks that are due and drops deleted tunnels and finished tasks that
   * have expired. The result depends only on the records and the time, not on earlier calls, so it need not be written
   * to the data file.
   */
  settle(now: number): void {
    if (now < this.#nextChangeAt) {
      return;
    }
    const due = [...this.#running].filter((task) => task.endsAt !== null && task.endsAt <= now);
    // In order of their ends: a later task may depend on the result of an earlier one.
    for (const task of due.sort((a, b) => (a.endsAt ?? 0) - (b.endsAt ?? 0))) {
      this.#end(task);
    }
    const { deletedVisibleMs } = this.#retention();
    for (const tunnel of this.#leaving) {
      if ((tunnel.deletedAt ?? 0) + deletedVisibleMs > now) {
        continue;
      }
      this.tunnels.remove(tunnel);
      this.#leaving.delete(tunnel);
    }
    // Oldest first. An expired task behind a younger one may stay, as findTask does not return it.
    for (const task of this.tasks.values()) {
      if (this.#expired(task, now)) {
        this.tasks.delete(task.id);
        this.#byRequest.delete(task.requestId ?? "");
      } else if (task.status !== 2) {
        break;
      }
    }
    this.#nextChangeAt = Math.min(
      ...[...this.#running].map((task) => task.endsAt ?? Number.POSITIVE_INFINITY),
      ...[...this.#leaving].map((tunnel) => (tunnel.deletedAt ?? 0) + deletedVisibleMs),
      Number.POSITIVE_INFINITY,
    );
  }

  /** Makes the next `settle` check every record, after the retention has changed. */
  unsettle(): void {
    this.#nextChangeAt = Number.NEGATIVE_INFINITY;
  }

  #expired(task: Task, now: number): boolean {
    const { taskKeepMs } = this.#retention();
    return taskKeepMs > 0 && task.status !== 2 && (task.endsAt ?? 0) + taskKeepMs <= now;
  }

  /** The states of docs/api.md 6: create 0 to 6 or 1, modify 2 to 6 or 3, delete 4 to gone or 5. */
  #end(task: Task): void {
    this.#running.delete(task);
    const tunnel = this.tunnels.find(task.tunnel);
    if (task.failure !== null) {
      task.status = 1;
      task.errorMessage = task.failure.message;
      if (tunnel !== undefined) {
        tunnel.status = { create: 1, modify: 3, delete: 5 }[task.kind];
      }
      return;
    }
    if (tunnel === undefined && task.kind !== "delete") {
      task.status = 1;
      task.errorMessage = "the tunnel does not exist any more";
      return;
    }
    task.status = 0;
    if (tunnel === undefined) {
      return;
    }
    if (task.kind === "delete") {
      tunnel.deletedAt = task.endsAt;
      this.#leaving.add(tunnel);
      return;
    }
    if (task.change !== null) {
      Object.assign(tunnel, task.change);
    }
    tunnel.status = 6;
  }
}
