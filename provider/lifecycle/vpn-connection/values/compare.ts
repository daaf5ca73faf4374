/** Settings whose case matters. */
const EXACT: readonly string[] = ["localFqdnName", "remoteFqdnName"];

/** Compares a setting by meaning: a number equals its text, and codes are equal in any case. */
export const sameSetting = (key: string, a: unknown, b: unknown): boolean =>
  EXACT.includes(key) ? a === b : String(a).toLowerCase() === String(b).toLowerCase();

/**
 * The settings in which `seen` differs from `wanted`. Settings that are not wanted are left to the service.
 *
 * @param strict Whether an absent setting in `seen` is a difference.
 */
export function differingSettings<T extends object>(
  wanted: T | undefined,
  seen: T | undefined,
  { strict }: { strict: boolean },
): (keyof T & string)[] {
  return (Object.keys(wanted ?? {}) as (keyof T & string)[]).filter((key) => {
    const value = wanted?.[key];
    const observed = seen?.[key];
    if (value === undefined || (observed === undefined && !strict)) {
      return false;
    }
    return !sameSetting(key, value, observed);
  });
}
