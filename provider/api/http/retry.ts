import pRetry, { type RetryContext } from "p-retry";
import { seconds } from "../../util/seconds.ts";
import { isApiError, isBusy, isTransportError, QcloudApiError, QcloudTransportError } from "../errors.ts";
import type { CallRecord } from "./call-record.ts";

/**
 * The three kinds of repeating, each in its own function and none knowing of the others: a broken transport, a busy
 * service, a clock or nonce that the service did not like. Whatever is not theirs escapes at once.
 */

/**
 * Attempts, and milliseconds since the first of them failed, after which an endpoint that has never answered is given
 * up; together with the connect timeout of a first contact that makes some ten seconds.
 */
const FIRST_CONTACT = { attempts: 4, ms: 5000 };

/** Repeats while `again` says so, until the call's deadline; then throws the call's timeout error. */
async function untilDeadline<T>(
  record: CallRecord,
  operation: () => Promise<T>,
  rhythm: { readonly minTimeout: number; readonly maxTimeout: number },
  again: (error: unknown) => boolean,
  before: (context: RetryContext) => void,
): Promise<T> {
  const { signal } = record.scope;
  try {
    return await pRetry(operation, {
      ...rhythm,
      factor: 2,
      randomize: true,
      retries: Number.POSITIVE_INFINITY,
      maxRetryTime: record.lastTryMs(),
      signal,
      shouldRetry: (context) => {
        if (!again(context.error)) {
          return false;
        }
        before(context);
        return true;
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    // p-retry ends with an error that may be repeated only when the time is over.
    if (again(error)) {
      throw record.timeout();
    }
    throw error;
  }
}

/** One line for the first wait and then ever more seldom (2nd, 4th, 8th, ...), so that a long one is no flood. */
function logWait(record: CallRecord, context: RetryContext, what: string): void {
  if (!Number.isInteger(Math.log2(context.attemptNumber))) {
    return;
  }
  record.scope.log?.(`${context.error.message}; ${what}next try in ${seconds(context.retryDelay)}`);
}

/**
 * Repeats after transport errors, 0.5 s to 10 s apart: `freely` after any that may pass, `if-unsent` only when the
 * request surely did not arrive. An endpoint that has never answered is given up after some ten seconds.
 */
export function overTransport<T>(
  record: CallRecord,
  repeat: "freely" | "if-unsent",
  operation: () => Promise<T>,
): Promise<T> {
  const { client } = record.scope;
  const again = (error: unknown): boolean =>
    isTransportError(error) && error.retryable && (repeat === "freely" || error.unsent);
  let strangers = 0;
  let firstAt = 0;
  return untilDeadline(record, operation, { minTimeout: 500, maxTimeout: 10_000 }, again, (context) => {
    const error = context.error as QcloudTransportError;
    const stranger =
      (error.reason === "unreachable" && !client.heardHttp) || (error.reason === "not-an-answer" && !client.heardApi);
    if (stranger) {
      strangers += 1;
      if (strangers === 1) {
        firstAt = record.elapsedMs();
      }
      const { attempts, ms } = FIRST_CONTACT;
      if (strangers >= attempts || record.elapsedMs() - firstAt >= ms) {
        throw neverAnswered(record, error, strangers);
      }
    }
    logWait(record, context, "");
  });
}

function neverAnswered(record: CallRecord, error: QcloudTransportError, attempts: number): QcloudTransportError {
  const advice =
    error.reason === "unreachable"
      ? "Check that address, and that this machine can reach it (DNS, routes, firewall)"
      : "Check that this address is one of the VPC API 2.0 and not of something before it, such as a login page";
  return new QcloudTransportError({
    action: error.action,
    unsent: error.unsent,
    retryable: false,
    reason: error.reason,
    message: `${error.message} (${attempts} attempts in ${seconds(record.elapsedMs())}). ${advice}`,
    cause: error.cause,
  });
}

/** Repeats while the service is busy (4400, 6000, 6200), 1 s to 15 s apart, or throws that at once. */
export function whileBusy<T>(record: CallRecord, busy: "wait" | "throw", operation: () => Promise<T>): Promise<T> {
  if (busy === "throw") {
    return operation();
  }
  const again = (error: unknown): boolean => isBusy(error);
  return untilDeadline(record, operation, { minTimeout: 1000, maxTimeout: 15_000 }, again, (context) => {
    logWait(record, context, "the service is busy, ");
  });
}

/**
 * Repeats up to three times after 4500 or 4200. The attempt has taken the service's time by then, so that the next
 * one is signed with it.
 */
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
      const advice = `The service's Date header differs from this machine's clock by ${days} days, which is more than a week and was not taken. Set this machine's clock; if it is right, the service's clock or a proxy that changes the header is wrong`;
      throw new QcloudApiError({ ...error, advice });
    }
    throw new QcloudApiError({ ...error, advice: `${learned}. Check the clocks of this machine and of the service` });
  });
}
