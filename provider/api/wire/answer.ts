import { isRecord } from "../../util/is-record.ts";
import type { ApiErrorKind } from "../errors.ts";

/** A JSON object of an answer. */
export type Envelope = Readonly<Record<string, unknown>>;

/** The decoded body of an answer. */
export type Decoded =
  | { readonly kind: "success"; readonly envelope: Envelope }
  | {
      readonly kind: "error";
      readonly errorKind: ApiErrorKind;
      /** The error number of API 2.0 as text; "" if the answer has none. */
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
    if (typeof kept === "string" && kept.length > LONGEST_TEXT && key.toLowerCase() !== "message") {
      throw new TooLong();
    }
    return typeof kept === "string" ? kept.toWellFormed() : kept;
  };
  return JSON.parse(text, keepDigits);
}

/** Parses the body of an answer, independent of its Content-Type: strict UTF-8 and one JSON object. */
export function parseBody(body: Uint8Array): { readonly kind: "object"; readonly value: Envelope } | Malformed {
  if (body.length === 0) {
    return malformed("it is empty");
  }
  let parsed: unknown;
  try {
    parsed = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    return malformed(
      error instanceof TooLong
        ? `it contains text or a number of more than ${LONGEST_TEXT} characters`
        : "it is not JSON in UTF-8",
    );
  }
  return isRecord(parsed) ? { kind: "object", value: parsed } : malformed("it is not a JSON object");
}

type Malformed = Extract<Decoded, { readonly kind: "malformed" }>;

export const malformed = (why: string): Malformed => ({ kind: "malformed", why });
