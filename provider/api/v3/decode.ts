import { isRecord } from "../../util/is-record.ts";
import { type Decoded, type Envelope, MalformedAnswer, malformed, parseBody } from "../wire/answer.ts";
import { textOf } from "../wire/values.ts";
import { classify } from "./error-codes.ts";

/** Decodes the body of an answer: `{"Response": {…}}`, with `Error` if the call failed (docs/api-3.md 2.4). */
export function decode(body: Uint8Array): Decoded {
  const parsed = parseBody(body);
  if (parsed.kind === "malformed") {
    return parsed;
  }
  const { Response: response, code, codeDesc } = parsed.value;
  if (!isRecord(response)) {
    const older =
      code === undefined && codeDesc === undefined
        ? ""
        : "; it looks like one of API 2.0: set qcloud:api or QCLOUD_API to 2.0, or use the endpoint of API 3.0";
    return malformed(`it has no Response${older}`);
  }
  const { Error: error } = response;
  if (error === undefined || error === null) {
    return { kind: "success", envelope: response };
  }
  const label = isRecord(error) ? textOf(error["Code"]) : "";
  if (!isRecord(error) || label === "") {
    return malformed("its Error has no Code");
  }
  const requestId = textOf(response["RequestId"]);
  const message = `${textOf(error["Message"])}${requestId === "" ? "" : ` (RequestId ${requestId})`}`;
  return { kind: "error", errorKind: classify(label), apiCode: "", codeDesc: label, message };
}

/** The entries of a set. @throws MalformedAnswer if it is not a list of objects. */
export function entriesOf(fields: Envelope, set: string): readonly Envelope[] {
  const entries = fields[set];
  if (!Array.isArray(entries) || !entries.every(isRecord)) {
    throw new MalformedAnswer(`it has no list of objects in ${set}`);
  }
  return entries;
}
