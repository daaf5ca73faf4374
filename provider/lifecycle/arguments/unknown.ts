/**
 * The text that stands for a value not known yet, wherever the engine hands over arguments before a deployment
 * (Pulumi's `runtime.unknownValue`, part of its wire protocol). It may stand for a leaf, an element, or a whole object.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isUnknown = (value: unknown): boolean => value === UNKNOWN;

/** True when the value is unknown or anything inside it is. */
export function holdsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsUnknown);
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).some(([key, inner]) => isUnknown(key) || holdsUnknown(inner));
  }
  return isUnknown(value);
}
