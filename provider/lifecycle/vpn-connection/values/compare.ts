import type { IkeSet, IpsecSet } from "../../../api/index.ts";

/** Settings that the peer compares as they are. */
const EXACT: readonly string[] = ["localFqdnName", "remoteFqdnName"];

/** One setting, compared by meaning: numbers and their text are equal, and codes in any case. Names of identities are compared as they are. */
export const sameSetting = (key: string, a: unknown, b: unknown): boolean =>
  EXACT.includes(key) ? a === b : String(a).toLowerCase() === String(b).toLowerCase();

/**
 * The settings of `wanted` that `seen` does not have. What is not wanted is left to the service, so its defaults are no difference.
 * @param seen settings as observed; one that an answer leaves out counts as different only when `strict`.
 */
export function differingSettings<T extends IkeSet | IpsecSet>(
  wanted: T | undefined,
  seen: T | undefined,
  { strict }: { strict: boolean },
): (keyof T & string)[] {
  return (Object.keys(wanted ?? {}) as (keyof T & string)[]).filter((key) => {
    const value = wanted?.[key];
    const there = seen?.[key];
    if (value === undefined || (there === undefined && !strict)) {
      return false;
    }
    return !sameSetting(key, value, there);
  });
}
