/** How long an operation may take, each as "90s", "15m", "1h30m". */
export interface Timeouts {
  create?: string;
  update?: string;
  delete?: string;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/** What a duration may look like; for messages. */
export const DURATION_FORM = 'a duration such as "90s", "15m" or "1h30m"';

/**
 * Reads a duration as Pulumi's `customTimeouts` writes it ("90s", "15m", "1h30m").
 * @returns milliseconds, or undefined when the text is no duration above zero.
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

/** Whether two sets of timeouts mean the same, in whichever words and order. A text that is no duration equals itself alone. */
export function sameTimeouts(a: Timeouts = {}, b: Timeouts = {}): boolean {
  const meant = (text: string | undefined): unknown => (text === undefined ? undefined : (parseDuration(text) ?? text));
  return (["create", "update", "delete"] as const).every((operation) => meant(a[operation]) === meant(b[operation]));
}

/** Writes milliseconds the way people read them: `0.4 s`, `14 s`, `2 min 5 s`. */
export function formatMs(ms: number): string {
  if (ms < 9950) {
    return `${Number((ms / 1000).toFixed(1))} s`;
  }
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
