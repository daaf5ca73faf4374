import { formatMs } from "../../util/durations.ts";
import { QcloudTimeoutError } from "../errors.ts";
import type { ClientScope } from "./client.ts";
import { type CallKind, describeQueued } from "./rate-limiter.ts";

/** Records the attempts of one call, for its timeout error. */
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
   * Waits until the rate limiter allows an attempt.
   *
   * @throws QcloudTimeoutError if the deadline comes first; the signal's reason if the call is cancelled.
   */
  async queue(kind: CallKind): Promise<void> {
    const start = performance.now();
    const mayBegin = await this.scope.client.limiterOf(this.action).turn(kind, this.scope);
    this.#queuedMs += performance.now() - start;
    if (!mayBegin) {
      throw this.timeout();
    }
  }

  begin(): void {
    this.#attempts += 1;
  }

  /** Records how an attempt ended. If the deadline ended it, an earlier result is kept, because it says more. */
  saw(what: string, isTimeout: boolean): void {
    if (!isTimeout || this.#lastSeen === undefined) {
      this.#lastSeen = what;
    }
  }

  /** Milliseconds since the call began. */
  elapsedMs(): number {
    return performance.now() - this.#start;
  }

  /**
   * Milliseconds until the last attempt begins: shortly before the deadline (a tenth of the time left, at most a second), so that it
   * has time for its answer.
   */
  lastTryMs(): number {
    const left = this.scope.deadline.remainingMs();
    return left - Math.min(1000, left / 10);
  }

  /** The timeout error of this call. */
  timeout(): QcloudTimeoutError {
    const tries = this.#attempts === 1 ? "1 attempt" : `${this.#attempts} attempts`;
    return new QcloudTimeoutError(
      `${this.action}: no usable answer in the time allowed (${tries} in ${formatMs(this.elapsedMs())}${describeQueued(this.#queuedMs, this.scope.client.limiterOf(this.action))}); last seen: ${this.#lastSeen ?? "nothing"}`,
    );
  }
}
