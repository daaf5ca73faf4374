import { isRecord } from "../../util/is-record.ts";
import type { Envelope } from "./answer.ts";

/**
 * Decoders of single values. API 2.0 gives numbers as text and text as numbers, leaves fields out or sets them to null, and wraps objects in
 * arrays (docs/api.md 0); API 3.0 sets fields to null too.
 */

/** Text or a number as trimmed text; "" for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === "string") {
    return value.trim();
  }
  return typeof value === "number" ? String(value) : "";
}

/** A whole number of 0 or more, or its digits, as a number; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  const text = textOf(value);
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/** The texts of a list, or a single text, without empty ones. */
export function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map(textOf).filter((text) => text !== "");
}

/** An object, or the only element of an array; an empty object for anything else. */
export function groupOf(value: unknown): Envelope {
  const inner = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isRecord(inner) ? inner : {};
}
