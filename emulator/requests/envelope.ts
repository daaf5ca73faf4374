/** The JSON envelope of every answer (docs/api.md 1.6), in the form that the switches select. */

import type { Cloud } from "../cloud.ts";
import { type ApiError, CommonError, PlantedError } from "../errors.ts";
import type { Answer } from "./call.ts";
import type { Envelope } from "./face.ts";

/** An accepted answer. */
export function acceptedEnvelope(cloud: Cloud, answer: Answer): Envelope {
  const { switches } = cloud.settings;
  const codeDesc = switches.successCodeDesc === "present" ? "Success" : "";
  return envelope(cloud, 0, codeDesc, "", answer);
}

/** A refusal. Its number may be overridden by its module code (docs/api.md 3). */
export function refusedEnvelope(cloud: Cloud, error: ApiError): Envelope {
  const { switches, codes } = cloud.settings;
  const shown =
    switches.errorCodeDesc === "present" && !(error instanceof CommonError && switches.commonCodeDesc === "absent");
  const code = error instanceof PlantedError ? error.code : (codes.get(error.codeDesc) ?? error.code);
  return envelope(cloud, code, shown ? error.codeDesc : "", error.message, {});
}

function envelope(cloud: Cloud, code: number, codeDesc: string, message: string, answer: Answer): Envelope {
  const { switches } = cloud.settings;
  const text = JSON.stringify({
    code: switches.codeType === "text" ? String(code) : code,
    message,
    ...(codeDesc === "" ? {} : { codeDesc }),
    ...answer,
    ...(switches.extraFields === "on" ? { requestSeq: 0, x_extra: { nested: [null, "unknown"] } } : {}),
  });
  return { code, codeDesc, body: switches.escapedSlashes === "on" ? text.replaceAll("/", "\\/") : text };
}
