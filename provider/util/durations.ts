/** How long an operation may take, each as "90s", "15m", "1h30m". */
export interface Timeouts {
  create?: string;
  update?: string;
  delete?: string;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/** The form of a duration, for messages. */
export const DURATION_FORM = 'a duration such as "90s", "15m" or "1h30m"';

/**
 * Parses a duration in the form of Pulumi's `customTimeouts` ("90s", "15m", "1h30m").
 *
 * @returns milliseconds, or undefined if the text is not a duration above zero.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(trimmed)) {
    return undefined;
  }
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(PART)) {
    total += Number(amount) * (UNITS[unit ?? ""] ?? Number.NaN);
  }
  return Number.isFinite(total) && total > 0 ? total : undefined;
}

/** Whether two sets of timeouts have the same durations. Text that is not a duration is compared as it is. */
export function sameTimeouts(a: Timeouts = {}, b: Timeouts = {}): boolean {
  const meant = (text: string | undefined): unknown => (text === undefined ? undefined : (parseDuration(text) ?? text));
  return (["create", "update", "delete"] as const).every((operation) => meant(a[operation]) === meant(b[operation]));
}

/** Formats milliseconds: `0.4 s`, `14 s`, `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 9950) {
    return `${Number((ms / 1000).toFixed(1))} s`;
  }
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
