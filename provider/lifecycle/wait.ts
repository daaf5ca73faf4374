import { QcloudTimeoutError } from "../api/index.ts";
import { formatMs } from "../util/durations.ts";
import { type WaitOptions, waitUntil } from "../util/wait-until.ts";
import { withTimeout } from "../util/with-timeout.ts";
import type { Context } from "./context.ts";

/** How a look came out: an end, or what is still going on. */
export type Seen<T> = { readonly done: T } | { readonly pending: string };

/**
 * Looks, at first at once, until there is an end, at the latest until just before the context's deadline. Knows nothing of tunnels.
 * @param what what is awaited, for the message of a timeout.
 * @throws QcloudTimeoutError that says what was awaited, what was last seen, how often and how long; whatever the probe throws.
 */
export async function waitFor<T>(
  context: Context,
  what: string,
  probe: () => Promise<Seen<T>>,
  rhythm?: WaitOptions["rhythm"],
): Promise<T> {
  const started = context.deadline.elapsedMs();
  let looks = 0;
  let last = "nothing";
  const look = async (): Promise<{ done: T } | undefined> => {
    looks += 1;
    const seen = await probe();
    if ("done" in seen) {
      return seen;
    }
    last = seen.pending;
    return undefined;
  };
  const outcome = await waitUntil(look, {
    deadline: context.deadline,
    firstLook: "now",
    ...(context.signal === undefined ? {} : { signal: context.signal }),
    ...(rhythm === undefined ? {} : { rhythm }),
  });
  if ("value" in outcome) {
    return outcome.value.done;
  }
  const waited = formatMs(context.deadline.elapsedMs() - started);
  throw new QcloudTimeoutError(
    `timed out waiting for ${what}: last seen ${last}, looked ${looks === 1 ? "once" : `${looks} times`} in ${waited}`,
  );
}

/** A pause that ends early, with the signal's reason, when the operation is cancelled; never longer than the time left. */
export async function pause(context: Context, ms: number): Promise<void> {
  const never = new Promise<void>(() => {});
  await withTimeout(never, {
    signal: context.signal,
    ms: Math.min(ms, context.deadline.remainingMs()),
    onTimeout: () => {},
  });
}

/** What an operation is doing, such as "deleting", and what it last saw, such as "task 123 running". */
export type Report = (doing: string, seen?: string) => void;

/**
 * Says how a wait goes: "deleting vpnx-ol6bcqp0: task 123 running, 14 s". At each change; and while nothing changes, on a status line
 * every second at first and ever more seldom later (a log that is no terminal shows each of them), as lines of their own
 * every 30 seconds.
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
