import type { ApiId } from "../types.ts";
import type { Envelope } from "../wire/answer.ts";
import { textOf } from "../wire/values.ts";

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
