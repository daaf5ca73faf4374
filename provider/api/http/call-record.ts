import { seconds } from "../../util/seconds.ts";
import { QcloudTimeoutError } from "../errors.ts";
import type { ClientScope } from "./client.ts";
import { type CallKind, describeQueued } from "./rate-limiter.ts";

/** Counts what one call has tried, for its timeout error and for the moment of its last try. */
export class CallRecord {
  readonly action: string;
  readonly scope: ClientScope;
  readonly #start = performance.now();
  #attempts = 0;
  #queuedMs = 0;
  #lastSeen: string | undefined;

  constructor(action: string, scope: ClientScope) {
    this.action = action;
    this.scope = scope;
  }

  /**
   * Waits until the rate limiter lets an attempt begin.
   *
   * @throws QcloudTimeoutError when the deadline comes first; the signal's reason when the call is cancelled.
   */
  async queue(kind: CallKind): Promise<void> {
    const start = performance.now();
    const mayBegin = await this.scope.client.limiter.turn(kind, this.scope);
    this.#queuedMs += performance.now() - start;
    if (!mayBegin) {
      throw this.timeout();
    }
  }

  /** Counts an attempt that begins now. */
  begin(): void {
    this.#attempts += 1;
  }

  /** Remembers how an attempt ended; `cut` when it was the deadline that ended it, which tells least of all. */
  saw(what: string, cut: boolean): void {
    if (!cut || this.#lastSeen === undefined) {
      this.#lastSeen = what;
    }
  }

  /** Milliseconds since the call began. */
  elapsedMs(): number {
    return performance.now() - this.#start;
  }

  /**
   * Milliseconds until the last try should begin: a little before the deadline (a tenth of what is left, at most a
   * second), so that this try still has time for its answer.
   */
  lastTryMs(): number {
    const left = this.scope.deadline.remainingMs();
    return left - Math.min(1000, left / 10);
  }

  /** The error of a call whose time ran out. */
  timeout(): QcloudTimeoutError {
    const tries = this.#attempts === 1 ? "1 attempt" : `${this.#attempts} attempts`;
    return new QcloudTimeoutError(
      `${this.action}: no usable answer in the time allowed (${tries} in ${seconds(this.elapsedMs())}${describeQueued(this.#queuedMs, this.scope.client.limiter)}); last seen: ${this.#lastSeen ?? "nothing"}`,
    );
  }
}
