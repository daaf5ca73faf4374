import type { ApiErrorKind } from "../errors.ts";
import { classify } from "./error-codes.ts";

/** The JSON object of an answer (docs/api.md 1.6), with everything the action put in it. */
export type Envelope = Readonly<Record<string, unknown>>;

/** What the bytes of an answer are. */
export type Decoded =
  | { readonly kind: "success"; readonly envelope: Envelope }
  | {
      readonly kind: "error";
      readonly errorKind: ApiErrorKind;
      readonly apiCode: string;
      readonly codeDesc: string;
      /** The answer's own text, not yet cleaned. */
      readonly message: string;
    }
  /** Not an answer of this API; `why` never repeats what came. */
  | { readonly kind: "malformed"; readonly why: string };

/** Thrown by whatever reads an envelope, when the answer has another shape than the action's. */
export class MalformedAnswer extends Error {
  override readonly name = "MalformedAnswer";
}

export function isRecord(value: unknown): value is Envelope {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Characters of the longest text or number that an answer may hold, its message aside. The longest documented one is a device's
 * configuration, of some ten thousand.
 */
const LONGEST_TEXT = 65_536;

/** Characters of the longest number that can be a code; the documented ones have four digits. */
const LONGEST_CODE = 20;

/** A text or a number is longer than any of this API. */
class TooLong extends Error {}

/**
 * JSON in which whole numbers that a double cannot hold stay text, so that no id or task number is rounded, and in which a text that
 * the service cut in the middle of a character ends in U+FFFD, so that look-ups hand out text that the engine takes.
 *
 * @throws TooLong
 */
function parseJson(text: string): unknown {
  const keepDigits = (key: string, value: unknown, context?: { readonly source?: string }): unknown => {
    const isDigits = typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "");
    const kept = isDigits ? context?.source : value;
    // A message is shortened where it is shown; the code beside it decides.
    if (typeof kept === "string" && kept.length > LONGEST_TEXT && key !== "message") {
      throw new TooLong();
    }
    return typeof kept === "string" ? kept.toWellFormed() : kept;
  };
  return JSON.parse(text, keepDigits);
}

/** The number of an answer as text: a whole number, or text of digits; "" for anything else. */
function numberText(code: unknown): string {
  if (typeof code === "number" && Number.isSafeInteger(code)) {
    return String(code);
  }
  const text = typeof code === "string" ? code.trim() : "";
  // To read a number takes the square of its length.
  return text.length <= LONGEST_CODE && /^-?\d+$/.test(text) ? String(BigInt(text)) : "";
}

/**
 * Decodes the body of an answer, whatever its Content-Type says: strict UTF-8, one JSON object with `code` (a number
 * or its digits), `codeDesc` or both. `codeDesc` decides where it is there (`Success` is the only good one); the
 * number decides in its absence (docs/api.md 1.6).
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
      ? { kind: "malformed", why: `it holds text or a number of more than ${LONGEST_TEXT} characters` }
      : { kind: "malformed", why: "it is not JSON in UTF-8" };
  }
  if (!isRecord(parsed)) {
    return { kind: "malformed", why: "it is not a JSON object" };
  }
  const apiCode = numberText(parsed["code"]);
  const said = parsed["codeDesc"] ?? "";
  if (typeof said !== "string") {
    return { kind: "malformed", why: "its codeDesc is no text" };
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
