/** The JSON envelope of every answer of API 3.0 (docs/api-3.md 2.4). */

import type { Cloud } from "../../cloud.ts";
import type { Answer } from "../../requests/call.ts";
import type { Envelope } from "../../requests/face.ts";
import type { Api3Error } from "./error.ts";

/** An accepted answer. */
export function acceptedEnvelope3(cloud: Cloud, requestId: string, answer: Answer): Envelope {
  return { code: 0, codeDesc: "", body: bodyOf(cloud, requestId, answer) };
}

/** A refusal. */
export function refusedEnvelope3(cloud: Cloud, requestId: string, { code, message }: Api3Error): Envelope {
  return { code: -1, codeDesc: code, body: bodyOf(cloud, requestId, { Error: { Code: code, Message: message } }) };
}

function bodyOf(cloud: Cloud, requestId: string, fields: Answer): string {
  const extra = cloud.settings.switches.extraFields === "on" ? { XExtra: { Nested: [null, "unknown"] } } : {};
  return JSON.stringify({ Response: { ...fields, ...extra, RequestId: requestId } });
}
