import type { ApiId } from "../types.ts";
import { type Envelope, isRecord, MalformedAnswer } from "./decode.ts";

/**
 * Readers of single wire values. The API gives numbers as text and text as numbers, leaves fields out or sets them to
 * null, and wraps objects in arrays of one (docs/api.md 0); all of that is taken here.
 */

/** Text of a text or number, without the spaces around it; "" for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === "string") {
    return value.trim();
  }
  return typeof value === "number" ? String(value) : "";
}

/** A number of 0 or more from a number or its digits; nothing for anything else. */
export function countOf(value: unknown): number | undefined {
  const text = textOf(value);
  return /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

/** Texts of a list; a single text stands for a list of one. Nothing and empty texts are passed over. */
export function textsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map(textOf).filter((text) => text !== "");
}

/** An object, or the only element of an array of one; an empty object for anything else. */
export function groupOf(value: unknown): Envelope {
  const inner = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isRecord(inner) ? inner : {};
}

/** The entries of a list action's `data`. @throws MalformedAnswer when it is no list of objects. */
export function entriesOf(envelope: Envelope): readonly Envelope[] {
  const { data } = envelope;
  if (!Array.isArray(data)) {
    throw new MalformedAnswer("it has no list in data");
  }
  if (!data.every(isRecord)) {
    throw new MalformedAnswer("its list holds something that is no object");
  }
  return data;
}

/**
 * An id in both forms from an entry (docs/api.md 2.2). A number of 0 is no id. Where the plain field holds a unified
 * id, as in some answers, it is taken as that.
 */
export function idOf(entry: Envelope, plainField: string, unifiedField: string): ApiId {
  const plain = textOf(entry[plainField]);
  const unified = textOf(entry[unifiedField]);
  const plainIsUnified = /^[a-z]+-[0-9a-z]+$/.test(plain);
  return {
    unified: unified === "" && plainIsUnified ? plain : unified,
    legacy: plain === "0" || plainIsUnified ? "" : plain,
  };
}
