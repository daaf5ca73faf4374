/** A call of API 3.0 from its request to its envelope: checks, then the action (docs/api-3.md 2). */

import { randomUUID } from "node:crypto";
import type { Cloud } from "../cloud.ts";
import { emptyList } from "../faults/stale.ts";
import { documentedRates } from "../requests/action-rates.ts";
import type { Answer } from "../requests/call.ts";
import type { AnswerFault, Envelope, Face } from "../requests/face.ts";
import type { Credential } from "../state/model.ts";
import { knownRegion } from "../state/regions.ts";
import { actions3 } from "./actions/index.ts";
import { authenticate3, header, type ReceivedRequest3 } from "./protocol/authenticate.ts";
import { versions } from "./protocol/call.ts";
import { acceptedEnvelope3, refusedEnvelope3 } from "./protocol/envelope.ts";
import { Api3Error } from "./protocol/error.ts";
import { flatten } from "./protocol/flatten.ts";
import { checkPrivate, withoutPublic } from "./protocol/private-cloud.ts";
import { parseAuthorization } from "./protocol/signature.ts";

/** What is known of a request before it is checked. */
interface Request3 {
  readonly cloud: Cloud;
  readonly received: ReceivedRequest3;
  readonly action: string;
  readonly requestId: string;
  /** The JSON of the body; `undefined` for any other body. */
  readonly input: unknown;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A request of API 3.0. */
export function faceOf3(cloud: Cloud, received: ReceivedRequest3): Face {
  const action = header(received, "x-tc-action");
  const requestId = randomUUID();
  const input = parsed(received.body);
  const parameters = new Map([
    ["Region", header(received, "x-tc-region")],
    ["SecretId", parseAuthorization(header(received, "authorization"))?.secretId ?? ""],
    ["Timestamp", header(received, "x-tc-timestamp")],
    ...flatten(input),
  ]);
  const request = { cloud, received, action, requestId, input, parameters };
  return {
    api: "3.0",
    action,
    parameters,
    method: "POST",
    connection: received.connection,
    run: (fault, authenticated) => run(request, fault, authenticated),
    broken: (message) => refusedEnvelope3(cloud, requestId, new Api3Error("InternalError", message)),
  };
}

function run(request: Request3, fault: AnswerFault | undefined, authenticated: () => void): Envelope {
  const { cloud, action, requestId } = request;
  try {
    return acceptedEnvelope3(cloud, requestId, answerOf(request, fault, authenticated));
  } catch (error) {
    if (error instanceof Api3Error) {
      return refusedEnvelope3(cloud, requestId, error);
    }
    console.error(`${action} broke the emulator:`, error);
    const defect = new Api3Error("InternalError", "the emulator has a defect; see its error output");
    return refusedEnvelope3(cloud, requestId, defect);
  }
}

function answerOf(request: Request3, fault: AnswerFault | undefined, authenticated: () => void): Answer {
  const { cloud, received, action, requestId, input, parameters } = request;
  if (received.body === undefined) {
    throw new Api3Error("RequestSizeLimitExceeded", "the body may have 10 MB");
  }
  const found = actions3.get(action);
  const credential = authenticate3(cloud, received, found?.service ?? "vpc");
  const { account, permissions = {} } = credential;
  const now = cloud.clock();
  authenticated();
  if (fault?.fault === "code") {
    throw new Api3Error(fault.codeDesc === "" ? "InternalError" : fault.codeDesc, fault.message);
  }
  if (found === undefined) {
    throw new Api3Error("InvalidAction", "the action does not exist");
  }
  checkRates(cloud, credential, action, now);
  checkForm(received, versions[found.service], input);
  const region = regionOf(cloud, header(received, "x-tc-region"));
  cloud.store.settle(now);
  if (fault?.fault === "stale") {
    return emptyList(action, cloud.settings.switches);
  }
  const isPrivate = cloud.settings.switches.fields === "private";
  if (isPrivate) {
    checkPrivate(input);
  }
  const call = { cloud, api: "3.0", action, account, permissions, region, now, credential, requestId } as const;
  const answer = found.run({ ...call, parameters: { all: parameters } }, input);
  return isPrivate ? withoutPublic(answer) : answer;
}

/** The rate of the account over both APIs, then that of the action. */
function checkRates(cloud: Cloud, credential: Credential, action: string, now: number): void {
  const { rate, rates, switches } = cloud.settings;
  if (rate !== undefined && !cloud.rates.take(credential.account, rate, now)) {
    throw new Api3Error("RequestLimitExceeded", "the request quota of the account is exceeded");
  }
  const documented = switches.documentedRates === "on" ? documentedRates[action] : undefined;
  const perSecond = rates[action] ?? documented ?? 0;
  if (perSecond > 0 && !cloud.actionRates.take(credential.secretId, action, perSecond, now)) {
    throw new Api3Error("RequestLimitExceeded", `${action} may be called ${perSecond} times a second`);
  }
}

function checkForm(request: ReceivedRequest3, version: string, input: unknown): void {
  const sent = header(request, "x-tc-version");
  if (sent === "") {
    throw new Api3Error("MissingParameter", "the header X-TC-Version is missing");
  }
  if (sent !== version) {
    throw new Api3Error("NoSuchVersion", `the version of this action is ${version}`);
  }
  if (!header(request, "content-type").startsWith("application/json") || input === undefined) {
    throw new Api3Error("InvalidRequest", "the body must be JSON of the type application/json");
  }
}

/** Long codes alone are known (docs/api-3.md 2.1). */
function regionOf(cloud: Cloud, code: string): string {
  if (code === "") {
    throw new Api3Error("MissingParameter", "the header X-TC-Region is missing");
  }
  if (knownRegion(code) !== code && cloud.settings.switches.regions !== "any") {
    throw new Api3Error("UnsupportedRegion", "the region is not known");
  }
  return code;
}

/** The value of a JSON body; `undefined` for any other body. */
function parsed(body: Buffer | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
