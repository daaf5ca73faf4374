import { isRecord } from "../../util/is-record.ts";
import type { ApiId } from "../types.ts";
import { type Envelope, MalformedAnswer } from "./decode.ts";

/**
 * Decoders of single values. The API gives numbers as text and text as numbers, leaves fields out or sets them to null, and wraps objects in
 * arrays (docs/api.md 0).
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

/** The entries of a list action's `data`. @throws MalformedAnswer if it is not a list of objects. */
export function entriesOf(envelope: Envelope): readonly Envelope[] {
  const { data } = envelope;
  if (!Array.isArray(data)) {
    throw new MalformedAnswer("it has no list in data");
  }
  if (!data.every(isRecord)) {
    throw new MalformedAnswer("its list contains a value that is not an object");
  }
  return data;
}

/** The id of an entry in both forms (docs/api.md 2.2). 0 is not an id. Some answers have the unified id in the plain field. */
export function idOf(entry: Envelope, plainField: string, unifiedField: string): ApiId {
  const plain = textOf(entry[plainField]);
  const unified = textOf(entry[unifiedField]);
  const plainIsUnified = /^[a-z]+-[0-9a-z]+$/.test(plain);
  return {
    unified: unified === "" && plainIsUnified ? plain : unified,
    legacy: plain === "0" || plainIsUnified ? "" : plain,
  };
}
