import { isRecord } from "../../util/is-record.ts";
import { type Decoded, type Envelope, MalformedAnswer, malformed, parseBody } from "../wire/answer.ts";
import { classify } from "./error-codes.ts";

/** Limit of a code in characters; the documented ones have four digits. */
const LONGEST_CODE = 20;

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
 * Decodes the body of an answer: one JSON object with `code` (a number or its digits), `codeDesc`, or both. `codeDesc` takes precedence over
 * the number (docs/api.md 1.6); only `Success` means success.
 */
export function decode(body: Uint8Array): Decoded {
  const parsed = parseBody(body);
  if (parsed.kind === "malformed") {
    return parsed;
  }
  const { value } = parsed;
  const apiCode = numberText(value["code"]);
  const said = value["codeDesc"] ?? "";
  if (typeof said !== "string") {
    return malformed("its codeDesc is not text");
  }
  const codeDesc = said.trim();
  if (apiCode === "" && codeDesc === "") {
    const newer = isRecord(value["Response"])
      ? "; it looks like one of API 3.0: set qcloud:api or QCLOUD_API to 3.0, or use the endpoint of API 2.0"
      : "";
    return malformed(`it has neither code nor codeDesc${newer}`);
  }
  if (codeDesc === "Success" || (codeDesc === "" && apiCode === "0")) {
    return { kind: "success", envelope: value };
  }
  const message = typeof value["message"] === "string" ? value["message"] : "";
  return { kind: "error", errorKind: classify(apiCode, codeDesc), apiCode, codeDesc, message };
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
