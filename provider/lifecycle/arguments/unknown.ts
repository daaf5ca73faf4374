/** Pulumi's `runtime.unknownValue`. In a preview, it replaces a value, an element, or a whole object that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isUnknown = (value: unknown): boolean => value === UNKNOWN;

/** Whether the value or any part of it is unknown. */
export function holdsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsUnknown);
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).some(([key, inner]) => isUnknown(key) || holdsUnknown(inner));
  }
  return isUnknown(value);
}
