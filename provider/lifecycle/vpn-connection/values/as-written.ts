import { sameSetting } from "./compare.ts";

/** The observed settings. Those with the same meaning, or without an observed value, keep the written form. */
export function asWritten<T extends object>(written: T | undefined, seen: T | undefined): T {
  const result: Record<string, unknown> = { ...written };
  for (const [key, value] of Object.entries(seen ?? {})) {
    if (value !== undefined && !(key in result && sameSetting(key, result[key], value))) {
      result[key] = value;
    }
  }
  return result as T;
}
