/** One call of either API from its request to its answer: faults, the call itself, writing the data file. */

import { setTimeout as sleep } from "node:timers/promises";
import { type Cloud, serverTime } from "../cloud.ts";
import type { CallFault } from "../faults/plan.ts";
import { logLine, type RecordedCall } from "../requests/call-log.ts";
import type { Envelope, Face } from "../requests/face.ts";

/** What is sent: a complete or broken answer, an HTTP error page, or nothing. */
export type Reply =
  | { readonly kind: "whole"; readonly body: string }
  | { readonly kind: "half"; readonly body: string }
  | { readonly kind: "endless"; readonly body: string; readonly ms: number; readonly bytes: number }
  | {
      readonly kind: "page";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | undefined;
    }
  | { readonly kind: "drop" };

/**
 * Answers one call. Its changes are in the data file before this resolves.
 *
 * @param signal ends planted delays when the emulator stops.
 * @throws AbortError when the emulator stops during a delay.
 */
export async function dispatch(cloud: Cloud, face: Face, signal: AbortSignal): Promise<Reply> {
  const record = cloud.calls.begin(serverTime(cloud), face);
  const startedAt = performance.now();
  try {
    return await answer(cloud, face, record, signal);
  } finally {
    cloud.log?.(logLine(record, performance.now() - startedAt));
  }
}

async function answer(cloud: Cloud, face: Face, record: RecordedCall, signal: AbortSignal): Promise<Reply> {
  const delay = cloud.faults.takeDelay(face);
  if (delay !== undefined) {
    record.fault = delay.fault;
  }
  if (delay?.when === "before") {
    await sleep(delay.ms, undefined, { signal });
  }

  const fault = cloud.faults.forCall(face, face.connection);
  if (fault?.fault === "drop-before" || fault?.fault === "http") {
    applyFault(cloud, face, record, fault);
    await cloud.autosave.flush();
    if (fault.fault === "drop-before") {
      return { kind: "drop" };
    }
    return { kind: "page", status: fault.status, headers: fault.headers, body: fault.body };
  }

  const takesPlace = fault?.fault === "code" || fault?.fault === "stale" ? fault : undefined;
  const envelope = face.run(takesPlace, () => {
    if (fault !== undefined) {
      applyFault(cloud, face, record, fault);
    }
  });
  record.code = envelope.code;
  record.codeDesc = envelope.codeDesc;
  const body = await afterFlush(cloud, face, envelope);
  if (delay?.when === "after") {
    await sleep(delay.ms, undefined, { signal });
  }
  if (record.fault === "drop-after") {
    return { kind: "drop" };
  }
  if (record.fault === "half") {
    return { kind: "half", body };
  }
  if (fault?.fault === "endless" && record.fault === "endless") {
    return { kind: "endless", body, ms: fault.ms, bytes: fault.bytes };
  }
  return { kind: "whole", body };
}

function applyFault(cloud: Cloud, face: Face, record: RecordedCall, fault: CallFault): void {
  if (fault.fault === "stale") {
    cloud.faults.bind(fault, face.connection);
  }
  cloud.faults.use(fault);
  record.fault = fault.fault;
}

/** The body once every change is in the data file; a refusal when the file cannot be written. */
async function afterFlush(cloud: Cloud, face: Face, envelope: Envelope): Promise<string> {
  try {
    await cloud.autosave.flush();
    return envelope.body;
  } catch (error) {
    console.error("The data file cannot be written:", error instanceof Error ? error.message : error);
    return face.broken("the emulator cannot write its data file").body;
  }
}
