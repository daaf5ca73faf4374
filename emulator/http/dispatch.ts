/** One call of the API from its parameters to its answer: faults, checks, action, writing the data file. */

import { setTimeout as sleep } from "node:timers/promises";
import { actions } from "../actions/index.ts";
import { type Cloud, serverTime } from "../cloud.ts";
import { ApiError, badParameter, CommonError, PlantedError, refuse } from "../errors.ts";
import type { CallFault } from "../faults/plan.ts";
import { emptyList } from "../faults/stale.ts";
import { authenticate, type ReceivedRequest } from "../requests/authenticate.ts";
import { logLine, type RecordedCall } from "../requests/call-log.ts";
import { acceptedEnvelope, type Envelope, refusedEnvelope } from "../requests/envelope.ts";
import { Parameters } from "../requests/parameters.ts";
import { knownRegion } from "../state/regions.ts";

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
export async function dispatch(cloud: Cloud, request: ReceivedRequest, signal: AbortSignal): Promise<Reply> {
  const { parameters } = request;
  const action = parameters.get("Action") ?? "";
  const record = cloud.calls.begin(serverTime(cloud), request.method, action, parameters);
  const startedAt = performance.now();
  try {
    return await answer(cloud, request, action, record, signal);
  } finally {
    cloud.log?.(logLine(record, performance.now() - startedAt));
  }
}

async function answer(
  cloud: Cloud,
  request: ReceivedRequest,
  action: string,
  record: RecordedCall,
  signal: AbortSignal,
): Promise<Reply> {
  const { parameters } = request;
  const delay = cloud.faults.takeDelay(action, parameters);
  if (delay !== undefined) {
    record.fault = delay.fault;
  }
  if (delay?.when === "before") {
    await sleep(delay.ms, undefined, { signal });
  }

  const fault = cloud.faults.forCall(action, parameters, request.connection);
  if (fault?.fault === "drop-before" || fault?.fault === "http") {
    applyFault(cloud, request, record, fault);
    await cloud.autosave.flush();
    if (fault.fault === "drop-before") {
      return { kind: "drop" };
    }
    return { kind: "page", status: fault.status, headers: fault.headers, body: fault.body };
  }

  const envelope = run(cloud, request, action, record, fault);
  record.code = envelope.code;
  record.codeDesc = envelope.codeDesc;
  const body = await afterFlush(cloud, envelope);
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

function applyFault(cloud: Cloud, request: ReceivedRequest, record: RecordedCall, fault: CallFault): void {
  if (fault.fault === "stale") {
    cloud.faults.bind(fault, request.connection);
  }
  cloud.faults.use(fault);
  record.fault = fault.fault;
}

/** Runs the checks and the action synchronously, so that calls never interleave. */
function run(
  cloud: Cloud,
  request: ReceivedRequest,
  action: string,
  record: RecordedCall,
  fault: CallFault | undefined,
): Envelope {
  try {
    const { account, permissions = {} } = authenticate(cloud, request);
    const now = cloud.clock();
    // A planted code takes the place of the permission check in the order of docs/api.md 6.
    if (fault !== undefined) {
      applyFault(cloud, request, record, fault);
    }
    if (fault?.fault === "code") {
      throw new PlantedError(fault.code, fault.codeDesc, fault.message);
    }
    const { rate, switches } = cloud.settings;
    if (rate !== undefined && !cloud.rates.take(account, rate, now)) {
      throw new CommonError(4400, "RequestLimitExceeded", "the request quota is exceeded");
    }
    const handler = actions.get(action);
    if (handler === undefined) {
      throw new CommonError(6100, "InvalidAction", "the action is not supported");
    }
    const code = request.parameters.get("Region") ?? "";
    const region = knownRegion(code) ?? (switches.regions === "any" && code !== "" ? code : undefined);
    if (region === undefined) {
      throw badParameter("Region", code === "" ? "is missing" : "is not known");
    }
    cloud.store.settle(now);
    if (fault?.fault === "stale") {
      return acceptedEnvelope(cloud, emptyList(action, switches));
    }
    const parameters = new Parameters(request.parameters);
    const answer = handler({ cloud, action, account, permissions, region, now, parameters });
    return acceptedEnvelope(cloud, answer);
  } catch (error) {
    if (error instanceof ApiError) {
      return refusedEnvelope(cloud, error);
    }
    console.error(`${action} broke the emulator:`, error);
    return refusedEnvelope(cloud, refuse("InternalError", "the emulator has a defect; see its error output"));
  }
}

/** The body once every change is in the data file; a refusal when the file cannot be written. */
async function afterFlush(cloud: Cloud, envelope: Envelope): Promise<string> {
  try {
    await cloud.autosave.flush();
    return envelope.body;
  } catch (error) {
    console.error("The data file cannot be written:", error instanceof Error ? error.message : error);
    return refusedEnvelope(cloud, refuse("InternalError", "the emulator cannot write its data file")).body;
  }
}
