import { isRecord } from "../../util/is-record.ts";
import type { ApiErrorKind } from "../errors.ts";
import { classify } from "./error-codes.ts";

/** The JSON object of an answer (docs/api.md 1.6). */
export type Envelope = Readonly<Record<string, unknown>>;

/** The decoded body of an answer. */
export type Decoded =
  | { readonly kind: "success"; readonly envelope: Envelope }
  | {
      readonly kind: "error";
      readonly errorKind: ApiErrorKind;
      readonly apiCode: string;
      readonly codeDesc: string;
      /** The message of the answer; it may contain secrets. */
      readonly message: string;
    }
  /** Not an answer of this API. `why` repeats nothing of the answer. */
  | { readonly kind: "malformed"; readonly why: string };

/** The answer does not have the form of this action's answers. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

/** Limit of a text or number other than the message, in characters. The longest documented text, a device configuration, has about 10 000. */
const LONGEST_TEXT = 65_536;

/** Limit of a code in characters; the documented ones have four digits. */
const LONGEST_CODE = 20;

class TooLong extends Error {}

/**
 * Parses JSON. Integers that a double cannot represent stay text, so that no id is rounded. A lone surrogate, from a text that the service
 * truncated, becomes U+FFFD, because the engine refuses it.
 *
 * @throws TooLong
 */
function parseJson(text: string): unknown {
  const keepDigits = (key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const isDigits = typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "");
    const kept = isDigits ? context?.source : value;
    // A message is truncated where it is shown.
    if (typeof kept === "string" && kept.length > LONGEST_TEXT && key !== "message") {
      throw new TooLong();
    }
    return typeof kept === "string" ? kept.toWellFormed() : kept;
  };
  return JSON.parse(text, keepDigits);
}

/** The code of an answer, a whole number or its digits, as text; "" for anything else. */
function numberText(code: unknown): string {
  if (typeof code === "number" && Number.isSafeInteger(code)) {
    return String(code);
  }
  const text = typeof code === "string" ? code.trim() : "";
  // The time of BigInt grows with the square of the length.
  return text.length <= LONGEST_CODE && /^-?\d+$/.test(text) ? String(BigInt(text)) : "";
}

/**
 * Decodes the body of an answer, independent of its Content-Type: strict UTF-8, one JSON object with `code` (a number or its digits),
 * `codeDesc`, or both. `codeDesc` takes precedence over the number (docs/api.md 1.6); only `Success` means success.
 */
export function decode(body: Uint8Array): Decoded {
  if (body.length === 0) {
    return { kind: "malformed", why: "it is empty" };
  }
  let parsed: unknown;
  try {
    parsed = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    return error instanceof TooLong
      ? { kind: "malformed", why: `it contains text or a number of more than ${LONGEST_TEXT} characters` }
      : { kind: "malformed", why: "it is not JSON in UTF-8" };
  }
  if (!isRecord(parsed)) {
    return { kind: "malformed", why: "it is not a JSON object" };
  }
  const apiCode = numberText(parsed["code"]);
  const said = parsed["codeDesc"] ?? "";
  if (typeof said !== "string") {
    return { kind: "malformed", why: "its codeDesc is not text" };
  }
  const codeDesc = said.trim();
  if (apiCode === "" && codeDesc === "") {
    const newer = isRecord(parsed["Response"]) ? "; it looks like one of API 3.0, which has other hosts" : "";
    return { kind: "malformed", why: `it has neither code nor codeDesc${newer}` };
  }
  if (codeDesc === "Success" || (codeDesc === "" && apiCode === "0")) {
    return { kind: "success", envelope: parsed };
  }
  const message = typeof parsed["message"] === "string" ? parsed["message"] : "";
  return { kind: "error", errorKind: classify(apiCode, codeDesc), apiCode, codeDesc, message };
}
