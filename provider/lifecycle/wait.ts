import { QcloudTimeoutError } from "../api/index.ts";
import { defined } from "../util/defined.ts";
import { formatMs } from "../util/durations.ts";
import { type WaitOptions, waitUntil } from "../util/wait-until.ts";
import { withTimeout } from "../util/with-timeout.ts";
import type { Context } from "./context.ts";

/** The result of one read: the awaited value, or what is still pending. */
export type Seen<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "pending"; readonly what: string };

export const done = <T>(value: T): Seen<T> => ({ kind: "done", value });
export const pending = (what: string): Seen<never> => ({ kind: "pending", what });

/**
 * Reads until there is a value, as `waitUntil`.
 *
 * @param what What is awaited, for the timeout message.
 * @throws QcloudTimeoutError after the deadline; what `read` throws.
 */
export async function waitFor<T>(
  context: Context,
  what: string,
  read: () => Promise<Seen<T>>,
  intervals?: WaitOptions["intervals"],
): Promise<T> {
  const started = context.deadline.elapsedMs();
  let reads = 0;
  let last = "nothing";
  const readOnce = async (): Promise<{ value: T } | undefined> => {
    reads += 1;
    const seen = await read();
    if (seen.kind === "done") {
      return seen;
    }
    last = seen.what;
    return undefined;
  };
  const outcome = await waitUntil(readOnce, {
    deadline: context.deadline,
    ...defined({ signal: context.signal, intervals }),
  });
  if (outcome !== undefined) {
    return outcome.value;
  }
  const waited = formatMs(context.deadline.elapsedMs() - started);
  throw new QcloudTimeoutError(
    `timed out waiting for ${what}: last seen ${last}, read ${reads === 1 ? "once" : `${reads} times`} in ${waited}`,
  );
}

/** Waits, at most until the deadline. Throws the signal's reason if the operation is cancelled. */
export async function pause(context: Context, ms: number): Promise<void> {
  const never = new Promise<void>(() => {});
  await withTimeout(never, {
    signal: context.signal,
    ms: Math.min(ms, context.deadline.remainingMs()),
    onTimeout: () => {},
  });
}

/** Reports what an operation does, such as "deleting", and what it last saw, such as "task 123 running". */
export type Report = (doing: string, seen?: string) => void;

/**
 * Reports progress, such as "deleting vpnx-ol6bcqp0: task 123 running, 14 s": at each change; without a change, on the status line at
 * growing intervals from one second (a log file shows each line), or in the log every 30 seconds.
 */
export function progress(context: Context, subject: string): Report {
  let lastState = "";
  let lastAt = Number.NEGATIVE_INFINITY;
  return (doing, seen) => {
    const now = context.deadline.elapsedMs();
    const since = now - lastAt;
    const state = `${doing} ${subject}${seen === undefined ? "" : `: ${seen}`}`;
    if (state === lastState && since < Math.max(1000, now / 10)) {
      return;
    }
    const line = `${state}, ${formatMs(now)}`;
    const isShown = context.status?.(line) === true;
    if (!isShown && state === lastState && since < 30_000) {
      return;
    }
    if (!isShown) {
      context.log(line);
    }
    lastState = state;
    lastAt = now;
  };
}
