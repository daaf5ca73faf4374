import type { Scope, VpnConn, VpnConnRef } from "../api/index.ts";
import { withTimeout } from "../util/with-timeout.ts";
import { Durations, nextDelay } from "./schedule.ts";
import type { SharedList } from "./shared-list.ts";

/** Up to this many waiters of a gateway poll their own tasks; more share the list of its tunnels. */
export const POLLS_ALONE = 3;

/** After a failed or slow read, the list is not read for tasks for this time. */
const REST_MS = 10_000;

/** Even if lists show a task in progress, it is polled after this time, or half of its age if that is more. */
const POLL_ANYWAY_MS = 15_000;

const IN_PROGRESS: ReadonlySet<string> = new Set(["creating", "modifying", "deleting"]);

/** A task to wait for. Times are those of `performance.now`. */
export interface WatchedTask {
  /** "create", "update" or "delete": tasks of one kind have similar durations. */
  readonly kind: string;
  /** The tunnel of the task. */
  readonly tunnel: VpnConnRef;
  /** When the task started. Default: when the wait begins. */
  readonly startedAt?: number | undefined;
  /** Called after each poll or list that shows the task in progress. */
  readonly onRunning?: (() => void) | undefined;
}

/** One operation that waits for its task. */
export class Waiter {
  readonly scope: Scope;
  readonly task: WatchedTask;
  readonly startedAt: number;
  dueAt = 0;
  polledAt: number;
  /** How often the task was polled or shown in a list. */
  polls = 0;
  /** A list has shown the task in progress. */
  isListed = false;
  /** The list no longer shows the task in progress. */
  isHinted = false;
  /** The list was wrong once, so only the task is polled. */
  distrustsList = false;
  /** Ends the wait for the next poll; undefined while the task is being polled. */
  wake: (() => void) | undefined;
  /** Ends the wait with an error. */
  fail: (error: unknown) => void = () => {};

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
    try {
      this.task.onRunning?.();
    } catch (error) {
      // It must not end the read, which is for other tasks too.
      this.fail(error);
    }
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
 * Decides when to poll each of many tasks. A list of tunnels is only a hint that a task may have finished: the task says how it ended, and a
 * read by id says whether a tunnel is gone.
 */
export class TaskPoller {
  readonly #listOf: (tunnel: VpnConnRef) => SharedList<VpnConn>;
  readonly #gateways = new Map<string, Gateway>();
  readonly #durations = new Durations();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param listOf The list of the tunnels of the same gateway. */
  constructor(listOf: (tunnel: VpnConnRef) => SharedList<VpnConn>) {
    this.#listOf = listOf;
  }

  /** Adds a task. */
  add(scope: Scope, task: WatchedTask): Waiter {
    const waiter = new Waiter(scope, task);
    this.#gatewayOf(task.tunnel).waiters.add(waiter);
    return waiter;
  }

  /** Removes a task. */
  remove(waiter: Waiter): void {
    const { waiters, reading } = this.#gatewayOf(waiter.task.tunnel);
    waiters.delete(waiter);
    if (waiters.size === 0) {
      reading?.abort(new Error("nobody waits for the list any more"));
    }
    this.#arm();
  }

  /**
   * Resolves when the task should be polled, at the latest after `lastMs` milliseconds.
   *
   * @throws the reason of the waiter's signal; what its `onRunning` throws.
   */
  async turn(waiter: Waiter, lastMs: number): Promise<void> {
    const woken = new Promise<void>((resolve, reject) => {
      waiter.wake = resolve;
      waiter.fail = reject;
    });
    this.#schedule(waiter);
    this.#arm();
    try {
      await withTimeout(woken, { signal: waiter.scope.signal, ms: lastMs, onTimeout: () => {} });
    } finally {
      waiter.wake = undefined;
    }
  }

  /** Records that the task was polled and is in progress. */
  running(waiter: Waiter): void {
    waiter.polledAt = performance.now();
    waiter.distrustsList ||= waiter.isHinted;
    waiter.isHinted = false;
  }

  /** Records that the task was polled and has finished. */
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

  /** Reads the list once for all waiters of a gateway, and wakes those whose task it does not show in progress. */
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
      const isPollOverdue = now - waiter.polledAt > Math.max(POLL_ANYWAY_MS, (now - waiter.startedAt) / 2);
      const isInProgress = inProgress.has(waiter.task.tunnel.vpnConnId);
      if (isInProgress && !isPollOverdue) {
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
