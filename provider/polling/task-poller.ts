import type { Scope, VpnConn, VpnConnRef } from "../api/index.ts";
import { withTimeout } from "../util/with-timeout.ts";
import { Durations, nextDelay } from "./schedule.ts";
import type { SharedList } from "./shared-list.ts";

/** Up to this many waiters of a gateway poll their own task; more share the list of its tunnels. */
export const POLLS_ALONE = 3;

/** A list that failed or was slow is not read for tasks for this long. */
const REST_MS = 10_000;

/** However often a list shows a task running, the task itself is polled after this long, or half the time it has taken. */
const POLL_ANYWAY_MS = 15_000;

const IN_PROGRESS: ReadonlySet<string> = new Set(["creating", "modifying", "deleting"]);

/** A task that is waited for. Times are those of `performance.now`. */
export interface WatchedTask {
  /** "create", "update" or "delete": tasks of one kind are expected to take equally long. */
  readonly kind: string;
  /** The tunnel that the task works on. */
  readonly tunnel: VpnConnRef;
  /** When the task started; by default, when it is first waited for. */
  readonly startedAt?: number | undefined;
  /** Called after each poll, and each list, that shows the task running. */
  readonly onRunning?: (() => void) | undefined;
}

/** One operation that waits for its task. */
export class Waiter {
  readonly scope: Scope;
  readonly task: WatchedTask;
  readonly startedAt: number;
  dueAt = 0;
  polledAt: number;
  /** How often the task was polled or seen in a list. */
  polls = 0;
  /** A list has shown the task in progress. */
  isListed = false;
  /** The list no longer shows the task in progress. */
  isHinted = false;
  /** The list was wrong once: from then on the task itself is polled. */
  distrustsList = false;
  /** Ends the wait for the next poll; undefined while the task is being polled. */
  wake: (() => void) | undefined;

  constructor(scope: Scope, task: WatchedTask) {
    this.scope = scope;
    this.task = task;
    this.startedAt = task.startedAt ?? performance.now();
    this.polledAt = this.startedAt;
  }

  /** A list shows the task in progress. */
  listed(): void {
    this.polls += 1;
    this.isListed = true;
    this.task.onRunning?.();
  }
}

/** The tasks on the tunnels of one gateway. */
interface Gateway {
  readonly waiters: Set<Waiter>;
  readonly list: SharedList<VpnConn>;
  /** Cancels the read in progress. */
  reading: AbortController | undefined;
  restsUntil: number;
}

/**
 * Decides when each of many tasks is worth a poll. A list of tunnels is only a hint that a task may have finished: how it ended is asked
 * of the task, and whether a tunnel is gone is read by its id.
 */
export class TaskPoller {
  readonly #listOf: (tunnel: VpnConnRef) => SharedList<VpnConn>;
  readonly #gateways = new Map<string, Gateway>();
  readonly #durations = new Durations();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param listOf The list of the tunnels of a tunnel's gateway. */
  constructor(listOf: (tunnel: VpnConnRef) => SharedList<VpnConn>) {
    this.#listOf = listOf;
  }

  /** Starts to watch a task. */
  add(scope: Scope, task: WatchedTask): Waiter {
    const waiter = new Waiter(scope, task);
    this.#gatewayOf(task.tunnel).waiters.add(waiter);
    return waiter;
  }

  /** Stops watching a task. */
  remove(waiter: Waiter): void {
    const { waiters, reading } = this.#gatewayOf(waiter.task.tunnel);
    waiters.delete(waiter);
    if (waiters.size === 0) {
      reading?.abort(new Error("nobody waits for the list any more"));
    }
    this.#arm();
  }

  /**
   * Resolves when the task is worth a poll, at the latest after so many milliseconds.
   *
   * @throws the reason of the waiter's signal.
   */
  async turn(waiter: Waiter, lastMs: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      waiter.wake = resolve;
    });
    this.#schedule(waiter);
    this.#arm();
    try {
      await withTimeout(woken, { signal: waiter.scope.signal, ms: lastMs, onTimeout: () => {} });
    } finally {
      waiter.wake = undefined;
    }
  }

  /** The task was polled and still runs. */
  running(waiter: Waiter): void {
    waiter.polledAt = performance.now();
    waiter.distrustsList ||= waiter.isHinted;
    waiter.isHinted = false;
  }

  /** The task was polled and has finished. */
  finished({ task, startedAt }: Waiter): void {
    this.#durations.add(task.kind, performance.now() - startedAt);
  }

  #gatewayOf(tunnel: VpnConnRef): Gateway {
    const key = `${tunnel.vpcId} ${tunnel.vpnGwId}`;
    const known = this.#gateways.get(key);
    if (known !== undefined) {
      return known;
    }
    const gateway = {
      waiters: new Set<Waiter>(),
      list: this.#listOf(tunnel),
      reading: undefined,
      restsUntil: 0,
    };
    this.#gateways.set(key, gateway);
    return gateway;
  }

  #schedule(waiter: Waiter): void {
    const now = performance.now();
    waiter.dueAt = now + nextDelay(now - waiter.startedAt, this.#durations.shortest(waiter.task.kind));
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const dueAt = [...this.#gateways.values()]
      .filter(({ reading }) => reading === undefined)
      .flatMap(({ waiters }) => [...waiters].filter(({ wake }) => wake !== undefined).map((waiter) => waiter.dueAt));
    if (dueAt.length > 0) {
      this.#timer = setTimeout(() => this.#tick(), Math.max(0, Math.min(...dueAt) - performance.now()));
    }
  }

  #tick(): void {
    const now = performance.now();
    for (const gateway of this.#gateways.values()) {
      const asleep = [...gateway.waiters].filter(({ wake }) => wake !== undefined);
      const due = asleep.filter(({ dueAt }) => dueAt <= now);
      const sharesList = asleep.length > POLLS_ALONE && gateway.restsUntil <= now;
      const [reader] =
        sharesList && gateway.reading === undefined ? due.filter(({ distrustsList }) => !distrustsList) : [];
      for (const waiter of due) {
        if (!sharesList || waiter.distrustsList) {
          waiter.wake?.();
          waiter.wake = undefined;
        }
      }
      if (reader !== undefined) {
        void this.#readFor(gateway, reader.scope);
      }
    }
    this.#arm();
  }

  /** Reads the list once for all waiters of a gateway, and polls those tasks that it does not show in progress. */
  async #readFor(gateway: Gateway, scope: Scope): Promise<void> {
    const readAt = performance.now();
    gateway.reading = new AbortController();
    const { signal } = gateway.reading;
    const entries = await gateway.list.get({ ...scope, signal }, 0).catch(() => undefined);
    gateway.reading = undefined;
    if (entries === undefined && !signal.aborted) {
      gateway.restsUntil = performance.now() + REST_MS;
    }
    const inProgress = new Set(
      (entries ?? []).filter(({ status }) => IN_PROGRESS.has(status)).flatMap(({ id }) => [id.unified, id.legacy]),
    );
    for (const waiter of gateway.waiters) {
      if (waiter.wake === undefined || waiter.distrustsList || waiter.startedAt > readAt) {
        continue;
      }
      const now = performance.now();
      const isLongUnpolled = now - waiter.polledAt > Math.max(POLL_ANYWAY_MS, (now - waiter.startedAt) / 2);
      const isInProgress = inProgress.has(waiter.task.tunnel.vpnConnId);
      if (isInProgress && !isLongUnpolled) {
        waiter.listed();
        this.#schedule(waiter);
      } else if (entries !== undefined || waiter.dueAt <= readAt) {
        waiter.isHinted = entries !== undefined && !isInProgress;
        waiter.wake();
        waiter.wake = undefined;
      }
    }
    this.#arm();
  }
}
