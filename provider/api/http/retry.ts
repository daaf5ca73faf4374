import pRetry, { type RetryContext } from "p-retry";
import { formatMs } from "../../util/durations.ts";
import { isApiError, isBusy, isTransportError, QcloudApiError, QcloudTransportError } from "../errors.ts";
import type { CallRecord } from "./call-record.ts";

/** Three independent retries: after transport errors, while the service is busy, and after clock errors. Other errors are thrown at once. */

/**
 * Limits of attempts, and of milliseconds since the first failure, for an endpoint that has never answered. With the connect timeout,
 * that makes about ten seconds.
 */
const FIRST_CONTACT = { attempts: 4, ms: 5000 };

/** Retries errors for which `isRetryable` is true until the call's deadline; then throws the call's timeout error. */
async function untilDeadline<T>(
  record: CallRecord,
  operation: () => Promise<T>,
  intervals: { readonly minTimeout: number; readonly maxTimeout: number },
  isRetryable: (error: unknown) => boolean,
  onRetry: (context: RetryContext) => void,
): Promise<T> {
  const { signal } = record.scope;
  try {
    return await pRetry(operation, {
      ...intervals,
      factor: 2,
      randomize: true,
      retries: Number.POSITIVE_INFINITY,
      maxRetryTime: record.lastTryMs(),
      signal,
      shouldRetry: (context) => {
        if (!isRetryable(context.error)) {
          return false;
        }
        onRetry(context);
        return true;
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    // After its time limit, p-retry throws the last error.
    if (isRetryable(error)) {
      throw record.timeout();
    }
    throw error;
  }
}

/**
 * Shows the 1st, 2nd, 4th, 8th, ... retry, so that a long wait does not flood the log. It is shown as status, because a logged line stays
 * below the result and reads like an error there, although the retry succeeded. If all fail, the error of the call says what was seen.
 */
function showWait({ scope }: CallRecord, context: RetryContext, what: string): void {
  if (!Number.isInteger(Math.log2(context.attemptNumber))) {
    return;
  }
  const line = `${context.error.message}; ${what}next try in ${formatMs(context.retryDelay)}`;
  if (scope.status?.(line) !== true) {
    scope.log?.(line);
  }
}

/**
 * Retries transport errors after 0.5 s to 10 s: with `freely` all retryable ones, with `if-unsent` only if the request certainly did not
 * arrive. An endpoint that has never answered fails after about ten seconds.
 */
export function overTransport<T>(
  record: CallRecord,
  repeat: "freely" | "if-unsent",
  operation: () => Promise<T>,
): Promise<T> {
  const { client } = record.scope;
  const isRetryable = (error: unknown): boolean =>
    isTransportError(error) && error.retryable && (repeat === "freely" || error.unsent);
  let failures = 0;
  let firstAt = 0;
  return untilDeadline(record, operation, { minTimeout: 500, maxTimeout: 10_000 }, isRetryable, (context) => {
    const error = context.error as QcloudTransportError;
    const isFirstContact =
      (error.reason === "unreachable" && !client.heardHttp) || (error.reason === "not-an-answer" && !client.heardApi);
    if (isFirstContact) {
      failures += 1;
      if (failures === 1) {
        firstAt = record.elapsedMs();
      }
      const { attempts, ms } = FIRST_CONTACT;
      if (failures >= attempts || record.elapsedMs() - firstAt >= ms) {
        throw neverAnswered(record, error, failures);
      }
    }
    showWait(record, context, "");
  });
}

function neverAnswered(record: CallRecord, error: QcloudTransportError, attempts: number): QcloudTransportError {
  const advice =
    error.reason === "unreachable"
      ? "Check that address, and that this machine can reach it (DNS, routes, firewall)"
      : "Check that this address is that of the VPC API, and not of a server in front of it, such as a login page";
  return new QcloudTransportError({
    action: error.action,
    unsent: error.unsent,
    retryable: false,
    reason: error.reason,
    message: `${error.message} (${attempts} attempts in ${formatMs(record.elapsedMs())}). ${advice}`,
    cause: error.cause,
  });
}

/** Retries busy answers after 1 s to 15 s, or throws them at once. */
export function whileBusy<T>(record: CallRecord, busy: "wait" | "throw", operation: () => Promise<T>): Promise<T> {
  if (busy === "throw") {
    return operation();
  }
  return untilDeadline(record, operation, { minTimeout: 1000, maxTimeout: 15_000 }, isBusy, (context) => {
    showWait(record, context, "the service is busy, ");
  });
}

/** Retries clock errors up to three times. The failed attempt has set the clock offset, and the next one is signed with it. */
export function withClock<T>(record: CallRecord, operation: () => Promise<T>): Promise<T> {
  const { client, signal } = record.scope;
  return pRetry(operation, {
    retries: 3,
    minTimeout: 50,
    factor: 2,
    signal,
    shouldRetry: ({ error }) => isApiError(error, "replay"),
  }).catch((error: unknown) => {
    if (!isApiError(error, "replay")) {
      throw error;
    }
    const offset = Math.round(client.clockOffsetMs / 1000);
    const learned =
      offset === 0
        ? "The service's Date header shows no difference to this machine's clock"
        : `This machine's clock is ${Math.abs(offset)} s ${offset < 0 ? "ahead of" : "behind"} the service's Date header, and correcting that did not help`;
    if (client.refusedOffsetMs !== 0) {
      const days = Math.round(Math.abs(client.refusedOffsetMs) / 86_400_000);
      const advice = `The service's Date header differs from this machine's clock by ${days} days, which is more than a week and was not used. Set this machine's clock; if it is right, the service's clock or a proxy that changes the header is wrong`;
      throw new QcloudApiError({ ...error, advice });
    }
    throw new QcloudApiError({ ...error, advice: `${learned}. Check the clocks of this machine and of the service` });
  });
}
